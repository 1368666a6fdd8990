"""The keys and lines of one file in; what cleaning takes from its cells out: where, what, how often, first where.

A line carries three bits for each column of text (`text.TAKEN`), so many columns to a whole number.
"""

from sellthrough.model.reports import CleanedCells, CleanedWhat
from sellthrough.model.sql_texts import quoted
from sellthrough.normalize.lookups import create_table
from sellthrough.normalize.text import TAKEN
from sellthrough.normalize.work import Work

_CURRENCY: dict[CleanedWhat, str] = {"currency signs": r"[$€£¥￥₹₩₽]|\b[A-Z]{3}\b|\b(kr|zł|Fr)\b"}
_BITS = len(TAKEN)
_FIELDS = 60 // _BITS  # in one column of 64 bits
_Found = dict[tuple[str, CleanedWhat], tuple[int, int]]


def taken_columns(work: Work) -> dict[str, str]:
    """`taken_<n>` of each line: what cleaning took from the cells of its columns of text."""
    names = _texts(work)
    return {
        f"taken_{at // _FIELDS}": " | ".join(
            f"(cast(r.w_{name} as bigint) << {place * _BITS})" for place, name in enumerate(names[at : at + _FIELDS])
        )
        for at in range(0, len(names), _FIELDS)
    }


def cleaned_cells(work: Work) -> tuple[CleanedCells, ...]:
    """What cleaning took from the cells of each mapped column; signs of a currency from columns of numbers only."""
    found = _from_keys(work) | _from_texts(work)
    return tuple(
        CleanedCells(heading=work.heading(name) or "", what=what, row_count=counted[0], first_line=counted[1])
        for name in work.fields
        for what in (*TAKEN, *_CURRENCY)
        if (counted := found.get((name, what)))
    )


def _texts(work: Work) -> list[str]:
    return [n for n, s in work.fields.items() if s.kind not in {"date", "number"} and n in work.mapping.positions]


def _from_keys(work: Work) -> _Found:
    """Of dates and numbers: all cells of one key have the same taken from them."""
    rows = [
        (name, work.fields[name].kind == "number", *key)
        for name, keys in work.keys.items()
        if name in work.mapping.positions
        for key in keys
    ]
    if not rows:
        return {}
    create_table(work, "cell_keys", {"name": str, "is_number": bool, "k": str, "cells": int, "line": int}, rows)
    kinds = TAKEN | _CURRENCY
    matches = {
        what: f"regexp_matches(k, {quoted(pattern)}, 's')" + (" and is_number" if what in _CURRENCY else "")
        for what, pattern in kinds.items()
    }
    counts = ", ".join(
        f"coalesce(sum(cells) filter ({m}), 0)::bigint, min(line) filter ({m})" for m in matches.values()
    )
    found: _Found = {}
    for name, *counted in work.connection.execute(f"select name, {counts} from cell_keys group by name").fetchall():
        pairs = zip(counted[::2], counted[1::2], strict=True)
        found |= {(name, what): pair for what, pair in zip(kinds, pairs, strict=True) if pair[0]}
    return found


def _from_texts(work: Work) -> _Found:
    columns, names = list(taken_columns(work)), _texts(work)
    if not columns or not work.report.rows_in:
        return {}
    ever = work.connection.execute(f"select {', '.join(f'bit_or({c})' for c in columns)} from lines").fetchall()[0]
    asked = {
        (name, what): f"{column} & {1 << bit} <> 0"
        for at, name in enumerate(names)
        for kind, what in enumerate(TAKEN)
        if ever[at // _FIELDS] & 1 << (bit := at % _FIELDS * _BITS + kind)
        for column in [columns[at // _FIELDS]]
    }
    if not asked:
        return {}
    counts = ", ".join(f"count_if({bit}), min(source_line) filter ({bit})" for bit in asked.values())
    found = work.connection.execute(f"select {counts} from lines").fetchall()[0]
    return dict(zip(asked, zip(found[::2], found[1::2], strict=True), strict=True))
