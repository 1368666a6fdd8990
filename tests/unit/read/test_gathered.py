"""Sheets of one report read together, months in columns as rows, group headings as a column."""

import datetime as dt

import pytest
from tests.unit.read.reading import read_bytes, read_text
from tests.unit.read.test_workbook import book

from sellthrough.errors import Held
from sellthrough.model.workspace import Layout
from sellthrough.read.page.pivot import month_in

OSLO = [
    ["SKU", "Date", "Units"],
    ["A-1", dt.date(2019, 10, 3), 5],
    ["A-2", dt.date(2019, 10, 4), 7],
    ["Total", None, 12],
]
NARVIK = [["Store Narvik"], ["sku", "Date", "Units"], ["A-1", dt.date(2019, 10, 5), 2]]


def test_sheets_of_the_same_headings_are_one_report_when_the_layout_says_so() -> None:
    content = book(Oslo=OSLO, Narvik=NARVIK, Readme=[["Part", "What"], ["x", "see above"]])
    layout = Layout(sheets="all", columns={"SKU": "product", "Date": "sold_date", "Units": "quantity_units"})
    found = read_bytes(content, layout)
    assert found.report.headings == ("SKU", "Date", "Units", "Sheet")
    assert found.rows == [
        ["A-1", "2019-10-03", "5", "Oslo"], ["A-2", "2019-10-04", "7", "Oslo"], ["A-1", "2019-10-05", "2", "Narvik"],
    ]  # fmt: skip
    assert found.report.ignored_lines == 4
    assert {(entry.sheet, entry.line, entry.kind) for entry in found.report.ignored} == {
        ("Oslo", 1, "header"), ("Oslo", 4, "total"), ("Narvik", 1, "title"), ("Narvik", 2, "header"),
    }  # fmt: skip


def test_sheets_of_the_same_headings_are_asked_about_when_it_does_not() -> None:
    with pytest.raises(Held) as held:
        read_bytes(book(Oslo=OSLO, Narvik=NARVIK))
    assert held.value.code == "UNCLEAR_LAYOUT"
    assert "one report together" in held.value.question


PIVOTED = "SKU,Name,Units Oct 2019,Units Nov 2019,Units Dez 19\nA-1,Helmet,5,,7\nA-2,Cap,1,2,3\nTotal,,6,2,10\n"


@pytest.mark.feature("M22")
def test_months_in_columns_become_records_of_their_own() -> None:
    found = read_text(PIVOTED)
    assert found.report.headings == ("SKU", "Name", "Date", "units")
    assert found.rows == [
        ["A-1", "Helmet", "2019-10-31", "5"], ["A-1", "Helmet", "2019-12-31", "7"], ["A-2", "Cap", "2019-10-31", "1"],
        ["A-2", "Cap", "2019-11-30", "2"], ["A-2", "Cap", "2019-12-31", "3"],
    ]  # fmt: skip
    assert found.lines == [2, 2, 3, 3, 3]
    assert found.report.rows_in == 5
    assert len(set(zip(found.sheets, found.lines, strict=True))) == 5


def test_what_nameless_months_count_is_asked_and_answered_by_the_layout() -> None:
    text = "SKU,2019-10,2019-11\nA-1,5,4\nA-2,9,1\n"
    with pytest.raises(Held, match="What do the columns of months count"):
        read_text(text)
    found = read_text(text, Layout(measure="Units"))
    assert found.report.headings == ("SKU", "Date", "Units")
    assert found.rows[0] == ["A-1", "2019-10-31", "5"]


def test_two_measures_of_each_month_stay_together() -> None:
    text = "SKU,Units 10/2019,Net 10/2019,Units 11/2019,Net 11/2019\nA-1,5,50.25,4,40.5\n"
    found = read_text(text)
    assert found.report.headings == ("SKU", "Date", "units", "net")
    assert found.rows == [["A-1", "2019-10-31", "5", "50.25"], ["A-1", "2019-11-30", "4", "40.5"]]


def test_a_month_that_the_agreement_maps_is_a_column_like_any_other() -> None:
    found = read_text("SKU,Oct 2019,Nov 2019\nA-1,5,4\n", Layout(columns={"Oct 2019": "quantity_units"}))
    assert found.report.headings == ("SKU", "Oct 2019", "Nov 2019")


@pytest.mark.parametrize(
    ("heading", "day", "measure"),
    [
        ("2019-10", "2019-10-31", ""),
        ("201902", "2019-02-28", ""),
        ("2020-02-29", "2020-02-29", ""),
        ("10/2019", "2019-10-31", ""),
        ("Umsatz März 2020", "2020-03-31", "umsatz"),
        ("déc. 19", "2019-12-31", ""),
        ("Ene-19 (Unidades)", "2019-01-31", "unidades"),
        ("Sept 2019", "2019-09-30", ""),
        ("Mrz 25", "2025-03-31", ""),  # as a German Excel writes MMM
        ("Jän. 2025", "2025-01-31", ""),
        ("AOUT 2025", "2025-08-31", ""),
        ("Septem 2025", "2025-09-30", ""),
    ],
)
def test_a_month_is_found_in_a_heading(heading: str, day: str, measure: str) -> None:
    found = month_in(heading)
    assert found is not None
    assert (found[0].isoformat(), found[1]) == (day, measure)


@pytest.mark.parametrize(
    "heading", ["SKU", "2019", "Qty 12", "jui 19", "Art 2019", "MPN 20191", "13/2019", "May", "Set 12"]
)
def test_what_is_no_month_is_none(heading: str) -> None:
    assert month_in(heading) is None


def test_the_heading_of_a_group_becomes_a_column() -> None:
    found = read_text(
        "SKU,Units,Net\nRegion North,,\nA-1,5,51.20\nA-2,7,14.75\nSubtotal,12,65.95\nRegion South,,\nA-3,1,2.10\n"
        "Grand total,13,68.05\n"
    )
    assert found.report.headings == ("SKU", "Units", "Net", "Group")
    assert found.rows == [
        ["A-1", "5", "51.20", "Region North"], ["A-2", "7", "14.75", "Region North"],
        ["A-3", "1", "2.10", "Region South"],
    ]  # fmt: skip
    assert found.kinds == [(1, "header"), (2, "group"), (5, "total"), (6, "group"), (8, "total")]
    assert found.report.totals == {2: "13", 3: "68.05"}
