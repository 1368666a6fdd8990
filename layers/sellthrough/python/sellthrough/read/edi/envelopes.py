"""In: the segments of a file. Out: the segments of each transaction, with the receipt of every envelope around them.

A broken envelope never stops the reading: each fault is kept with the segment it was seen at, for the issues of the
file and for the acknowledgement (997, CONTRL).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sellthrough.read.edi.tokens import Segment, Separators, Tokenizer

_INTERCHANGE, _GROUP, _TRANSACTION = 0, 1, 2
_OPENS = {"ISA": 0, "UNB": 0, "GS": 1, "UNG": 1, "ST": 2, "UNH": 2}
_CLOSES = {"IEA": 0, "UNZ": 0, "GE": 1, "UNE": 1, "SE": 2, "UNT": 2}
# Which element of the opening segment is the number that the closing one repeats in its second element.
_CONTROL_ELEMENT = {"ISA": 13, "UNB": 5, "GS": 6, "UNG": 5, "ST": 2, "UNH": 1}
_NAMES = ("interchange", "group", "transaction")


class FaultCode(StrEnum):
    """What can be wrong with an envelope."""

    NO_TRAILER = "no_trailer"
    NO_HEADER = "no_header"
    CONTROL_NUMBER = "control_number"
    COUNT = "count"
    STRAY = "stray"
    CUT_OFF = "cut_off"
    UNSUPPORTED = "unsupported"
    REFUSED = "refused"


@dataclass(frozen=True)
class Fault:
    """One thing wrong, at one segment (numbered from 1)."""

    code: FaultCode
    segment: int
    detail: str


@dataclass
class Receipt:
    """One envelope as it was received.

    Attributes:
        opening: Its first segment; None when only its content was there.
        children: Groups of an interchange, transactions of a group or (EDIFACT) of an interchange.
        segments: Of a transaction, counted as its trailer counts them: both ends included.
        claimed: The count in its trailer; None without one.
        is_closed: True once its trailer was read.
    """

    level: int
    opening: Segment | None
    separators: Separators
    children: list["Receipt"] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    segments: int = 0
    claimed: int | None = None
    is_closed: bool = False

    @property
    def control(self) -> str:
        """The number that the sender gave the envelope."""
        return self.opening.at(_CONTROL_ELEMENT[self.opening.tag]) if self.opening else ""

    @property
    def kind(self) -> str:
        """Of a transaction: 867, SLSRPT; of a group its functional identifier."""
        if self.opening is None:
            return ""
        return self.opening.at(2 if self.opening.tag == "UNH" else 1)


@dataclass(frozen=True)
class Step:
    """One segment of a transaction; its opening segment comes first, its closing one (or None) last."""

    transaction: Receipt
    segment: Segment | None
    is_start: bool = False
    is_end: bool = False


class Envelopes:
    """Walks the envelopes of one file; `interchanges` and `faults` are whole once it was walked to the end."""

    def __init__(self, tokens: Tokenizer) -> None:
        self._tokens = tokens
        self._open: list[Receipt | None] = [None, None, None]
        self.interchanges: list[Receipt] = []
        self.faults: list[Fault] = []
        self.segments = 0
        self.strays = 0

    def __iter__(self) -> Iterator[Step]:
        for segment in self._tokens:
            self.segments = segment.number
            yield from self._take(segment)
        yield from self._close_open(_INTERCHANGE)
        if self._tokens.is_cut_off:
            self._fault(FaultCode.CUT_OFF, self.segments, "The file ends within a segment.")

    def _take(self, segment: Segment) -> Iterator[Step]:
        transaction = self._open[_TRANSACTION]
        if segment.tag in _OPENS:
            yield from self._opened(segment, _OPENS[segment.tag])
        elif segment.tag in _CLOSES:
            yield from self._closed(segment, _CLOSES[segment.tag])
        elif transaction is None:
            self.strays += 1
            self._fault(FaultCode.STRAY, segment.number, f"{segment.tag[:10]} stands outside every transaction.")
        else:
            transaction.segments += 1
            yield Step(transaction, segment)

    def _opened(self, segment: Segment, level: int) -> Iterator[Step]:
        yield from self._close_open(level)
        receipt = Receipt(level, segment, self._tokens.separators)
        self._open[level] = receipt
        if level == _INTERCHANGE:
            self.interchanges.append(receipt)
            return
        parent = self._parent(level, segment)
        parent.children.append(receipt)
        if level == _TRANSACTION:
            receipt.segments = 1
            yield Step(receipt, segment, is_start=True)

    def _parent(self, level: int, segment: Segment) -> Receipt:
        """The envelope around; one that is missing is made up, with the fault."""
        is_x12 = self._tokens.separators.standard == "x12"
        above = _GROUP if level == _TRANSACTION and (is_x12 or self._open[_GROUP]) else _INTERCHANGE
        parent = self._open[above]
        if parent is None:
            parent = Receipt(above, None, self._tokens.separators)
            self._fault(FaultCode.NO_HEADER, segment.number, f"{segment.tag} stands in no {_NAMES[above]}.", parent)
            self._open[above] = parent
            if above == _INTERCHANGE:
                self.interchanges.append(parent)
            else:
                self._parent(_GROUP, segment).children.append(parent)
        return parent

    def _closed(self, segment: Segment, level: int) -> Iterator[Step]:
        receipt = self._open[level]
        if receipt is None:
            self.strays += 1
            detail = f"{segment.tag} closes a {_NAMES[level]} that was never opened."
            self._fault(FaultCode.STRAY, segment.number, detail)
            return
        yield from self._close_open(level + 1)
        self._check(segment, receipt)
        self._open[level] = None
        if level == _TRANSACTION:
            yield Step(receipt, segment, is_end=True)

    def _close_open(self, level: int) -> Iterator[Step]:
        """Close what is open from that level down, inmost first: none of it had its trailer."""
        for inner in range(_TRANSACTION, level - 1, -1):
            receipt = self._open[inner]
            if receipt is None:
                continue
            self._open[inner] = None
            if receipt.opening is not None:
                detail = f"The {_NAMES[inner]} that starts at segment {receipt.opening.number} has no end."
                self._fault(FaultCode.NO_TRAILER, self.segments, detail, receipt)
            if inner == _TRANSACTION:
                yield Step(receipt, None, is_end=True)

    def _check(self, segment: Segment, receipt: Receipt) -> None:
        """Compare the trailer's count and control number with what was read."""
        if receipt.level == _TRANSACTION:
            receipt.segments += 1
            found, what = receipt.segments, "segments"
        else:
            found, what = len(receipt.children), "groups" if segment.tag == "IEA" else "transactions"
            if segment.tag == "UNZ" and any(child.level == _GROUP for child in receipt.children):
                what = "groups"
        claimed, control = segment.at(1), segment.at(2)
        receipt.is_closed = True
        receipt.claimed = int(claimed) if claimed.isdecimal() and len(claimed) < 10 else None
        if receipt.claimed != found:
            detail = f"{segment.tag} says {claimed or 'nothing'}; there are {found:,} {what}."
            self._fault(FaultCode.COUNT, segment.number, detail, receipt)
        if receipt.opening is not None and control.lstrip("0") != receipt.control.lstrip("0"):
            detail = f"{segment.tag} has the control number {control!r}, its header {receipt.control!r}."
            self._fault(FaultCode.CONTROL_NUMBER, segment.number, detail, receipt)

    def _fault(self, code: FaultCode, segment: int, detail: str, receipt: Receipt | None = None) -> None:
        fault = Fault(code, segment, detail)
        self.faults.append(fault)
        if receipt is not None:
            receipt.faults.append(fault)
