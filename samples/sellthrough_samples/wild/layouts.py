"""A seed and a half of the heading sources in, labelled layouts out: headings, lines, and the field of each column."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Literal

from sellthrough_samples.wild.spelling import habit_of, with_unit
from sellthrough_samples.wild.values import CELLS, LOCALES, Lines, Locale

Half = Literal["tuned", "held_out"]
_MANDATORY = {
    "sell_through": ("sold_date", "product_code", "quantity_units"),
    "inventory": ("product_code", "on_hand_units"),
}
_OF_STOCK = {"opening_units", "received_units", "on_order_units", "in_transit_units", "snapshot_date", "location_code",
             "description", "gtin", "partner_product_code", "partner_name", "unit_of_measure",
             "pack_units"}  # fmt: skip
_ONLY_STOCK = {
    "on_hand_units",
    "opening_units",
    "received_units",
    "on_order_units",
    "in_transit_units",
    "snapshot_date",
}
_OTHERS_OF_STOCK = {"cost", "list_price", "category", "reserved", "sold_too", "supplier", "remark", "weight"}
_LINES = 40


@dataclass(frozen=True)
class WildLayout:
    """One file's layout with its truth.

    Attributes:
        name: Source, number and seed, unique in a set.
        fields: The field that each column means, None where it means none of ours.
        kinds: What each column holds, also where it is no field of ours.
        mandatory: Fields that the record type needs.
        rows: Lines of cells, in the order of the headings.
    """

    name: str
    source: str
    language: str
    record_type: str
    headings: tuple[str, ...]
    fields: tuple[str | None, ...]
    kinds: tuple[str, ...]
    mandatory: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    locale: Locale


@cache
def sources(half: Half) -> dict[str, Any]:
    """The heading sources of one half: language, headings by field, headings of other columns by kind."""
    parts = sorted(files(__package__).joinpath(half).iterdir(), key=lambda part: part.name)
    text = "\n".join(part.read_text(encoding="utf-8") for part in parts)
    return tomllib.loads(text)


def headings_of(half: Half) -> set[str]:
    """Every heading of one half, as written."""
    return {heading for name in sources(half) for heading in source_headings(half, name)}


def source_headings(half: Half, name: str) -> set[str]:
    """Every heading of one source, as written."""
    source = sources(half)[name]
    return {
        h for table in (source["fields"], source.get("others", {})) for headings in table.values() for h in headings
    }


def wild_layouts(half: Half, count: int, seed: int = 1) -> Iterator[WildLayout]:
    """`count` layouts, the sources taken in turn."""
    names = sorted(sources(half))
    for number in range(count):
        source = names[number % len(names)]
        yield _layout(source, sources(half)[source], number, Random(f"{half}-{seed}-{number}"))


def _layout(name: str, source: dict[str, Any], number: int, rng: Random) -> WildLayout:
    language, known, others = source["language"], source["fields"], source.get("others", {})
    types = [t for t, needed in _MANDATORY.items() if all(n in known for n in needed)]
    record_type = rng.choices(types, [4 if t == "sell_through" else 1 for t in types])[0]
    chosen = _chosen(rng, record_type, known, others)
    locale = rng.choice(LOCALES[language])
    lines = Lines(rng, locale, _LINES)
    habit = habit_of(rng)
    columns = []
    for kind in chosen:
        heading = rng.choice(known.get(kind) or others[kind])
        columns.append((with_unit(rng, habit(heading), kind, language, locale), kind, CELLS[kind](lines)))
    order = rng.random()
    if order < 0.4:
        rng.shuffle(columns)
    headings, kinds, cells = zip(*columns, strict=True)
    return WildLayout(
        name=f"{name}-{number}",
        source=name,
        language=language,
        record_type=record_type,
        headings=headings,
        fields=tuple(kind if kind in known else None for kind in kinds),
        kinds=kinds,
        mandatory=_MANDATORY[record_type],
        rows=tuple(zip(*cells, strict=True)),
        locale=locale,
    )


def _chosen(rng: Random, record_type: str, known: dict[str, Any], others: dict[str, Any]) -> list[str]:
    needed = _MANDATORY[record_type]
    fitting = [n for n in known if (n in _OF_STOCK if record_type == "inventory" else n not in _ONLY_STOCK)]
    optional = [n for n in fitting if n not in needed and rng.random() < 0.5]
    apart = [k for k in others if record_type == "sell_through" or k in _OTHERS_OF_STOCK]
    misleading = rng.sample(apart, min(len(apart), rng.randint(0, 4)))
    chosen = [n for n in known if n in needed or n in optional]
    for kind in misleading:
        chosen.insert(rng.randint(0, len(chosen)), kind)
    return chosen
