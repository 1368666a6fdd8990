"""The fields that a file fills in, the rules that its lines must keep out, in the order in which the first counts."""

from datetime import date, timedelta

from sellthrough.model.fields import PRODUCT_FIELDS, mandatory_fields
from sellthrough.normalize.record_types import RULES
from sellthrough.normalize.work import Check, Work

_EARLIEST = date(1990, 1, 1)
_DAYS_AHEAD = 31  # a partner in an earlier time zone, or a file dated at the month's end, is no error
_OPEN_ENDED = {"close_date", "start_date", "end_date"}  # these may lie years ahead
_LONGEST_CELL = 32 * 1024


def required_fields(work: Work) -> tuple[str, ...]:
    """The mandatory fields of the record type and those that the agreement requires, once each."""
    return tuple(dict.fromkeys((*mandatory_fields(work.feed.record_type), *work.feed.required)))


def checks_of(work: Work) -> tuple[Check, ...]:
    """All checks: structure, empty cells, unreadable values, rules of the row, unknown values."""
    structure = [Check("RAGGED_RECORD", "is_overlong"), Check("CELL_TOO_LONG", f"longest_cell > {_LONGEST_CELL}")]
    missing = [
        Check("MISSING_MANDATORY", _empty(cells), cells[0]) for n in required_fields(work) if (cells := _cells(work, n))
    ]
    unreadable = [c for c in work.checks if c.code.startswith("INVALID")]
    unknown = [c for c in work.checks if not c.code.startswith("INVALID")]
    rules = [*_sign_rules(work), *_amount_rules(work), *_date_rules(work)]
    return (*structure, *missing, *unreadable, *rules, *unknown, *_currency_rules(work))


def filled_mandatory(work: Work) -> str:
    """SQL of how many of a line's mandatory cells are filled."""
    filled = [f"cast(not ({_empty(cells)}) as integer)" for n in required_fields(work) if (cells := _cells(work, n))]
    return " + ".join(filled) or "0"


def _cells(work: Work, name: str) -> list[str]:
    """The fields of the file that satisfy a mandatory field."""
    return [n for n in (PRODUCT_FIELDS if name == "product_code" else (name,)) if n in work.fields]


def _empty(names: list[str]) -> str:
    return " and ".join(f"{n}_empty" for n in names)


def _sign_rules(work: Work) -> list[Check]:
    rules, quantity, amount = RULES[work.feed.record_type], "quantity_units_value", "net_amount"
    opposite = f"{quantity} < 0 and {amount} > 0 or {quantity} > 0 and {amount} < 0"
    zero = [Check("ZERO_QUANTITY", f"{quantity} = 0", "quantity_units")] if rules.nonzero else []
    return [*zero, Check("WRONG_SIGN", opposite, "net_amount")] if rules.signed else zero


def _amount_rules(work: Work) -> list[Check]:
    if not {"quantity_units", "unit_price_amount", "net_amount"} <= set(work.fields):
        return []
    difference = f"abs({work.extended} - net_amount_value)"
    return [Check("EXTENDED_MISMATCH", f"{difference} > abs(net_amount_value) * 0.01 + 0.05", "net_amount")]


def _date_rules(work: Work) -> list[Check]:
    latest = date.fromisoformat(work.submission.landed_at[:10]) + timedelta(days=_DAYS_AHEAD)
    checks = []
    for name in [n for n, s in work.fields.items() if s.kind == "date"]:
        late = "" if name in _OPEN_ENDED else f" or {name}_value > date '{latest}'"
        checks.append(Check("DATE_OUTSIDE_WINDOW", f"{name}_value < date '{_EARLIEST}'{late}", name))
    return checks


def _currency_rules(work: Work) -> list[Check]:
    names = [n for n in ("net_currency", "net_amount", "unit_price_amount") if n in work.fields]
    if not {"net_amount", "unit_price_amount"} & set(names):
        return []
    return [Check("UNKNOWN_CURRENCY", "net_amount is not null and exchange_rate is null", names[0])]
