"""What a gate says: one finding per thing that is wrong, with its place and what to do."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        gate: Name of the gate that found it.
        place: File, with resource or line.
        problem: One sentence: what is wrong and what to do.
    """

    gate: str
    place: str
    problem: str
