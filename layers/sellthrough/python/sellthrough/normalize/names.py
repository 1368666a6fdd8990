"""Company names in, comparable keys out: case, accents and punctuation folded, legal forms made one spelling each."""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

import duckdb

_NOT_ALNUM = re.compile("[^0-9A-Z]+")
_NOTHING = re.compile(r"[.'’‘`´]")
_SPACE = re.compile(r"[^\w&]+|_")
_ATTACHED = re.compile(r"(株式会社|有限会社|合同会社)")  # written without a space before or after the name
_ASCII = str.maketrans(
    {c: " " for c in map(chr, range(128)) if not c.isalnum()} | {".": "", "'": "", "`": "", "&": " & "}
)


def name_key(name: str) -> str:
    """The key under which spellings of one name meet; "" when nothing but punctuation is there.

    "ACME  Incorporated", "Acme, Inc." and "acme inc" share the key "ACME INC"; "Acme GmbH" does not.
    """
    words = name.upper().translate(_ASCII).split() if name.isascii() else _fold(name).split()
    singles, multiples, first_words = _legal_forms()
    words = [singles.get(w, w) for w in words]
    if first_words.isdisjoint(words):
        return " ".join(words)
    key = f" {' '.join(words)} "
    for spelling, form in multiples:
        key = key.replace(f" {spelling} ", f" {form} ")
    return key.strip()


def product_key(code: str) -> str:
    """The product code in upper case with letters and digits only: "aw 0214" and "AW-0214" meet."""
    if code.isascii():
        return _NOT_ALNUM.sub("", code.upper())
    return "".join(c for c in unicodedata.normalize("NFKC", code).upper() if c.isalnum())


def fold_text(text: str) -> str:
    """A place or word without case, accents and punctuation, words apart: "Île-de-France" is "ILE DE FRANCE"."""
    return " ".join(_fold(text).split())


def _fold(name: str) -> str:
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).upper())
    text = unicodedata.normalize("NFKC", re.sub(r"[\u0300-\u036f]", "", text))
    return _ATTACHED.sub(r" \1 ", _SPACE.sub(" ", _NOTHING.sub("", text).replace("&", " & ")))


def define_name_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `fold_name(x)` and `is_plain_name(x, folded)`.

    For a plain name the folded text is its `name_key`; any other must be given to `name_key` itself: it is not ASCII,
    or carries a spelling of a legal form that becomes another.
    """
    singles, _, first_words = _legal_forms()
    words = "|".join(sorted({w for w in (*singles, *first_words) if w.isascii() and w.isalnum()}))
    connection.execute(f"""
        create or replace macro fold_name(x) as case
            when regexp_full_match(x, '[A-Za-z0-9]+( [A-Za-z0-9]+)*') then upper(x)
            else trim(regexp_replace(regexp_replace(upper(x), '[.''`]', '', 'g'), '[^A-Z0-9]+', ' ', 'g')) end;
        create or replace macro is_plain_name(x, folded) as strlen(x) = length(x) and not contains(x, '&')
            and folded <> '' and not regexp_matches(folded, '(^| )({words})( |$)');
    """)


@cache
def _legal_forms() -> tuple[dict[str, str], tuple[tuple[str, str], ...], frozenset[str]]:
    raw: dict[str, list[str]] = tomllib.loads(
        files(__package__).joinpath("legal_forms.toml").read_text(encoding="utf-8")
    )
    pairs = [(fold_text(spelling), form) for form, spellings in raw.items() for spelling in spellings]
    multiples = tuple(sorted((p for p in pairs if " " in p[0]), key=lambda p: (-len(p[0]), p[0])))
    return {s: f for s, f in pairs if " " not in s}, multiples, frozenset(s.split()[0] for s, _ in multiples)
