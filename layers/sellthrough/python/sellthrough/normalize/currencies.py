"""Currency texts, signs and headings in, ISO 4217 codes out."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from sellthrough.normalize.names import fold_text
from sellthrough.normalize.recognition.headings import heading_words


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("currencies.toml").read_text(encoding="utf-8"))


@cache
def codes() -> frozenset[str]:
    """The ISO 4217 codes in use."""
    return frozenset(_tables()["codes"].split())


@cache
def signs() -> dict[str, str]:
    """Upper-case signs that stand for exactly one currency, to its code."""
    return {sign.upper(): code for sign, code in _tables()["signs"].items()}


@cache
def shared_signs() -> dict[str, tuple[str, ...]]:
    """Upper-case signs that several currencies share, to their codes."""
    return {sign.upper(): tuple(shared) for sign, shared in _tables()["shared_signs"].items()}


@cache
def _names() -> dict[str, str]:
    return {fold_text(name): code for code, names in _tables()["names"].items() for name in names}


def currency_of(text: str, default: str | None) -> str | None:
    """The code of a currency text: a code, a sign, a name; None when it is none or not certain.

    A sign that several currencies share ("$") stands for the default when that is one of them.
    """
    upper = text.strip().upper()
    if upper in codes():
        return upper
    if upper in signs():
        return signs()[upper]
    if upper in shared_signs():
        return default if default in shared_signs()[upper] else None
    return _names().get(fold_text(text))


def currencies_in(headings: Iterable[str]) -> frozenset[str]:
    """The codes that stand in headings in upper case, for a vendor whose currencies are not known yet."""
    return frozenset(w for heading in headings for w in heading_words(heading)) & codes()


def currency_in_heading(heading: str, known: frozenset[str]) -> str | None:
    """The currency that a heading names ("Umsatz EUR", "net_cad", "Montant net €"), or None.

    Only codes that the vendor works with count, so that a word like "all" is no currency.
    """
    found = {w.upper() for w in heading_words(heading)} & known
    found |= {code for sign, code in signs().items() if not re.search(r"[A-Z.]", sign) and sign in heading.upper()}
    return found.pop() if len(found) == 1 else None
