"""What a person says of a sender's text files in, whether it can be so out: one answer for folder, page and command."""

_ENDS_OR_QUOTES = frozenset("\r\n\"'")


def is_text_encoding(name: str) -> bool:
    """True for a codec that turns text into bytes; base64 and its kin are codecs and do not."""
    try:
        "a".encode(name)
    except (LookupError, UnicodeError, ValueError):
        return False
    return True


def can_separate(delimiter: str) -> bool:
    """True for one character or more, of which none ends a line or quotes a cell."""
    return bool(delimiter) and not _ENDS_OR_QUOTES & set(delimiter)
