"""A heading in, the unit that it counts in out: "CASES_SHIPPED" is case, "Qty EA" each, "Units per case" none."""

from collections.abc import Container, Iterable, Sequence

from sellthrough.model.fields import fields, fields_of
from sellthrough.normalize.numbers import parse_number
from sellthrough.normalize.recognition.headings import lexicon, words_of
from sellthrough.normalize.units import EACH, unit_of

MAIN = ("quantity_units", "on_hand_units")  # the field that counts units, the first that the record type knows
_SUFFIX = "_quantity"
_SAYS_NOTHING = frozenset({"quantity", "sale", "ship", "invoice", "number", "noise"})
_OF_STOCK = frozenset({"stock", "closing"})
_LOOSE = frozenset({"full", "whole", "loose", "single", "ganze", "lose", "entiers", "sueltas"})
_PLURALS = frozenset({"kisten", "paletten", "packungen", "rollen"})
_SHORT = 3
_MOSTLY = 0.9


def pack_field(code: str) -> str:
    """The field of quantities in that unit."""
    return f"{code}{_SUFFIX}"


def pack_fields() -> dict[str, str]:
    """The fields of quantities in packs, each to its unit."""
    return {name: name.removesuffix(_SUFFIX) for name in fields() if name.endswith(_SUFFIX)}


def unit_of_heading(heading: str, record_type: str) -> str | None:
    """The unit that a column of quantities counts in by its heading; None when the heading says anything else too.

    A unit by itself must be in the plural ("Cases") or be an Asian word: "Case", "Box" and "Set" name things, "CA" is a
    turnover.
    """
    nothing = _SAYS_NOTHING | (_OF_STOCK if record_type == "inventory" else frozenset())
    units, is_quantity = [], False
    for word in words_of(heading):
        plain = word.removesuffix("数") or word
        meanings = set(lexicon().words.get(word, ()))
        if unit := unit_of(plain):
            units.append((unit.code, plain))
        elif meanings & nothing:
            is_quantity = is_quantity or not meanings <= {"number", "noise"}
        elif word not in _LOOSE:
            return None
    if len(units) != 1:
        return None
    code, word = units[0]
    is_plural = (len(word) > _SHORT and word.endswith("s")) or word in _PLURALS or not word.isascii()
    return code if is_quantity or is_plural else None


def columns_of_packs(
    free: Iterable[tuple[int, str]], filled: Container[str], rows: Sequence[Sequence[str | None]], record_type: str
) -> dict[int, str]:
    """The columns that count packs beside the one that counts units ("Cases", "Units"), each with its field.

    Args:
        free: Position (from 1) and heading of each column that means nothing else.
        filled: Fields that have a column.
        rows: Sample lines, cells by position.

    Returns:
        With the column of units, where that has no other heading than its unit ("Loose units"). Nothing where no column
        counts units.
    """
    known = fields_of(record_type)
    told = {place: code for place, heading in free if (code := unit_of_heading(heading, record_type))}
    named = {place: code for place, code in told.items() if _has_numbers(rows, place)}
    packs = {p: name for p, code in named.items() if (name := pack_field(code)) in known and name not in filled}
    main = next((name for name in MAIN if name in known), None)
    if not packs or main is None or main in filled:
        return packs
    units = [place for place, code in named.items() if code == EACH]
    return {units[0]: main} | packs if len(units) == 1 else {}


def _has_numbers(rows: Sequence[Sequence[str | None]], position: int) -> bool:
    """True when nearly all filled cells of the sample in that column are numbers, and there are some."""
    cells = [cell for row in rows if position <= len(row) and (cell := row[position - 1])]
    return bool(cells) and sum(parse_number(c, ".") is not None for c in cells) >= _MOSTLY * len(cells)
