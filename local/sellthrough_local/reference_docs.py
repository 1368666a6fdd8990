"""The reference pages: definitions of tables, columns, KPIs and reject codes in, Markdown out.

`python -m sellthrough_local.reference_docs --write` writes docs/tables.md, docs/kpis.md and docs/reject-codes.md,
`--check` fails when one is stale.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from sellthrough.kpis.catalogue import Model, kpi_tables, models
from sellthrough.model.reject_codes import RejectCode, reject_codes
from sellthrough.model.tables import Column, Table, tables

DOCS = Path(__file__).parents[2] / "docs"
_GENERATED = "Generated from the definitions (`python -m sellthrough_local.reference_docs --write`); do not edit."
_READ = {
    "rows": "view over the Iceberg table `{storage}`; shows published runs only",
    "table": "Iceberg table",
    "view": "view",
}


def tables_page() -> str:
    """docs/tables.md: every published table and view with its columns."""
    published = {**tables(), **kpi_tables()}
    lines = ["# Tables", "", _GENERATED, ""]
    lines += [
        "The Glue database `sellthrough` is the contract for BI: names and types change only by adding. Amounts and",
        "units are decimals, every instant is UTC, every amount has its currency beside it. The contract is stored in",
        "`tests/golden/published_tables.json`, and a test holds the code to it.",
        "",
        "| name | what |",
        "|---|---|",
    ]
    lines += [f"| [{t.name}](#{t.name}) | {_first_sentence(t.about)} |" for t in published.values()]
    for table in published.values():
        lines += ["", f"## {table.name}", "", table.about, "", f"{_kind(table)}.", "", *_column_table(table.columns)]
    return "\n".join(lines) + "\n"


def kpis_page() -> str:
    """docs/kpis.md: every KPI with its definition, unit, grain, version and output."""
    lines = ["# KPIs", "", _GENERATED, ""]
    lines += [
        "Each KPI is one SQL model (`layers/sellthrough/python/sellthrough/kpis/models/`), written in the subset of",
        "Athena's SQL that a lint holds, and one Iceberg table `kpi_<name>`. A changed submission refreshes only the",
        "periods that it touches. Timeliness, completeness and validity are per submission: columns of",
        "[submissions](tables.md#submissions).",
        "",
        "| KPI | table | unit | version |",
        "|---|---|---|---|",
    ]
    lines += [f"| [{m.title}](#{_anchor(m.title)}) | `{m.table.name}` | {m.unit} | {m.version} |" for m in _models()]
    for model in _models():
        lines += ["", *_kpi(model)]
    return "\n".join(lines) + "\n"


def reject_codes_page() -> str:
    """docs/reject-codes.md: every reason for setting a row or a file aside."""
    lines = ["# Reject codes", "", _GENERATED, ""]
    for scope, title in (("row", "Rows"), ("file", "Files")):
        lines += [f"## {title}", "", "| code | what is wrong | what to do |", "|---|---|---|"]
        lines += [_reject(code) for code in reject_codes().values() if code.scope == scope]
        lines += [""]
    return "\n".join(lines)


PAGES: dict[str, Callable[[], str]] = {
    "tables.md": tables_page,
    "kpis.md": kpis_page,
    "reject-codes.md": reject_codes_page,
}


def stale_pages(folder: Path = DOCS) -> list[str]:
    """Names of the pages that are missing or not what the definitions say."""
    return [name for name, page in PAGES.items() if _text(folder / name) != page()]


def main(arguments: list[str]) -> int:
    """Write or check the pages; 1 when one is stale."""
    if "--write" in arguments:
        for name, page in PAGES.items():
            (DOCS / name).write_text(page(), encoding="utf-8")
        return 0
    if stale := stale_pages():
        sys.stderr.write(f"stale: {', '.join(stale)}; run python -m sellthrough_local.reference_docs --write\n")
        return 1
    return 0


def _models() -> Iterable[Model]:
    return models().values()


def _kpi(model: Model) -> list[str]:
    ahead = "the whole window" if model.looks_ahead == "window" else f"{model.looks_ahead} periods"
    return [
        f"## {model.title}",
        "",
        model.definition,
        "",
        f"- table `{model.table.name}`, version {model.version}, unit: {model.unit}",
        f"- one row per {', '.join(f'`{name}`' for name in model.grain)}",
        f"- reads {', '.join(f'`{name}`' for name in model.reads)}; a change of a period changes {ahead} after it",
        "",
        *_column_table(model.columns),
        "",
        "```sql",
        model.sql,
        "```",
    ]


def _column_table(columns: Iterable[Column]) -> list[str]:
    rows = [f"| `{c.name}` | {c.type} | {c.unit} | {_cell(c.about)} |" for c in columns]
    return ["| column | type | unit | meaning |", "|---|---|---|---|", *rows]


def _reject(code: RejectCode) -> str:
    return f"| `{code.code}` | {_cell(code.title)} | {_cell(code.todo)} |"


def _kind(table: Table) -> str:
    text = _READ[table.kind].format(storage=table.storage_name)
    return text[0].upper() + text[1:]


def _first_sentence(text: str) -> str:
    return _cell(text.split(". ", maxsplit=1)[0].removesuffix("."))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
