"""In: an EDI file. Out: its line items as they come, then its receipts and issues."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from sellthrough.model.reports import Issue
from sellthrough.read.edi import edifact, x12
from sellthrough.read.edi.codes import kinds, transaction_of
from sellthrough.read.edi.control import control_issues, issue_of
from sellthrough.read.edi.envelopes import Envelopes, Fault, FaultCode, Receipt, Step
from sellthrough.read.edi.lines import Item, Lines
from sellthrough.read.edi.tokens import Tokenizer

_PIECE = 1 << 20
_MOST_ISSUES = 200
# UNB says the character set of a legacy file; X12 and the plain sets are read as Western European.
_SYNTAX = {
    b"UNOD": "iso8859-2",
    b"UNOE": "iso8859-5",
    b"UNOF": "iso8859-7",
    b"UNOG": "iso8859-3",
    b"UNOH": "iso8859-4",
    b"UNOI": "iso8859-6",
    b"UNOJ": "iso8859-8",
    b"UNOK": "iso8859-9",
}


class EdiFile:
    """One EDI file; walk its items once, then read the rest.

    Attributes:
        encoding: How its bytes were read.
        issues: Whole after the walk, at most 200 kinds of trouble listed; `issue_count` counts all.
        unread: Segments of transactions of kinds that are not read.
    """

    def __init__(self, path: Path) -> None:
        self.encoding = encoding_of(path)
        self._envelopes = Envelopes(Tokenizer(_pieces(path, self.encoding)))
        self._lines: Lines | None = None
        self._reported = 0
        self.issues: list[Issue] = []
        self.issue_count = 0
        self.unread: list[tuple[int, str]] = []
        self.kinds: list[str] = []

    @property
    def interchanges(self) -> list[Receipt]:
        """Receipts of all interchanges."""
        return self._envelopes.interchanges

    @property
    def segments(self) -> int:
        """Number of segments in the file."""
        return self._envelopes.segments

    @property
    def stray_segments(self) -> int:
        """Segments that stand in no envelope of theirs; each is an issue."""
        return self._envelopes.strays

    def items(self) -> Iterator[Item]:
        """The line items in file order.

        Raises:
            Refused: UNREADABLE_FILE or LIMIT_EXCEEDED.
        """
        for step in self._envelopes:
            yield from self._step(step)
        self._report_faults()

    def _step(self, step: Step) -> Iterator[Item]:
        self._report_faults()
        if step.is_start:
            self._start(step.transaction)
        elif self._lines is not None and step.is_end:
            self._lines.end_line()
            yield from self._lines.take_ready()
            for issue in control_issues(self._lines.tally):
                self._tell(issue)
            self._lines = None
        elif self._lines is not None and step.segment is not None:
            (edifact if self._lines.standard == "edifact" else x12).take(step.segment, self._lines)
            yield from self._lines.take_ready()

    def _start(self, receipt: Receipt) -> None:
        transaction = transaction_of(receipt.kind)
        self._lines = Lines(transaction, receipt.control) if transaction else None
        if transaction is None and receipt.opening is not None:
            number = receipt.opening.number
            detail = f"{receipt.kind[:20] or 'The transaction'} is not read; these are: {', '.join(kinds())}."
            fault = Fault(FaultCode.UNSUPPORTED, number, detail)
            receipt.faults.append(fault)
            self.unread.append((number, receipt.kind[:20]))
            self._tell(issue_of(fault))
        elif receipt.kind not in self.kinds:
            self.kinds.append(receipt.kind)

    def _report_faults(self) -> None:
        for fault in self._envelopes.faults[self._reported :]:
            self._tell(issue_of(fault))
        self._reported = len(self._envelopes.faults)

    def _tell(self, issue: Issue) -> None:
        self.issue_count += 1
        if len(self.issues) < _MOST_ISSUES:
            self.issues.append(issue)


def encoding_of(path: Path) -> str:
    """UTF-8 (or UTF-16 with its mark) when the bytes are that, else what the syntax identifier says, else cp1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        head = file.read(_PIECE)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        piece = head
        try:
            while piece:
                decoder.decode(piece)
                piece = file.read(_PIECE)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            at = head.find(b"UNO")
            return _SYNTAX.get(head[at : at + 4], "cp1252") if at >= 0 else "cp1252"
    return "utf-8"


def _pieces(path: Path, encoding: str) -> Iterator[str]:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        while piece := file.read(_PIECE):
            yield piece
