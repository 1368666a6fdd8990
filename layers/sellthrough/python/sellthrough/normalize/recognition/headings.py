"""A heading in, the meanings it is made of out, in any of five languages: "Rechnungsdatum" is {invoice, date}."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])")
_NUMBER_SIGN = re.compile(r"[#№]|\b[nN][°º]|\b[nN]ro\b")
_WORD = re.compile(r"[a-z]+|[぀-ヿ一-鿿々ー]+|\d+|[^\W\d_a-z぀-ヿ一-鿿]+")
_FORMAT = re.compile(r"[(\[（]?\b(?:[dmyjat]{1,4}[-/. ]?){3}\b[)\]）]?", re.IGNORECASE)
# A party, not a sale; but "quantity sold to ..." is one.
_SOLD_TO = re.compile(
    r"(?<!qty )(?<!quantity )(?<!units )\b(sold|bill|ship|deliver)[\s-]*to\b", re.IGNORECASE
)  # a party, not a sale
_SIGNS = re.compile(r"[€$£¥￥%]")
_ASCII = re.compile(r"[a-z]+")
_LINKS = ("", "s", "n", "en", "es", "e")
_SHORTEST = 4
# Abbreviations short enough to need naming, and common enough to be cut out of a longer word.
_SHORT = (
    "qty nbr num amt prc inv ord sku mfg mfr uom zip upc ean qte ref art bez prd exp cur ccy net ext doc loc var eu dt "
    "cd nr no id nm ln end"
)
_SHORT_PIECES = frozenset(_SHORT.split())
_MISSPELT = 6
_STEM = 5  # letters that an inflected or shortened word must share with the word that it stands for
_DOUBT = 0.15  # share of a word that is taken for another, counted as unknown
_CHOICES = 12


@dataclass(frozen=True)
class Meaning:
    """What one reading of a heading is made of.

    Attributes:
        concepts: Names of the lexicon's meanings.
        unknown: Letters that no word of the lexicon covers, as a share of the heading's letters.
        is_second: True when a word is read in a meaning that is not its first one.
    """

    concepts: frozenset[str]
    unknown: float
    is_second: bool = False


@dataclass(frozen=True)
class Lexicon:
    """Folded words to their meanings, the first meaning first; and how much each meaning weighs.

    `near` and `begun` find words by a spelling with a letter left out and by their first letters.
    """

    words: dict[str, tuple[str, ...]]
    weights: dict[str, float]
    near: dict[str, str]
    begun: dict[str, tuple[str, ...]]


@cache
def lexicon() -> Lexicon:
    """The words of `lexicon.toml`; a word followed by # has that meaning only beside its first one."""
    raw = tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text(encoding="utf-8"))
    first: dict[str, list[str]] = {}
    second: dict[str, list[str]] = {}
    for concept, entry in raw.items():
        for word in entry["words"].split():
            target = second if word.endswith("#") else first
            target.setdefault(fold(word.rstrip("#")), []).append(concept)
    words = {w: tuple(dict.fromkeys(first.get(w, []) + second.get(w, []))) for w in first.keys() | second.keys()}
    weights = {concept: float(entry.get("weight", 1)) for concept, entry in raw.items()}
    begun: dict[str, list[str]] = {}
    for word in sorted(words):
        begun.setdefault(word[:_SHORTEST], []).append(word)
    return Lexicon(words, weights, _near(words), {start: tuple(found) for start, found in begun.items()})


def _near(words: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """Words with one letter left out, to the word: how a misspelt one is found."""
    near: dict[str, str] = {}
    for word in sorted(words):
        if len(word) >= _MISSPELT and _ASCII.fullmatch(word):
            for spelling in {word, *_one_less(word)}:
                near.setdefault(spelling, word)
    return near


def _one_less(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def fold(text: str) -> str:
    """The text in lower case without accents, full-width letters made plain."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", re.sub(r"[\u0300-\u036f]", "", plain))


def words_of(heading: str) -> list[str]:
    """The folded words of a heading, also of snake_case and camelCase; a number sign is the word "nr"."""
    text = _NUMBER_SIGN.sub(" nr ", _SIGNS.sub(" ", _FORMAT.sub(" ", unicodedata.normalize("NFKC", heading))))
    text = _SOLD_TO.sub(" soldto ", _CAMEL.sub(" ", text).replace("_", " "))
    return [w for part in text.split() for w in _WORD.findall(fold(part)) if not w.isdigit()]


def heading_words(heading: str) -> list[str]:
    """The words of a heading, also of snake_case and camelCase ones."""
    return re.findall(r"[^\W\d_]+|\d+", re.sub(r"([a-z])([A-Z])", r"\1 \2", heading))


@cache
def meanings(heading: str, codes: frozenset[str] = frozenset()) -> tuple[Meaning, ...]:
    """The readings of a heading, the likeliest first.

    Args:
        heading: As written.
        codes: Upper-case currency codes, which say nothing about the field ("Umsatz EUR").
    """
    words = [w for w in words_of(heading) if w.upper() not in codes]
    pieces = [piece for word in words for piece in _cut(word)]
    letters = sum(len(text) for text, _ in pieces) or 1
    doubtful = sum(len(w) for w in words if _is_doubtful(w)) * _DOUBT
    unknown = (sum(len(text) for text, known in pieces if not known) + doubtful) / letters
    choices = [known for _, known in pieces if known]
    found: dict[frozenset[str], Meaning] = {}
    for count, chosen in enumerate(product(*choices)):
        if count == _CHOICES:
            break
        concepts = frozenset(chosen) - {"noise"}
        found.setdefault(concepts, Meaning(concepts, unknown, is_second=count > 0))
    return tuple(found.values())


def _cut(word: str) -> list[tuple[str, tuple[str, ...]]]:
    """The word cut into words of the lexicon; a piece that none covers has no meaning."""
    words = lexicon().words
    if word in words:
        return [(word, words[word])]
    latin = _ASCII.fullmatch(word) is not None
    best: list[tuple[float, list[tuple[str, tuple[str, ...]]]] | None] = [None] * (len(word) + 1)
    best[0] = (0.0, [])
    for at in range(len(word)):
        reached = best[at]
        if reached is None:
            continue
        cost, pieces = reached
        for end in range(at + 1, len(word) + 1):
            piece = word[at:end]
            known, price = words.get(piece), _price_of(piece, latin)
            if known and price:
                _improve(best, end, cost + price, [*pieces, (piece, known)])
            elif pieces and latin and piece in _LINKS and end < len(word):
                _improve(best, end, cost + 0.5, [*pieces, (piece, ("noise",))])
        _improve(best, at + 1, cost + (3 if latin else 1.5), _with_unknown(pieces, word[at]))
    _, pieces = best[-1] or (0.0, [])
    if latin and any(not known for _, known in pieces):
        instead = _stand_in(word)
        if instead:
            return [(word, words[instead])]
        if _mostly_unknown(pieces):
            return [(word, ())]
    return pieces


def _price_of(piece: str, latin: bool) -> float | None:
    """What cutting that piece out costs; None when it is too short to be more than chance."""
    if not latin or len(piece) >= _SHORTEST or piece in _SHORT_PIECES:
        return 1.0
    return 2.5 if len(piece) == _SHORTEST - 1 else None


def _is_doubtful(word: str) -> bool:
    return word not in lexicon().words and _ASCII.fullmatch(word) is not None and _stand_in(word) is not None


def _improve(
    best: list[tuple[float, list[tuple[str, tuple[str, ...]]]] | None],
    end: int,
    cost: float,
    pieces: list[tuple[str, tuple[str, ...]]],
) -> None:
    known = best[end]
    if known is None or cost < known[0]:
        best[end] = (cost, pieces)


def _with_unknown(pieces: list[tuple[str, tuple[str, ...]]], letter: str) -> list[tuple[str, tuple[str, ...]]]:
    if pieces and not pieces[-1][1]:
        return [*pieces[:-1], (pieces[-1][0] + letter, ())]
    return [*pieces, (letter, ())]


def _mostly_unknown(pieces: list[tuple[str, tuple[str, ...]]]) -> bool:
    unknown = sum(len(text) for text, known in pieces if not known)
    return unknown > sum(len(text) for text, known in pieces) / 2


@cache
def _stand_in(word: str) -> str | None:
    """The word of the lexicon that an unknown one stands for: shortened, inflected or misspelt; None when unsure."""
    known, alike = lexicon().words, lexicon().begun.get(word[:_SHORTEST], ())
    longer = [w for w in alike if w.startswith(word)]
    inflected = [w for w in alike if _same_stem(w, word)]
    for found in (longer, inflected):
        if found and len({known[w] for w in found}) == 1:
            return min(found)
    return _corrected(word)


def _same_stem(one: str, other: str) -> bool:
    """True when both begin alike and differ in an ending of three letters at most."""
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= _STEM and max(len(one), len(other)) - shared <= 3


def _corrected(word: str) -> str | None:
    """The one word that is a letter more, less or other, when the word is long enough to say so."""
    if len(word) < _MISSPELT:
        return None
    near = lexicon().near
    found = {near[s] for s in (word, *_one_less(word)) if s in near}
    return min(found) if len(found) == 1 else None
