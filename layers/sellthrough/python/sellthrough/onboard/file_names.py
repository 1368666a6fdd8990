"""The name of one sample in, the pattern that its later files will fit and the period it is for out."""

import re
from dataclasses import dataclass
from typing import Literal

Cadence = Literal["daily", "weekly", "monthly", "quarterly", "none"]
_YEAR = r"(?P<year>20\d\d)"
_MONTHS = (
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep oct nov dec januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet août "
    "septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre "
    "noviembre diciembre"
)
_NAMED_MONTH = "|".join(sorted(_MONTHS.split(), key=lambda m: (-len(m), m)))
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
# The first that is found in the name decides; between year and month may stand a separator.
_FORMS: tuple[tuple[Cadence, str], ...] = (
    ("daily", rf"{_YEAR}[-_. ]?{_MONTH}[-_. ]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"),
    ("quarterly", rf"{_YEAR}[-_. ]?[QqTt](?P<quarter>[1-4])(?!\d)"),
    ("quarterly", rf"[QqTt](?P<quarter>[1-4])[-_. ]?{_YEAR}(?!\d)"),
    ("weekly", rf"{_YEAR}[-_. ]?(?:[WwSs]|KW|CW|kw)[-_. ]?(?P<week>[0-5]\d)(?!\d)"),
    ("monthly", rf"{_YEAR}[-_. ]?{_MONTH}(?!\d)"),
    ("monthly", rf"(?<!\d){_MONTH}[-_. ]?{_YEAR}(?!\d)"),
    ("monthly", rf"(?P<month>{_NAMED_MONTH})[-_. ]*{_YEAR}(?!\d)"),
    ("monthly", rf"{_YEAR}[-_. ]*(?P<month>{_NAMED_MONTH})(?![a-z])"),
)


@dataclass(frozen=True)
class NamePattern:
    """A regular expression with the groups of `Feed.files`, and how often such a file comes.

    `cadence` is "none" when the name says no period; then `files` fits this very name only.
    """

    files: str
    cadence: Cadence


def pattern_of(file_name: str) -> NamePattern:
    """The pattern of a file name: what stands around its period stays as it is."""
    for cadence, form in _FORMS:
        match = re.search(form, file_name, re.IGNORECASE)
        if match:
            before, after = file_name[: match.start()], file_name[match.end() :]
            written = form if "(?!" not in form else re.sub(r"\(\?[!<][^)]*\)", _only_named, form)
            return NamePattern(_escaped(before) + written + _escaped(after), cadence)
    return NamePattern(_escaped(file_name), "none")


def _only_named(group: re.Match[str]) -> str:
    # Inside the whole name the look-arounds have done their work.
    return "" if group[0].startswith(("(?!", "(?<!")) else group[0]


def _escaped(text: str) -> str:
    return re.sub(r"([.^$*+?{}\[\]\\|()])", r"\\\1", text)
