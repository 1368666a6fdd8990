"""A field and the profile of a column in, how well the values suit the field (-1: cannot be, 1: very well) out."""

from collections.abc import Callable

from sellthrough.model.fields import FieldSpec
from sellthrough.normalize.recognition.profiles import Profile

_UNITS_SUFFIX = "_units"
_CODES_OF_MASTER, _FEW_CODES = 0.8, 4
_FEW = 8  # cells, below which nothing can be said about how often they repeat


def fitness(spec: FieldSpec, profile: Profile, knows_products: bool) -> float:
    """How the values of a column suit a field.

    Args:
        knows_products: True when the product master was asked; else a product code is any code.
    """
    if profile.filled == 0:
        return 0.0
    if spec.name in {"product_code", "partner_product_code"} and knows_products:
        return _product(spec.name, profile)
    if spec.name in _OF_FIELD:
        return _OF_FIELD[spec.name](profile)
    if spec.name.endswith(_UNITS_SUFFIX):
        return _units(profile)
    return _OF_KIND[spec.kind](profile)


def _date(p: Profile) -> float:
    return 2 * p.dates - 1


def _is_dates(p: Profile) -> bool:
    return p.dates > 0.5


def _number(p: Profile) -> float:
    return -0.8 if _is_dates(p) else 2 * p.numbers - 1


def _units(p: Profile) -> float:
    if _is_dates(p) or p.numbers < 0.5:
        return -1.0
    if p.signed > 0.2 or p.length > 8:
        return -0.7
    return p.wholes - 0.4 * (1 - p.wholes)


def _money(p: Profile) -> float:
    if _is_dates(p) or p.numbers < 0.5:
        return -1.0
    if p.length > 11 and p.wholes > 0.9:
        return -0.7
    return 0.4 + 0.6 * max(p.signed, 1 - p.wholes)


def _description(p: Profile) -> float:
    # codes of the product master in a column called "Item Name" are the product itself
    return -0.9 if p.products >= _CODES_OF_MASTER and p.distinct >= _FEW_CODES else _text(p)


def _text(p: Profile) -> float:
    if _is_dates(p) or p.numbers > 0.7:
        return -0.9
    return 2 * p.letters - 1 if p.words < 0.5 else 0.5 + 0.5 * p.words


def _code(p: Profile) -> float:
    if _is_dates(p) and p.wholes < 0.5:
        return -1.0
    if p.numbers > 0.7 and p.wholes < 0.7:
        return -0.9
    return p.codes - 0.6 * p.words


def _product(name: str, p: Profile) -> float:
    if name == "partner_product_code":
        return _code(p) if p.products < 0.5 else -0.3
    if p.products >= 0.5:
        return 1.0
    return -0.8 if p.distinct >= 4 and p.products < 0.05 else min(0.0, _code(p))


def _document(p: Profile) -> float:
    # a few small whole numbers are counts or line numbers, whatever the heading is near to
    return -0.8 if p.small > 0.9 and p.distinct < 0.6 * p.filled and p.filled > _FEW else _code(p)


def _line(p: Profile) -> float:
    return 0.6 if p.small > 0.9 else -0.9


def _postcode(p: Profile) -> float:
    return 0.5 if 3 <= p.length <= 10 and p.codes + p.words > 0.5 and not _is_dates(p) else -0.8


def _gtin(p: Profile) -> float:
    return 2 * p.gtins - 1


def _currency(p: Profile) -> float:
    return 2 * p.currencies - 1


def _country(p: Profile) -> float:
    return 2 * p.countries - 1


def _region(p: Profile) -> float:
    return 0.3 if p.letters > 0.5 and not _is_dates(p) and p.numbers < 0.5 else -0.7


def _location(p: Profile) -> float:
    return 0.3 if not _is_dates(p) and (p.letters > 0.5 or p.codes > 0.8) else -0.7


def _unit(p: Profile) -> float:
    # spellings that nobody knows are rejected line by line; a column of numbers or dates is no unit at all
    return -1.0 if _is_dates(p) or p.numbers > 0.5 else max(2 * p.units - 1, -0.4)


def _pack(p: Profile) -> float:
    return _units(p) if p.small > 0.5 else -0.8


def _any_status(_: Profile) -> float:
    return 0.0


def _sender(p: Profile) -> float:
    # one file has one sender, or a few branches of it
    return -0.8 if _is_dates(p) or p.distinct > max(2, 0.2 * p.filled) else 0.3


def _ratio(p: Profile) -> float:
    return 0.5 if p.numbers > 0.5 and p.length <= 6 else -0.8


_OF_KIND: dict[str, Callable[[Profile], float]] = {
    "date": _date,
    "number": _number,
    "currency": _currency,
    "country": _country,
    "text": _text,
    "code": _code,
}
_OF_FIELD: dict[str, Callable[[Profile], float]] = {
    "unit_price_amount": _money,
    "net_amount": _money,
    "gtin": _gtin,
    "unit_of_measure": _unit,
    "pack_units": _pack,
    "invoice_number": _document,
    "order_number": _document,
    "invoice_line": _line,
    "order_line": _line,
    "postcode": _postcode,
    "region_text": _region,
    "location_code": _location,
    "description": _description,
    "partner_code": _sender,
    "partner_name": _sender,
    "probability_ratio": _ratio,
    "stage_name": _any_status,
    "order_status": _any_status,
    "contract_status": _any_status,
}
