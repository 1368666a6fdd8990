"""The mapping of one file in; a file without a mandatory column is refused, or held when another column could be it."""

from sellthrough.errors import Held, Refused
from sellthrough.model.fields import PRODUCT_FIELDS, fields
from sellthrough.model.reports import Question
from sellthrough.normalize.dates import read_date
from sellthrough.normalize.masters import master
from sellthrough.normalize.names import fold_text
from sellthrough.normalize.numbers import parse_number
from sellthrough.normalize.products import ProductCatalogue
from sellthrough.normalize.recognition.headings import heading_words
from sellthrough.normalize.recognition.recognise import Recognised
from sellthrough.normalize.rules import required_fields
from sellthrough.normalize.text import clean
from sellthrough.normalize.unit_readings import UNIT
from sellthrough.normalize.work import Work

_SAMPLE = 200
_ENOUGH = 0.8
_ASKED = 3
_WORTH_ASKING = 0.5


def require_columns(work: Work) -> None:
    """Check that a column or a constant fills every mandatory field.

    Raises:
        Held: UNCLEAR_LAYOUT, when a column that we do not know could be a missing one.
        Refused: MISSING_COLUMNS, naming every missing field.
    """
    _require_unit(work)
    missing = [n for n in required_fields(work) if not _is_there(work, n)]
    changed = f"{work.mapping.change} " if work.mapping.change and missing else ""
    for name in missing:
        answers = _answers(work, name)
        if answers:
            raise Held("UNCLEAR_LAYOUT", f"{changed}Which column is {name}: {', '.join(answers)}, or none of them?")
    if missing:
        seen = ", ".join(h for h in work.report.headings if h) or "none"
        raise Refused("MISSING_COLUMNS", f"{changed}Missing: {', '.join(missing)}. Columns in the file: {seen}.")


def _require_unit(work: Work) -> None:
    """Hold the file when a column may be the unit of measure: left out, cases would count as units."""
    for r in work.mapping.unclear:
        if r.field == UNIT:
            raise Held("UNCLEAR_LAYOUT", f"Is column {r.heading!r} {UNIT} ({r.why})? Every quantity depends on it.")


def unclear_columns(work: Work) -> tuple[Question, ...]:
    """A question for each column that is left out of the facts because its likely field is not certain."""
    return tuple(
        Question(
            work_item_type="unclear_column",
            cell_value=r.heading,
            note=f"Which field is column {r.heading!r}: {', '.join(_chances(r))}, or none? It is left out until then.",
            row_count=work.report.rows_in,
        )
        for r in work.mapping.unclear
        if r.confidence >= _WORTH_ASKING
    )


def _chances(recognised: Recognised) -> list[str]:
    return [f"{c.field} ({c.evidence:.0%})" for c in recognised.candidates]


def _answers(work: Work, name: str) -> list[str]:
    """The columns that could be a missing field, the likeliest first, at most three.

    Headings that come near it count before values that only read as it would.
    """
    wanted = PRODUCT_FIELDS if name == "product_code" else (name,)
    near = {r.heading: c.evidence for r in work.mapping.unclear for c in r.candidates if c.field in wanted}
    found = [f"{h!r} ({share:.0%})" for h, share in sorted(near.items(), key=lambda item: (-item[1], item[0]))]
    for column in work.mapping.unmapped:
        if column.heading not in near and _could_be(work, name, column.position, column.heading):
            found.append(repr(column.heading or str(column.position)))
    return found[:_ASKED]


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
        catalogue = master(
            ProductCatalogue, work.configuration, work.submission.partner_id, work.feed.layout.product_prefix
        )
        good = sum(catalogue.resolve(c) is not None for c in cells)
    else:
        words = {w for s in name.split("_") for w in fold_text(s).split()} - {"CODE", "NAME", "NUMBER"}
        return bool(words & {w for h in heading_words(heading) for w in fold_text(h).split()})
    return good >= _ENOUGH * len(cells)
