"""In: the lines of a table that hold numbers, in order. Out: which of them add others up, and which those are.

A table of figures may hold its own sums under any name ("Canada", "Current assets"), above or below what they add up,
nested in each other. A line is taken for a sum when in most of its columns the numbers of the lines next to it add up
to its own, and when that cannot well be chance: the digits that agree must be many more than the sums that were tried.
"""

import math
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from sellthrough.read.page.columns import NumberColumn

# What one search may cost: lines times columns times addends. A long table is searched for shorter sums.
_MAX_STEPS = 400_000
_MAX_ADDENDS, _LEAST_ADDENDS = 400, 8
# Sums of lines further away are looked for in tables of up to so many lines: each line is compared with each run.
_MAX_LINES_FAR = 200
# Of the columns that could agree, this share must; of lines further away, almost all.
_MIN_SHARE = 0.5
_MIN_SHARE_FAR = 0.75
_MORE_DIGITS_FAR = 3.0

Columns = Mapping[int, NumberColumn]


@dataclass(frozen=True)
class Sum:
    """A line that adds others up.

    Attributes:
        at: Position of the sum in the body.
        of: Positions of what it adds up, in order; what those add up themselves is left out.
        columns: Those where the numbers agree.
        digits: How many digits agree beyond what chance would give.
        minus: Position of what is taken off, for a net line.
    """

    at: int
    of: tuple[int, ...]
    columns: tuple[int, ...]
    digits: float
    minus: int | None = None


def find_sums(size: int, eligible: Collection[int], columns: Columns, least_digits: float) -> dict[int, Sum]:
    """The sums among the lines of a table, by position.

    They are looked for from the innermost outwards: what one sum adds up is no addend of its own for the next.

    Args:
        size: How many lines the body has.
        eligible: Positions of those that may be sums.
        columns: Its numbers.
        least_digits: How many digits must agree beyond chance.
    """
    steps = _MAX_STEPS // max(1, len(eligible) * len(columns))
    most = min(max(steps, _LEAST_ADDENDS), _MAX_ADDENDS)
    ordered = sorted(eligible)
    below = _one_way(size, columns, ordered[::-1], most, 1, least_digits)
    above = _one_way(size, columns, ordered, most, -1, least_digits)
    both = {at: [found[at] for found in (below, above) if at in found] for at in {*below, *above}}
    found = {at: max(sums, key=lambda one: one.digits) for at, sums in both.items()}
    if size <= _MAX_LINES_FAR:
        for at in [at for at in ordered if at not in found]:
            sums = [one for one in _far(at, size, columns, found) if one.digits >= least_digits + _MORE_DIGITS_FAR]
            if sums:
                found[at] = max(sums, key=lambda one: one.digits)
    return found


def find_net(at: int, columns: Columns, sums: Mapping[int, Sum], least_digits: float) -> Sum | None:
    """The line as what is left of a sum above it when one other line above it is taken off, if it is that."""
    for gross in (other for other in sums if other < at):
        for minus in range(at):
            if minus != gross:
                candidate = _checked(at, (gross,), minus, columns, at * len(sums))
                if candidate and candidate.digits >= least_digits:
                    return candidate
    return None


def _one_way(  # noqa: PLR0917 - one search, spelled out
    size: int, columns: Columns, order: Sequence[int], most: int, step: int, least_digits: float
) -> dict[int, Sum]:
    found: dict[int, Sum] = {}
    after: dict[int, int] = {}
    for at in order:
        best: Sum | None = None
        for candidate, following in _candidates(at, range(size), columns, step, after, most):
            if candidate.digits >= least_digits and (best is None or candidate.digits > best.digits):
                best = candidate
                after[at] = following
        if best:
            found[at] = best
    return found


def _candidates(  # noqa: PLR0917 - see above
    at: int, body: range, columns: Columns, step: int, after: dict[int, int], most: int
) -> Iterator[tuple[Sum, int]]:
    """Sums of the next lines that agree with the line, shortest first, with the position behind what they add up."""
    totals = {column: total for column, held in columns.items() if (total := held.values.get(at)) and total.value}
    if not totals:
        return
    sums, counts = dict.fromkeys(totals, 0.0), dict.fromkeys(totals, 0)
    addends: list[int] = []
    other = at + step
    while other in body and len(addends) < most:
        addends.append(other)
        beyond = 0
        for column, total in totals.items():
            held = columns[column]
            figure = held.values.get(other)
            if figure and figure.value:
                sums[column] += figure.value
                counts[column] += 1
            beyond += not held.is_signed and sums[column] - total.value > held.slack(counts[column], total.value)
        other = after.get(other, other + step)
        if len(addends) > 1:
            agreeing = [c for c, t in totals.items() if abs(t.value - sums[c]) <= columns[c].slack(counts[c], t.value)]
            if len(agreeing) >= _MIN_SHARE * len(totals):
                told = sum(columns[c].told(totals[c], counts[c]) for c in agreeing if counts[c] > 1)
                yield Sum(at, tuple(addends), tuple(agreeing), told - math.log10(len(addends)) - 0.5), other
        if beyond > (1 - _MIN_SHARE) * len(totals):
            return


def _far(at: int, size: int, columns: Columns, found: Mapping[int, Sum]) -> Iterator[Sum]:
    """Sums of any run of lines that adds up to the line; sums that are known are no addends."""
    pivot = max(columns, key=lambda c: columns[c].told(t, 2) if (t := columns[c].values.get(at)) else 0.0, default=None)
    if pivot is None or (total := columns[pivot].values.get(at)) is None or columns[pivot].told(total, 2) < 2:
        return
    leaves = [other for other in range(size) if other != at and other not in found]
    values = [figure.value if (figure := columns[pivot].values.get(other)) else 0.0 for other in leaves]
    before = [0.0, *accumulate(values)]
    ranked = sorted(range(len(before)), key=before.__getitem__)
    ordered = [before[place] for place in ranked]
    slack = columns[pivot].slack(2, total.value)
    for start, base in enumerate(before):
        place = bisect_left(ordered, base + total.value - slack)
        while place < len(ordered) and ordered[place] <= base + total.value + slack:
            stop = ranked[place]
            place += 1
            if stop - start > 1:
                candidate = _checked(at, tuple(leaves[start:stop]), None, columns, size * size)
                if candidate:
                    yield candidate


def _checked(at: int, of: tuple[int, ...], minus: int | None, columns: Columns, tried: int) -> Sum | None:
    agreeing, told, compared = [], 0.0, 0
    for column, held in columns.items():
        total = held.values.get(at)
        if total is None or not total.value:
            continue
        parts = [figure.value for other in of if (figure := held.values.get(other))]
        taken = held.values.get(minus) if minus is not None else None
        left = sum(parts) - (taken.value if taken else 0.0)
        compared += 1
        sign = -1 if minus is not None and left * total.value < 0 else 1
        if abs(total.value - sign * left) <= held.slack(len(parts) + 1, total.value):
            agreeing.append(column)
            told += held.told(total, len(parts)) if len(parts) > 1 or taken else 0.0
    if len(agreeing) < 2 or len(agreeing) < _MIN_SHARE_FAR * compared:
        return None
    return Sum(at, of, tuple(agreeing), told - math.log10(max(tried, 1)), minus)
