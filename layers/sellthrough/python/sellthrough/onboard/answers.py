"""What a person has said ("heading=field", "date_order=dmy") in, a layout and what else it settles out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from sellthrough.checks.problems import did_you_mean
from sellthrough.errors import Unfit
from sellthrough.model.fields import IGNORE, fields, fields_of, fold_heading
from sellthrough.model.reporting_periods import span_of
from sellthrough.model.text_terms import can_separate, is_text_encoding
from sellthrough.model.workspace import Feed, Layout

OF_LAYOUT = (
    "date_order", "decimal", "delimiter", "encoding", "sheet", "product_prefix", "sign", "price_per", "quantities",
    "sums", "measure",
)  # fmt: skip
IMPLIED = "implied_decimals"  # of the amount
COUNTED_IN = "unit_of_measure"  # of every line
_OF_FIELDS = (IMPLIED, "constants")
HOLDS = "units."  # before what the sender counts in
OF_FEED = ("record_type", "period", "currency", "cadence", "tier_to")


@dataclass
class Answers:
    """Answers given so far; of one question the last counts.

    Attributes:
        columns: Heading as the person wrote it to field, or "ignore".
        layout: Keys of `[feeds.layout]`.
        feed: Keys of `[[feeds]]`.
    """

    columns: dict[str, str] = field(default_factory=dict)
    layout: dict[str, Any] = field(default_factory=dict)
    feed: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Answers":
        """The answers in the order given; errors as `add` has them."""
        answers = cls()
        for text in texts:
            answers.add(text)
        return answers

    def add(self, text: str) -> None:
        """Take one answer.

        Raises:
            Unfit: It is not of the form heading=field, or there is no such field.
        """
        key, separator, value = text.rpartition("=")
        key, value = key.strip(), value.strip()
        if not separator or not key or not value:
            raise Unfit(f"{text!r} is no answer. Write heading=field, or one of {', '.join(OF_LAYOUT + OF_FEED)}.")
        if key == IMPLIED:
            self._settle(key, {"net_amount": value})
        elif key == COUNTED_IN:
            self._settle("constants", self.layout.get("constants", {}) | {key: value})
        elif key.startswith(HOLDS):
            self._settle("units", self.layout.get("units", {}) | {key.removeprefix(HOLDS): value})
        elif key in OF_LAYOUT:
            _check_layout(key, value)
            self._settle(key, value)
        elif key in OF_FEED:
            self.feed[key] = _checked_feed(key, value)
        elif value == IGNORE or value in fields():
            self.columns[key] = value
        else:
            raise Unfit(f"There is no field {value}. {did_you_mean(value, [IGNORE, *fields()])}")

    def _settle(self, key: str, value: object) -> None:
        try:
            self.layout[key] = Layout.model_validate({key: value}).model_dump()[key]
        except ValidationError as error:
            raise Unfit(f"{key}: {error.errors()[0]['msg']}.") from error

    def layout_of(self, record_type: str) -> dict[str, Any]:
        """The answers about the layout, without those about fields that the record type does not know."""
        known = fields_of(record_type)
        return {
            key: {name: said for name, said in value.items() if name in known} if key in _OF_FIELDS else value
            for key, value in self.layout.items()
        }

    def columns_of(self, headings: Sequence[str]) -> dict[str, str]:
        """The answers about columns, by heading as the file has it.

        Raises:
            Unfit: An answer names a heading that the file does not have.
        """
        written = {fold_heading(h): h for h in headings if h}
        unknown = [h for h in self.columns if fold_heading(h) not in written]
        if unknown:
            raise Unfit(f"The sample has no column {unknown[0]!r}. Its columns: {', '.join(written.values())}.")
        return {written[fold_heading(h)]: name for h, name in self.columns.items()}


def _check_layout(key: str, value: str) -> None:
    if key == "delimiter" and not can_separate(value):
        raise Unfit(f"{value!r} cannot separate cells. Write the characters between two cells, without quotes.")
    if key == "encoding" and not is_text_encoding(value):
        raise Unfit(f"{value!r} is no encoding. Write a codec name such as utf-8 or cp1252.")


def _checked_feed(key: str, value: str) -> str:
    """The value of a key of `[[feeds]]`, when a feed may have it."""
    try:
        Feed.model_validate({"feed": "a", "record_type": "sell_through", "files": "a", key: value})
    except ValidationError as error:
        raise Unfit(f"{key}: {error.errors()[0]['msg']}.") from error
    if key == "period":
        try:
            span_of(value)
        except ValueError as error:
            raise Unfit(f"{value!r} is no period. Write 2025-03, 2025-Q1, 2025-W09, 2025-03-31 or 2025.") from error
    return value
