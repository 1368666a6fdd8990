"""In: the body of a table. Out: which lines total others, by their name, by their numbers or by both, and how surely.

A line that is called a total is one. A line that is not, but whose numbers add up those next to it, is one for certain
only when it leaves empty what identifies a record (date, customer, invoice); else a person says so once.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sellthrough.model.reports import Issue
from sellthrough.read.page.columns import NumberColumn, number_columns
from sellthrough.read.page.heading import Columns
from sellthrough.read.page.lines import Line
from sellthrough.read.page.sums import find_net, find_sums
from sellthrough.read.values import TOTAL_WORDS, says_net, says_total

# How many digits must agree beyond chance: for a line of any name, for one that has a total's word in it.
_LEAST_DIGITS = 3.0
_LEAST_DIGITS_NAMED = 1.0
# What identifies a record may be filled in a line of so many numbers that agree: a country with its code.
_BEYOND_DOUBT = 25.0
_MANY_COLUMNS = 5
# A column identifies records when most fill it and its values differ: a third of them, or more than so many.
_FILLED = 0.6
_DIFFERENT = 0.34
_MANY = 6
_MAX_NAME_WORDS = 3
_DOMINATED_SHARE = 0.8
_NEAR_SHARE = 0.75
_NEAR_RATIO = 0.03


@dataclass(frozen=True)
class Total:
    """A line that totals others.

    Attributes:
        line: The total.
        is_certain: False when only its numbers, or a word in a longer name, speak for it.
        of: Positions in the body of the lines that it adds up, where its numbers tell.
        is_net: True when something is taken off from what it adds up.
    """

    line: Line
    is_certain: bool
    of: tuple[int, ...] = ()
    is_net: bool = False


def find_totals(
    body: Sequence[Line], named: Sequence[bool], columns: Columns, sums: Literal["total", "record"] | None
) -> list[Total]:
    """The totals among the lines of a table, in order.

    Args:
        body: Lines of records and totals.
        named: For each, whether the rules for single lines call it a total.
        columns: What the columns of the page hold.
        sums: What the agreement says of lines that add up others but are not called totals.
    """
    identity = _identity(body)
    held = number_columns(body, sorted(columns.typed))
    lacking = [_lacks(line, identity) for line in body]
    eligible = [at for at in range(len(body)) if named[at] or lacking[at] or len(held) >= _MANY_COLUMNS]
    found = find_sums(len(body), eligible, held, _LEAST_DIGITS_NAMED) if sums != "record" else {}
    is_answered = sums == "total"
    totals: list[Total] = []
    for at, line in enumerate(body):
        one = found.get(at)
        if named[at] or _is_bare_total(line) or (lacking[at] and identity and _is_nameless_sum(body, at, held, totals)):
            totals.append(Total(line, True, one.of if one else ()))
            continue
        if sums == "record" or not (lacking[at] or (one and one.digits >= _BEYOND_DOUBT)):
            continue
        if one is None and says_net(line.label):
            one = find_net(at, held, found, _LEAST_DIGITS)
        if one and (one.digits >= _LEAST_DIGITS or says_total(line.label)):
            is_certain = says_total(line.label) or (bool(identity) and lacking[at])
            totals.append(Total(line, is_certain or is_answered, one.of, one.minus is not None))
        elif _looks_like_total(body, at, held):
            totals.append(Total(line, is_answered))
    return totals


def total_issues(totals: Sequence[Total]) -> tuple[Issue, ...]:
    """The question about lines that may be totals; nothing when all are certain."""
    unclear = [total.line.record.line for total in totals if not total.is_certain]
    if not unclear:
        return ()
    listed = ", ".join(map(str, unclear[:5])) + (" and others" if len(unclear) > 5 else "")
    what = "line" if len(unclear) == 1 else "lines"
    detail = f"Are {what} {listed} totals or records? Their numbers add up those of other lines, but nothing says so."
    return (Issue(code="UNCLEAR_LAYOUT", severity="question", detail=detail, line=unclear[0]),)


def _identity(body: Sequence[Line]) -> list[int]:
    """Columns beyond the first that identify a record: texts that differ from line to line, and dates."""
    filled = Counter(column for line in body for column in line.cells if column and column not in line.figures)
    often = [column for column, count in filled.items() if count >= _FILLED * len(body)]
    found = []
    for column in often:
        texts = [line.cells[column] for line in body if column in line.cells and column not in line.missing]
        dates = sum(column in line.typed for line in body)
        if dates * 2 > len(texts) or (len(texts) > 1 and len(set(texts)) > max(2, min(_DIFFERENT * len(texts), _MANY))):
            found.append(column)
    return found


def _lacks(line: Line, identity: Sequence[int]) -> bool:
    """True when the line leaves at least half of what identifies records empty."""
    return sum(column not in line.cells or column in line.missing for column in identity) * 2 >= len(identity)


def _is_bare_total(line: Line) -> bool:
    """True when the line is a total's word and numbers."""
    texts = [column for column in line.cells if column not in line.figures and column not in line.missing]
    return line.label.casefold() in TOTAL_WORDS and texts == [next(iter(line.cells))]


def _is_nameless_sum(body: Sequence[Line], at: int, held: dict[int, NumberColumn], totals: Sequence["Total"]) -> bool:
    """True for the last line when it is nothing but numbers, each the sum of all records above it."""
    line = body[at]
    if at + 1 < len(body) or set(line.cells) - set(line.figures) or not set(line.cells) <= set(held):
        return False
    taken = {total.line.at for total in totals}
    for column, figure in line.figures.items():
        values = [n.value for other, n in held[column].values.items() if other < at and body[other].at not in taken]
        if len(values) < 2 or abs(sum(values) - figure.value) > held[column].slack(0, figure.value):
            return False
    return True


def _looks_like_total(body: Sequence[Line], at: int, held: dict[int, NumberColumn]) -> bool:
    """True when the line's name or place speaks for a total, though its numbers do not add up others."""
    if _heads_its_indented(body, at, held) or _is_total_of_unit(body, at):
        return True
    return _has_total_in_name(body[at]) and _dominates(at, len(body), held)


def _is_total_of_unit(body: Sequence[Line], at: int) -> bool:
    """True when the label is a total's word and its other texts are those of other lines too: their unit."""
    line = body[at]
    if line.label.casefold() not in TOTAL_WORDS:
        return False
    others = [other for other in body if other.label != line.label]
    texts = [c for c in line.cells if c and c not in line.figures and c not in line.missing]
    return all(any(other.cells.get(column) == line.cells[column] for other in others) for column in texts)


def _has_total_in_name(line: Line) -> bool:
    return says_total(line.label) and len(line.label.split()) <= _MAX_NAME_WORDS


def _dominates(at: int, size: int, held: dict[int, NumberColumn]) -> bool:
    """True when the line's numbers are above those of the next three lines, or of the last three."""
    totals = {column: numbers.values for column, numbers in held.items() if at in numbers.values}
    for others in (range(at + 1, min(at + 4, size)), range(max(at - 3, 0), at)):
        near = {c: [values[other].value for other in others if other in values] for c, values in totals.items()}
        above = sum(bool(near[c]) and values[at].value >= max(near[c]) for c, values in totals.items())
        if len(others) > 1 and totals and above >= _DOMINATED_SHARE * len(totals):
            return True
    return False


def _heads_its_indented(body: Sequence[Line], at: int, held: dict[int, NumberColumn]) -> bool:
    """True when the lines below are set deeper and their numbers come near the line's own."""
    deeper = []
    for other in range(at + 1, len(body)):
        if body[other].indent <= body[at].indent:
            break
        deeper.append(other)
    children = [other for other in deeper if body[other].indent == body[deeper[0]].indent]
    totals = {c: numbers.values for c, numbers in held.items() if at in numbers.values and numbers.values[at].value}
    near = 0
    for values in totals.values():
        gap = values[at].value - sum(values[other].value for other in children if other in values)
        near += abs(gap) <= _NEAR_RATIO * abs(values[at].value)
    return len(children) > 1 and near > 1 and near >= _NEAR_SHARE * len(totals)
