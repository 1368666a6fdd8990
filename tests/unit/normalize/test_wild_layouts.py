"""Labelled layouts of five languages: what the mapper gets right first time, what it asks, and what it gets wrong."""

import pytest
from bench.layouts import Figures, measure, withheld_headings

from sellthrough.normalize.recognition.confidence import calibration, threshold
from sellthrough_samples.wild.layouts import headings_of, sources, wild_layouts

LAYOUTS = 160  # of each half; `python -m bench.layouts` measures 400 of each


@pytest.fixture(scope="module")
def held_out() -> Figures:
    return measure(wild_layouts("held_out", LAYOUTS), withheld_headings())


@pytest.fixture(scope="module")
def tuned() -> Figures:
    return measure(wild_layouts("tuned", LAYOUTS))


@pytest.mark.feature("C28", "E10", "M22")
def test_mandatory_columns_of_sources_never_seen_are_right_first_time(held_out: Figures) -> None:
    assert held_out.layouts == LAYOUTS
    assert held_out.right_share >= 0.95


@pytest.mark.feature("C28")
def test_nothing_is_mapped_wrong_silently(held_out: Figures, tuned: Figures) -> None:
    both = held_out + tuned
    assert both.layouts >= 300
    assert both.mapped > 2000
    assert both.wrong == 0
    assert both.wrong_share <= 0.001


@pytest.mark.feature("C28")
def test_over_both_halves_mandatory_columns_are_right_first_time(held_out: Figures, tuned: Figures) -> None:
    assert (held_out + tuned).right_share >= 0.98


def test_the_halves_share_no_source_and_the_held_out_headings_are_withheld() -> None:
    assert not sources("tuned").keys() & sources("held_out").keys()
    assert {s["language"] for s in sources("held_out").values()} == {"en", "de", "fr", "es", "ja"}
    assert len(withheld_headings()) > 0.7 * len(headings_of("held_out"))


def test_a_seed_gives_the_same_layouts_again() -> None:
    assert list(wild_layouts("tuned", 12)) == list(wild_layouts("tuned", 12))


def test_the_confidence_is_as_reliable_as_it_says() -> None:
    certain = [row for row in calibration()["reliability"] if row["from"] >= threshold()]
    assert sum(row["columns"] for row in certain) > 1000
    assert all(row["right"] >= row["said"] - 0.02 for row in certain)
