"""A brand's colour and what it stands on come in; a shade of it that everybody can read comes out (WCAG 2.2, 1.4.3)."""

import re

LEAST_CONTRAST = 4.6  # 4.5 is asked for; the rest is for rounding
FALLBACK = "#1f4e79"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 40


def legible(colour: str, background: str) -> str:
    """The colour, or the nearest shade towards black or white that has the least contrast with the background.

    Args:
        colour: As `#1f4e79`; anything else is taken as the fallback.
    """
    start = _rgb(colour if _COLOUR.fullmatch(colour) else FALLBACK)
    end = (0, 0, 0) if luminance(background) > 0.18 else (255, 255, 255)
    for step in range(_STEPS + 1):
        shade = tuple(round(a + (b - a) * step / _STEPS) for a, b in zip(start, end, strict=True))
        text = "#{:02x}{:02x}{:02x}".format(*shade)
        if contrast(text, background) >= LEAST_CONTRAST:
            return text
    return "#000000" if end == (0, 0, 0) else "#ffffff"


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white); https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in _rgb(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
