"""A seed in, partners with branches and the many ways in which files name them out; the same seed, the same names."""

import random
from dataclasses import dataclass
from typing import Any

_FIRST = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum", "Hazel", "Juniper", "Kauri", "Larch", "Maple")
_SECOND = ("Supply", "Vertrieb", "Distribution", "Systèmes", "Müller", "Trading & Co")
_FORMS = {  # our spelling of a legal form, and those of others
    "Inc.": ("Incorporated", "INC", "Inc"),
    "GmbH": ("G.m.b.H.", "gmbh", "Gesellschaft mit beschränkter Haftung"),
    "Ltd": ("Limited", "LTD.", "limited"),
    "S.A.": ("SA", "s.a.", "S A"),
}
_PLACES = ("West", "Nord", "Lyon", "Köln", "Osaka")


@dataclass(frozen=True)
class Named:
    """One spelling, whom it means, and whether the master must know it by an alias."""

    text: str
    partner_id: str
    needs_alias: bool = False


def partners_and_names(seed: int, count: int) -> tuple[list[dict[str, Any]], list[Named]]:
    """Partners with a branch each (rows of the master), and `count` different spellings of their names."""
    chance = random.Random(seed)
    rows: list[dict[str, Any]] = []
    for number, (first, second) in enumerate((f, s) for f in _FIRST for s in _SECOND[:3]):
        form, head = chance.choice(sorted(_FORMS)), f"D{number:03d}"
        rows.append({"partner_id": head, "partner_name": f"{first} {second} {form}", "partner_type": "distributor"})
        place = chance.choice(_PLACES)
        branch = {"partner_id": f"{head}-1", "partner_name": f"{first} {second} {place} {form}", "parent_id": head}
        rows.append(branch)
    names: dict[str, Named] = {}
    while len(names) < count:
        row = chance.choice(rows)
        named = _spelled(chance, row["partner_name"], row["partner_id"])
        names.setdefault(named.text, named)
    return rows, list(names.values())


def _spelled(chance: random.Random, name: str, partner_id: str) -> Named:
    stem, _, form = name.rpartition(" ")
    habits = (
        lambda: Named(f"{stem} {chance.choice(_FORMS[form])}", partner_id),
        lambda: Named(name.upper(), partner_id),
        lambda: Named(f"  {stem.lower()},  {form} ", partner_id),
        lambda: Named(f"{stem.replace(' ', '-')} {form}", partner_id),
        lambda: Named(partner_id.lower(), partner_id),
        lambda: Named(f"{_slip(chance, stem)} {form}", partner_id, needs_alias=True),
        lambda: Named(stem, partner_id, needs_alias=True),
        lambda: Named(f"{name} ({chance.choice(_PLACES)} depot {chance.randint(1, 9)})", partner_id, needs_alias=True),
    )
    return chance.choice(habits)()


def _slip(chance: random.Random, stem: str) -> str:
    """One slip of a hand: a letter doubled, left out or changed with its neighbour."""
    at = chance.randrange(1, len(stem) - 2)
    pair = stem[at : at + 2]
    slipped = stem[:at] + chance.choice((pair[0] + pair, pair[1], pair[::-1])) + stem[at + 2 :]
    return slipped if slipped != stem else _slip(chance, stem)
