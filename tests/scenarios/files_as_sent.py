"""The inbox in, what each file says by its own rules out: read with Python's csv and openpyxl only, nothing of ours."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import openpyxl


@dataclass(frozen=True)
class Sent:
    """One feed of one file: the amount of each record (None where it is none) and the line of each invoice."""

    file: str
    feed: str
    amounts: tuple[Decimal | None, ...]
    invoices: dict[str, int]


@dataclass(frozen=True)
class Form:
    """How a kind of file is written, for a person reading it; positions count from 0."""

    name: str
    encoding: str
    delimiter: str
    amount: int
    invoice: int
    decimal: str = "."


CODE_OF = {
    "bad quantity": "INVALID_NUMBER",
    "bad amount": "INVALID_NUMBER",  # the cell says #REF!
    "impossible date": "INVALID_DATE",
    "missing sku": "MISSING_MANDATORY",
    "missing account": "MISSING_MANDATORY",
    "unknown sku": "UNKNOWN_PRODUCT",
}
SALES = (
    Form(r"alder_pos.*", "utf-8", ",", 7, 0),
    Form(r"CEDAR-.*", "utf-8-sig", ",", 3, 5),
    Form(r"ventes_.*", "cp1252", ";", 5, 1, ","),
    Form(r"Eiche_Abverkauf.*", "utf-16", "\t", 5, 0, ","),
    Form(r"FirUK.*", "cp1252", ",", 2, 6),
    Form(r"gum\d+.*", "utf-8", "|", 5, 0),
)


def files_as_sent(inbox: Path) -> Iterator[Sent]:
    """Every feed of every file of the inbox."""
    for path in sorted(inbox.iterdir()):
        if path.suffix == ".xlsx":
            yield from _workbook(path)
        else:
            yield _text(path)


def broken_lines(manifest: Any, inbox: Path) -> set[tuple[str, int, str]]:
    """File, line and reject code of every line that was broken on purpose."""
    lines = {(sent.file, invoice): line for sent in files_as_sent(inbox) for invoice, line in sent.invoices.items()}
    return {
        (item["file"], lines[item["file"], broken["invoice"]], CODE_OF[broken["kind"]])
        for item in manifest["injected"]
        if item["kind"].startswith("broken")
        for broken in item["detail"]
    }


def _text(path: Path) -> Sent:
    form = next((form for form in SALES if re.fullmatch(form.name, path.name)), None)
    raw = path.read_bytes()
    encoding = form.encoding if form else ("utf-16" if raw[:2] == b"\xff\xfe" else "cp1252")
    text = raw.decode(encoding)
    delimiter = form.delimiter if form else next(sign for sign in ";\t," if sign in text.splitlines()[0])
    # No cell of these files holds a line break, so rows and lines are the same.
    rows = list(enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1))
    has_heading = not path.name.startswith("gum2")
    records = [(n, row) for n, row in rows[has_heading:] if row and row[0] not in ("HDR", "TRL", "Total")]
    if form is None:
        return Sent(path.name, "inventory", tuple(None for _ in records), {})
    amounts = tuple(_number(row[form.amount], form.decimal) for _, row in records)
    return Sent(path.name, "sell_through", amounts, {row[form.invoice]: n for n, row in records})


def _workbook(path: Path) -> Iterator[Sent]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    sales = [(n, row) for n, row in enumerate(book["Sales"].iter_rows(values_only=True), 1)]
    records = [(n, row) for n, row in sales[5:] if row[0] != "Total"]
    amounts = tuple(_number(str(row[6]), ".") for _, row in records)
    yield Sent(path.name, "sell_through", amounts, {str(row[1]): n for n, row in records})
    stock = list(book["Inventory"].iter_rows(values_only=True))[1:]
    yield Sent(path.name, "inventory", tuple(None for _ in stock), {})


def _number(text: str, decimal: str) -> Decimal | None:
    thousands = "." if decimal == "," else ","
    plain = text.strip().lstrip("£").replace(thousands, "").replace(decimal, ".")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
