"""A heading in, the forms out by which it may be known letter by letter: without a currency, without a note."""

import re

from sellthrough.model.fields import fold_heading
from sellthrough.normalize.recognition.headings import heading_words

_NOTES = (
    "units unit pcs each ea stk stuck st unites pieces uds unidades net netto ht optional required 税抜 個 台 本 円"
)
_PLAIN_NOTES = frozenset(_NOTES.split()) | {""}


def folds_of(heading: str, currencies: frozenset[str]) -> frozenset[str]:
    """The heading folded, and folded without a currency code and without what stands in parentheses."""
    without_code = " ".join(t for t in heading_words(heading) if t.upper() not in currencies)
    without_note = re.sub(r"[(\[（](.*?)[)\]）]", lambda m: " " if _is_plain_note(m[1]) else m[0], heading)
    return frozenset(f for f in (fold_heading(h) for h in (heading, without_code, without_note)) if f)


def _is_plain_note(note: str) -> bool:
    # "(gross)" or "(千円)" would change what the column means; a format, a unit or "net" does not.
    return fold_heading(note) in _PLAIN_NOTES or re.fullmatch(r"[dmyjatDMYJAT./ -]+", note) is not None
