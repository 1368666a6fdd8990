"""In: the totals of a table and its records. Out: an issue for each total that is not what its lines add up to."""

from collections.abc import Sequence

from sellthrough.model.reports import Issue
from sellthrough.read.page.columns import NumberColumn
from sellthrough.read.page.totals import Total

# Totals that are off by rounding are right (7,023.50 for 7,023.46).
_TOLERANCE = 0.05
# A number far above all that it could total is no total of this column.
_FAR = 3.0


def total_mismatches(
    body: Sequence[Total | None], held: dict[int, NumberColumn], headings: Sequence[str]
) -> list[Issue]:
    """Check each total that is called one against the records above it back to the last total, or all above it.

    Args:
        body: For each line of the table its total, None for a record.
        held: The numbers of the columns, by position in the body.
        headings: Of the columns.
    """
    issues: list[Issue] = []
    last, heads = -1, bool(body) and body[0] is not None
    for at, total in enumerate(body):
        if total is None or total.is_net:
            continue
        if total.of:
            issues += _mismatch(at, total, [list(total.of)], held, headings)
        elif total.is_certain and not heads:  # where totals stand above their lines, only their numbers tell which
            above = [other for other in range(at) if body[other] is None]
            section = [other for other in above if other > last]
            issues += _mismatch(at, total, [section or above, above], held, headings)
        last = at
    return issues


def _mismatch(
    at: int, total: Total, parts: list[list[int]], held: dict[int, NumberColumn], headings: Sequence[str]
) -> list[Issue]:
    for column, numbers in held.items():
        said = numbers.values.get(at)
        nearest = [numbers.values[other].value for other in parts[0] if other in numbers.values]
        if said is None or not nearest or said.value < max(nearest):
            continue
        sums = [sum(numbers.values[other].value for other in some if other in numbers.values) for some in parts]
        slack = numbers.slack(len(parts[0]), said.value) if numbers.unit > 1 else _TOLERANCE
        if any(abs(one - said.value) <= slack for one in sums) or said.value > _FAR * max(sums):
            continue
        name = headings[column] if column < len(headings) and headings[column] else f"column {column + 1}"
        detail = f"Line {total.line.record.line}: the total of {name!r} is {total.line.cells[column]}, "
        detail += f"its lines add up to {sums[0]:.{_decimals(numbers)}f}."
        return [Issue(code="CONTROL_TOTAL_MISMATCH", detail=detail, line=total.line.record.line)]
    return []


def _decimals(numbers: NumberColumn) -> int:
    """How many digits behind the mark the column's numbers are written with at most."""
    return max((figure.decimals for figure in numbers.values.values()), default=0)
