"""The evidence for one column in, the chance that it is right out: a logistic curve fitted to labelled layouts."""

import math
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

# The labelled layouts hold few headings that are half understood; without a proof in the values those are asked about.
_NEAR_ENOUGH = 0.75


@cache
def calibration() -> dict[str, Any]:
    """`calibration.toml`: the fitted weights, the threshold, and how reliable the result was (bench/layouts.py)."""
    return tomllib.loads(files(__package__).joinpath("calibration.toml").read_text(encoding="utf-8"))


def features(similarity: float, suits: float, lost: float, is_proved: bool, is_multiplied: bool) -> tuple[float, ...]:
    """What the curve is fitted to, each about 0 to 1.

    Args:
        similarity: Of the heading to the field's known headings, 0 to 1.
        suits: How the values suit the field, -1 to 1.
        lost: What the best assignment loses without this pair.
        is_proved: The values can hardly be anything else.
        is_multiplied: Quantity x price = amount holds with this column.
    """
    return (
        1.0,
        similarity,
        max(0.0, similarity - 0.8) / 0.2,
        max(0.0, suits),
        max(0.0, -suits),
        min(max(lost, 0.0), 0.5) / 0.5,
        float(is_proved),
        float(is_multiplied),
    )


def confidence(seen: tuple[float, ...]) -> float:
    """Chance (0 to 1) that the field is right, from its `features`."""
    if seen[1] < _NEAR_ENOUGH and not seen[6]:
        return min(_curve(seen), threshold() - 0.01)
    return _curve(seen)


def _curve(seen: tuple[float, ...]) -> float:
    at = sum(w * x for w, x in zip(calibration()["weights"], seen, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, at))))


def threshold() -> float:
    """Below this confidence a person is asked."""
    return float(calibration()["threshold"])
