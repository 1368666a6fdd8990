"""In: nothing. Out: the words that every opener and the page code share: what a file holds once it is open.

An opener takes a path and a `Request` and gives an `Opened`: pages of records, whatever the format was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sellthrough.model.reports import IgnoredKind, Issue
from sellthrough.model.workspace import Layout
from sellthrough.read.blocks import Block
from sellthrough.read.cells import NO_DIALECT, Dialect, Record
from sellthrough.read.limits import Limits


@dataclass(frozen=True)
class Given:
    """A table that the format itself lays out (EDI): nothing about it has to be found out.

    Attributes:
        rows: Gives every row with what it is, None for a record; may be called again. The first value tells rows of one
            line apart, "" for most.
    """

    headings: tuple[str, ...]
    rows: Callable[[], Iterator[tuple[str, Record, IgnoredKind | None]]]


@dataclass(frozen=True)
class Page:
    """One text, or one sheet of a workbook, as records.

    Attributes:
        records: Gives all of the page's records from its first line, blank ones too; may be called again.
        name: The sheet's name; "" for a text.
        path: Where it lies below the file, `report.zip!pos.csv`; "" for the file itself.
        joint: What surplus cells of a record are joined with.
        has_last_line_end: False when the page's last line may have been cut off.
        text: The UTF-8 text that the records come from, where there is one; it counts the lines as the records do.
        dialect: Of that text.
        is_marked: True when the format itself says which cells belong together (a sheet, JSON), so that one column
            is a table too.
        is_hidden: A hidden sheet, which the agreement does not name: described, never taken for the report.
        given: The table, where the format lays it out.
        blocks: Gives the rows of `records` that have a filled cell many at a time, where the page can.
    """

    records: Callable[[], Iterator[Record]]
    name: str = ""
    path: str = ""
    joint: str = " "
    has_last_line_end: bool = True
    text: Path | None = None
    dialect: Dialect = NO_DIALECT
    is_marked: bool = True
    is_hidden: bool = False
    given: Given | None = None
    blocks: Callable[[], Iterator[Block]] | None = None


@dataclass(frozen=True)
class Attachment:
    """A part of a mail or an archive as it came; `path` is its place (`mail.eml!report.zip!pos.csv`).

    `sha256_norm` is of its bytes with LF line ends and none at the end: mail programs change those of text.
    """

    name: str
    path: str
    content_type: str
    size: int
    sha256: str
    sha256_norm: str = ""


@dataclass(frozen=True)
class Opened:
    """What a file holds.

    Attributes:
        kind: As `kinds` names it.
        issues: What a person should know; one of severity "question" holds the file in the pipeline.
    """

    kind: str
    pages: tuple[Page, ...] = ()
    encoding: str = ""
    dialect: Dialect = NO_DIALECT
    attachments: tuple[Attachment, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Request:
    """What an opener is told.

    Attributes:
        layout: The agreement's layout.
        folder: An existing folder for copies; whoever asked removes it when the pages are read.
        limits: What the file may be at most.
        open_part: Opens a part of this file (a member, an attachment) the same way, one level deeper.
        place: Where this file lies below the one that landed, "" for that one itself.
        depth: How many files this one lies in.
        file_name: The name that the file came with; only ever shown.
        record_type: What the feed takes; "" shows a report as it is.
        utf8_evidence: How many bytes of UTF-8 are evidence enough; None reads all. With fewer than all, reading the
            pages may raise UnicodeDecodeError.
        password: That opens a protected workbook, if the agreement has one.
    """

    layout: Layout
    folder: Path
    limits: Limits
    open_part: "Callable[[Path, Request], Opened]"
    place: str = ""
    depth: int = 0
    utf8_evidence: int | None = None
    password: str | None = None
    record_type: str = ""
    file_name: str = ""

    def inside(self, name: str, folder: Path) -> "Request":
        """The request for a part of that name, its copies in `folder`."""
        place = f"{self.place}!{name}" if self.place else name
        return replace(self, place=place, depth=self.depth + 1, folder=folder)


Opener = Callable[[Path, Request], Opened]
