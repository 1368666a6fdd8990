"""Values of a workspace that look right and would only fail, or say nothing, when the first report comes."""

from pathlib import Path

import pytest
from tests.unit.local.workspace_folder.folders import GOOD, ONE, problems_of, workspace

from sellthrough_local.workspace_folder import load_folder

VENDOR = GOOD["vendor.toml"]
PRODUCTS = "product_id,product_name,list_price_amount\n"
RATES = "period,currency_code,units_per_reporting_unit\n2025-01,EUR,0.97\n"
ALIASES = "kind,alias,id\n"


def agreement(layout: str) -> dict[str, str]:
    return {
        "agreements/one.toml": ONE.replace(
            "[feeds.layout.columns]", f"[feeds.layout]\n{layout}\n[feeds.layout.columns]"
        )
    }


def contact(email: str) -> dict[str, str]:
    return {"agreements/one.toml": ONE.replace("a@one.example", email)}


CASES: list[tuple[dict[str, str], str]] = [
    (contact("a@one.example, b@one.example"), "key contacts[a@one.example, b@one.example]: it is no mail address"),
    (contact("a b@one.example"), "key contacts[a b@one.example]: it is no mail address"),
    (contact("a@one.example\\nBcc: b@two.example"), "it is no mail address"),
    ({"agreements/one.toml": 'senders = ["@one example.com"]\n' + ONE}, "senders[@one example.com]: it is no mail"),
    ({"vendor.toml": VENDOR + 'mail_from = "nobody"\n'}, "key vendor.mail_from: 'nobody' is no mail address"),
    (
        {"vendor.toml": VENDOR.replace('name = "V" }', 'name = "V", support_email = "a@b.example\\nBcc: c@d.example" }')},
        "key vendor.brand.support_email: 'a@b.example\\nBcc: c@d.example' is no mail address",
    ),
    ({"vendor.toml": VENDOR + '[vendor.reporting]\ntold = ["a b@c.example"]\n'}, "told[a b@c.example]: it is no mail"),
    (agreement('encoding = "base64"'), "'base64' is no encoding"),
    (agreement('encoding = "undefined"'), "'undefined' is no encoding"),
    (agreement('delimiter = ""'), "'' cannot separate cells"),
    (agreement('delimiter = "\\n"'), "cannot separate cells"),
    ({"exchange_rates.csv": RATES + "2025-13,EUR,0.97\n"}, "exchange_rates.csv, line 3: 2025-13 is no month"),
    ({"exchange_rates.csv": RATES + "2025-02,EUR,0.9712345678\n"}, "line 3: units_per_reporting_unit is '0.9712345678', "
     "which has more than 8 decimals. Round it to 8 decimals."),
    ({"products.csv": PRODUCTS + "A,B,1e999\n"}, "line 2: list_price_amount is '1e999', which is no number from 0 up"),
    ({"products.csv": PRODUCTS + "A,B,1_000\n"}, "which is no number from 0 up"),
    ({"products.csv": PRODUCTS + "A,B,NaN\n"}, "which is no number from 0 up"),
    ({"products.csv": PRODUCTS + "A,B,123456789012345\n"}, "which has more than 14 digits before the point"),
    ({"products.csv": PRODUCTS + "A,B,1.00001\n"}, "which has more than 4 decimals"),
    ({"aliases.csv": ALIASES + "product,ham  mer,A-1\nproduct,Ham mer,A-2\n"}, "means A-1 here and A-2 on line 3"),
    ({"aliases.csv": ALIASES + "country,Allemagne,Germany\n"}, "aliases.csv, line 2: Germany is no country"),
    ({"vendor.toml": VENDOR + '[masters.products]\nfile = "products.csv"\nencoding = "utf-16"\n'}, "it is not utf-16"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), CASES, ids=[expected[:60] for _, expected in CASES])
def test_what_would_fail_later_is_named_at_once(tmp_path: Path, changes: dict[str, str], expected: str) -> None:
    assert expected in problems_of(workspace(tmp_path, **changes))


GOOD_VALUES: list[dict[str, str]] = [
    agreement('delimiter = "||"'),
    agreement('delimiter = "\\t"'),
    agreement('encoding = "utf-16"'),
    {"agreements/one.toml": 'senders = ["@one.example", "b@two.example"]\n' + ONE},
    {"products.csv": PRODUCTS + "A,B,00012345678901234.12340\nC,D,.5\nE,F,7.\n"},
    {"exchange_rates.csv": RATES + "2025-02,EUR,0.9712345600\n"},
    {"aliases.csv": ALIASES + "product,hammer,A-1\nproduct,HAMMER,A-1\ncountry,Allemagne,DE\n"},
]


@pytest.mark.parametrize("changes", GOOD_VALUES)
def test_what_can_be_meant_is_taken(tmp_path: Path, changes: dict[str, str]) -> None:
    assert load_folder(workspace(tmp_path, **changes)).version


def test_a_mistake_in_a_feed_is_named_once_and_not_its_table_too(tmp_path: Path) -> None:
    changes = {"agreements/one.toml": ONE.replace('"sell_through"', '"pos"')}
    [line] = problems_of(workspace(tmp_path, **changes)).split("\n")
    assert line.startswith("agreements/one.toml, key feeds[pos].record_type: 'pos' is not allowed")


@pytest.mark.parametrize("name", ["vendor.toml", "agreements/two.toml", "users.toml"])
def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path, name: str) -> None:
    folder = workspace(tmp_path, **({"vendor.toml": None} if name == "vendor.toml" else {}))
    (folder / name).mkdir()
    assert f"{name}: it cannot be read (Is a directory)" in problems_of(folder)
