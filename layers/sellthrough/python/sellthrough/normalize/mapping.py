"""Headings of one file in, the field that each column means out; or the file is held or refused, never guessed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sellthrough.errors import Held
from sellthrough.model.fields import IGNORE, FieldSpec, fields_of, fold_heading
from sellthrough.model.reports import Issue, MappedColumn, ReadReport
from sellthrough.model.workspace import Feed

# A distributor sells to resellers, a reseller to end customers: "Customer" means the one or the other.
_PLAIN_NOTES = frozenset(
    {"", "units", "unit", "pcs", "each", "ea", "net", "netto", "ht", "optional", "required", "税抜", "個", "円"}
)
_BUYERS = {"reseller_code": "customer_code", "reseller_name": "customer_name"}


@dataclass(frozen=True)
class Mapping:
    """Which column fills which field.

    Attributes:
        positions: Field to column position, counted from 1.
        constants: Field to the value that holds for every record.
        headings: Field to heading as written; the position as text where there is none.
    """

    columns: tuple[MappedColumn, ...]
    positions: dict[str, int]
    constants: dict[str, str]
    headings: dict[str, str]
    issues: tuple[Issue, ...] = ()

    def has(self, name: str) -> bool:
        """True when a column or a constant fills the field."""
        return name in self.positions or name in self.constants

    @property
    def unmapped(self) -> tuple[MappedColumn, ...]:
        """Columns that mean no field we know."""
        return tuple(c for c in self.columns if c.how == "unmapped")


@dataclass
class _Claims:
    headings: tuple[str, ...]
    taken: dict[int, tuple[str | None, str]] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)

    def free(self) -> Iterable[tuple[int, str]]:
        return [(p, h) for p, h in enumerate(self.headings, 1) if p not in self.taken and h]

    def claim(self, position: int, name: str, how: str) -> None:
        if name in self.filled:
            raise _two_headings(name, self.headings, self.filled[name], position)
        self.taken[position] = (name, how)
        self.filled[name] = position


def map_columns(
    report: ReadReport, feed: Feed, currencies: Iterable[str] = (), buyer_is_customer: bool = False
) -> Mapping:
    """Decide the field of each column: the agreement first, then the synonyms of `fields.toml`.

    Args:
        report: The reader's report with the headings.
        feed: The agreement's feed with its layout.
        currencies: ISO 4217 codes that may stand in a heading ("Umsatz EUR").
        buyer_is_customer: True when a plain "Customer" in this feed is the end customer.

    Raises:
        Held: UNCLEAR_LAYOUT, when two headings claim one field.
    """
    known = fields_of(feed.record_type)
    claims = _Claims(headings=report.headings)
    issues = _agreed(claims, feed)
    open_fields = {n: s for n, s in known.items() if n not in feed.layout.constants}
    folded = {p: _folds(h, frozenset(currencies)) for p, h in claims.free()} if feed.layout.header else {}
    _by_synonym(claims, open_fields, folded)
    _by_fallback(claims, open_fields, folded, buyer_is_customer)
    columns = tuple(_column(claims, position) for position in range(1, len(report.headings) + 1))
    return Mapping(
        columns=columns,
        positions=dict(claims.filled),
        constants=dict(feed.layout.constants),
        headings={n: report.headings[p - 1] or str(p) for n, p in claims.filled.items()},
        issues=tuple(issues),
    )


def _agreed(claims: _Claims, feed: Feed) -> list[Issue]:
    layout, issues = feed.layout, []
    places: dict[str, list[int]] = {}
    for position, heading in enumerate(claims.headings, 1):
        places.setdefault(fold_heading(heading), []).append(position)
    for heading, name in layout.columns.items():
        if layout.header:
            found = [p for p in places.get(fold_heading(heading), []) if p not in claims.taken]
        else:
            found = [int(heading)] if int(heading) <= len(claims.headings) else []
        if not found:
            issues.append(
                Issue(code="MISSING_COLUMNS", detail=f"The agreement expects a column {heading!r}; the file has none.")
            )
        for position in found:
            if name == IGNORE:
                claims.taken[position] = (None, "ignored")
            else:
                claims.claim(position, name, "agreement" if layout.header else "position")
    return issues


def _by_synonym(claims: _Claims, known: dict[str, FieldSpec], folded: dict[int, frozenset[str]]) -> None:
    agreed = set(claims.filled)
    for name, spec in known.items():
        if name in agreed:
            continue
        for position, folds in folded.items():
            if position not in claims.taken and folds & set(spec.synonyms):
                claims.claim(position, name, "synonym")


def _by_fallback(
    claims: _Claims, known: dict[str, FieldSpec], folded: dict[int, frozenset[str]], buyer_is_customer: bool
) -> None:
    order = list(known)
    if buyer_is_customer:
        swap = _BUYERS | {v: k for k, v in _BUYERS.items()}
        order = [swap.get(n, n) if swap.get(n, n) in known else n for n in order]
    for name in order:
        for fallback in known[name].fallbacks:
            found = [p for p, folds in folded.items() if p not in claims.taken and fallback in folds]
            if name not in claims.filled and found:
                for position in found:
                    claims.claim(position, name, "synonym")


def _folds(heading: str, currencies: frozenset[str]) -> frozenset[str]:
    """The heading folded, and folded without a currency code and without what stands in parentheses."""
    without_code = " ".join(t for t in heading_words(heading) if t.upper() not in currencies)
    without_note = re.sub(r"[(\[（](.*?)[)\]）]", lambda m: " " if _is_plain_note(m[1]) else m[0], heading)
    return frozenset(f for f in (fold_heading(h) for h in (heading, without_code, without_note)) if f)


def _is_plain_note(note: str) -> bool:
    # "(gross)" or "(千円)" would change what the column means; a format, a unit or "net" does not.
    return fold_heading(note) in _PLAIN_NOTES or re.fullmatch(r"[dmyjatDMYJAT./ -]+", note) is not None


def heading_words(heading: str) -> list[str]:
    """The words of a heading, also of snake_case and camelCase ones."""
    return re.findall(r"[^\W\d_]+|\d+", re.sub(r"([a-z])([A-Z])", r"\1 \2", heading))


def _column(claims: _Claims, position: int) -> MappedColumn:
    name, how = claims.taken.get(position, (None, "unmapped"))
    return MappedColumn(position=position, heading=claims.headings[position - 1], field=name, how=how)  # type: ignore[arg-type]


def _two_headings(name: str, headings: tuple[str, ...], first: int, second: int) -> Held:
    return Held(
        "UNCLEAR_LAYOUT",
        f"Columns {first} ({headings[first - 1]!r}) and {second} ({headings[second - 1]!r}) could both be {name}. "
        f"Which of them is {name}, and what is the other?",
    )
