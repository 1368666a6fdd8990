"""The `kpis` function on moto and our Athena endpoint: what it refreshes, what it leaves alone, what it may repeat."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from sellthrough.errors import Busy
from sellthrough.model.keys import configuration_key
from sellthrough.model.submissions import State
from sellthrough.model.tables import columns
from sellthrough_aws.kpi_refresh import LEASE_PROPERTY

NOW = "2020-01-20T10:00:00+00:00"
CONTEXT = SimpleNamespace(aws_request_id="request", function_name="kpis", get_remaining_time_in_millis=lambda: 900_000)


@pytest.fixture
def sold(own_cloud: Any) -> Any:
    """The cloud once a first report of sales, of two months, is published and its KPIs are refreshed."""
    own_cloud.publish.add("s1", "sell_through", [sale("2019-10", 60), sale("2019-11", 70), sale("2019-11", -5)])
    own_cloud.counts = refresh(own_cloud)
    return own_cloud


@pytest.fixture
def stocked(sold: Any) -> Any:
    """And once a report of what is in stock follows."""
    sold.publish.add("i1", "inventory", [{"period": "2019-11", "product_id": "A", "on_hand_units": Decimal(25)}])
    sold.counts = refresh(sold, submission_id="i1")
    return sold


def sale(period: str, units: int, **other: Any) -> dict[str, Any]:
    return {
        "period": period, "product_id": "A", "country_code": "NA", "quantity_units": Decimal(units),
        "reporting_amount": Decimal(units) * 2, "reporting_currency": "USD", **other,
    }  # fmt: skip


def refresh(cloud: Any, **event: Any) -> dict[str, int]:
    answer = cloud.app.handler({"submission_id": "s1", "run": 1, "now": NOW, **event}, CONTEXT)
    assert answer["outcome"] == "ok"
    return {name: count for name, count in answer["periods"].items() if count}


def rows(cloud: Any, table: str, *names: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(row[n] for n in names) for row in cloud.lake.read(table).to_pylist())


def snapshots(cloud: Any) -> dict[str, int]:
    names = ("kpi_sell_through", "kpi_weeks_of_supply", "kpi_bookings", "submissions", "work_items")
    return {name: len(cloud.lake.table(name).snapshots()) for name in names}


def test_nothing_dirty_touches_nothing(sold: Any) -> None:
    before = snapshots(sold)
    assert refresh(sold) == {}
    assert snapshots(sold) == before


@pytest.mark.feature("C23")
def test_a_published_submission_refreshes_the_kpis_that_read_it_and_no_other(sold: Any) -> None:
    assert sold.counts == {"sell_through": 2, "weeks_of_supply": 4, "weeks_of_supply_by_product": 4}
    assert rows(sold, "kpi_sell_through", "period", "country_code", "quantity_units", "reporting_amount") == [
        ("2019-10", "NA", Decimal(60), Decimal(120)),
        ("2019-11", "NA", Decimal(65), Decimal(130)),
    ]
    assert sold.lake.table("kpi_bookings").snapshots() == []
    assert sold.ledger.dirty() == []


def test_the_ledger_is_copied_with_what_became_of_the_report(sold: Any) -> None:
    names = ("submission_id", "submission_state", "rows_in", "accepted_rows", "validity_ratio", "source_file")
    assert rows(sold, "submissions", *names) == [("s1", "published", 3, 3, Decimal("0.987654"), "march.csv")]


def test_stock_arriving_later_gives_weeks_of_supply(stocked: Any) -> None:
    assert set(stocked.counts) == {"inventory_on_hand", "weeks_of_supply", "weeks_of_supply_by_product"}
    names = ("period", "window_units", "weeks_of_supply")
    assert rows(stocked, "kpi_weeks_of_supply", *names) == [("2019-11", Decimal(125), Decimal("2.6"))]


def test_a_refresh_replaces_its_periods_and_leaves_the_others(sold: Any) -> None:
    before = sold.lake.table("kpi_sell_through").current_snapshot().snapshot_id
    sold.publish.add("s2", "sell_through", [sale("2019-10", 1)], order="2")
    assert refresh(sold, submission_id="s2")["sell_through"] == 1
    assert rows(sold, "kpi_sell_through", "period", "quantity_units") == [
        ("2019-10", Decimal(61)),
        ("2019-11", Decimal(65)),
    ]
    assert sold.lake.table("kpi_sell_through").current_snapshot().snapshot_id != before


def test_a_second_run_for_the_same_change_writes_the_same(sold: Any) -> None:
    before = sold.lake.read("kpi_sell_through")
    sold.ledger.mark_dirty("s1", "sell_through", ["2019-10"])
    refresh(sold)
    assert sold.lake.read("kpi_sell_through").sort_by("period").equals(before.sort_by("period"))


def test_everything_again_gives_the_same_tables(stocked: Any) -> None:
    before = {n: rows(stocked, n, "period", "partner_id") for n in ("kpi_sell_through", "kpi_weeks_of_supply")}
    refresh(stocked, all=True)
    assert {n: rows(stocked, n, "period", "partner_id") for n in before} == before
    assert len(rows(stocked, "submissions", "submission_id")) == 2


def test_a_mark_set_during_the_refresh_is_covered_by_the_next_one(sold: Any) -> None:
    sold.ledger.mark_dirty("s1", "sell_through", ["2019-10"])
    query, marks = sold.app.athena.query, ["2019-11"]

    def meanwhile(*arguments: Any) -> Any:
        if marks:
            sold.ledger.mark_dirty("s1", "sell_through", [marks.pop()])
        return query(*arguments)

    sold.app.athena.query = meanwhile
    try:
        with pytest.raises(Busy, match="more became dirty"):
            refresh(sold)
        counts = refresh(sold)
    finally:
        del sold.app.athena.query
    assert counts["sell_through"] == 2  # both months of the mark that was raised meanwhile
    assert sold.ledger.dirty() == []


def test_a_run_that_finds_a_refresh_at_work_leaves_its_mark_to_it(sold: Any) -> None:
    sold.ledger.mark_dirty("s1", "sell_through", ["2019-10"])
    sold.ledger.acquire_lease("kpis", "somebody", NOW, 900)
    assert refresh(sold) == {}
    assert [entry.submission_id for entry in sold.ledger.dirty()] == ["s1"]
    sold.ledger.release_lease("kpis", "somebody")
    assert refresh(sold)


def test_one_refresh_waits_for_the_reports_that_are_under_way_but_not_for_long(sold: Any) -> None:
    under_way = sold.ledger.submission("s1").model_copy(update={"submission_id": "s9", "state": State.RECEIVED})
    sold.ledger.receive(under_way)
    sold.ledger.mark_dirty("s1", "sell_through", ["2019-10"])
    for look in (0, 1, 8):
        with pytest.raises(Busy, match="under way"):
            refresh(sold, look=look)
        assert refresh(sold, submission_id="s2", look=0) == {}  # the first one waits for it too
    assert refresh(sold, look=9)["sell_through"] == 1
    assert sold.ledger.dirty() == []

    sold.ledger.mark_dirty("s2", "sell_through", ["2019-11"])
    sold.ledger.close("s9")
    assert refresh(sold, submission_id="s2", look=0)["sell_through"] == 1  # alone: at once


def test_a_run_that_dies_while_it_waits_for_others_is_soon_replaced(sold: Any) -> None:
    under_way = sold.ledger.submission("s1").model_copy(update={"submission_id": "s8", "state": State.RECEIVED})
    sold.ledger.receive(under_way)
    sold.ledger.mark_dirty("s1", "sell_through", ["2019-10"])
    with pytest.raises(Busy, match="under way"):
        refresh(sold, look=0)  # and never looks again
    later = (datetime.fromisoformat(NOW) + timedelta(seconds=121)).isoformat()
    assert refresh(sold, submission_id="s2", look=9, now=later)["sell_through"] == 1
    sold.ledger.close("s8")


def test_everything_again_waits_for_a_refresh_at_work(sold: Any) -> None:
    sold.ledger.acquire_lease("kpis", "somebody", NOW, 900)
    with pytest.raises(Busy):
        refresh(sold, all=True)
    sold.ledger.release_lease("kpis", "somebody")


def test_who_lost_the_lease_does_not_overwrite_newer_numbers(sold: Any) -> None:
    sold.ledger.mark_dirty("s1", "sell_through", ["2019-10"])
    newer = sold.lake.read("kpi_sell_through")
    sold.lake.replace_all(sold.lake.table("kpi_sell_through"), newer, {LEASE_PROPERTY: "999999"})
    with pytest.raises(Busy, match="lease was lost"):
        refresh(sold)
    assert sold.ledger.dirty() != []
    sold.lake.replace_all(sold.lake.table("kpi_sell_through"), newer, {})
    refresh(sold)


def test_a_new_window_in_the_settings_moves_every_period_once(stocked: Any) -> None:
    settings = {"weeks_of_supply_months": 1, "weeks_of_supply_weeks": 4}
    document = json.loads(stocked.app.configurations.version("v1").model_dump_json())
    document |= {"version": "v2", "vendor": {**document["vendor"], **settings}}
    stocked.app.Objects().put_json("archive", configuration_key("v2"), json.dumps(document))
    stocked.ledger.set_current_configuration("v2")
    stocked.ledger.mark_dirty("s1", "sell_through", ["2019-10"])
    assert refresh(stocked)["weeks_of_supply"] == 2
    names = ("period", "window_weeks", "window_units", "weeks_of_supply")
    expected = [("2019-11", 4, Decimal(65), Decimal("1.538462"))]
    assert rows(stocked, "kpi_weeks_of_supply", *names) == expected
    stocked.ledger.mark_dirty("s1", "sell_through", ["2019-10"])
    assert refresh(stocked)["weeks_of_supply"] == 1


@pytest.mark.feature("M6")
def test_one_query_says_who_sold_what_when_to_whom_and_how_old_that_is(sold: Any) -> None:
    sold.publish.add("s9", "sell_through", [sale("2019-12", 4, reseller_id="new-7", reseller_name="Zed",
                                                  is_reseller_provisional=True)], order="9")  # fmt: skip
    refresh(sold, submission_id="s9")
    sql = """
      select s.partner_id, s.product_id, s.period, r.account_name, f.last_landed_at
      from sell_through s
      join resellers r on r.account_id = s.reseller_id
      join data_freshness f on f.partner_id = s.partner_id and f.record_type = 'sell_through'
    """
    names = ("partner_id", "product_id", "period", "account_name", "last_landed_at")
    found = sold.app.athena.query(sql, [columns()[n] for n in names]).to_pylist()
    assert [tuple(str(row[n]) for n in names) for row in found] == [
        ("P1", "A", "2019-12", "Zed", "2020-01-20 10:00:00")
    ]
