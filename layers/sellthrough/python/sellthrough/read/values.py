"""In: one cell's text. Out: what it looks like (blank, number, date, a total's word), to tell data from what is not."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

# What a cell may be made of and still be blank: white space, no-break and ideographic spaces, the old end-of-file mark.
BLANKS = " \t\r\n\v\f\u00a0\u3000\x1a"

_CURRENCY = r"(?:[A-Z]{3}|[A-Z]{0,2}[$€£¥￥₹₩₽]|kr\.?|zł|Fr\.?)"
_NUMBER = re.compile(
    rf"[-+−(]?\s*{_CURRENCY}?\s*[-+−(]?\s*(?:\d[\d.,'’\u00a0\u202f ]*|[.,]\d+)(?:[eE][-+]?\d+)?"
    rf"\s*(?:{_CURRENCY}|%|円|元)?\s*\)?\s*[-−]?"
)
_DATE = re.compile(
    r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}(?:[T ]+\d{1,2}:\d{2}.*)?"
    r"|\d{1,2}[-/. ]*[^\W\d]{3,10}\.?[-/. ,]*\d{2,4}"
    r"|[^\W\d]{3,10}\.?[-/ ]\d{1,2},?[-/ ]+\d{2,4}"
    r"|\d{2,4}年\d{1,2}月(?:\d{1,2}日)?"
)
_DIGITS, _LETTERS = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")
_CURRENCY_CELL = re.compile(_CURRENCY)
_YEAR = re.compile(r"(?:19|20)\d\d")
_RULE = re.compile(r"[+|:]?(?:[-=_*~]{2}|[─━═])[-=_*~─━═+|: ]*+")
# How a cell begins that may be part of one.
RULE_STARTS = tuple(edge + sign * 2 for edge in ("", "+", "|", ":") for sign in "-=_*~─━═")

_WORDS = tomllib.loads(files(__package__).joinpath("total_words.toml").read_text(encoding="utf-8"))
GRAND_WORDS = frozenset(word.casefold() for word in _WORDS["grand"])
TOTAL_WORDS = frozenset(word.casefold() for word in _WORDS["total"]) | GRAND_WORDS
# "Total October 2019": such a word, then more. Only the Latin ones, whole words.
_TOTAL_START = re.compile(r"(?:grand |sub[- ]?)?total\b|summe\b|gesamt\b|totale\b|totaal\b|итого\b|合計", re.I)
_SAYS_TOTAL = re.compile(
    r"(?:.*[\s,–-])?(?:grand |sub[- ]?)?(?:totals?|totaux|summe|gesamt|insgesamt|totale|totaal|subtotal)"
    r"(?:[\s,:(–-].*)?|.*(?:итого|合計|总计|小計)",
    re.I | re.S,
)
# What a count below a table is called, of these words alone: "Number of records", "Anzahl Zeilen:", "件数".
_COUNT = re.compile(
    r"(?:(?:total|number|no|count|of|de|der|d|rows?|records?|lines?|entries|items|anzahl|zeilen|datensätze|sätze|"
    r"nombre|lignes?|enregistrements?|número|filas?|registros?|líneas?|numero|di|righe|aantal|regels)\b\W*|"
    r"件数|行数|レコード数?)+\W*",
    re.I,
)
_SAYS_NET = re.compile(r"(?:.*\s)?(?:net|netto|nette|neto|nett)(?:\s.*)?", re.I | re.S)


def is_blank(cell: str) -> bool:
    """True when nothing can be seen in the cell."""
    return not cell.strip(BLANKS)


def is_number(cell: str) -> bool:
    """True when the cell is a number as partners write it, with or without a currency."""
    text = cell.strip(BLANKS)
    return len(text) <= 40 and _NUMBER.fullmatch(text) is not None


def is_typed(cell: str) -> bool:
    """True when the cell is a number or a date: what stands below a heading, hardly ever in one."""
    text = cell.strip(BLANKS)
    return len(text) <= 40 and _is_typed(text)


@lru_cache(maxsize=1 << 14)  # as for the figures of a page
def _is_typed(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None or _DATE.fullmatch(text) is not None


def is_year(cell: str) -> bool:
    """True for 1900 to 2099: a number that does stand in headings."""
    return _YEAR.fullmatch(cell.strip(BLANKS)) is not None


def filled_cells(cells: list[str]) -> list[tuple[int, str]]:
    """Position (from 0) and stripped text of the cells that are not blank."""
    return [(at, text) for at, cell in enumerate(cells) if (text := cell.strip(BLANKS))]


def is_total(filled: list[tuple[int, str]], width: int) -> bool:
    """True when a row is a total of the rows above it.

    Its first filled cell is a total's word and the others are numbers or currencies. When the cell says more than the
    word ("Total October"), at most half of the row, rounded up, may be filled: a product "Total Care" stays a record.

    Args:
        filled: From `filled_cells`.
        width: Number of columns of the table that have a name; of all where none has.
    """
    if not filled or not all(is_number(text) or _CURRENCY_CELL.fullmatch(text) for _, text in filled[1:]):
        return False
    word = total_word(filled)
    if word in TOTAL_WORDS:
        return True
    return len(filled) > 1 and len(filled) <= (width + 1) // 2 and _TOTAL_START.match(word) is not None


def says_total(label: str) -> bool:
    """True when a total's word begins or ends the label: "Total assets", "Assets, total". So may goods be called."""
    return label.casefold() in TOTAL_WORDS or _SAYS_TOTAL.fullmatch(label) is not None


def says_count(label: str) -> bool:
    """True for what a number of records is called."""
    return _COUNT.fullmatch(label) is not None


def says_net(label: str) -> bool:
    """True for a line called net of something: "Net debt", "Umsatz netto"."""
    return _SAYS_NET.fullmatch(label) is not None


def is_rule(filled: list[tuple[int, str]]) -> bool:
    """True for a line drawn across the page: signs such as "-----", "+---+---+" or "=====" in every filled cell."""
    return any(len(text) > 2 for _, text in filled) and all(_RULE.fullmatch(text) for _, text in filled)


def total_word(filled: list[tuple[int, str]]) -> str:
    """The first filled cell as `TOTAL_WORDS` and `GRAND_WORDS` have it."""
    return filled[0][1].casefold().strip(":*=. ")


def shape_of(key: str) -> str:
    """How a key is built: "AB-1234" and "XY-7" alike, "a-9"."""
    return _LETTERS.sub("a", _DIGITS.sub("9", key.strip(BLANKS)))


def normalised(heading: str) -> str:
    """A heading for comparing: casefolded, white space joined, no white space or line break around it."""
    return " ".join(heading.strip(BLANKS + "\ufeff").casefold().split())
