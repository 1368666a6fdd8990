"""What is not certain about a sample in, the questions to a person with the likeliest answers out."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sellthrough.errors import Held
from sellthrough.model.fields import IGNORE, PRODUCT_FIELDS, fields
from sellthrough.model.reports import MappedColumn, Question
from sellthrough.model.workspace import Configuration, Feed
from sellthrough.onboard.answers import COUNTED_IN, HOLDS, IMPLIED
from sellthrough.onboard.reading import Normalized

Row = Sequence[str | None]
_ASKED = 3
# What a held file asks: a word of the question to the setting that answers it, with its values.
_SETTINGS: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "UNCLEAR_DATES": (("", "date_order", ("dmy", "mdy", "ymd")),),
    "UNCLEAR_NUMBERS": (("(sign)", "sign", ("reversed", "as_written")), ("", "decimal", (".", ","))),
    "UNCLEAR_UNITS": (
        ("(price_per)", "price_per", ("unit", "reported")),
        ("(quantities:", "quantities", ("add", "units", "packs")),
        ("", COUNTED_IN, ("each", "pack")),
    ),
    "UNCLEAR_PERIOD": (("", "period", ()),),
}


@dataclass(frozen=True)
class OpenQuestion:
    """One thing that only a person knows.

    Attributes:
        text: The question.
        answers: What `--answer` may say, the likeliest first; empty when anything may be the answer.
        key: What stands before the `=` of an answer in the person's own words; "" when only a heading can.
    """

    text: str
    answers: tuple[str, ...] = ()
    key: str = ""


def question_of(held: Held, headings: Sequence[str]) -> tuple[OpenQuestion, bool]:
    """The question of a held file, and whether a setting of the layout answers it."""
    if digits := re.search(r"last (\d) digits decimals", held.question):
        return OpenQuestion(held.question, (f"{IMPLIED}={digits[1]}",)), True
    if unit := re.search(r"\(unit_of_measure: (\w+) or each\)", held.question):
        return OpenQuestion(held.question, tuple(f"{COUNTED_IN}={code}" for code in (unit[1], "each"))), True
    for word, key, choices in _SETTINGS.get(held.code, ()):
        if word in held.question:
            own = key if key == "period" else ""
            return OpenQuestion(held.question, tuple(f"{key}={choice}" for choice in choices), own), True
    named = [h for h in headings if h and repr(h) in held.question]
    return OpenQuestion(held.question, tuple(f"{h}={IGNORE}" for h in named)), False


def about_currency(feed: Feed, configuration: Configuration, normalized: Normalized) -> list[OpenQuestion]:
    """Asked when neither the file nor the partner says the currency of the amounts."""
    unknown = _of_type(normalized, "unknown_currency")
    has_column = any(c.field == "net_currency" for c in normalized.report.columns)
    if feed.currency or has_column or not unknown or normalized.report.accepted_rows:
        return []
    known = {r.currency_code for r in configuration.exchange_rates} | {configuration.vendor.reporting_currency}
    return [
        OpenQuestion(
            "In which currency are the amounts?", tuple(f"currency={code}" for code in sorted(known)), "currency"
        )
    ]


def about_units(normalized: Normalized) -> list[OpenQuestion]:
    """Asked for what the sender counts in when nobody says how many units of the product it holds."""
    texts = [q.cell_value for q in _of_type(normalized, "unknown_uom") if q.cell_value]
    return [
        OpenQuestion(
            f"How many units of the product does {text!r} hold? Answer {HOLDS}{text}=12, say.", (), HOLDS + text
        )
        for text in texts[:_ASKED]
    ]


def _of_type(normalized: Normalized, work_item_type: str) -> list[Question]:
    return [q for q in normalized.report.questions if q.work_item_type == work_item_type]


def is_filled(has: Callable[[str], bool], name: str) -> bool:
    """True when a mandatory field has a column; any product field will do for the product."""
    return any(has(n) for n in (PRODUCT_FIELDS if name == "product_code" else (name,)))


def about_missing(names: Iterable[str], columns: Iterable[MappedColumn], rows: Sequence[Row]) -> list[OpenQuestion]:
    """One question for each missing field, with the three columns that suit it best by heading and values."""
    free = [c for c in columns if c.how in {"unmapped", "recognised"} and c.heading]
    return [OpenQuestion(f"Which column is {name}?", _best(name, free, rows)) for name in names]


def _best(name: str, columns: list[MappedColumn], rows: Sequence[Row]) -> tuple[str, ...]:
    from sellthrough.normalize.recognition.fitness import fitness  # noqa: PLC0415  (duckdb, only here)
    from sellthrough.normalize.recognition.profiles import profile_of  # noqa: PLC0415

    suits = {c.heading: fitness(fields()[name], profile_of(r[c.position - 1] for r in rows), False) for c in columns}
    ranked = sorted(columns, key=lambda c: (name not in c.candidates, -suits[c.heading], c.position))
    return tuple(f"{c.heading}={name}" for c in ranked if suits[c.heading] > 0)[:_ASKED]


def about_unclear(columns: Iterable[MappedColumn]) -> list[OpenQuestion]:
    """One question for each column that is likely a field and not certain."""
    return [
        OpenQuestion(
            f"What is column {c.heading!r}? ({c.why})",
            (*(f"{c.heading}={name}" for name in c.candidates), f"{c.heading}={IGNORE}"),
        )
        for c in columns
        if c.how == "unmapped" and c.candidates
    ]
