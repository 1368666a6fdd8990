"""EDI, mails, winmail.dat and archives with random damage: nothing crashes, and every segment and part is accounted for.

For how long: `fuzzing.py`.
"""

import gzip
import re
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from tests.hostile.damage import mutated
from tests.hostile.fuzzing import fuzz
from tests.unit.unpack.test_archives import zipped
from tests.unit.unpack.tnef_files import attached, unicode_property, winmail

from sellthrough.errors import Held, Refused
from sellthrough.model.workspace import Layout
from sellthrough.read.edi.acknowledge import acknowledge
from sellthrough.read.edi.envelopes import Receipt
from sellthrough.read.edi.walk import EdiFile
from sellthrough.read.inspection import inspect, json_of
from sellthrough.read.reader import read_file
from sellthrough.unpack.unpack import unpack
from sellthrough_samples import edi

AT = datetime(2025, 4, 2, tzinfo=UTC)
EDI_WORDS = [b"~", b"'", b"*", b"+", b":", b"?", b"\n", b"ISA", b"UNA:+.? '", b"UNB+", b"SE*1*1~", b"IEA*1*1~", b"LIN**UP*1~",
             b"QTY*32*9~", b"SDQ*EA*92*S1*1*S2~", b"LOC+1+A'", b"QTY+153:1e9'", b"CTT*x~", b"\xff\xfe", b"\0"]  # fmt: skip
MAIL_WORDS = [b"\r\n", b"\n\n", b"--b\n", b"--b--\n", b"Content-Type: multipart/mixed; boundary=b\n", b"boundary=", b'"',
              b"Content-Transfer-Encoding: base64\n", b"Content-Type: message/rfc822\n\n", b"=?utf-8?B?", b"*0*=x''%",
              b"begin 644 a\n", b"end\n", b"PK\x03\x04", b"PK\x01\x02", b"\xff" * 4, b"\x78\x9f\x3e\x22", b"\0\0\0\0"]  # fmt: skip


def edi_samples() -> list[bytes]:
    writers = (edi.write_867, edi.write_852, edi.write_slsrpt, edi.write_invrpt)
    texts = [write(edi.sample_lines(seed, 4), seed).encode() for write in writers for seed in range(3)]
    return [*texts, texts[0] + texts[-1]]


@pytest.mark.proof
@pytest.mark.feature("E9")
@pytest.mark.invariant("I1")
@pytest.mark.timeout(7_200)
def test_no_damage_to_an_edi_report_crashes_or_loses_a_segment(tmp_path: Path) -> None:
    samples, path = edi_samples(), tmp_path / "landed"

    def trial(seed: int) -> list[str]:
        rng = Random(f"edi/{seed}")
        path.write_bytes(mutated(rng.choice(samples), rng, EDI_WORDS))
        return [_walk(path), _read(path, tmp_path)]

    outcomes = fuzz(trial)
    assert outcomes["walked"]
    assert outcomes["read"]


def _walk(path: Path) -> str:
    file = EdiFile(path)
    try:
        items = sum(1 for _ in file.items())
    except Refused:
        return "walk refused"
    assert items >= 0
    counted = sum(map(_segments, file.interchanges)) + file.stray_segments
    assert counted == file.segments
    acknowledge(file.interchanges, AT)
    return "walked"


def _segments(receipt: Receipt) -> int:
    """Segments of one envelope: its own two, as far as they are there, and those inside."""
    if receipt.level == 2:
        return receipt.segments
    ends = (receipt.opening is not None) + receipt.is_closed
    return ends + sum(map(_segments, receipt.children))


def _read(path: Path, folder: Path) -> str:
    try:
        report = read_file(path, "x.edi", Layout(), folder, record_type="sell_through")
    except (Refused, Held) as stopped:
        return stopped.code
    assert report.rows_in >= 0
    return "read"


def container_samples() -> list[bytes]:
    book = zipped({"a.csv": b"sku,qty\nA,1\n", "b/c.csv": b"x\n", "in.zip": zipped({"d.csv": b"1,2\n"})})
    tnef = winmail(attached(b"A.CSV", b"sku,qty\nA,1\n", unicode_property(0x3707, "long name.csv")))
    mails = [path.read_bytes() for path in sorted((Path(__file__).parents[1] / "unit/unpack/mails").glob("*.eml"))]
    mail = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/zip\n\n"
    return [
        book,
        gzip.compress(book),
        tnef,
        *mails,
        mail + book + b"\n--b\nContent-Type: x/y\n\n" + tnef + b"\n--b--\n",
    ]


@pytest.mark.proof
@pytest.mark.feature("C8")
@pytest.mark.timeout(7_200)
def test_no_damage_to_a_mail_or_an_archive_crashes_or_loses_a_part() -> None:
    samples = container_samples()

    def trial(seed: int) -> list[str]:
        rng = Random(f"unpack/{seed}")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "landed"
            path.write_bytes(mutated(rng.choice(samples), rng, MAIL_WORDS))
            return [_outcome(step, path, Path(folder)) for step in (_unpack, _inspect)]

    outcomes = fuzz(trial)
    assert outcomes["unpacked"]
    assert outcomes["inspected"]


def _outcome(step: Callable[[Path, Path], str], path: Path, folder: Path) -> str:
    try:
        return step(path, folder)
    except Refused as refused:
        return refused.code


def _unpack(path: Path, folder: Path) -> str:
    parts = folder / "parts-of-test"
    parts.mkdir()
    found = unpack(path, "f", parts)
    assert [part.number for part in found.parts] == sorted(part.number for part in found.parts)
    assert all(part.file.stat().st_size == part.size for part in found.parts)
    assert {part.file for part in found.parts} == {p for p in parts.iterdir() if not p.name.startswith("unpacking")}
    assert not any(".." in re.split("[!/]", part.path) or "/" in part.name for part in found.parts)
    return "unpacked"


def _inspect(path: Path, folder: Path) -> str:
    assert "".join(json_of(inspect(path, Layout(), folder)))
    return "inspected"
