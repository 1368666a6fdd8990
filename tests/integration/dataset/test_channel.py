"""One vendor, two tiers of its channel: what a query of the published tables says of roles, masters and what was left out."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from tests.faults.world import emulated
from tests.integration.dataset.dataset import Dataset

from sellthrough.model.workspace import Configuration

pytestmark = [pytest.mark.proof]
MONTH = r"(?P<year>\d{4})(?P<month>\d\d)\.csv"


def feed(name: str, record_type: str, **other: Any) -> dict[str, Any]:
    return {"feed": name, "record_type": record_type, "files": f"{name}_{MONTH}", **other}


CONFIGURATION: dict[str, Any] = {
    "version": "c7",
    "vendor": {"name": "Vexa", "reporting_currency": "USD", "brand": {"name": "Vexa"}},
    "agreements": [
        {"partner_id": "vexa", "feeds": [feed("shipped", "sell_in", layout={"columns": {"Customer": "partner_name"}})]},
        {
            "partner_id": "birch",
            "feeds": [
                feed("pos", "sell_through", layout={"columns": {"Zip": "postcode", "Our margin": "ignore"}}),
                feed("deals", "opportunities"),
            ],
        },
        {"partner_id": "oak", "feeds": [feed("sold", "sell_through")]},
    ],
    "partners": [
        {"partner_id": "birch", "partner_name": "Birch AG", "country_code": "DE", "currency_code": "EUR"},
        {"partner_id": "birch-n", "partner_name": "Birch Nord AG", "parent_id": "birch", "country_code": "DE"},
        {"partner_id": "oak", "partner_name": "Oak", "partner_type": "reseller", "country_code": "US"},
        {"partner_id": "vexa", "partner_name": "Vexa", "partner_type": "vendor", "currency_code": "USD"},
    ],
    "products": [
        {"product_id": "P-1", "product_name": "Router", "product_family": "Routers", "list_price_amount": "100"},
        {"product_id": "P-2", "product_name": "Switch", "product_family": "Switches", "list_price_amount": "40"},
    ],
    "accounts": [
        {"account_id": "G", "account_name": "Globex Group", "country_code": "DE"},
        {
            "account_id": "G1",
            "account_name": "Globex GmbH",
            "parent_id": "G",
            "country_code": "DE",
            "postcode": "80331",
        },
        {
            "account_id": "G2",
            "account_name": "Globex GmbH",
            "parent_id": "G",
            "country_code": "DE",
            "postcode": "10115",
        },
        {"account_id": "R1", "account_name": "Sunrise Handel", "country_code": "DE"},
    ],
    "regions": [
        {"region_code": "DACH", "region_name": "Central Europe", "country_code": "DE", "match": ["DE", "AT"]},
        {"region_code": "US-W", "region_name": "US West", "country_code": "US", "match": ["California"]},
    ],
    "exchange_rates": [{"period": "2019-10", "currency_code": "EUR", "units_per_reporting_unit": "0.8"}],
}
SHIPPED = """Ship Date,SKU,Qty,Customer
2019-10-01,P-1,5,Birch AG
2019-10-02,P-1,3,BIRCH NORD AG
2019-10-03,P-2,4,birch-n
2019-10-04,P-2,9,Birch Sud AG
"""
POS = """Point of sale of Birch AG
Invoice No,Invoice Date,SKU,Qty,Net Amount,Our margin,Currency,Reseller,End Customer,Country,Zip
I1,2019-10-05,P-1,2,160.00,11.9,EUR,Sunrise Handel,Globex GmbH,DE,80331
I2,2019-10-06,P-2,1,32.00,4.2,EUR,Sunrise Handel,,DE,
I3,2019-10-07,P-1,1,80.00,7.7,EUR,,Globex GmbH,DE,10115
I4,2019-10-08,P-9,1,80.00,6.6,EUR,,Globex GmbH,DE,80331
I5,2019-10-09,P-1,1,80.00,5.5,EUR,,Globex GmbH,ZZ,80331
I6,2019-10-10,P-1,1,80.00,4.4,DOGE,,Globex GmbH,DE,80331
,,Total,7,512.00,40.3,,,,,
"""
SOLD = "Invoice Date,SKU,Qty,Customer,State\n2019-10-11,P-1,1,Hooli,California\n2019-10-12,P-1,1,Hooli,Texas\n2019-10-13,,1,Hooli,California\n"
DEALS = """Opportunity ID,Stage,SKU,Created Date,Close Date
O1,won,P-1,2019-10-01,2019-10-20
O2,dreaming,P-1,2019-10-01,2019-10-20
"""


@pytest.fixture(scope="module")
def channel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dataset]:
    """Everything loaded; the tests only ask."""
    configuration = Configuration.model_validate(CONFIGURATION)
    with pytest.MonkeyPatch.context() as patch, emulated(patch, configuration) as world:
        dataset = Dataset(world, configuration, tmp_path_factory.mktemp("engine"))
        for key, content in (
            ("vexa/shipped/shipped_201910.csv", SHIPPED),
            ("birch/pos/pos_201910.csv", POS),
            ("oak/sold/sold_201910.csv", SOLD),
            ("birch/deals/deals_201910.csv", DEALS),
        ):
            dataset.drop(key, content)
        yield dataset


@pytest.mark.feature("C15")
def test_a_branch_is_itself_and_rolls_up_to_its_parent(channel: Dataset) -> None:
    own = "select partner_id, sum(quantity_units) from sell_in group by 1 order by 1"
    assert channel.sql(own) == [("birch", "5.0000"), ("birch-n", "7.0000")]
    rolled_up = """
        select coalesce(p.parent_id, p.partner_id), sum(s.quantity_units)
        from sell_in s join partners p on p.partner_id = s.partner_id group by 1
    """
    assert channel.sql(rolled_up) == [("birch", "12.0000")]


@pytest.mark.feature("M1")
def test_distributor_reseller_and_end_customer_are_told_apart_on_every_line(channel: Dataset) -> None:
    roles = """
        select partner_id, tier_from, tier_to, reseller_id, customer_id, source_line
        from sell_through order by partner_id, source_line
    """
    found = channel.sql(roles)
    assert [row[:4] for row in found] == [
        ("birch", "distributor", "reseller", "R1"),
        ("birch", "distributor", "reseller", "R1"),
        ("birch", "distributor", "end_customer", None),
        ("oak", "reseller", "end_customer", None),
    ]
    assert [row[4] for row in found][:3] == ["G1", None, "G2"]
    assert (found[3][4] or "").startswith("new-")
    kpi = "select tier_from, tier_to, sum(quantity_units) from sell_through group by 1, 2 order by 1, 2"
    assert [row[:2] for row in channel.sql(kpi)] == [
        ("distributor", "end_customer"),
        ("distributor", "reseller"),
        ("reseller", "end_customer"),
    ]


@pytest.mark.feature("C16")
def test_an_id_that_a_name_gave_is_marked_with_what_gave_it(channel: Dataset) -> None:
    marked = "select source_line, reseller_matched_by, customer_matched_by, customer_id from sell_through where feed = "
    assert channel.sql(f"{marked} 'pos' order by 1") == [
        ("3", "name", "name_and_postcode", "G1"),
        ("4", "name", None, None),
        ("5", None, "name_and_postcode", "G2"),
    ]


@pytest.mark.feature("E15")
def test_a_line_gains_family_parent_region_and_rate_each_with_the_version_it_is_of(channel: Dataset) -> None:
    enriched = """
        select t.source_line, p.product_family, p.list_price_amount, a.parent_id, h.account_name, r.region_name,
            t.exchange_rate, x.units_per_reporting_unit, t.reporting_amount, s.config_version, p.config_version,
            a.config_version, r.config_version, x.config_version
        from sell_through t
        join submissions s on s.submission_id = t.submission_id
        join products p on p.product_id = t.product_id
        join regions r on r.region_code = t.region_code
        join exchange_rates x on x.currency_code = t.net_currency and x.period = t.exchange_rate_period
        left join accounts a on a.account_id = t.customer_id
        left join accounts h on h.account_id = a.parent_id
        where t.feed = 'pos' order by 1
    """
    first, second, third = channel.sql(enriched)
    assert first[:9] == (
        "3", "Routers", "100.0000", "G", "Globex Group", "Central Europe", "0.80000000", "0.80000000", "200.00000000",
    )  # fmt: skip
    assert first[9:] == third[9:] == ("c7",) * 5
    assert second[1:6] == ("Switches", "40.0000", None, None, "Central Europe")


@pytest.mark.feature("C17", "C32", "C33")
@pytest.mark.parametrize(
    ("table", "file", "line", "code", "value", "asked"),
    [
        ("sell_through", "pos_201910.csv", 6, "UNKNOWN_PRODUCT", "P-9", "unknown_product"),
        ("sell_through", "pos_201910.csv", 7, "UNKNOWN_REGION", "ZZ", "unknown_region"),
        ("sell_through", "pos_201910.csv", 8, "UNKNOWN_CURRENCY", "DOGE", "unknown_currency"),
        ("sell_through", "sold_201910.csv", 3, "UNKNOWN_REGION", "Texas", "unknown_region"),
        ("sell_in", "shipped_201910.csv", 5, "UNKNOWN_PARTNER", "Birch Sud AG", "unknown_partner"),
        ("opportunities", "deals_201910.csv", 3, "UNKNOWN_STATUS", "dreaming", "invalid_field"),
    ],
)  # fmt: skip
def test_a_value_outside_its_mapping_is_in_no_published_table_and_is_asked_about(
    channel: Dataset, table: str, file: str, line: int, code: str, value: str, asked: str
) -> None:
    place = f"source_file = '{file}' and source_line = {line}"
    assert channel.sql(f"select count(*) from {table} where {place}") == [("0",)]
    assert channel.sql(f"select record_type, code, cell_value from rejects where {place}") == [(table, code, value)]
    items = f"select work_item_state, row_count from work_items where cell_value = '{value}'"
    assert channel.sql(f"{items} and work_item_type = '{asked}'") == [("open", "1")]


@pytest.mark.feature("C17")
def test_every_id_of_the_facts_is_one_of_a_master(channel: Dataset) -> None:
    for table, column, master in (
        ("sell_through", "product_id", "products"),
        ("sell_through", "region_code", "regions"),
        ("sell_in", "partner_id", "partners"),
        ("opportunities", "product_id", "products"),
    ):
        strays = (
            f"select count(*) from {table} where {column} is null or {column} not in (select {column} from {master})"
        )
        assert channel.sql(strays) == [("0",)], (table, column)


@pytest.mark.feature("E16")
def test_what_is_not_needed_is_dropped_from_the_facts_and_is_kept_in_the_original(channel: Dataset) -> None:
    [(submission_id, run)] = channel.sql("select submission_id, run from submissions where feed = 'pos'")
    [fact] = channel.sql("select * from sell_through where feed = 'pos' and source_line = 3")
    assert "11.9" not in " ".join(str(cell) for cell in fact)
    assert channel.sql("select count(*), sum(quantity_units) from sell_through where feed = 'pos'") == [("3", "4.0000")]
    assert channel.sql("select ignored_lines from submissions where feed = 'pos'") == [("3",)]
    place = {"submission_id": submission_id, "run": int(run or 0), "sheet": "", "line": 3}
    found = channel.world.call("source", place)
    margin = found["headings"].index("Our margin")
    assert {line["line"]: line["cells"][margin] for line in found["lines"]}[3] == "11.9"
    submission = channel.world.ledger.submission(submission_id or "")
    s3 = boto3.client("s3")
    where = {"Bucket": submission.bucket, "Key": submission.object_key, "VersionId": submission.version_id}
    assert s3.get_object(**where)["Body"].read() == POS.encode()
    read = s3.get_object(Bucket="staging", Key=f"staging/{submission_id}/1/read.json")["Body"].read()
    assert [(line["kind"], line["line"]) for line in json.loads(read)["ignored"]] == [
        ("title", 1),
        ("header", 2),
        ("total", 9),
    ]


@pytest.mark.feature("C30")
def test_a_submission_says_what_share_of_its_mandatory_cells_is_filled(channel: Dataset) -> None:
    ratios = "select feed, completeness_ratio, validity_ratio from submissions order by 1"
    assert channel.sql(ratios) == [
        ("deals", "1.000000", "0.500000"),
        ("pos", "1.000000", "0.500000"),
        ("shipped", "1.000000", "0.750000"),
        ("sold", "0.888889", "0.333333"),  # of nine cells one is empty
    ]
