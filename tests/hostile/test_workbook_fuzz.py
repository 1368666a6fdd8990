"""Damaged workbooks against the exact readers, as long as `fuzzing.py` says: only refusals come out."""

import random
from dataclasses import asdict
from pathlib import Path

import pytest
from tests.hostile.damaged import mutated, mutated_inside, sound_books
from tests.hostile.fuzzing import fuzz

from sellthrough.errors import Refused
from sellthrough.read.books.formats import open_book
from sellthrough.read.books.sheets import Damage
from sellthrough.read.limits import Limits


def parse(path: Path, kind: str, folder: Path) -> int:
    """Read all sheets as the parser's own process does; returns the number of rows."""
    request = {"path": str(path), "kind": kind, "folder": str(folder), "password": None, "is_exact": True}
    rows = 0
    try:
        with open_book(request, Limits(**asdict(Limits())), Damage()) as book:
            for sheet in book.sheets:
                last = 0
                for number, cells in sheet.rows():
                    assert number > last
                    assert cells[-1]
                    last, rows = number, rows + 1
                    if rows > 5_000:
                        return rows
    except Refused as refused:
        assert refused.detail
    return rows


@pytest.mark.proof
@pytest.mark.feature("E9")
@pytest.mark.timeout(7_200)
def test_the_exact_readers_raise_nothing_but_refusals(tmp_path: Path) -> None:
    books = sound_books(8)

    def trial(seed: int) -> list[str]:
        dice = random.Random(seed)
        name = dice.choice(sorted(books))
        inside = not name.endswith(".xls") and dice.random() < 0.8
        path = tmp_path / f"seed-{seed}-{name}"
        path.write_bytes(mutated_inside(dice, books[name]) if inside else mutated(dice, books[name]))
        rows = parse(path, name.rpartition(".")[2], tmp_path)
        path.unlink()
        return ["rows left" if rows else "no row left"]

    outcomes = fuzz(trial, cpu_seconds=20.0)
    assert outcomes["rows left"]
