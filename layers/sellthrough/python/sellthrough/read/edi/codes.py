"""`codes.toml` in; what each code of the standards means, typed, out."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

TOTAL = "total"
OTHER = "other"


@dataclass(frozen=True)
class Transaction:
    """How one kind of report is built.

    Attributes:
        groups: Tags of the loops above the lines, outermost first.
        over_lines: Tags that stand over the lines after them, when the first comes before the first line.
        measure: Of a quantity whose code says nothing; "" when it must say it.
        place: Whose place a ship-to is, the partner's "store" or a "customer".
        measures: Quantity code to what it measures.
    """

    kind: str
    groups: tuple[str, ...]
    over_lines: tuple[str, ...]
    measure: str
    place: str
    measures: dict[str, str]


@cache
def _codes() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("codes.toml").read_text(encoding="utf-8"))


@cache
def transaction_of(kind: str) -> Transaction | None:
    """The report of that name (867, SLSRPT); None for what is not read."""
    spec = _codes()["transactions"].get(kind)
    if spec is None:
        return None
    return Transaction(
        kind=kind,
        groups=tuple(spec["groups"]),
        over_lines=tuple(spec.get("over_lines", ())),
        measure=spec["measure"],
        place=spec["place"],
        measures=_codes()["measures"][kind],
    )


def kinds() -> tuple[str, ...]:
    """Every kind of report that is read."""
    return tuple(_codes()["transactions"])


def column_of(table: str, code: str) -> str:
    """The column that a code of `references` or `parties` fills; "" for one that is not ours."""
    return str(_codes()[table].get(code, ""))


def date_column(standard: str, code: str) -> str:
    """The column that a date with this code fills."""
    return str(_codes()["dates"][standard].get(code, ""))


def product_column(code: str) -> str:
    """The column of a product number: gtin, vendor_part, partner_part, description or serial."""
    return str(_codes()["products"].get(code, "vendor_part"))


@cache
def _ranks(table: str) -> dict[str, int]:
    codes = _codes()[table]
    return {code: at for at, code in enumerate(codes.get("order", codes))}


def product_rank(code: str) -> int:
    """The lower, the better a product number names the product."""
    return _ranks("products").get(code, len(_ranks("products")))


def price_rank(code: str) -> int:
    """The lower, the more a price is the one that was paid."""
    return _ranks("prices").get(code, len(_ranks("prices")))


def amount_level(code: str) -> str:
    """Whether an amount is of the "line", of the "report", or "" when neither."""
    return next((level for level in ("line", "report") if code in _codes()["amounts"][level]), "")


def measure_of(transaction: Transaction, qualifier: str, transfer_type: str, movement_type: str) -> str:
    """What a quantity measures.

    Its own code decides; what was sold may be a return, or no sale at all, by its transfer (521) or movement (486).
    """
    measure = transaction.measures.get(qualifier, transaction.measure) or OTHER
    if measure != "sold":
        return measure
    moved = _codes()["transfer_types"].get(transfer_type) or _codes()["movement_types"].get(movement_type)
    return str(moved or measure)


def measure_rank(kind: str, qualifier: str) -> int:
    """Of two codes for the same measure of one line the lower one counts."""
    measures = list(_codes()["measures"].get(kind, ()))
    return measures.index(qualifier) if qualifier in measures else len(measures)


def factors_of(record_type: str) -> dict[str, int]:
    """The measures that a record type takes, with their sign; empty when no EDI report holds such records."""
    return dict(_codes()["record_types"].get(record_type, {}))


def headings_of(record_type: str) -> dict[str, list[str]]:
    """The headings of a record type's records, each with the columns that may fill it, the best first."""
    return dict(_codes()["columns"][record_type])


def buyers() -> list[str]:
    """The parties that may have bought, the first that is named counts."""
    return list(_codes()["buyers"]["order"])
