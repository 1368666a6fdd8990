"""In: the text of an EDI file, in pieces. Out: its segments, numbered from 1, cut by its own interchange's marks.

An X12 interchange says its separators by position (ISA), an EDIFACT one in UNA or by default. Another interchange of
the same file may have others. What the partner's program wrapped or indented around a segment is no part of it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sellthrough.errors import Refused

LONGEST_SEGMENT = 1 << 20  # characters; a file without a segment's end shows no more of itself than this
_ISA_ELEMENTS = 16
_ISA_LONGEST = 400
_UNA_LENGTH = 9
_X12_STARTS = ("ISA", "GS", "ST")
_EDIFACT_STARTS = ("UNA", "UNB", "UNG", "UNH")
_NEW_INTERCHANGE = ("ISA", "UNA", "UNB")
# Where an element may hold components; elsewhere the component separator is text ("A>B" in a description).
_COMPOSITE = frozenset({"QTY", "UIT", "CTP", "SII", "REF"})
_GUESSED_ENDS = ("~", "'", "\n")


class Segment(NamedTuple):
    """One segment: `number` is its place in the file, from 1; `elements` hold their components."""

    number: int
    tag: str
    elements: tuple[tuple[str, ...], ...]

    def at(self, element: int, component: int = 1) -> str:
        """One component, both counted from 1; "" when it is not there."""
        if element > len(self.elements) or component > len(self.elements[element - 1]):
            return ""
        return self.elements[element - 1][component - 1].strip()


@dataclass(frozen=True)
class Separators:
    """What cuts an interchange. `release` makes the character after it text (EDIFACT); "" where there is none."""

    standard: str
    element: str
    component: str
    terminator: str
    release: str = ""
    decimal: str = "."


def looks_like_edi(head: str) -> bool:
    """True when the text starts with a segment that starts an X12 or EDIFACT file, in upper case, with a separator."""
    text = head.lstrip("\ufeff \t\r\n")
    if text.startswith("UNA") and len(text) >= _UNA_LENGTH:
        return text[_UNA_LENGTH:].lstrip().startswith(("UNB", "UNG", "UNH"))
    if re.match(r"UN[BGH]\+", text):
        return True
    # A table may well start with "ST,"; an envelope has its fixed shape.
    if re.match(r"ISA([^\w\s])\d\d\1|ISA(.)\d\d\2(?:[^\r\n]*?\2){12}", text):
        return True
    return re.match(r"(?:GS\*[A-Z]{2}\*|ST\*\d{3}\*)", text) is not None


def separators_at(text: str) -> Separators:
    """The separators that the start of an interchange declares.

    Raises:
        Refused: UNREADABLE_FILE, when a letter or digit would separate elements.
    """
    if text.startswith(_EDIFACT_STARTS):
        return _edifact_separators(text)
    element = text[3:4] if text.startswith("ISA") else text[2:3]
    if not element or element.isalnum() or element.isspace():
        raise Refused("UNREADABLE_FILE", f"The EDI envelope says that {element!r} separates its elements.")
    if not text.startswith("ISA"):
        return Separators("x12", element, "", _guessed_end(text))
    return _isa_separators(text, element)


def _edifact_separators(text: str) -> Separators:
    is_named = text.startswith("UNA") and len(text) >= _UNA_LENGTH
    component, element, decimal, release, _, terminator = list(text[3:_UNA_LENGTH] if is_named else ":+.? '")
    if terminator in "\r\n":
        terminator = "\n"
    if element.isalnum() or terminator.isalnum():
        raise Refused("UNREADABLE_FILE", "The service string (UNA) names a letter or digit as a separator.")
    return Separators("edifact", element, component, terminator, release.strip(), decimal)


def _isa_separators(text: str, element: str) -> Separators:
    """By counting elements: partners write ISA12 short, so the fixed positions are not believed."""
    at = -1
    for _ in range(_ISA_ELEMENTS):
        at = text.find(element, at + 1, _ISA_LONGEST)
        if at < 0:
            return Separators("x12", element, "", _guessed_end(text))
    component, terminator = text[at + 1 : at + 2], text[at + 2 : at + 3]
    if terminator.isalnum() or not terminator or _ends_group(text, at, element, component):
        end = component if component and not component.isalnum() else _guessed_end(text)
        return Separators("x12", element, "", end)  # ISA16 left out: this is the segment's end
    return Separators("x12", element, component, "\n" if terminator in "\r\n" else terminator)


def _ends_group(text: str, at: int, element: str, mark: str) -> bool:
    """True when the next segment, on its own line, ends with `mark`: so `mark` is the segment's end, not ISA16."""
    rest = text[at + 2 : at + _ISA_LONGEST].lstrip("\r\n")
    line = rest.splitlines()[0] if rest else ""
    return text[at + 2 : at + 3] in "\r\n" and line.startswith(f"GS{element}") and line.rstrip().endswith(mark)


def _guessed_end(text: str) -> str:
    """Of the usual ends, the first that a segment's tag follows."""
    found = re.search(r"([~'\n])\s*[A-Z][A-Z0-9]{1,2}\W", text[:_ISA_LONGEST])
    return found[1] if found else next((end for end in _GUESSED_ENDS if end in text), "~")


class Tokenizer:
    """Cuts a file's text into segments; `separators` are those of the segment that came last.

    Attributes:
        is_cut_off: True, at the end, when the last segment has no terminator.
    """

    def __init__(self, pieces: Iterable[str]) -> None:
        self._pieces = iter(pieces)
        self._text, self._at, self._number = "", 0, 0
        self._marks: Separators | None = None
        self.is_cut_off = False

    def __iter__(self) -> Iterator[Segment]:
        while self._skip_blanks():
            if self._starts_interchange():
                self._take_separators()
            raw = self._next_raw()
            if raw.strip():
                self._number += 1
                yield self._split(raw)

    def _starts_interchange(self) -> bool:
        self._fill(_ISA_LONGEST)
        head = self._text[self._at : self._at + 4]
        return self._marks is None or (head.startswith(_NEW_INTERCHANGE) and not head[3:].isalnum())

    def _take_separators(self) -> None:
        try:
            self._marks = separators_at(self._text[self._at : self._at + _ISA_LONGEST])
        except Refused:
            if self._marks is None:
                raise
            return  # what looks like a start is damaged text of the interchange before
        if self._text.startswith("UNA", self._at):
            self._at += _UNA_LENGTH  # UNA is no segment, and what it says holds for the UNB after it
            self._skip_blanks()

    @property
    def separators(self) -> Separators:
        """Of the interchange that the last segment belongs to; only there once a segment was read."""
        if self._marks is None:
            raise AssertionError("separators are known once the first segment was read")
        return self._marks

    def _skip_blanks(self) -> bool:
        while True:
            self._fill(1)
            while self._at < len(self._text) and self._text[self._at] in " \t\r\n\ufeff\x1a\x00":
                self._at += 1
            if self._at < len(self._text):
                return True
            if not self._fill(1):
                return False

    def _fill(self, wanted: int) -> bool:
        """Hold at least so many characters ahead, when there are so many."""
        while len(self._text) - self._at < wanted:
            piece = next(self._pieces, None)
            if piece is None:
                return len(self._text) - self._at > 0
            self._text, self._at = self._text[self._at :] + piece, 0
        return True

    def _next_raw(self) -> str:
        marks, offset = self.separators, 0
        while True:
            end = self._text.find(marks.terminator, self._at + offset)
            if end >= 0 and self._is_released(end, marks.release):
                offset = end + 1 - self._at
                continue
            if end >= 0:
                raw, self._at = self._text[self._at : end], end + len(marks.terminator)
                return raw
            offset = len(self._text) - self._at
            if offset > LONGEST_SEGMENT:
                detail = f"Segment {self._number + 1} is longer than {LONGEST_SEGMENT:,} characters."
                raise Refused("LIMIT_EXCEEDED", detail)
            self._fill(offset + 1)
            if len(self._text) - self._at == offset:
                raw, self._at = self._text[self._at :], len(self._text)
                self.is_cut_off = bool(raw.strip())
                return raw

    def _is_released(self, at: int, release: str) -> bool:
        """True when an odd number of release characters stands before: an even one releases itself."""
        if not release:
            return False
        count = 0
        while at - count - 1 >= self._at and self._text[at - count - 1] == release:
            count += 1
        return count % 2 == 1

    def _split(self, raw: str) -> Segment:
        marks = self.separators
        if marks.standard == "edifact":
            parts = [_components(e, marks) for e in _cut(raw, marks.element, marks.release)]
            return Segment(self._number, parts[0][0].strip(), tuple(parts[1:]))
        tag, *elements = raw.split(marks.element)
        tag = tag.strip()
        if marks.component and tag in _COMPOSITE:
            return Segment(self._number, tag, tuple(tuple(e.split(marks.component)) for e in elements))
        return Segment(self._number, tag, tuple((e,) for e in elements))


def _cut(text: str, separator: str, release: str) -> list[str]:
    """Cut at separators that are not released; the release characters stay."""
    parts = text.split(separator)
    if not release or release not in text:
        return parts
    joined, ahead = [], ""
    for part in parts:
        ahead += part
        if (len(ahead) - len(ahead.rstrip(release))) % 2:
            ahead += separator
        else:
            joined.append(ahead)
            ahead = ""
    return [*joined, ahead] if ahead else joined


def _components(element: str, marks: Separators) -> tuple[str, ...]:
    parts = _cut(element, marks.component, marks.release)
    if not marks.release or marks.release not in element:
        return tuple(parts)
    return tuple(re.sub(re.escape(marks.release) + "(.?)", r"\1", part, flags=re.S) for part in parts)
