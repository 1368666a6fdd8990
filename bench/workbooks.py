"""A row count in; how long reading an .xlsx of so many rows and 25 columns takes beside python-calamine, in one run, out.

    python -m bench.workbooks [--rows 100000] [--rounds 3]

The floor is python-calamine giving the sheet's cells as Python values. Ours is all that the stage does with a file of
which nothing is known: measured parts, canonical text, heading, records.parquet, the report. Each reading is a process
of its own; they take turns, and the best of the rounds counts, for the machine may be busy.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from bench.imports import without_pandas

_COLUMNS = 25
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_STRINGS = 5_000
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_RELATIONS}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets><sheet name="Sales" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">'
    f'<Relationship Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
    f'<Relationship Id="r3" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">'
    + "".join(f"<si><t>Product {at} of the range</t></si>" for at in range(_STRINGS))
    + "</sst>",
}


def write(path: Path, rows: int, seed: int = 1) -> None:
    """A workbook of 25 columns: texts, whole numbers, amounts and dates; the same count and seed give the same bytes."""
    dice = random.Random(seed)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in _PARTS.items():
            package.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
        packed = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
        packed.compress_type = zipfile.ZIP_DEFLATED
        with package.open(packed, "w") as sheet:
            sheet.write(f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for number in range(1, rows + 2):
                cells = (_cell(dice, f"{chr(65 + at)}{number}", at, number == 1) for at in range(_COLUMNS))
                sheet.write(f'<row r="{number}">{"".join(cells)}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")


def _cell(dice: random.Random, place: str, at: int, is_heading: bool) -> str:
    if is_heading:
        return f'<c r="{place}" t="inlineStr"><is><t>Heading {at}</t></is></c>'
    kind = at % 5
    if kind in (0, 4):
        return f'<c r="{place}" t="s"><v>{dice.randrange(_STRINGS)}</v></c>'
    if kind == 3:
        return f'<c r="{place}" s="1"><v>{43_000 + dice.randrange(900)}</v></c>'
    return f'<c r="{place}"><v>{dice.randrange(500) if kind == 1 else round(dice.random() * 1000, 2)}</v></c>'


def calamine(path: Path) -> int:
    """Rows that python-calamine gives."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - each stage pays for its own imports before the clock

    return len(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()) - 1


def read(path: Path) -> int:
    """Records that the stage gives."""
    from sellthrough.model.workspace import Layout  # noqa: PLC0415
    from sellthrough.read.reader import read_file  # noqa: PLC0415

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        return read_file(path, path.name, Layout(), Path(folder)).rows_in


STAGES = {"calamine": calamine, "read": read}


def timed(stage: str, path: Path) -> dict[str, float]:
    """Seconds, CPU seconds and peak memory of one stage in this process, its children included."""
    without_pandas()
    import python_calamine  # noqa: F401, PLC0415

    import sellthrough.read.reader  # noqa: F401, PLC0415

    started, spent = time.perf_counter(), _cpu()
    rows = STAGES[stage](path)
    wall, cpu = time.perf_counter() - started, _cpu() - spent
    peak = max(getrusage(who).ru_maxrss for who in (RUSAGE_SELF, RUSAGE_CHILDREN)) / 1024
    return {"rows": rows, "wall": wall, "cpu": cpu, "peak_mb": peak}


def _cpu() -> float:
    return sum(sum(getrusage(who)[:2]) for who in (RUSAGE_SELF, RUSAGE_CHILDREN))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stage", choices=STAGES)
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    if options.stage:
        print(json.dumps(timed(options.stage, options.file)))
        return
    best: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="bench-workbooks-") as folder:
        file = Path(folder) / "sales.xlsx"
        write(file, options.rows)
        for _ in range(options.rounds):
            for stage in STAGES:
                command = [sys.executable, "-m", "bench.workbooks", "--stage", stage, "--file", str(file)]
                found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
                best[stage] = min(best.get(stage, found), found, key=lambda took: float(took["wall"]))
    for stage, took in best.items():
        print(
            f"{stage}: {took['rows']:,.0f} rows, {took['wall']:.2f} s, {took['cpu']:.2f} CPU s, peak {took['peak_mb']:.0f} MB"
        )
    wall, cpu = (best["read"][unit] / best["calamine"][unit] for unit in ("wall", "cpu"))
    print(f"ratio: {wall:.2f} (CPU {cpu:.2f})")


if __name__ == "__main__":
    main()
