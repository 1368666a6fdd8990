"""A word in, the month (1 to 12) that it names out; `months.toml` lists the spellings."""

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

_LEAST_LETTERS = 4  # of a name cut off anywhere; the shorter forms in use are listed


def month_named(word: str) -> int | None:
    """The month of that name or short form; None for any other word."""
    return _spellings().get(_fold(word))


def month_begun(word: str) -> int | None:
    """As `month_named`, or the month that alone begins with the word ("septemb")."""
    folded = _fold(word)
    if (month := _spellings().get(folded)) is not None or len(folded) < _LEAST_LETTERS:
        return month
    begun = {month for name, month in _spellings().items() if name.startswith(folded)}
    return begun.pop() if len(begun) == 1 else None


@cache
def _spellings() -> dict[str, int]:
    raw = tomllib.loads(files(__package__).joinpath("months.toml").read_text(encoding="utf-8"))
    return {_fold(name): int(number) for number, names in raw.items() for name in names}


def _fold(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
