"""Headings of one file in, the field that each column means out; or the file is held or refused, never guessed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sellthrough.errors import Held
from sellthrough.model.fields import IGNORE, fields_of, fold_heading
from sellthrough.model.layouts import LayoutChange, change_between, nearest_layout
from sellthrough.model.reports import Issue, MappedColumn, ReadReport
from sellthrough.model.workspace import Feed
from sellthrough.normalize.pack_headings import columns_of_packs
from sellthrough.normalize.recognition.confidence import threshold
from sellthrough.normalize.recognition.folds import folds_of
from sellthrough.normalize.recognition.profiles import Resolve, Row
from sellthrough.normalize.recognition.recognise import Recognised, Task, recognise


@dataclass(frozen=True)
class Sample:
    """What is known of a file beside its headings.

    Attributes:
        rows: Some of its lines, cells by position.
        resolve: Finds a product code in the master; None when the vendor has no products.
        withheld: Folded headings that count as unknown: how a measurement holds headings out.
    """

    rows: tuple[Row, ...] = ()
    resolve: Resolve | None = None
    withheld: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Mapping:
    """Which column fills which field.

    Attributes:
        positions: Field to column position, counted from 1.
        constants: Field to the value that holds for every record.
        headings: Field to heading as written; the position as text where there is none.
        unclear: What could not be decided: columns with a likely field that is not certain.
        change: How the headings differ from those remembered for the feed; None when they do not.
    """

    columns: tuple[MappedColumn, ...]
    positions: dict[str, int]
    constants: dict[str, str]
    headings: dict[str, str]
    issues: tuple[Issue, ...] = ()
    unclear: tuple[Recognised, ...] = ()
    change: LayoutChange | None = None

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
    report: ReadReport,
    feed: Feed,
    currencies: Iterable[str] = (),
    buyer_is_customer: bool = False,
    sample: Sample = Sample(),
) -> Mapping:
    """Decide the field of each column: the agreement first, then what headings and values say together.

    Args:
        report: The reader's report with the headings.
        feed: The agreement's feed with its layout.
        currencies: ISO 4217 codes that may stand in a heading ("Umsatz EUR").
        buyer_is_customer: True when a plain "Customer" in this feed is the end customer.
        sample: Lines of the file and the product master, where they are at hand.

    Raises:
        Held: UNCLEAR_LAYOUT, when two headings claim one field.
    """
    claims = _Claims(headings=report.headings)
    issues = _agreed(claims, feed)
    change = _remembered(claims, feed)
    if change:
        issues.append(Issue(code="LAYOUT_CHANGED", detail=str(change)))
    recognised = _recognise(claims, feed, frozenset(currencies), buyer_is_customer, sample)
    unclear = tuple(r for r in recognised if not _accept(claims, r))
    if feed.layout.header:
        for position, name in columns_of_packs(claims.free(), claims.filled, sample.rows, feed.record_type).items():
            claims.claim(position, name, "recognised")
    unclear = tuple(r for r in unclear if r.position not in claims.taken)
    by_position = {r.position: r for r in recognised}
    columns = tuple(_column(claims, p, by_position.get(p)) for p in range(1, len(report.headings) + 1))
    return Mapping(
        columns=columns,
        positions=dict(claims.filled),
        constants=dict(feed.layout.constants),
        headings={n: report.headings[p - 1] or str(p) for n, p in claims.filled.items()},
        issues=tuple(issues),
        unclear=unclear,
        change=change,
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


def _remembered(claims: _Claims, feed: Feed) -> LayoutChange | None:
    """Claim what a person has said about these headings before; what has changed since is the answer."""
    known = nearest_layout(claims.headings, feed.layout.remembered)
    if known is None:
        return None
    said = {fold_heading(heading): name for heading, name in known.columns.items()}
    for position, heading in claims.free():
        name = said.get(fold_heading(heading))
        if name == IGNORE:
            claims.taken[position] = (None, "ignored")
        elif name and name not in claims.filled and name not in feed.layout.constants:
            claims.claim(position, name, "remembered")
    return change_between(known.headings, claims.headings)


def _recognise(
    claims: _Claims, feed: Feed, currencies: frozenset[str], buyer_is_customer: bool, sample: Sample
) -> tuple[Recognised, ...]:
    if not feed.layout.header:
        return ()
    known = fields_of(feed.record_type)
    return recognise(
        Task(
            headings=claims.headings,
            rows=sample.rows,
            record_type=feed.record_type,
            folds={p: folds_of(h, currencies) for p, h in claims.free()},
            taken=frozenset(n for n in known if n in claims.filled or n in feed.layout.constants),
            codes=currencies,
            buyer_is_customer=buyer_is_customer,
            resolve=sample.resolve,
            withheld=sample.withheld,
        )
    )


def _accept(claims: _Claims, recognised: Recognised) -> bool:
    """Claim the field when it is certain; False when a column has a likely field that is not."""
    if recognised.field is None:
        return True
    if recognised.rival is not None:
        if recognised.is_exact:
            raise _two_headings(recognised.field, claims.headings, *sorted((recognised.position, recognised.rival)))
        return False
    if recognised.is_contradicted:
        return False
    if not recognised.is_known and recognised.confidence < threshold():
        return False
    claims.claim(recognised.position, recognised.field, "synonym" if recognised.is_known else "recognised")
    return True


def _column(claims: _Claims, position: int, recognised: Recognised | None) -> MappedColumn:
    name, how = claims.taken.get(position, (None, "unmapped"))
    told = {}
    if recognised and how in {"synonym", "recognised", "unmapped"}:
        told = {
            "confidence": round(recognised.confidence, 4),
            "why": recognised.why,
            "candidates": tuple(c.field for c in recognised.candidates)
            if how == "unmapped" and recognised.field
            else (),
        }
    return MappedColumn.model_validate(
        {"position": position, "heading": claims.headings[position - 1], "field": name, "how": how} | told
    )


def _two_headings(name: str, headings: tuple[str, ...], first: int, second: int) -> Held:
    return Held(
        "UNCLEAR_LAYOUT",
        f"Columns {first} ({headings[first - 1]!r}) and {second} ({headings[second - 1]!r}) could both be {name}. "
        f"Which of them is {name}, and what is the other?",
    )
