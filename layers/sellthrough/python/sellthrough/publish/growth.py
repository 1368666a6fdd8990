"""Reports of a scope and which lines they repeat of each other in, which of them grew out of which out."""

from collections.abc import Collection, Mapping

from sellthrough.model.reports import Question
from sellthrough.model.submissions import SaidAgain
from sellthrough.publish.standing import Report

WORK_ITEM_TYPE = "growing_file"
# Lists of stock, opportunities and contracts say what stands, again and again, and grow out of nothing.
RECORD_TYPES = frozenset({"sell_through", "sell_in", "orders"})
_LEAST = 3  # lines of an earlier report, below which repeats are no sign of a file that grows


def find_growth(
    ordered: Collection[Report], facts: Mapping[str, int], repeated: Collection[tuple[str, str, int]]
) -> dict[str, tuple[SaidAgain, ...]]:
    """The reports that say at least half of an earlier one again and have all of its months, each with what it repeats.

    Args:
        ordered: In landing order.
        facts: Lines of each that count, by submission id.
        repeated: (report, earlier report, lines of the first that repeat facts of the second).
    """
    places = {report.submission_id: (place, report) for place, report in enumerate(ordered)}
    found: dict[str, list[tuple[int, SaidAgain]]] = {}
    for later_id, earlier_id, lines in repeated:
        (place, later), (before, earlier) = places[later_id], places[earlier_id]
        is_next = before < place and later.feed == earlier.feed and later.reporting_period != earlier.reporting_period
        is_most = facts[earlier_id] >= _LEAST and 2 * lines >= facts[earlier_id]
        if is_next and is_most and earlier.periods <= later.periods and later.resubmission != "add":
            said = SaidAgain(submission_id=earlier_id, lines=lines, of_lines=facts[earlier_id])
            found.setdefault(later_id, []).append((before, said))
    return {later: tuple(said for _, said in sorted(many, key=lambda one: one[0])) for later, many in found.items()}


def question_about(said_again: Collection[SaidAgain]) -> Question | None:
    """What a person is asked of a file that says most of earlier reports again but not all; None when it says all."""
    changed = [said for said in said_again if said.left]
    if not changed:
        return None
    left = sum(said.left for said in changed)
    return Question(
        work_item_type=WORK_ITEM_TYPE,
        cell_value=", ".join(said.submission_id for said in changed),
        note=(
            f"The file says earlier reports again, but {left} of their lines differently or not at all; these still "
            'count as first reported. If it corrects them, say resubmission = "cumulative" in the agreement: then the '
            "next file replaces the earlier ones."
        ),
        row_count=left,
    )
