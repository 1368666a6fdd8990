"""A unit of measure as the sender spells it in, the unit and how many units of the product it holds out; never a guess.

"EA" is one, "DZ" twelve, "pack of 6" and "CS/12" say it themselves; what a "CS" holds is known from elsewhere or not.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sellthrough.normalize.names import fold_text

EACH = "each"
_MOST = 100_000  # units in one pack, beyond which a number beside a unit is no content
_OF = r"(?:OF|A|À|DE|MIT|CON|POR|PAR|PER|PRO|X)"
_AFTER = re.compile(rf"(?P<word>\D*?[^\W\d])\s*(?:[/(:x×-]|\b{_OF}\b)?\s*(?P<count>\d+)\s*[)]?", re.IGNORECASE)
_BEFORE = re.compile(r"(?P<count>\d+)\s*(?P<link>[/-]|)\s*(?P<word>[^\W\d]\D*)")
_PACKS = ("pack", "case", "box", "carton", "set", "bag")


@dataclass(frozen=True)
class Unit:
    """What one spelling means.

    Attributes:
        code: Name of the unit in `units.toml`.
        holds: How many units of the product; None when the spelling does not say it.
    """

    code: str
    holds: int | None = None


@dataclass(frozen=True)
class Writer:
    """Who writes: what tells apart a spelling that two units share. `kind` is the file's, as `read` names it."""

    kind: str = ""
    country_code: str | None = None


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("units.toml").read_text(encoding="utf-8"))


@cache
def _spellings() -> dict[str, str]:
    named = ((code, [*spec["codes"].split(), *spec["words"]]) for code, spec in _tables()["units"].items())
    return {fold_text(text): code for code, texts in named for text in texts}


def unit_codes() -> frozenset[str]:
    """The names of the units."""
    return frozenset(_tables()["units"])


def unit_of(text: str, writer: Writer = Writer()) -> Unit | None:
    """The unit of a spelling; None when it is none that we know, or not certain."""
    if unit := _plain(text, writer):
        return unit
    if (after := _AFTER.fullmatch(text.strip())) and (unit := _holding(after["word"], after["count"], writer)):
        return unit
    before = _BEFORE.fullmatch(text.strip())
    if before is None or before["count"] == "1":
        return None
    unit = _holding(before["word"], before["count"], writer)
    # "12 case" may be twelve of them; "12-pack", "12/CS" and "10 EA" are one of so many.
    return unit if unit and (before["link"] or unit.code in {EACH, "pack"}) else None


def _plain(text: str, writer: Writer) -> Unit | None:
    key = fold_text(text)
    code = _spellings().get(key) or _shared(key, writer)
    return Unit(code, _tables()["units"][code].get("holds")) if code else None


def _shared(key: str, writer: Writer) -> str | None:
    meanings = _tables()["shared"].get(key)
    if meanings is None:
        return None
    if writer.kind in meanings:
        return str(meanings[writer.kind])
    return next((code for code, known in meanings["countries"].items() if writer.country_code in known), None)


def _holding(word: str, count: str, writer: Writer) -> Unit | None:
    unit = _plain(word, writer)
    if unit is None or not 0 < int(count) <= _MOST or (unit.holds or 1) > 1:
        return None
    return Unit("pack" if unit.code == EACH and count != "1" else unit.code, int(count))


def pack_in_name(name: str) -> int | None:
    """How many units a product's own name says that it is a pack of ("Cable, 5-pack", "Box of 10 fuses")."""
    text = fold_text(name)
    words = "|".join(sorted((k for k, code in _spellings().items() if code in _PACKS), key=lambda k: (-len(k), k)))
    found = re.search(rf"\b(\d+) ?(?:{words})\b|\b(?:{words}) {_OF} (\d+)\b", text)
    return int(found[1] or found[2]) if found else None


def packs_of(packs: tuple[str, ...]) -> Mapping[str, int]:
    """The `packs` of a product ("case=12") as unit to units."""
    return {unit: int(count) for unit, _, count in (pack.partition("=") for pack in packs)}
