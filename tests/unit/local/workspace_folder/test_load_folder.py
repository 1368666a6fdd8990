"""A good workspace becomes one configuration; each mistake is named with file, place, rule and remedy."""

from pathlib import Path

import pytest
from tests.unit.local.workspace_folder.folders import FEED, GOOD, ONE, problems_of, workspace

from sellthrough.checks.configurations import version_of
from sellthrough_local.workspace_folder import load_folder


@pytest.mark.feature("E4", "M30", "M32")
def test_a_good_workspace_becomes_one_configuration(tmp_path: Path) -> None:
    configuration = load_folder(workspace(tmp_path))
    assert [p.partner_id for p in configuration.partners] == ["P1", "P2"]
    assert configuration.regions[0].match == ("NY", "ME", "100")
    assert configuration.products[1].gtin is None
    assert configuration.feed_of("P1", "pos") is not None
    assert (configuration.accounts, configuration.aliases) == ((), ())


def test_the_version_is_a_hash_of_the_content_and_of_nothing_else(tmp_path: Path) -> None:
    first = load_folder(workspace(tmp_path / "a"))
    reordered = GOOD["partners.csv"].splitlines()
    again = load_folder(
        workspace(tmp_path / "b", **{"partners.csv": "\n".join([reordered[0], reordered[2], reordered[1]])})
    )
    other = load_folder(workspace(tmp_path / "c", **{"partners.csv": GOOD["partners.csv"].replace("Two", "Three")}))
    assert first.version == again.version == version_of(first)
    assert len(first.version) == 16
    assert other.version != first.version


def test_a_master_is_read_as_the_vendor_has_it_from_outside_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "erp.txt").write_bytes("Nr;Name;Art\n7;Säge;x\n".encode("cp1252"))
    masters = """[masters.products]
file = "../erp.txt"
encoding = "cp1252"
delimiter = ";"
columns = { product_id = "Nr", product_name = "Name", product_category = "=Tools", product_family = "slug:Name" }
"""
    folder = workspace(tmp_path / "w", **{"products.csv": None, "vendor.toml": GOOD["vendor.toml"] + masters})
    product = load_folder(folder).products[0]
    assert product.model_dump(exclude_defaults=True) == {
        "product_id": "7",
        "product_name": "Säge",
        "product_category": "Tools",
        "product_family": "Sage",
    }


def test_a_workbook_may_feed_two_record_types_of_one_partner(tmp_path: Path) -> None:
    second = (
        "[[feeds]]\nfeed = 'stock'\nrecord_type = 'inventory'\nfiles = 'one_(?P<year>\\d{4})(?P<month>\\d\\d)\\.csv'\n"
    )
    folder = workspace(tmp_path, **{"agreements/one.toml": ONE + second, "inbox/one_202501.csv": "x"})
    assert len(load_folder(folder).agreements[0].feeds) == 2


def test_a_delimiter_of_a_layout_may_be_several_characters(tmp_path: Path) -> None:
    text = ONE.replace("[feeds.layout.columns]", "[feeds.layout]\ndelimiter = '||'\n[feeds.layout.columns]")
    folder = workspace(tmp_path, **{"agreements/one.toml": text})
    assert load_folder(folder).agreements[0].feeds[0].layout.delimiter == "||"


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    folder = workspace(
        tmp_path,
        **{
            "partners.csv": "partner_id,partner_name,currency_code\nP1,One,XYZ\nP1,Again,USD\n",
            "products.csv": None,
            "agreements/two.toml": ONE.replace('"P1"', '"P9"').replace("one_", "two_(").replace('"Item"', '"Art"'),
            "vendor.toml": GOOD["vendor.toml"] + 'time_zone = "Mars/North"\n',
        },
    )
    text = problems_of(folder)
    for part in ("XYZ has no exchange rate", "P1 stands on line 2", "products.csv: the file is not there"):
        assert part in text
    for part in ("agreements/two.toml, key partner_id: P9", "no regular expression", "no time zone Mars/North"):
        assert part in text


CASES: list[tuple[str, dict[str, str | None], str]] = [
    (
        "unknown key in the vendor",
        {"vendor.toml": GOOD["vendor.toml"] + 'time_zon = "UTC"\n'},
        "Did you mean time_zone?",
    ),
    (
        "unknown nested key",
        {"agreements/one.toml": ONE + "[feeds.due]\ndya = 3\n"},
        "feeds[pos].due.dya: there is no such key. Did you mean day?",
    ),
    (
        "unknown master",
        {"vendor.toml": GOOD["vendor.toml"] + '[masters.product]\nfile = "x"\n'},
        "Did you mean products?",
    ),
    ("no vendor", {"vendor.toml": None}, "vendor.toml: the file is not there"),
    (
        "a calendar that is not there",
        {
            "vendor.toml": GOOD["vendor.toml"] + "[vendor.calendars.germany]\nholidays = [2026-01-01]\n",
            "agreements/one.toml": 'calendar = "germny"' + ONE,
        },
        "key calendar: the vendor has no calendar germny. Did you mean germany?",
    ),
    (
        "a step that comes twice",
        {"agreements/one.toml": 'reminders = [{ step = "due" }, { step = "due", hours = 1 }]' + ONE},
        "the step due stands there twice",
    ),
    (
        "terms that end before they start",
        {"agreements/one.toml": "starts_on = 2026-01-01\nends_on = 2025-12-31" + ONE},
        "key ends_on: 2025-12-31 is before 2026-01-01",
    ),
    (
        "a vendor's address",
        {"vendor.toml": GOOD["vendor.toml"] + '[vendor.reporting]\ntold = ["desk"]\n'},
        "key vendor.reporting.told[desk]: it is no mail address",
    ),
    (
        "a time that no clock shows",
        {"agreements/one.toml": ONE + '[feeds.due]\ntime = "24:00"\n'},
        "feeds[pos].due.time",
    ),
    (
        "a fiscal month that the file name does not give",
        {"agreements/one.toml": ONE.replace("record_type = ", 'cadence = "4-4-5"\nrecord_type = ')},
        "A 4-4-5 feed needs the groups period and year",
    ),
    ("toml syntax", {"vendor.toml": "[vendor\n"}, "vendor.toml: it is not TOML"),
    ("no agreements", {"agreements/one.toml": None}, "there is no agreement"),
    (
        "a value out of its list",
        {"agreements/one.toml": ONE.replace('"sell_through"', '"pos"', 1)},
        "'pos' is not allowed",
    ),
    (
        "bad pattern",
        {"agreements/one.toml": ONE.replace("one_", "one_(")},
        "feeds[pos].files: it is no regular expression",
    ),
    ("no period", {"agreements/one.toml": ONE.replace("?P<month>", "")}, "does not say the reporting period"),
    ("unknown group", {"agreements/one.toml": ONE.replace("?P<month>", "?P<mnth>")}, "Did you mean month?"),
    (
        "unknown field",
        {"agreements/one.toml": ONE.replace("product_code", "product_cod")},
        '"Item": sell_through has no field product_cod. Did you mean product_code?',
    ),
    (
        "field of another type",
        {"agreements/one.toml": ONE.replace("product_code", "on_hand_units")},
        "has no field on_hand_units",
    ),
    (
        "unknown required field",
        {"agreements/one.toml": ONE.replace("[feeds.layout", "required = ['who']\n[feeds.layout")},
        "has no field who",
    ),
    (
        "position",
        {
            "agreements/one.toml": ONE.replace(
                "[feeds.layout.columns]", "[feeds.layout]\nheader = false\n[feeds.layout.columns]"
            )
        },
        "'Item' is no position",
    ),
    (
        "encoding",
        {
            "agreements/one.toml": ONE.replace(
                "[feeds.layout.columns]", "[feeds.layout]\nencoding = 'cp9'\n[feeds.layout.columns]"
            )
        },
        "'cp9' is no encoding",
    ),
    ("status", {"agreements/one.toml": ONE + '[feeds.layout.stages]\nx = "won"\n'}, "sell_through has no status won"),
    ("two feeds of one name", {"agreements/one.toml": ONE + FEED.replace("one_", "two_")}, "two feeds have this name"),
    (
        "same pattern twice",
        {"agreements/one.toml": ONE + FEED.replace('"pos"', '"pos2"')},
        "P1/pos has the same pattern",
    ),
    (
        "inbox overlap",
        {"agreements/two.toml": ONE.replace("P1", "P2").replace("one_", ".ne_"), "inbox/ONE_202501.csv": "x"},
        "ONE_202501.csv is claimed by P1/pos too",
    ),
    (
        "agreement twice",
        {"agreements/two.toml": ONE.replace("one_", "two_")},
        "P1 has one in agreements/one.toml already",
    ),
    (
        "bad mail",
        {"agreements/one.toml": ONE.replace("a@one.example", "a.one")},
        "contacts[a.one]: it is no mail address",
    ),
    ("bad zone of a partner", {"agreements/one.toml": 'time_zone = "X/Y"\n' + ONE}, "no time zone X/Y"),
    ("ragged row", {"partners.csv": GOOD["partners.csv"] + "P3,Three\n"}, "partners.csv, line 4: it has 2 cells"),
    ("missing column", {"partners.csv": "partner_id\nP1\n"}, "the column partner_name is missing"),
    (
        "unknown column",
        {"partners.csv": "partner_id,partner_name,contry_code\nP1,One,US\n"},
        "Did you mean country_code?",
    ),
    ("heading twice", {"partners.csv": "partner_id,partner_name,partner_name\nP1,One,Two\n"}, "stands there 2 times"),
    (
        "bad code",
        {"partners.csv": GOOD["partners.csv"] + "P 3,Three,\n"},
        "partners.csv, line 4, key partner_id: 'P 3' is not written",
    ),
    ("empty id", {"partners.csv": GOOD["partners.csv"] + ",Three,\n"}, "line 4, key partner_id: it is missing"),
    (
        "bad number",
        {"products.csv": 'product_id,product_name,list_price_amount\nA,B,"1,5"\n'},
        "list_price_amount is '1,5'",
    ),
    ("check digit", {"products.csv": GOOD["products.csv"].replace("3931", "3932")}, "4006381333932 is no GS1 number"),
    ("zero rate", {"exchange_rates.csv": GOOD["exchange_rates.csv"].replace("0.97", "0")}, "cannot be"),
    (
        "own rate is not one",
        {"exchange_rates.csv": GOOD["exchange_rates.csv"] + "2025-01,USD,1.1\n"},
        "1.1 USD for one USD cannot be",
    ),
    (
        "rate twice",
        {"exchange_rates.csv": GOOD["exchange_rates.csv"] + "2025-01,EUR,0.98\n"},
        "2025-01 EUR stands on line 2",
    ),
    ("alias to nothing", {"aliases.csv": "kind,alias,id\nproduct,Hamer,A-9\n"}, "A-9 is not in the products master"),
    (
        "account in no region",
        {"customers.csv": "account_id,account_name,region_code\nC1,Cee,S\n"},
        "there is no region S",
    ),
    (
        "orphan",
        {"customers.csv": "account_id,account_name,parent_id\nC1,Cee,C9\n"},
        "the parent C9 is not in the same master",
    ),
    ("not utf-8", {"partners.csv": "partner_id,partner_name\nP1,\udce9\n"}, "it is not utf-8-sig"),
]


@pytest.mark.parametrize(("changes", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_mistake_is_named_with_its_place(tmp_path: Path, changes: dict[str, str | None], expected: str) -> None:
    assert expected in problems_of(workspace(tmp_path, **changes))


def test_a_file_with_thousands_of_mistakes_does_not_fill_the_screen(tmp_path: Path) -> None:
    rows = "".join(f"bad id {n},x,\n" for n in range(500))
    lines = problems_of(
        workspace(tmp_path, **{"partners.csv": "partner_id,partner_name,currency_code\n" + rows})
    ).split("\n")
    assert sum(line.startswith("partners.csv, line") for line in lines) == 20
    assert "partners.csv: 480 more of these" in lines


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    assert "there is no such folder" in problems_of(tmp_path / "nowhere")
