"""Spellings of numbers in, how to read each one out; the decimal mark comes from the whole column, never from a guess.

A column has few spellings even when all its values differ: with every digit written as 0 they are a few dozen
skeletons. Each skeleton is read once, here; `number_columns.py` applies the readings to the values.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from sellthrough.errors import Held
from sellthrough.normalize.currencies import codes, shared_signs, signs

Mark = Literal[".", ","]
Shape = Literal["whole", "point", "comma", "either"]

# Same length in and out, so that places in the skeleton are places in the value.
_PLAIN = str.maketrans("０．，（）％－−–‐’‘´\u00a0\u202f\u2009\u2007\u3000\t", "0.,()%----'''      ")
_TO_ZERO = str.maketrans("123456789１２３４５６７８９", "000000000０００００００００")
# A leading zero groups nothing, which the digits written as 0 no longer tell: columns write such values so.
LEADING_ZERO = {"0.0": "-?0[.][0-9]+", "0,0": "-?0,[0-9]+"}
_SPACE = " '"
_SHAPES: tuple[tuple[Shape, re.Pattern[str]], ...] = (
    ("whole", re.compile(r"0+")),
    ("either", re.compile(r"0{1,3}[.,]000")),
    ("point", re.compile(r"0*\.0*|0{1,3}(,0{2,3})*,000(\.0*)?")),
    ("comma", re.compile(r"0*,0*|0{1,3}(\.000)+(,0*)?")),
)
_NO_CENTS = re.compile(r"(?<=0)[.,]--?(?=[^0]*$)")  # 1'000.- and 12,-- say that there are no cents
_GROUPED = re.compile(r"0{1,3}([ ']000)+([.,]0*)?")


@dataclass(frozen=True)
class Spelling:
    """How to read the values of one skeleton.

    `start` (from 1) and `length` mark the digits with their separators; `currency` is a code or sign in upper case.
    """

    start: int
    length: int
    shape: Shape
    is_negative: bool
    is_percent: bool
    currency: str | None


@dataclass(frozen=True)
class MarkEvidence:
    """How many values of a column have a decimal point, a decimal comma, or could have either."""

    point: int = 0
    comma: int = 0
    either: int = 0
    sample: str | None = None

    @property
    def mark(self) -> Mark | None:
        """The mark that 95 % of the telling values show; None when nothing tells, or they contradict each other."""
        best: Mark = "." if self.point >= self.comma else ","
        most, all_ = max(self.point, self.comma), self.point + self.comma
        return best if most and most >= 0.95 * all_ else None


def read_spelling(skeleton: str) -> Spelling | None:
    """The reading of a number's skeleton; None when it is no number.

    Spaces and apostrophes are separators of thousands only, never decoration: "12 34" is no number.
    """
    plain = _NO_CENTS.sub(lambda m: " " * len(m[0]), skeleton.translate(_PLAIN))
    match = _number().fullmatch(plain)
    if match is None:
        return None
    brackets = (match["o1"] or match["o2"], match["p1"] or match["p2"])
    minus = [s for s in (match["s1"], match["s2"], match["s3"], match["s4"]) if s]
    if len(minus) > 1 or bool(brackets[0]) != bool(brackets[1]):
        return None
    body = match["body"].rstrip(_SPACE)
    if any(c in body for c in _SPACE):
        if not _GROUPED.fullmatch(body):
            return None
        body_shape = re.sub("[ ']", "", body)
    else:
        body_shape = body
    shape = next((s for s, pattern in _SHAPES if pattern.fullmatch(body_shape)), None)
    if shape is None or (match["exponent"] and shape == "either"):
        return None
    if shape == "either" and body_shape != body:  # 12 345,678: the space has grouped the thousands already
        shape = "point" if "." in body else "comma"
    length = len(body) + len(match["exponent"] or "")
    currency = (match["c1"] or match["c2"] or "").upper() or None
    return Spelling(
        match.start("body") + 1, length, shape, bool(brackets[0]) or "-" in minus, bool(match["percent"]), currency
    )


def skeleton_of(text: str) -> str:
    """The text with every digit written as 0, so that numbers of one spelling share it."""
    return text.translate(_TO_ZERO)


def parse_number(text: str, mark: Mark) -> Decimal | None:
    """The value of a single text; None when it is no number. A percentage is its number, not divided by 100."""
    spelling = read_spelling(skeleton_of(text))
    if spelling is None:
        return None
    body = unicodedata.normalize("NFKC", text[spelling.start - 1 : spelling.start - 1 + spelling.length])
    decimal = {"whole": ".", "point": ".", "comma": ",", "either": mark}[spelling.shape]
    if spelling.shape == "either" and body.startswith("0"):  # a leading zero groups nothing
        decimal = body[1]
    kept = "".join(c for c in body if c in "0123456789eE+-" or c == decimal).replace(",", ".")
    return Decimal(f"{'-' if spelling.is_negative else ''}{kept}")


def weigh_marks(spellings: Iterable[tuple[Spelling | None, int, str]]) -> MarkEvidence:
    """What a column shows, from each spelling with its number of values and a sample of them."""
    counts = {"whole": 0, "point": 0, "comma": 0, "either": 0}
    samples = []
    for spelling, count, sample in spellings:
        if spelling:
            counts[spelling.shape] += count
            if spelling.shape == "either":
                samples.append(sample)
    return MarkEvidence(counts["point"], counts["comma"], counts["either"], min(samples, default=None))


def decide_marks(
    evidence: Mapping[str, MarkEvidence], headings: Mapping[str, str], agreed: Mark | None, kind: str
) -> dict[str, Mark]:
    """The decimal mark of each number column.

    The agreement's first, then the column's own evidence, then that of the file's other number columns when they
    agree. Number cells of a workbook reach us with a point, so a workbook without any comma has points.

    Raises:
        Held: UNCLEAR_NUMBERS, when a column has values with two readings and nothing decides.
    """
    own = {name: e.mark for name, e in evidence.items()}
    of_file: set[Mark] = {mark for mark in own.values() if mark}
    if not of_file and kind == "xlsx" and all(not e.comma for e in evidence.values()):
        of_file = {"."}
    shared = of_file.pop() if len(of_file) == 1 else None
    marks: dict[str, Mark] = {}
    for name, e in evidence.items():
        mark = agreed or own[name] or (shared if not (e.point or e.comma) else None)
        if mark is None and e.either:
            raise Held(
                "UNCLEAR_NUMBERS",
                f"Column {headings.get(name, name)!r} has values such as {e.sample!r} that could be thousands or "
                "decimals. Is the decimal mark a comma or a point?",
            )
        marks[name] = mark or "."
    return marks


@cache
def _number() -> re.Pattern[str]:
    words = sorted({*codes(), *signs(), *shared_signs()}, key=lambda w: (-len(w), w))
    currency = "|".join(re.escape(w) for w in words)
    return re.compile(
        rf"""[ "]*(?P<o1>[(]?)\ *(?P<s1>[-+]?)\ *(?P<c1>{currency})?\ *(?P<s2>[-+]?)(?P<o2>[(]?)\ *
        (?P<body>0[0.,\ ']*|[.,]0+)(?P<exponent>e[-+]?0{{1,2}})?\ *(?P<percent>%?)\ *(?P<p1>[)]?)\ *
        (?P<s3>[-+]?)\ *(?P<c2>{currency})?(?P<p2>[)]?)(?P<s4>-?)[ "]*""",
        re.IGNORECASE | re.VERBOSE,
    )
