"""A sample of the lines of a file in, what the values of each column look like out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sellthrough.normalize.currencies import codes
from sellthrough.normalize.dates import NumericDate, read_date, settle
from sellthrough.normalize.names import fold_text
from sellthrough.normalize.numbers import parse_number, read_spelling, skeleton_of
from sellthrough.normalize.places import country_names
from sellthrough.normalize.products import gtin14
from sellthrough.normalize.text import clean
from sellthrough.normalize.units import Writer, unit_of

Row = Sequence[str | None]
Resolve = Callable[[str], str | None]
_TOLERANCE = Decimal("0.011")
_GERMAN = Writer(country_code="DE")  # knows every spelling, also those that others use otherwise


@dataclass(frozen=True)
class Profile:
    """Shares (0 to 1) of the distinct filled cells of one column that look like something.

    Attributes:
        filled: Number of filled cells in the sample.
        distinct: Number of distinct ones.
        dates: Dates, without plain numbers that a workbook could mean as one.
        numbers: Numbers.
        wholes: Numbers without decimals, of all cells.
        small: Whole numbers of four digits at most.
        signed: Numbers with a currency sign or code.
        products: Codes of the product master.
        gtins: Trade item numbers of 12 to 14 digits with a right check digit.
        currencies, countries: Codes or names of either.
        units: Units of measure.
        words: Cells with letters and a space, or with no Latin letter at all (a name, a description).
        codes: Cells without a space that are no decimal number.
        length: Mean length.
    """

    filled: int = 0
    distinct: int = 0
    dates: float = 0.0
    numbers: float = 0.0
    wholes: float = 0.0
    small: float = 0.0
    signed: float = 0.0
    products: float = 0.0
    gtins: float = 0.0
    currencies: float = 0.0
    countries: float = 0.0
    units: float = 0.0
    letters: float = 0.0
    words: float = 0.0
    codes: float = 0.0
    length: float = 0.0


def profile_of(cells: Iterable[str | None], resolve: Resolve | None = None) -> Profile:
    """What one column looks like; `resolve` finds a code in the product master."""
    filled = [text for cell in cells if (text := clean(cell))]
    distinct = list(dict.fromkeys(filled))
    if not distinct:
        return Profile()
    spellings = [read_spelling(skeleton_of(text)) for text in distinct]
    wholes = [s is not None and s.shape == "whole" for s in spellings]

    def share(hits: Iterable[bool]) -> float:
        return sum(hits) / len(distinct)

    return Profile(
        filled=len(filled),
        distinct=len(distinct),
        dates=share(_is_date(text) for text in distinct),
        numbers=share(s is not None for s in spellings),
        wholes=share(wholes),
        small=share(w and len(t.strip("-+() ")) <= 4 for w, t in zip(wholes, distinct, strict=True)),
        signed=share(s is not None and s.currency is not None for s in spellings),
        products=share(resolve(text) is not None for text in distinct) if resolve else 0.0,
        gtins=share(len(text) >= 12 and gtin14(text) is not None for text in distinct),
        currencies=share(text.upper() in codes() for text in distinct),
        countries=share(fold_text(text) in country_names() for text in distinct),
        units=share(unit_of(text, _GERMAN) is not None for text in distinct),
        letters=share(any(c.isalpha() for c in text) for text in distinct),
        words=share(_is_wordy(text) for text in distinct),
        codes=share(
            " " not in text and (s is None or s.shape == "whole") for text, s in zip(distinct, spellings, strict=True)
        ),
        length=sum(map(len, distinct)) / len(distinct),
    )


def _is_date(text: str) -> bool:
    if text.isdigit() and len(text) != 8:
        return False
    value = read_date(text)
    if isinstance(value, NumericDate):
        return any(settle(value, order) is not None for order in ("dmy", "mdy", "ymd"))
    return value is not None


def _is_wordy(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and (" " in text or not any(c.isdigit() for c in text) or ord(max(letters)) > 0x3000)


def products_of_columns(rows: Sequence[Row], numbers: Sequence[int]) -> list[tuple[int, int, int]]:
    """Triples of columns (quantity, price, amount; from 0) where quantity x price = amount on nearly every line.

    Cents are allowed for rounding of the price. `numbers` are the columns to try; lines with a one say nothing.
    """
    values = {c: [_number(row[c]) if c < len(row) else None for row in rows] for c in numbers}
    found = []
    for amount in numbers:
        for quantity in numbers:
            for price in numbers:
                if len({amount, quantity, price}) == 3 and _multiply(values[quantity], values[price], values[amount]):
                    found.append((quantity, price, amount))
    return found


def _number(cell: str | None) -> Decimal | None:
    text = clean(cell)
    if text is None:
        return None
    comma = text.rfind(",") > text.rfind(".") and len(text) - text.rfind(",") != 4
    return parse_number(text, "," if comma else ".")


def _multiply(quantity: list[Decimal | None], price: list[Decimal | None], amount: list[Decimal | None]) -> bool:
    telling = right = 0
    for q, p, a in zip(quantity, price, amount, strict=True):
        if q is None or p is None or a is None or q in (0, 1) or p == 0 or q != q.to_integral_value():
            continue
        if abs(p) == 1:
            continue
        telling += 1
        right += abs(q * p - a) <= abs(q) * _TOLERANCE
        if telling >= 6 and right * 2 < telling:
            return False
    return telling >= 3 and right >= 0.9 * telling
