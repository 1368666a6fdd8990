"""The records of one file in; what cleaning takes from their cells out: where, what, how often, first on which line."""

from sellthrough.model.reports import CleanedCells, CleanedWhat
from sellthrough.normalize.text import CONTROLS, SPACES
from sellthrough.normalize.work import Work, quoted

_BLANK = rf"[\t\r\n\x0b\x0c {SPACES}]"
_TAKEN: dict[CleanedWhat, str] = {
    "spaces": rf"^{_BLANK}|{_BLANK}$|{_BLANK}{{2}}|[\t\r\n\x0b\x0c{SPACES}]",
    "control characters": f"[{CONTROLS}]",
    "quotes": r"""^=?"|^'.*'$""",
    "currency signs": r"[$€£¥￥₹₩₽]|\b[A-Z]{3}\b|\b(kr|zł|Fr)\b",
}
# Most cells have nothing to take, which one quick look tells: bare numbers; printable signs, single spaces, no quotes.
_PLAIN_NUMBER = "[-+(]?[0-9.,]*[)%-]?"
_PLAIN_TEXT = "[!#-&(-~]+( [!#-&(-~]+)*"


def cleaned_cells(work: Work) -> tuple[CleanedCells, ...]:
    """What cleaning took from the cells of each mapped column; signs of a currency from columns of numbers only."""
    numbers = {name: spec.kind == "number" for name, spec in work.fields.items() if name in work.mapping.positions}
    asked = [(name, what) for name in numbers for what in _TAKEN if what != "currency signs" or numbers[name]]
    if not asked or not work.report.rows_in:
        return ()
    suspects = ", ".join(_suspect(work.raw(name), numbers[name]) + f" as s_{name}" for name in numbers)
    counts = ", ".join(f"count({line}), min({line})" for line in (_line(name, what) for name, what in asked))
    found = work.connection.execute(f"select {counts} from (select line, {suspects} from records r)").fetchall()[0]
    return tuple(
        CleanedCells(heading=work.heading(name) or "", what=what, row_count=row_count, first_line=first_line)
        for (name, what), row_count, first_line in zip(asked, found[::2], found[1::2], strict=True)
        if row_count
    )


def _suspect(cell: str, is_number: bool) -> str:
    plain = _PLAIN_NUMBER if is_number else _PLAIN_TEXT
    return f"case when regexp_full_match({cell}, {quoted(plain)}) then null else {cell} end"


def _line(name: str, what: CleanedWhat) -> str:
    return f"case when regexp_matches(s_{name}, {quoted(_TAKEN[what])}, 's') then line end"
