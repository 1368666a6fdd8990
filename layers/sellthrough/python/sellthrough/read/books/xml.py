"""In: the bytes of an XML part. Out: its elements, one after the other. Entities are never read."""

from collections.abc import Callable, Iterable
from xml.parsers import expat

from sellthrough.errors import Refused

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
_BUFFER = 1 << 20
# The last two for an encoding that expat does not know.
_NOT_WELL_FORMED = (expat.ExpatError, LookupError, ValueError)


def parse_xml(chunks: Iterable[bytes], start: Start, end: End, text: Callable[[str], None]) -> "Parsing":
    """A parser that calls back with local names (no namespace prefix); drive it with `Parsing.feed`."""
    parsing = Parsing(start, end, text)
    for chunk in chunks:
        if not parsing.feed(chunk):
            break
    parsing.close()
    return parsing


class Parsing:
    """An XML part being read.

    Attributes:
        is_sound: False once the part proved not to be well formed; what came before it has been told.
    """

    def __init__(self, start: Start, end: End, text: Callable[[str], None]) -> None:
        self.is_sound = True
        self._locals: dict[str, str] = {}
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = _BUFFER
        local = self._local
        parser.StartElementHandler = lambda name, given: start(local(name), given)
        parser.EndElementHandler = lambda name: end(local(name))
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse_entities

    def _local(self, name: str) -> str:
        found = self._locals.get(name)
        if found is None:
            found = name.rpartition(":")[2]
            if len(self._locals) < 10_000:
                self._locals[name] = found
        return found

    def feed(self, chunk: bytes) -> bool:
        """Read on; False when there is no point in more."""
        try:
            self._parser.Parse(chunk, False)
        except _NOT_WELL_FORMED:
            self.is_sound = False
        return self.is_sound

    def close(self) -> None:
        """No more bytes come."""
        if self.is_sound:
            try:
                self._parser.Parse(b"", True)
            except _NOT_WELL_FORMED:
                self.is_sound = False


def local_attributes(given: dict[str, str]) -> dict[str, str]:
    """Attributes without their namespace prefix."""
    return {name.rpartition(":")[2]: value for name, value in given.items()}


def _refuse_entities(*_declared: object) -> None:
    raise Refused("UNREADABLE_FILE", "The workbook declares XML entities, which are never read.")
