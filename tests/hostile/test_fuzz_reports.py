"""Broken sales reports through reader and normaliser: every line is a candidate, a reject or a named ignored line."""

import random
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.hostile.damage import mutated
from tests.hostile.fuzzing import fuzz
from tests.hostile.reading import accounts

from sellthrough.errors import Held, Refused
from sellthrough.model.submissions import Submission
from sellthrough.model.workspace import Configuration, Feed
from sellthrough.normalize.normalizer import normalize
from sellthrough.read.reader import read_file

HEADINGS = ["Invoice No", "Invoice Date", "Vendor Part #", "Qty", "Net Amount", "Currency", "Reseller", "End Customer"]
CONFIGURATION: dict[str, Any] = {
    "version": "v1",
    "vendor": {"name": "Vexa", "reporting_currency": "USD", "brand": {"name": "Vexa"}},
    "agreements": [{"partner_id": "birch", "feeds": [{"feed": "pos", "record_type": "sell_through", "files": ".*"}]}],
    "partners": [
        {"partner_id": "birch", "partner_name": "Birch Supply Inc.", "country_code": "US", "currency_code": "USD"}
    ],
    "products": [{"product_id": f"VX-{at}00", "product_name": f"Router {at}"} for at in range(1, 10)],
}
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
    path = tmp_path / "landed"

    def trial(seed: int) -> list[str]:
        path.write_bytes(broken_report(seed))
        try:
            return [outcome_of(path, tmp_path)]
        except Held as held:
            return [held.code]
        except Refused as refused:
            return [refused.code]

    outcomes = fuzz(trial)
    assert outcomes["accepted"]
    assert outcomes["some rejected"]


def outcome_of(path: Path, folder: Path) -> str:
    """What became of a report that is read; asserts that each of its records has one home and no line is lost."""
    configuration = Configuration.model_validate(CONFIGURATION)
    feed = configuration.agreements[0].feeds[0]
    read = read_file(path, "march.csv", feed.layout, folder, record_type=feed.record_type)
    if read.kind == "delimited":
        found = accounts(path, read, folder)
        assert found["accounted"] == found["lines"], found
    done = normalize(folder / "records.parquet", read, feed, configuration, submission_of(feed), folder)
    assert done.accepted_rows + done.quarantined_rows == done.rows_in == read.rows_in
    candidates = pq.read_table(folder / "candidates.parquet", columns=["source_line", "error"]).to_pylist()
    accepted = [row["source_line"] for row in candidates if row["error"] is None]
    rejected = set(pq.read_table(folder / "rejects.parquet").column("source_line").to_pylist())  # a row for each reason
    assert sorted([*accepted, *rejected]) == pq.read_table(folder / "records.parquet").column("line").to_pylist()
    return "some rejected" if done.quarantined_rows else "accepted"


def submission_of(feed: Feed) -> Submission:
    return Submission(
        submission_id="s1",
        partner_id="birch",
        feed=feed.feed,
        record_type=feed.record_type,
        reporting_period="2025-03",
        sha256="0",
        bucket="landing",
        object_key="k",
        file_name="march.csv",
        landed_at="2025-04-05T08:00:00.000000+00:00",
        landing_order="1",
        config_version="v1",
    )
