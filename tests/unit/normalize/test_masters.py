"""Products, places, names, currencies and periods: each spelling finds its one id, or none."""

import pytest

from sellthrough.model.workspace import Configuration
from sellthrough.normalize.currencies import currency_of
from sellthrough.normalize.masters import master
from sellthrough.normalize.names import name_key
from sellthrough.normalize.places import Places
from sellthrough.normalize.products import ProductCatalogue, gtin14


@pytest.fixture
def configuration() -> Configuration:
    products = [("VX-100", "4006381333931"), ("VX-200", None), ("AB-1", None), ("A-B1", None)]
    regions = [
        {"region_code": "DACH", "region_name": "Central", "country_code": "DE", "match": ["DE", "AT", "CH"]},
        {"region_code": "US-W", "region_name": "West", "country_code": "US", "match": ["California", "US-OR", "97*"]},
        {"region_code": "US-E", "region_name": "East", "country_code": "US", "match": ["New York", "10*", "US:100*"]},
        {"region_code": "FR", "region_name": "France", "country_code": "FR"},
    ]
    return Configuration.model_validate(
        {
            "version": "v",
            "vendor": {"name": "V", "reporting_currency": "USD", "brand": {"name": "V"}},
            "agreements": [],
            "partners": [],
            "products": [{"product_id": i, "product_name": i, "gtin": g} for i, g in products],
            "regions": regions,
            "aliases": [
                {"kind": "product", "alias": "router", "id": "VX-200"},
                {"kind": "product", "alias": "ROUTER", "id": "VX-100", "partner_id": "birch"},
                {"kind": "region", "alias": "West Coast", "id": "US-W"},
                {"kind": "country", "alias": "Allemange", "id": "DE"},
            ],
        }
    )


@pytest.mark.feature("E20", "C13")
@pytest.mark.parametrize(
    ("code", "product"),
    [("VX-100", "VX-100"), ("vx 100", "VX-100"), ("VX100", "VX-100"), ("ＶＸ－１００", "VX-100"), ("Router", "VX-100"),
     ("4006381333931", "VX-100"), ("04006381333931", "VX-100"), ("4006381333932", None), ("AB-1", "AB-1"), ("A-B1", "A-B1"),
     ("AB1", None), ("VX-300", None), ("---", None)],
)  # fmt: skip
def test_a_product_is_found_by_id_alias_gtin_or_unique_key(
    configuration: Configuration, code: str, product: str | None
) -> None:
    assert ProductCatalogue(configuration, "birch").resolve(code) == product


def test_an_alias_of_one_partner_is_not_that_of_another(configuration: Configuration) -> None:
    assert ProductCatalogue(configuration, "cedar").resolve("router") == "VX-200"


def test_a_prefix_is_put_before_codes_that_leave_it_out(configuration: Configuration) -> None:
    catalogue = ProductCatalogue(configuration, "gum", prefix="VX-")
    assert [catalogue.resolve(c) for c in ("100", "VX-100", "300")] == ["VX-100", "VX-100", None]


@pytest.mark.parametrize(
    ("text", "padded"),
    [("4006381333931", "04006381333931"), ("036000291452", "00036000291452"), ("96385074", "00000096385074"),
     ("4006381333930", None), ("123", None), ("40063813339３1", None)],
)  # fmt: skip
def test_a_trade_item_number_needs_its_check_digit(text: str, padded: str | None) -> None:
    assert gtin14(text) == padded


@pytest.mark.feature("E18", "C14")
@pytest.mark.parametrize(
    ("text", "code"),
    [("us", "US"), ("USA", "US"), ("U.S.A.", "US"), ("États-Unis", "US"), ("Vereinigte Staaten", "US"), ("アメリカ", "US"),
     ("Deutschland", "DE"), ("GBR", "GB"), ("Japón", "JP"), ("日本", "JP"), ("LI", "LI"), ("Allemange", "DE"), ("Atlantis", None)],
)  # fmt: skip
def test_a_country_is_known_by_code_and_by_name(configuration: Configuration, text: str, code: str | None) -> None:
    assert Places(configuration).country(text) == code


@pytest.mark.feature("C14")
@pytest.mark.parametrize(
    ("place", "region"),
    [(("AT", None, None), "DACH"), (("US", "california", None), "US-W"), (("US", "OR", None), "US-W"),
     (("US", "US-OR", None), "US-W"), (("US", None, "97201"), "US-W"), (("US", None, "10001-2345"), "US-E"),
     ((None, "New York", None), "US-E"), (("FR", "Bretagne", None), "FR"), (("US", "Texas", None), None),
     ((None, "West Coast", None), "US-W"), (("GB", None, None), None), (("DE", None, "97070"), "DACH")],
)  # fmt: skip
def test_a_region_follows_from_state_postcode_or_country(
    configuration: Configuration, place: tuple[str | None, str | None, str | None], region: str | None
) -> None:
    assert Places(configuration).region(*place)[0] == region


@pytest.mark.feature("E13")
@pytest.mark.parametrize(
    ("one", "other"),
    [("Acme, Inc.", "ACME  Incorporated"), ("Müller GmbH", "MULLER G.m.b.H."), ("Café S.A.", "cafe s a"),
     ("Smith & Co", "Smith and Company"), ("トヨタ株式会社", "トヨタ 株式会社"), ("O'Neil Ltd", "ONeil Limited"),
     ("ＡＢＣ Ltd", "abc ltd")],
)  # fmt: skip
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert name_key(one) in {name_key(other), name_key(other).replace(" ", "")}


@pytest.mark.parametrize(("one", "other"), [("Acme Inc", "Acme GmbH"), ("Acme", "Acme Inc"), ("North Ltd", "Nord Ltd")])
def test_another_legal_form_is_another_company(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.feature("E18")
@pytest.mark.parametrize(
    ("text", "default", "code"),
    [("usd", None, "USD"), (" EUR ", None, "EUR"), ("€", None, "EUR"), ("£", "USD", "GBP"), ("$", "CAD", "CAD"), ("$", "EUR", None),
     ("¥", "JPY", "JPY"), ("¥", None, None), ("CA$", "USD", "CAD"), ("yen", None, "JPY"), ("DOGE", "USD", None), ("XXX", "USD", None)],
)  # fmt: skip
def test_a_currency_is_known_by_code_sign_or_name(text: str, default: str | None, code: str | None) -> None:
    assert currency_of(text, default) == code


def test_masters_are_worked_out_once_for_a_configuration_and_anew_for_another(configuration: Configuration) -> None:
    catalogue = master(ProductCatalogue, configuration, "birch")
    assert master(ProductCatalogue, configuration, "birch") is catalogue
    fewer = configuration.model_copy(update={"products": configuration.products[:1]})  # of the same version
    assert (catalogue.resolve("VX-200"), master(ProductCatalogue, fewer, "birch").resolve("VX-200")) == ("VX-200", None)
    assert master(ProductCatalogue, configuration, "eiche").resolve("router") == "VX-200"
