"""In: a cell as a candidate separator cuts it. Out: how much it looks like one whole value, 0 to 1."""

import re

from sellthrough.read.values import BLANKS, is_typed

# Stands for a properly quoted cell while separators are tried: whatever is in it, it is one value.
QUOTED = "\ue000"
_LONG = 200
_TYPED = re.compile(
    r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|[-+]\d{2}(?::?\d{2})?)?"  # a time
    r"|[-+]?\d{8}T\d{4,6}Z?"
    r"|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}\S*(?:\s*[-+]\d{2}:?\d{2})?"
    r"|[a-z][a-z0-9+.-]{1,11}://\S+|www\.\S+"  # an address on the web
    r"|[^\s@,;|]+@[^\s@,;|]+\.[a-z]{2,}"
    r"|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    r"|(?:n/?a|nan|null|none|true|false|yes|no|-+|\.+|\?)"
    r"|\{.*\}|\[.*\]",
    re.I | re.S,
)
_UNTYPED = (
    (re.compile(r"[^\ue000]*\ue000"), 0.3),  # something beside a quoted cell
    (re.compile(r"[\"']|.*[\"']\Z", re.S), 0.4),  # half of a quoted cell
    (re.compile(r".*  ", re.S), 0.4),  # columns that spaces align
    (re.compile(r"[^\W_][\w \-.'’/&()+%#@*!?$€£°\u00a0=<>\[\]{}\"\\:]*\Z"), 0.95),  # words
    (re.compile(r"[^,;|\t^~\x1f]*\Z"), 0.8),  # other signs, but no separator
    (re.compile(r"[-+\w. ]{1,40}([,;|/:~^\t])[-+\w. ]{1,40}(?:\1[-+\w. ]{1,40})*+\Z"), 0.6),  # a list in one cell
    (re.compile(r".*?\w[,;:] \w", re.S), 0.5),  # a sentence
    (re.compile(r""), 0.15),
)


def wholeness(cell: str) -> float:
    """How much a cell looks like one whole value.

    1 for what has a type (number, date, time, address ...), a little less for words, little for text that holds
    separators of its own: then another separator is likely to divide it.
    """
    text = cell.strip(BLANKS)[:_LONG]
    if text in ("", QUOTED) or is_typed(text) or _TYPED.fullmatch(text):
        return 1.0
    return next(score for pattern, score in _UNTYPED if pattern.match(text))
