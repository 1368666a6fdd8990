"""Pages from rows of cells, and a generator of reports whose every line is known: `report` gives rows and kinds."""

import csv
import io
import random
from collections.abc import Sequence

from sellthrough.model.reports import IgnoredKind
from sellthrough.model.workspace import Layout
from sellthrough.read.cells import CellSplitter, Record
from sellthrough.read.opened import Page
from sellthrough.read.page.tables import Table, find_tables

REGIONS = ("North", "South", "East", "West", "Overseas")
GOODS = ("Helmets", "Gloves", "Road tyres", "Inner tubes", "Bottles", "Locks", "Pumps", "Saddles", "Chains", "Bells")


def records_of(rows: Sequence[Sequence[str]]) -> list[Record]:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return list(CellSplitter(",").records(out.getvalue().splitlines(keepends=True)))


def tables_of(rows: Sequence[Sequence[str]], layout: Layout | None = None) -> list[Table]:
    records = records_of(rows)
    return find_tables(Page(lambda: iter(records)), layout or Layout())


def kinds_of(rows: Sequence[Sequence[str]], layout: Layout | None = None) -> list[str]:
    """What each row is, "record" for a record, of a page with one table."""
    (table,) = tables_of(rows, layout)
    found: dict[int, IgnoredKind | None] = {row.line: kind for row, kind in table.opening.above}
    found |= {row.line: kind for row, kind in table.rows()}
    return [found[line] or "record" for line in sorted(found)]


def report(dice: random.Random) -> tuple[list[list[str]], list[str]]:
    """A report of sales by region and goods with all that surrounds one, and what each of its rows is."""
    years = dice.randint(2, 5)
    lines: list[tuple[list[str], str]] = [(["Sales by region"], "title"), (["All amounts in thousands"], "title")]
    if dice.random() < 0.7:
        lines.append(([""], "blank"))
    if dice.random() < 0.5:
        lines.append((["", "Units", *[""] * (years - 1)], "header"))
    lines.append((["Goods", *(str(2015 + year) for year in range(years))], "header"))
    grand = [0] * years
    for region in dice.sample(REGIONS, dice.randint(2, 4)):
        lines.append(([region], "group"))
        section = [0] * years
        for goods in dice.sample(GOODS, dice.randint(3, 8)):
            numbers = [dice.randint(1_000, 99_999) for _ in range(years)]
            section = [one + other for one, other in zip(section, numbers, strict=True)]
            lines.append(([goods, *(f"{number:,}" for number in numbers)], "record"))
        name = dice.choice(["Subtotal", f"{region}, total", f"{region} region"])
        lines.append(([name, *(f"{number:,}" for number in section)], "total"))
        grand = [one + other for one, other in zip(grand, section, strict=True)]
    lines.append((["Grand total", *(f"{number:,}" for number in grand)], "total"))
    lines += [([""], "blank"), (["Source: own records"], "note"), (["FOOTNOTES"], "note"), (["1) preliminary"], "note")]
    return [row for row, _ in lines], [kind for _, kind in lines]
