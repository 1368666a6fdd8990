"""A brand and the sheets of a face come in; one style sheet with a name that changes with its content comes out."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sellthrough.model.colours import legible
from sellthrough.model.workspace import Brand

# --raised of base.css: of what brand colours stand on, the background with the least contrast in each scheme.
LIGHT, DARK = "#f5f7f9", "#1d2128"


@dataclass(frozen=True)
class Stylesheet:
    """One style sheet. `name` is `<digest>.css`: pages link to it, and it may be kept for ever."""

    name: str
    text: str


@cache
def stylesheet_of(brand: Brand, *packages: str) -> Stylesheet:
    """base.css in the brand's colours, followed by the `*.css` of the packages (dotted names), in order of name."""
    texts = [_colours(brand), files(__package__).joinpath("base.css").read_text(encoding="utf-8")]
    for package in packages:
        found = sorted((f for f in files(package).iterdir() if f.name.endswith(".css")), key=lambda f: f.name)
        texts += [file.read_text(encoding="utf-8") for file in found]
    text = "\n".join(texts)
    return Stylesheet(name=f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.css", text=text)


def _colours(brand: Brand) -> str:
    light, dark = legible(brand.colour, LIGHT), legible(brand.colour, DARK)
    return (
        f":root{{--brand:{light};--on-brand:{legible('#ffffff', light)}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{--brand:{dark};--on-brand:{legible('#000000', dark)}}}}}"
    )
