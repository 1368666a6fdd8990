"""In: nothing. Out: the words that every opener and the page code share: what a file holds once it is open.

An opener takes a path and a `Request` and gives an `Opened`: pages of records, whatever the format was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sellthrough.model.reports import Issue
from sellthrough.model.workspace import Layout
from sellthrough.read.cells import Record
from sellthrough.read.limits import Limits


@dataclass(frozen=True)
class Dialect:
    """How delimited text is written.

    Attributes:
        delimiter: One character or more, " " for runs of spaces; "" when nothing separates.
        quotechar: What a cell may be wrapped in; "" when nothing is.
        escapechar: What takes a quote's meaning away: the quote itself (doubling) or a backslash; "" without quotes.
    """

    delimiter: str = ""
    quotechar: str = ""
    escapechar: str = ""


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
        is_sheet: A sheet of a workbook.
        is_hidden: A hidden sheet, which the agreement does not name: described, never taken for the report.
    """

    records: Callable[[], Iterator[Record]]
    name: str = ""
    path: str = ""
    joint: str = " "
    has_last_line_end: bool = True
    text: Path | None = None
    dialect: Dialect = Dialect()
    is_marked: bool = True
    is_sheet: bool = False
    is_hidden: bool = False


@dataclass(frozen=True)
class Attachment:
    """A part of a mail or an archive as it came; `path` is its place (`mail.eml!report.zip!pos.csv`)."""

    name: str
    path: str
    content_type: str
    size: int
    sha256: str


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
    dialect: Dialect = Dialect()
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

    def inside(self, name: str, folder: Path) -> "Request":
        """The request for a part of that name, its copies in `folder`."""
        place = f"{self.place}!{name}" if self.place else name
        return replace(self, place=place, depth=self.depth + 1, folder=folder)


Opener = Callable[[Path, Request], Opened]
