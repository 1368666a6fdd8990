"""In: the body of a table. Out: which lines total others, by their name, by their numbers or by both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sellthrough.read.page.columns import number_columns
from sellthrough.read.page.lines import Line
from sellthrough.read.page.sums import Sum, find_net, find_sums
from sellthrough.read.values import TOTAL_WORDS, says_net, says_total

_LEAST_DIGITS = 3.0
_LEAST_DIGITS_NAMED = 1.0
_DOMINATED = 0.8


@dataclass(frozen=True)
class Total:
    line: Line
    sum: Sum | None
    is_named: bool


def find_totals(body: Sequence[Line], columns: Sequence[int]) -> dict[int, Total]:
    held = number_columns(body, columns)
    sums = find_sums(len(body), held, _LEAST_DIGITS_NAMED)
    found: dict[int, Total] = {}
    for at, line in enumerate(body):
        one = sums.get(at) or (find_net(at, held, sums, _LEAST_DIGITS) if says_net(line.label) else None)
        if _is_called_total(body, at) or (says_total(line.label) and (one or (len(line.label.split()) <= 3 and _dominates(at, len(body), held)))):
            found[at] = Total(line, one, True)
        elif (one and one.digits >= _LEAST_DIGITS) or _indented(body, at, held):
            found[at] = Total(line, one, False)
    return found


def _is_called_total(body: Sequence[Line], at: int) -> bool:
    line = body[at]
    if line.label.casefold() not in TOTAL_WORDS:
        return False
    first = next(iter(line.cells))
    near = [body[other] for other in (at - 1, at + 1) if 0 <= other < len(body)]
    texts = [column for column in line.cells if column != first and column not in line.figures | dict.fromkeys(line.missing)]
    return all(any(other.cells.get(c) == line.cells[c] and other.label != line.label for other in near) for c in texts)


def _dominates(at: int, size: int, held) -> bool:
    totals = {column: numbers for column, numbers in held.items() if at in numbers.values}
    if not totals:
        return False
    for others in (range(at + 1, min(at + 4, size)), range(max(at - 3, 0), at)):
        if len(others) < 2:
            continue
        good = 0
        for column, numbers in totals.items():
            near = [f.value for o in others if (f := numbers.values.get(o))]
            good += bool(near) and numbers.values[at].value >= max(near)
        if good >= _DOMINATED * len(totals):
            return True
    return False


def _indented(body, at, held):
    """True when the lines below are set deeper and their numbers come near the line's own."""
    indent = body[at].indent
    deeper = []
    for other in range(at + 1, len(body)):
        if body[other].indent <= indent:
            break
        deeper.append(other)
    if len(deeper) < 2:
        return False
    children = [o for o in deeper if body[o].indent == body[deeper[0]].indent]
    totals = {c: n for c, n in held.items() if at in n.values and n.values[at].value}
    near = 0
    for c, n in totals.items():
        s = sum(f.value for o in children if (f := n.values.get(o)))
        near += abs(s - n.values[at].value) <= 0.03 * abs(n.values[at].value)
    return len(children) > 1 and near > 1 and near >= 0.75 * len(totals)
