"""Broken sales reports through reader and normaliser: every line is a candidate, a reject or a named ignored line."""

import random
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.golden.canonical import canonical
from tests.hostile.damage import mutated
from tests.hostile.fuzzing import fuzz
from tests.hostile.reading import accounts

from sellthrough.errors import Held, Refused

HEADINGS = ["Invoice No", "Invoice Date", "Vendor Part #", "Qty", "Net Amount", "Currency", "Reseller", "End Customer"]
WORDS = [b'"', b'""', b"\r\n", b"\r", b"\0", b"\xff", b"\xc3\xa9", b"Total", b"Grand Total", b"1.234,50", b"(12)", b"-", b"\x1a",
         b"31/31/2025", b"2025-13-01", b"N/A", b"1e999", b"\t", b"#", b"\n\n", b"USD", b"\xe2\x80\x8b", b"Note: as agreed"]  # fmt: skip


def report_of(rng: random.Random) -> bytes:
    """A sound report of up to 40 sales and returns, with or without a total row."""
    mark = rng.choice(",;\t|")
    rows = []
    for at in range(rng.randint(1, 40)):
        units = rng.choice((-2, 1, 1, 2, 5, 40))
        sale = [f"I{at}", f"2025-03-{1 + at % 28:02d}", f"VX-{1 + at % 9}00", str(units)]
        amount = [f"{units * rng.random() * 99:.2f}", rng.choice(("USD", "USD", "usd", ""))]
        rows.append([*sale, *amount, "Acme, Inc.", rng.choice(("Nova Clinic", 'The "Works"', ""))])
    if rng.random() < 0.3:
        rows.append(["Total", "", "", str(sum(int(row[3]) for row in rows)), "", "", "", ""])
    lines = [mark.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in [HEADINGS, *rows]]
    return (rng.choice(("\n", "\r\n")).join(lines) + "\n").encode()


def broken_report(seed: int) -> bytes:
    """The report of that seed, broken below its headings; the same seed gives the same bytes."""
    rng = random.Random(f"report/{seed}")
    head, end, body = report_of(rng).partition(b"\n")
    return head + end + mutated(body, rng, WORDS)


@pytest.mark.proof
@pytest.mark.feature("E9")
@pytest.mark.invariant("I1", "I2")
@pytest.mark.timeout(7_200)
def test_every_line_of_a_broken_report_is_a_candidate_a_reject_or_named(tmp_path: Path) -> None:
    def trial(seed: int) -> list[str]:
        try:
            return [outcome_of(broken_report(seed), tmp_path)]
        except Held as held:
            return [held.code]
        except Refused as refused:
            return [refused.code]

    outcomes = fuzz(trial)
    assert outcomes["accepted"]
    assert outcomes["some rejected"]


def outcome_of(content: bytes, folder: Path) -> str:
    """What became of a report that is read; asserts that each of its records has one home and no line is lost."""
    found = canonical(content, folder)
    if found.read.kind == "delimited":
        counted = accounts(folder / "landed", found.read, folder)
        assert counted["accounted"] == counted["lines"], counted
    done = found.normalized
    assert done.accepted_rows + done.quarantined_rows == done.rows_in == found.read.rows_in
    homes = [row["source_line"] for row in found.rows] + sorted({row["source_line"] for row in found.rejects})
    assert sorted(homes) == pq.read_table(folder / "records.parquet").column("line").to_pylist()
    return "some rejected" if found.rejects else "accepted"
