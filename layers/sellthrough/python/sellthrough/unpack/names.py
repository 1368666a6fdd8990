"""The name that a sender gave a file goes in; a name that is safe as one step of a key, or to show, comes out."""

import mimetypes
import unicodedata
from pathlib import PurePosixPath

LONGEST_NAME = 150
LONGEST_PATH = 500


def safe_name(name: str | None, part: int, content_type: str) -> str:
    """A plain file name: no folders, no control or direction characters, not hidden, at most 150 characters.

    Args:
        name: As the sender wrote it, decoded; None when the part has none.
        part: Number of the part within the mail, from 1; names what has no name.
        content_type: Gives the ending of what has no name.
    """
    text = unicodedata.normalize("NFC", name or "")
    text = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    last = PurePosixPath(text.replace("\\", "/")).name
    last = " ".join(last.split()).strip(". ")
    if not last:
        return f"part-{part}{_ending(content_type)}"
    path = PurePosixPath(last)
    return last if len(last) <= LONGEST_NAME else path.stem[: LONGEST_NAME - len(path.suffix[:20])] + path.suffix[:20]


def shown_name(name: str) -> str:
    """The name as it is written, less control characters and the steps that lead out of a folder."""
    text = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Cs"}).strip()
    if ".." not in text and not text.startswith(("/", "\\")) and text[1:2] != ":":
        return text
    return safe_path(text)


def safe_path(name: str) -> str:
    """The name with its folders as text that is safe to show: no way up, no root, no drive, no control characters.

    >>> safe_path("..\\..\\2019/pos!.csv")
    '2019/pos_.csv'
    """
    text = unicodedata.normalize("NFC", name)
    text = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    steps = (" ".join(step.split()) for step in text.replace("\\", "/").replace("!", "_").split("/"))
    kept = [step for step in steps if step.strip(". ") and not (len(step) == 2 and step.endswith(":"))]
    return "/".join(kept)[-LONGEST_PATH:]


def _ending(content_type: str) -> str:
    known = {
        "text/plain": ".txt",
        "text/csv": ".csv",
        "text/tab-separated-values": ".tsv",
        "application/vnd.ms-excel": ".xls",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    }
    return known.get(content_type) or mimetypes.guess_extension(content_type) or ".bin"
