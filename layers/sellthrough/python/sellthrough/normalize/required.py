"""The mapping of one file in; a file without a mandatory column is refused, or held when another column could be it."""

from sellthrough.errors import Held, Refused
from sellthrough.model.fields import PRODUCT_FIELDS, fields
from sellthrough.normalize.dates import read_date
from sellthrough.normalize.recognition.headings import heading_words
from sellthrough.normalize.names import fold_text
from sellthrough.normalize.numbers import parse_number
from sellthrough.normalize.products import ProductCatalogue
from sellthrough.normalize.rules import required_fields
from sellthrough.normalize.text import clean
from sellthrough.normalize.work import Work

_SAMPLE = 200
_ENOUGH = 0.8


def require_columns(work: Work) -> None:
    """Check that a column or a constant fills every mandatory field.

    Raises:
        Held: UNCLEAR_LAYOUT, when a column that we do not know could be a missing one.
        Refused: MISSING_COLUMNS, naming every missing field.
    """
    missing = [n for n in required_fields(work) if not _is_there(work, n)]
    could_be = {
        n: [c.heading or str(c.position) for c in work.mapping.unmapped if _could_be(work, n, c.position, c.heading)]
        for n in missing
    }
    for name, headings in could_be.items():
        if headings:
            raise Held(
                "UNCLEAR_LAYOUT", f"Which column is {name}: {', '.join(repr(h) for h in headings)}, or none of them?"
            )
    if missing:
        seen = ", ".join(h for h in work.report.headings if h) or "none"
        raise Refused("MISSING_COLUMNS", f"Missing: {', '.join(missing)}. Columns in the file: {seen}.")


def _is_there(work: Work, name: str) -> bool:
    if name == "product_code":
        return any(work.mapping.has(n) for n in PRODUCT_FIELDS)
    return work.mapping.has(name)


def _could_be(work: Work, name: str, position: int, heading: str) -> bool:
    """True when most cells of an unknown column read as that field would, or the heading shares a word with it."""
    sample = f"select distinct c{position} as k from records where c{position} is not null"
    rows = work.connection.execute(f"select k from ({sample}) order by k limit {_SAMPLE}").fetchall()
    cells = [text for (k,) in rows if (text := clean(k))]
    if not cells:
        return False
    kind = fields()[name].kind
    if kind == "date":
        good = sum(read_date(c) is not None and not c.isdigit() for c in cells)
    elif kind == "number":
        good = sum(parse_number(c, ".") is not None for c in cells)
    elif name == "product_code":
        catalogue = ProductCatalogue(work.configuration, work.submission.partner_id, work.feed.layout.product_prefix)
        good = sum(catalogue.resolve(c) is not None for c in cells)
    else:
        words = {w for s in name.split("_") for w in fold_text(s).split()} - {"CODE", "NAME", "NUMBER"}
        return bool(words & {w for h in heading_words(heading) for w in fold_text(h).split()})
    return good >= _ENOUGH * len(cells)
