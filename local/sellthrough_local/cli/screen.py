"""Facts in; text for a person, or one JSON document for a program, out."""

import datetime as dt
import json
import math
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

Record = dict[str, Any]
_UNLIMITED = 10_000
# What a terminal obeys instead of showing: control and direction characters, and bytes of a name that are no UTF-8.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Screen:
    """Where a command says what it found: standard output for results, standard error for what it is doing.

    Piped, there is no colour, no box, no progress and no line is cut.
    """

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self._out = _console(sys.stdout)
        self._err = _console(sys.stderr)

    @property
    def is_interactive(self) -> bool:
        """True when a person sits at a terminal and can be asked."""
        return not self.as_json and sys.stdin.isatty() and sys.stdout.isatty()

    @property
    def is_watched(self) -> bool:
        """True when a person reads along: a terminal, and no --json."""
        return not self.as_json and self._out.is_terminal

    def document(self, value: Any) -> None:
        """Print one JSON document (numbers keep their exact digits); only where --json was given."""
        if self.as_json:
            # JSON text may name a lone surrogate only by its escape, which is what `backslashreplace` writes.
            sys.stdout.write(to_json(value).encode("utf-8", "backslashreplace").decode() + "\n")
            sys.stdout.flush()

    def say(self, text: str) -> None:
        """Print one line for a person."""
        if not self.as_json:
            self._out.print(Text(visible(text)))
            sys.stdout.flush()

    def warn(self, text: str) -> None:
        """Print one line to standard error."""
        self._err.print(Text(visible(text)))

    def table(self, records: Sequence[Record], columns: Sequence[str] = ()) -> None:
        """Print records as a table, the columns in that order (all of the first record's when left out)."""
        if self.as_json or not (records or columns):
            return
        names = list(columns) or list(records[0])
        table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
        for name in names:
            is_number = any(isinstance(record.get(name), int | float | Decimal) for record in records)
            table.add_column(name, justify="right" if is_number else "left", overflow="fold")
        for record in records:
            table.add_row(*(Text(_cell(record.get(name))) for name in names))
        self._out.print(table)

    @contextmanager
    def doing(self, text: str) -> Iterator[None]:
        """Show that something takes a moment, on a terminal only."""
        if self.as_json or not self._err.is_terminal:
            yield
            return
        with self._err.status(text):
            yield


def visible(text: str) -> str:
    """The text with what a terminal would obey written as escapes; lines and tabs stay."""
    return _OBEYED.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text.replace("\r\n", "\n"))


def to_json(value: Any) -> str:
    """JSON text; Decimal becomes a number with its exact digits, dates ISO 8601, what is no number null."""
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else "null"
    if isinstance(value, float) and not math.isfinite(value):
        return "null"
    if isinstance(value, dt.date | dt.datetime):
        return json.dumps(value.isoformat())
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(k))}: {to_json(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(to_json(v) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _console(stream: Any) -> Console:
    is_terminal = stream.isatty()
    return Console(file=stream, highlight=False, soft_wrap=not is_terminal, width=None if is_terminal else _UNLIMITED)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")
