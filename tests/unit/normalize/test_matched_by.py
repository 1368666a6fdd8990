"""A reseller or customer without a code: the id that its name gives, and the mark of what gave it."""

from typing import Any

import pytest

from sellthrough.normalize.parties import provisional_id

HEADINGS = ["Invoice No", "Invoice Date", "Vendor Part #", "Qty", "Reseller ID", "Reseller", "Tax No", "Country", "Zip"]
ACCOUNTS = [
    {"account_id": "R1", "account_name": "Acme, Inc.", "country_code": "US", "tax_number": "12-3456789"},
    {"account_id": "R2", "account_name": "Twin Ltd", "country_code": "GB"},
    {"account_id": "R3", "account_name": "Twin Limited", "country_code": "IE"},
    {"account_id": "R4", "account_name": "Nova Systems", "country_code": "US", "postcode": "10001"},
    {"account_id": "R5", "account_name": "Nova Systems", "country_code": "US", "postcode": "94105-1234"},
    {"account_id": "R6", "account_name": "Nova Systems", "country_code": "GB", "postcode": "SW1A 1AA"},
    {"account_id": "R7", "account_name": "Pair AG", "country_code": "DE", "postcode": "80331"},
    {"account_id": "R8", "account_name": "Pair AG", "country_code": "DE", "postcode": "80331"},
]
LAYOUT = {"columns": {"Tax No": "tax_number", "Zip": "postcode", "Reseller ID": "reseller_code"}}
SETUP: dict[str, Any] = {"accounts": ACCOUNTS, "aliases": [{"kind": "account", "alias": "Acme of Boston", "id": "R1"}]}


def matched(run: Any, code: str, name: str, tax: str, country: str, postcode: str) -> tuple[str, str | None, bool]:
    line = ["I1", "2025-03-05", "VX-100", "2", code, name, tax, country, postcode]
    [row] = run(HEADINGS, [line], layout=LAYOUT, configuration=SETUP).candidates
    return row["reseller_id"], row["reseller_matched_by"], row["is_reseller_provisional"]


@pytest.mark.feature("C16")
@pytest.mark.parametrize(
    ("code", "name", "tax", "country", "postcode", "expected"),
    [
        ("R1", "Whoever", "", "US", "", ("R1", "code", False)),
        ("", "Whoever", "123456789", "US", "", ("R1", "tax_number", False)),
        ("", "Acme of Boston", "", "US", "", ("R1", "alias", False)),
        ("", "ACME Incorporated", "", "US", "", ("R1", "name", False)),
        ("", "Twin Ltd", "", "Ireland", "", ("R3", "name", False)),
        ("", "Nova Systems", "", "GB", "", ("R6", "name", False)),
        ("", "Nova Systems", "", "US", "10001-9999", ("R4", "name_and_postcode", False)),
        ("", "NOVA SYSTEMS", "", "US", "94105", ("R5", "name_and_postcode", False)),
        ("no such", "Nova Systems", "", "US", "10001", ("R4", "name_and_postcode", False)),
        ("", "Nova Systems", "", "US", "60601", (provisional_id("NOVA SYSTEMS", "US"), None, True)),
        ("", "Nova Systems", "", "US", "", (provisional_id("NOVA SYSTEMS", "US"), None, True)),
        ("", "Pair AG", "", "DE", "80331", (provisional_id("PAIR AG", "DE"), None, True)),
        ("", "Nobody Knows", "", "US", "10001", (provisional_id("NOBODY KNOWS", "US"), None, True)),
        ("", "", "", "US", "10001", (None, None, False)),
    ],
)  # fmt: skip
def test_a_missing_code_is_filled_by_what_is_unique_and_says_by_what(
    run, code: str, name: str, tax: str, country: str, postcode: str, expected: tuple[str | None, str | None, bool]
) -> None:
    assert matched(run, code, name, tax, country, postcode) == expected


@pytest.mark.feature("C16")
def test_a_postcode_is_that_of_the_end_customer_where_the_file_names_one(run) -> None:
    headings = ["Invoice Date", "Vendor Part #", "Qty", "Reseller", "End Customer", "Country", "Zip"]
    layout = {"columns": {"Zip": "postcode"}}
    line = ["2025-03-05", "VX-100", "2", "Nova Systems", "Nova Systems", "US", "10001"]
    [row] = run(headings, [line], layout=layout, configuration=SETUP).candidates
    assert (row["customer_id"], row["customer_matched_by"]) == ("R4", "name_and_postcode")
    assert (row["reseller_id"], row["reseller_matched_by"]) == (provisional_id("NOVA SYSTEMS", "US"), None)


@pytest.mark.parametrize("record_type", ["opportunities", "orders", "contracts"])
def test_every_table_of_customers_says_what_they_are_matched_by(run, record_type: str) -> None:
    names = [field.name for field in run([], [], record_type=record_type).schema[0]]
    assert "customer_matched_by" in names
