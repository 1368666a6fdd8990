"""Reports that are dropped and reports that are mailed: one data set, each with how it came, and no file loaded twice."""

from typing import Any

import pytest
from tests.integration.dataset.dataset import Dataset

from sellthrough.model.submissions import State

pytestmark = [pytest.mark.proof]
HEADING = "Invoice No,Invoice Date,SKU,Qty,Net Amount\n"
OCTOBER = HEADING + "I1,2019-10-01,P-1,2,20.00\nI2,2019-10-02,P-2,1,15.50\n"
NOVEMBER = HEADING + "I3,2019-11-01,P-1,3,30.00\n"
PIPELINE = "Opportunity ID,Stage,SKU,Amount,Created Date,Close Date\nO1,won,P-1,90.00,2019-10-01,2019-10-20\n"
SAFER = "a safer way is to drop it (S3 or SFTP) at s3://landing/landing/birch/pos/"


def configuration(**feed: Any) -> dict[str, Any]:
    month = r"(?P<year>\d{4})(?P<month>\d\d)\.csv"
    pos = {"feed": "pos", "record_type": "sell_through", "files": f"pos_{month}", "currency": "USD"}
    crm = {"feed": "crm", "record_type": "opportunities", "files": f"crm_{month}", "currency": "USD"}
    agreement = {"partner_id": "birch", "contacts": [{"email": "ann@birch.example"}], "feeds": [pos | feed, crm]}
    return {
        "version": "c1",
        "vendor": {"name": "Vale", "reporting_currency": "USD", "brand": {"name": "Vale"}},
        "agreements": [agreement],
        "partners": [{"partner_id": "birch", "partner_name": "Birch", "currency_code": "USD"}],
        "products": [{"product_id": f"P-{n}", "product_name": f"Router {n}"} for n in (1, 2)],
    }


@pytest.mark.feature("C1")
def test_files_that_are_mailed_exported_and_taken_from_a_crm_are_one_dataset_that_says_how_each_came(build) -> None:
    dataset: Dataset = build(configuration())
    dataset.drop("birch/pos/pos_201910.csv", OCTOBER)
    dataset.mail("ann@birch.example", "birch/pos/pos_201911.csv", NOVEMBER)
    dataset.drop("birch/crm/crm_201910.csv", PIPELINE)
    sold = """
        select s.transport, s.record_type, s.source_file, f.units from submissions s
        join (
            select submission_id, sum(quantity_units) as units from sell_through group by submission_id
            union all select submission_id, null from opportunities group by submission_id
        ) f on f.submission_id = s.submission_id order by 2, 1
    """
    assert dataset.sql(sold) == [
        ("drop", "opportunities", "crm_201910.csv", None),
        ("drop", "sell_through", "pos_201910.csv", "3.0000"),
        ("mail", "sell_through", "pos_201911.csv", "3.0000"),
    ]


@pytest.mark.feature("C12")
@pytest.mark.invariant("I3")
@pytest.mark.parametrize("first", ["drop", "mail"])
def test_the_same_file_by_mail_and_by_drop_is_one_load(build, first: str) -> None:
    dataset: Dataset = build(configuration())
    ways = {
        "drop": lambda: dataset.drop("birch/pos/pos_201910.csv", OCTOBER),
        "mail": lambda: dataset.mail("ann@birch.example", "birch/pos/pos_201910.csv", OCTOBER),
    }
    second = next(way for way in ways if way != first)
    for way in (first, second):
        ways[way]()
    assert dataset.sql("select count(*), sum(quantity_units) from sell_through") == [("2", "3.0000")]
    assert dataset.sql("select transport, is_repeat, accepted_rows from received_files order by is_repeat") == [
        (first, "false", "2"),
        (second, "true", "0"),
    ]
    assert dataset.sql("select transport, submission_state from submissions") == [(first, "published")]
    assert sum("byte for byte" in answer for answer in dataset.answers()) == 1


@pytest.mark.feature("C12")
@pytest.mark.parametrize(
    ("way", "agreed", "is_told"),
    [("mail", "drop", True), ("mail", "mail", False), ("drop", "drop", False), ("drop", "mail", False)],
)
def test_a_mailed_report_is_told_where_to_drop_it_unless_mail_is_agreed(
    build, way: str, agreed: str, is_told: bool
) -> None:
    dataset: Dataset = build(configuration(transport=agreed))
    if way == "mail":
        dataset.mail("ann@birch.example", "birch/pos/pos_201910.csv", OCTOBER)
    else:
        dataset.drop("birch/pos/pos_201910.csv", OCTOBER)
    [answer] = dataset.answers()
    assert (SAFER in answer) == is_told


def test_a_mail_that_names_nobody_is_a_mail_all_the_same(build) -> None:
    dataset: Dataset = build(configuration())
    dataset.mail("", "birch/pos/pos_201910.csv", OCTOBER)
    [submission] = dataset.world.ledger.submissions()
    assert (submission.transport, submission.sender, submission.state) == ("mail", "", State.PUBLISHED)
