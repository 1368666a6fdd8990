"""The headings of a file and those remembered for its feed in, whether the layout is known and what changed out."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sellthrough.model.fields import fold_heading
from sellthrough.model.workspace import RememberedLayout


@dataclass(frozen=True)
class LayoutChange:
    """What is different from the layout remembered; headings as written.

    Attributes:
        moved: Headings that stand elsewhere: (heading, place then, place now), places counted from 1.
        new: Headings that were not there.
        gone: Headings that are no longer there.
    """

    moved: tuple[tuple[str, int, int], ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]

    def __str__(self) -> str:
        """One sentence for a person."""
        parts = [f"{h!r} moved from column {then} to {now}" for h, then, now in self.moved]
        parts += [f"{h!r} is new" for h in self.new] + [f"{h!r} is gone" for h in self.gone]
        return f"The layout is not the one we know: {', '.join(parts)}."


def fingerprint_of(headings: Sequence[str]) -> str:
    """Twelve hex digits that tell layouts apart: of the folded headings in their order."""
    text = "\x1f".join(fold_heading(heading) for heading in headings)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def nearest_layout(headings: Sequence[str], remembered: Sequence[RememberedLayout]) -> RememberedLayout | None:
    """The layout remembered with the same headings, else the one that shares most; the latest of equals."""
    own = [fold_heading(h) for h in headings]
    best, most = None, 0
    for layout in remembered:
        known = [fold_heading(h) for h in layout.headings]
        shared = len(own) + 1 if known == own else len(set(known) & set(own))
        if shared and shared >= most:
            best, most = layout, shared
    return best


def change_between(known: Sequence[str], headings: Sequence[str]) -> LayoutChange | None:
    """What changed from the headings known; None when nothing did.

    A heading has moved when its order among the headings that both have is another.
    """
    before, now = [fold_heading(h) for h in known], [fold_heading(h) for h in headings]
    if before == now:
        return None
    kept = [h for h in before if h in now]
    after = [h for h in now if h in before]
    moved = [
        (headings[now.index(h)], before.index(h) + 1, now.index(h) + 1)
        for place, h in enumerate(dict.fromkeys(kept))
        if place < len(after) and list(dict.fromkeys(after))[place] != h
    ]
    new = [h for h in headings if fold_heading(h) not in before]
    gone = [h for h in known if fold_heading(h) not in now]
    return LayoutChange(tuple(moved), tuple(new), tuple(gone))
