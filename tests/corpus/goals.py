"""A shared set's name and its figures in; each printed beside its goal, and held to it."""

# The figures of each set, as its scorer names them: no less than this ...
AT_LEAST: dict[str, dict[str, float]] = {
    "pollock": {"weighted": 9.92, "simple": 9.92},
    "pollock_survey": {"weighted": 9.70, "header_f1": 0.95},
    "dialect, Garcia": {"delimiter": 0.975, "dialect": 0.95},
    "dialect, W3C": {"delimiter": 0.985, "dialect": 0.98},
    "lines": {"data_f1": 0.990, "header_f1": 0.95, "exact": 0.85},
    "sheets": {"cells": 0.99, "survive": 1.0, "refuse": 1.0},
    "edi": {"core_f1": 1.0, "extra_fields": 0.95},
    "mail": {"found": 0.985, "names": 0.975, "tnef_found": 1.0, "tnef_names": 1.0},
    "adversarial": {"passed": 1.0},
    "spectrum": {"exact": 1.0},
}
# ... and of these no more.
AT_MOST: dict[str, dict[str, float]] = {"lines": {"leaked": 0.10, "junk": 0.005}}


def assert_reached(name: str, figures: dict[str, float]) -> None:
    """Hold the figures of a set to its goals.

    Args:
        name: Of the set, as above.
        figures: Every one that has a goal, perhaps others.
    """
    at_least, at_most = AT_LEAST[name], AT_MOST.get(name, {})
    for figure, goal in {**at_least, **at_most}.items():
        print(f"{name}: {figure} {figures[figure]:.4g} (goal {'at most ' * (figure in at_most)}{goal:g})")
    missed = {figure for figure, goal in at_least.items() if figures[figure] < goal}
    missed |= {figure for figure, goal in at_most.items() if figures[figure] > goal}
    assert not missed, name
