"""In: a line above the first line of data. Out: whether it is a record too, whose cells have slipped."""

from sellthrough.read.page.lines import Line, is_year_like


def has_slipped(line: Line, typed: frozenset[int]) -> bool:
    """True when the line's numbers and dates stand where those of a record do that has lost or won a separator.

    Left of the fault the cells stand in their own columns, from there on in the next ones: one to the left where a
    separator is missing, one to the right where one is too many. So would a heading's numbers only by chance.

    Args:
        line: With cells that do not fit their columns.
        typed: Columns of the table that hold numbers or dates.
    """
    held = {column for column in line.typed if not is_year_like(line.cells[column])}
    if not any(column in line.figures for column in held):
        return False
    faults = range(max(held) + 1)
    fits = (_fits(held, typed, fault, step) for step in (-1, 1) for fault in faults)
    return any(right > 1 and right * 2 >= len(typed) and right == len(held) for right in fits)


def _fits(held: set[int], typed: frozenset[int], fault: int, step: int) -> int:
    """How many of the held cells belong to a column of the typed ones, with a fault at that column."""
    return sum((column if column < fault else column - step) in typed for column in held)
