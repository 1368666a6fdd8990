"""Addresses, lists, statements, figures and the board's grid: values in, values out."""

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, get_args
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.submissions import submission

from sellthrough.console import kpi_queries as queries
from sellthrough.console.board_grid import grids_of
from sellthrough.console.figures import series_of, tiles_of
from sellthrough.console.listing import (
    address,
    count_states,
    mails_matching,
    page_of,
    partner_of_mail,
    submissions_matching,
    work_matching,
)
from sellthrough.console.login import Issuer, Login, check_address, form_token, is_form_token, issuer_of
from sellthrough.console.responses import local_path
from sellthrough.console.source import Place, place_of, source_address
from sellthrough.console.states import BOARD_STATES, MAIL_STATES, STATES
from sellthrough.cycle.board import BoardState
from sellthrough.kpis.catalogue import models
from sellthrough.model.ledger_entries import Mail, MailState, WorkItem
from sellthrough.model.submissions import State, Submission
from sellthrough.model.users import User
from sellthrough.pages.http import request_of

D = Decimal
ANYBODY = User(login="a", roles=("analyst",))
SCOPED = User(login="a", roles=("analyst",), partners=("P1", "P'2"), regions=("WEST",))


def numbered(number: int, **other: Any) -> Submission:
    values = {
        "submission_id": f"s{number}", "partner_id": "P1", "reporting_period": "2025-02", "file_name": f"f{number}.csv",
        "landed_at": "2025-03-01T00:00:00+00:00", "landing_order": f"{number:03d}",
    }  # fmt: skip
    return submission(**{**values, **other})


MANY = [
    numbered(1),
    numbered(2, partner_id="P2", state=State.HELD, reason="Which is it?", reason_code="UNCLEAR_DATES"),
    numbered(3, reporting_period="2025-03", state=State.PUBLISHED),
    numbered(4, file_name="Ärger 50%.csv", state=State.REFUSED),
]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({}, "4321"),
        ({"partner": "P2"}, "2"),
        ({"state": "refused"}, "4"),
        ({"period": "2025-02", "partner": "P1"}, "41"),
        ({"q": "äRGER"}, "4"),
        ({"q": "unclear"}, "2"),
        ({"q": "S3"}, "3"),
        ({"q": "%"}, "4"),
        ({"state": "lost"}, ""),
        ({"partner": "", "state": ""}, "4321"),
        ({"page": "2", "utm": "x"}, "4321"),
    ],
)
def test_a_list_keeps_what_every_filter_fits(query: dict[str, str], ids: str) -> None:
    assert "".join(s.submission_id[1:] for s in submissions_matching(MANY, query)) == ids


@pytest.mark.parametrize(
    ("count", "page", "number", "first", "shown"),
    [(0, "1", 1, 0, 0), (50, "1", 1, 1, 50), (51, "2", 2, 51, 1), (51, "9", 2, 51, 1), (51, "-1", 1, 1, 50),
     (51, "x", 1, 1, 50), (51, "0", 1, 1, 50), (51, "9" * 40, 1, 1, 50), (51, "²", 1, 1, 50)],
)  # fmt: skip
def test_a_page_is_always_one_that_exists(count: int, page: str, number: int, first: int, shown: int) -> None:
    listed = page_of(list(range(count)), {"page": page})
    assert (listed.number, listed.first, len(listed.items), listed.total) == (number, first, shown, count)


def test_work_that_most_rows_wait_for_comes_first_and_settled_questions_only_when_asked() -> None:
    values = {"work_item_type": "t", "partner_id": "P1", "feed": "f", "submission_id": "s", "note": ""}
    items = [
        WorkItem.model_validate(
            {**values, "work_item_id": str(n), "cell_value": f"v{n}", "row_count": n, "work_item_state": state}
        )
        for n, state in ((1, "open"), (5, "open"), (9, "resolved"))
    ]
    assert [i.work_item_id for i in work_matching(items, {})] == ["5", "1"]
    assert [i.work_item_id for i in work_matching(items, {"state": "all"})] == ["9", "5", "1"]
    assert [i.work_item_id for i in work_matching(items, {"state": "resolved", "q": "V9"})] == ["9"]


def mail(number: int, state: str, **other: Any) -> Mail:
    values = {
        "mail_id": f"m{number}", "state": state, "to": "a@b.example", "kind": "notice", "about": f"c{number}",
        "at": f"2025-02-0{number}T08:00:00+00:00",
    }  # fmt: skip
    return Mail.model_validate({**values, **other})


MAILS = [
    mail(1, "SENT"),
    mail(2, "SUPPRESSED", to="", reason="everybody has stopped these mails"),
    mail(3, "AMBIGUOUS", kind="answer", about="s1"),
    mail(4, "BOUNCED", kind="reminder", about="P1/pos/2025-01/due", to="Ä@b.example"),
    mail(5, "SENT"),
]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({}, "342"),
        ({"state": "all"}, "34251"),
        ({"state": "SENT"}, "51"),
        ({"state": "SUPPRESSED", "kind": "notice"}, "2"),
        ({"kind": "reminder"}, "4"),
        ({"q": "STOPPED"}, "2"),
        ({"q": "ä@"}, "4"),
        ({"state": "lost"}, ""),
    ],
)
def test_mails_that_did_not_simply_go_out_come_first(query: dict[str, str], ids: str) -> None:
    assert "".join(m.mail_id[1:] for m in mails_matching(MAILS, query)) == ids
    assert set(MAIL_STATES) == set(get_args(MailState))


def test_a_mail_belongs_to_the_partner_it_is_about_or_to_nobody_in_particular() -> None:
    assert [partner_of_mail(m, {"s1": "P9"}) for m in MAILS] == [None, None, "P9", "P1", None]
    assert partner_of_mail(mail(6, "SENT", kind="answer", about="gone"), {}) is None


def test_states_are_counted_all_of_them() -> None:
    assert dict(count_states(MANY)) == {
        **dict.fromkeys(State, 0),
        "received": 1,
        "held": 1,
        "published": 1,
        "refused": 1,
    }
    assert set(STATES) == set(State)
    assert set(BOARD_STATES) == set(BoardState)


def test_links_keep_the_filters_but_for_those_that_change() -> None:
    to = address("/console/submissions", {"q": "a&b=c", "page": "3"}, page="", state="held")
    assert dict(parse_qsl(urlsplit(to).query)) == {"q": "a&b=c", "state": "held"}
    assert address("/console", {"page": "1"}, page="") == "/console"


@pytest.mark.parametrize(
    ("query", "place"),
    [({"line": "7"}, Place("", 7)), ({"line": "7", "sheet": "Übersicht 1"}, Place("Übersicht 1", 7)), ({}, None),
     ({"line": "-1"}, None), ({"line": "1e9"}, None), ({"line": "9" * 12}, None), ({"line": "١"}, None)],
)  # fmt: skip
def test_a_place_is_a_line_or_none(query: dict[str, str], place: Place | None) -> None:
    assert place_of(query) == place


def test_a_row_leads_back_to_its_place() -> None:
    row = {"submission_id": "a b/c", "source_sheet": "A&B #1", "source_line": 12}
    parts = urlsplit(source_address(row))
    assert parts.path == "/console/submissions/a%20b/c/source"
    assert place_of(dict(parse_qsl(parts.query))) == Place("A&B #1", 12)


@pytest.mark.parametrize("name", sorted(models()))
def test_whoever_sees_some_partners_or_regions_asks_for_those_alone(name: str) -> None:
    kpi = models()[name]
    made = (queries.by_period, lambda k, f, u: queries.by_column(k, k.grain[1], f, u), queries.as_published)
    for make in made:
        if "region_code" not in kpi.grain:
            with pytest.raises(ValueError, match="region_code"):
                make(kpi, {}, SCOPED)
            continue
        statement = make(kpi, {"product_id": "x' or 1=1 --"}, SCOPED)
        assert statement.sql.count("?") == len(statement.values) == 4
        assert statement.values == ("x' or 1=1 --", "P1", "P'2", "WEST")
        assert "or 1=1" not in statement.sql


def test_filters_are_columns_of_the_grain_and_an_empty_cell_can_be_asked_for() -> None:
    kpi = models()["sell_through"]
    filters = queries.filters_of(kpi, {"region_code": "~", "period": "2025-01", "1=1; --": "x", "tier_to": ""})
    assert filters == {"period": "2025-01", "region_code": "~"}
    statement = queries.by_period(kpi, filters, ANYBODY)
    assert "where period = ? and region_code is null group by period, tier_from, tier_to" in statement.sql
    assert statement.values == ("2025-01",)


def test_tiers_are_never_added_up_and_a_missing_month_is_a_gap() -> None:
    kpi = models()["sell_through"]
    rows = [
        {"period": p, "tier_from": "distributor", "tier_to": to, "reporting_amount": D(a), "quantity_units": D(1)}
        for p, to, a in (
            ("2025-01", "reseller", "100"),
            ("2025-03", "reseller", "150"),
            ("2025-03", "end_customer", "7"),
        )
    ]
    first, second = tiles_of(kpi, rows, "USD")
    assert (first.title, first.text, first.change) == ("Sell-through, distributor to reseller", "150.00", "")
    assert (second.title, second.text) == ("Sell-through, distributor to end customer", "7.00")
    assert series_of(kpi, rows[:2]) == [("2025-01", D(100)), ("2025-02", None), ("2025-03", D(150))]
    assert tiles_of(kpi, [], "USD") == []


@pytest.mark.parametrize(
    ("values", "text", "change"),
    [
        (("100", "150"), "150.00", "up 50.0 % on January 2025"),
        (("1000", "900"), "900.00", "down 10.0 % on January 2025"),
        (("-100", "-50"), "−50.00", "up 50.0 % on January 2025"),
        (("100", "100"), "100.00", "as in January 2025"),
        (("0", "100"), "100.00", ""),
        (("1", "1234567.89"), "1,234,568", "up 123,456,689.0 % on January 2025"),
    ],
)
def test_a_tile_says_how_it_differs_from_the_month_before(values: tuple[str, ...], text: str, change: str) -> None:
    rows = [{"period": f"2025-{n:02d}", "bookings_amount": D(v)} for n, v in enumerate(values, 1)]
    (tile,) = tiles_of(models()["bookings"], rows, "USD")
    assert (tile.text, tile.change, tile.unit) == (text, change, "USD")


def test_a_rate_over_several_rows_is_the_ratio_of_the_sums() -> None:
    rows = [
        {"period": "2025-01", "won_count": 3, "lost_count": 1},
        {"period": "2025-02", "won_count": 0, "lost_count": 0},
    ]
    (tile,) = tiles_of(models()["win_rate"], rows, "USD")
    assert [text for _, text in tile.values] == ["75.0 %", "–"]


def cell(partner: str, period: str, month: int) -> Any:
    due = datetime(2025, month, 10, tzinfo=UTC)
    return SimpleNamespace(partner_id=partner, feed="pos", period=period, state="late", due_at=due, submission_id=None)


def test_the_board_has_a_grid_for_each_cadence_with_the_last_periods() -> None:
    cells = [cell("P1", f"2025-{m:02d}", m) for m in range(1, 10)] + [
        cell("P2", "2025-02", 2),
        cell("P3", "2025-Q1", 4),
    ]
    monthly, quarterly = grids_of(cells)
    assert monthly.periods == tuple(f"2025-{m:02d}" for m in range(4, 10))
    assert [(line.partner_id, len(line.cells)) for line in monthly.lines] == [("P1", 6)]
    assert (quarterly.title, quarterly.periods) == ("Quarterly reports", ("2025-Q1",))
    assert grids_of([]) == []


def event(host: str = "abc.execute-api.eu-west-1.amazonaws.com", proto: str = "https", **other: Any) -> dict[str, Any]:
    return {
        "rawPath": "/console",
        "headers": {"Host": host, "X-Forwarded-Proto": proto, "Content-Type": "application/x-www-form-urlencoded"},
        "requestContext": {"http": {"method": "POST"}, "timeEpoch": 1741942800000},
        **other,
    }


def test_a_request_is_read_whole() -> None:
    asked = request_of(
        event(
            rawQueryString="a=1&a=2&q=%C3%A4+b", body="Zm9ybT14JTI2eQ==", isBase64Encoded=True, cookies=["a=b=c", "x"]
        )
    )
    assert (asked.query, asked.form, asked.cookies) == ({"a": "2", "q": "ä b"}, {"form": "x&y"}, {"a": "b=c", "x": ""})
    assert asked.now == datetime(2025, 3, 14, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("host", "proto", "origin"),
    [("x.example", "http", "https://x.example"), ("127.0.0.1:8000", "http", "http://127.0.0.1:8000"),
     ("localhost:8000", "https", "https://localhost:8000"), ("evil.example:127.0.0.1", "http", "https://evil.example:127.0.0.1")],
)  # fmt: skip
def test_plain_http_exists_on_this_machine_alone(host: str, proto: str, origin: str) -> None:
    assert request_of(event(host, proto)).origin == origin


@pytest.mark.parametrize(
    ("text", "path"),
    [("/console", "/console"), ("/console/work?q=a", "/console/work?q=a"), ("/console?x", "/console?x"),
     ("//evil.example", "/console"), ("/consolex", "/console"), ("https://evil.example/console", "/console"),
     ("/console/\\evil", "/console"), ("/console/\r\nset-cookie: a", "/console"), ("", "/console")],
)  # fmt: skip
def test_only_our_own_addresses_are_gone_back_to(text: str, path: str) -> None:
    assert local_path(text, "/console") == path


def test_a_login_survives_its_cookie_and_a_forged_cookie_is_none() -> None:
    login = Login.begin(bytes(range(96)), "/console")
    assert Login.from_cookie(login.cookie_value) == login
    assert len({login.state, login.nonce, login.verifier}) == 3
    assert len(login.verifier) == 43
    for forged in ("", "x", "e30", "\x00", "ÄÖ", login.cookie_value[:-10]):
        assert Login.from_cookie(forged) is None


def test_a_form_is_bound_to_its_session() -> None:
    assert is_form_token("a", form_token("a"))
    assert not is_form_token("b", form_token("a"))
    assert not is_form_token("a", "ä")


@pytest.mark.parametrize("address_", ["http://issuer.example", "ftp://x", "https:", "", "javascript:x"])
def test_an_issuer_is_reached_by_https(address_: str) -> None:
    if address_ == "https:":
        check_address("https://issuer.example")
        return
    with pytest.raises(ValueError, match="HTTPS"):
        check_address(address_)


def test_an_issuer_that_calls_itself_otherwise_is_not_believed() -> None:
    document = {
        "issuer": "https://a.example/", "authorization_endpoint": "https://a.example/a",
        "token_endpoint": "https://a.example/t", "jwks_uri": "https://a.example/k",
    }  # fmt: skip
    assert isinstance(issuer_of(document, "https://a.example"), Issuer)
    with pytest.raises(ValueError, match="another name"):
        issuer_of(document, "https://b.example")
    with pytest.raises(ValueError, match="HTTPS"):
        issuer_of({**document, "token_endpoint": "http://a.example/t"}, "https://a.example")
