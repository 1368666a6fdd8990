"""Brand colours on pages: a shade that everybody can read comes out, whatever the brand chose."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellthrough.model.colours import contrast, legible
from sellthrough.model.workspace import Brand
from sellthrough.pages.stylesheet import DARK, LIGHT, stylesheet_of

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(("one", "other", "expected"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_the_ratio_that_wcag_defines(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)


@given(colour=colours, background=colours)
def test_any_colour_becomes_legible_on_any_background(colour: str, background: str) -> None:
    assert contrast(legible(colour, background), background) >= 4.5


def test_a_legible_colour_stays_as_it_is() -> None:
    assert legible("#1f4e79", "#ffffff") == "#1f4e79"


def test_what_is_no_colour_becomes_the_fallback() -> None:
    assert legible("red;}body{display:none", "#ffffff") == "#1f4e79"


@given(colour=colours)
def test_button_texts_are_legible_in_both_schemes(colour: str) -> None:
    for background in (LIGHT, DARK):
        brand = legible(colour, background)
        text = legible("#ffffff" if background == LIGHT else "#000000", brand)
        assert contrast(text, brand) >= 4.5


def test_the_sheet_has_a_new_name_when_its_content_changes() -> None:
    one, other = (stylesheet_of(Brand(name="Acme", colour=c)) for c in ("#1f4e79", "#aa0000"))
    assert one.name != other.name
    assert "--brand:#1f4e79" in one.text


def test_brand_colours_are_measured_against_the_backgrounds_of_the_sheet() -> None:
    text = stylesheet_of(Brand(name="Acme")).text
    papers = re.findall(r"--(?:paper|raised): (#[0-9a-f]{6})", text)
    assert len(papers) == 4
    for background, against in zip(papers, (LIGHT, LIGHT, DARK, DARK), strict=True):
        assert all(contrast(legible(c, against), background) >= 4.5 for c in ("#0a5c36", "#ffee00", "#101010"))
