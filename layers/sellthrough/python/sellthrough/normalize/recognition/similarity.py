"""A heading and a record type in, how near the heading is to each field, and to what is none of them, out."""

import tomllib
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from sellthrough.model.fields import FieldSpec, fields, fields_of, fold_heading
from sellthrough.normalize.recognition.headings import Meaning, lexicon, meanings

EXACT = 1.0
_FALLBACK = 0.9  # of the first fallback; each later one counts a little less
_FALLBACK_STEP = 0.004
_BY_MEANING = 0.96  # the same meanings in other words
_SECOND_MEANING = 0.95
_LEAST = 0.5  # what is less near than this is chance
_IMPLIED = 0.1  # weight, beside its own, of a meaning that goes without saying for a field of that kind
_SYNONYM_VOTES = 3  # a synonym says more about what a meaning is than a fallback does
_PARTIES = (
    "distributor",
    "reseller",
    "customer",
    "end",
)  # whose invoice or order it is does not change a number or a date
_IMPLIED_BY: dict[str, frozenset[str]] = {
    "number": frozenset({"product", "invoice", "sale", "line", "net", "document", "transaction", *_PARTIES}),
    "date": frozenset({"document", "sale", "transaction", "line", *_PARTIES}),
    "text": frozenset({"name"}),
    "code": frozenset({"number"}),
    "country": frozenset({"number", "name"}),
    "currency": frozenset({"number", "sale", "resale"}),
}
_OF_DOCUMENT = frozenset({"invoice_number", "invoice_line", "order_number", "order_line"})
_OF_DISTRIBUTOR = frozenset(
    {"partner_code", "partner_name", "partner_product_code", "product_code", "gtin", "description"}
)
_MINORITY = 0.34  # a meaning that so few of the headings with it give to a field is not that field's
_LAST_RESORT = 0.3  # a fallback that is mostly something else (an order date for a sale) gives way to anything better
_UNKNOWN = 2.0  # weight of a heading that is wholly unknown, beside the weights of the lexicon


@dataclass(frozen=True)
class Pattern:
    """One way to say a field.

    Attributes:
        concepts: Its meanings.
        rank: How good a match counts at most.
        implied: Meanings that a heading may add without saying anything else.
    """

    concepts: frozenset[str]
    rank: float
    implied: frozenset[str]


@dataclass(frozen=True)
class Vocabulary:
    """What headings of one record type can mean.

    Attributes:
        exact: Folded heading to the fields it means, with the score of each.
        patterns: Field to its patterns.
        others: Meanings of headings that are none of the fields.
        other_headings: Those headings, folded.
    """

    exact: dict[str, dict[str, float]]
    patterns: dict[str, tuple[Pattern, ...]]
    others: tuple[frozenset[str], ...]
    other_headings: frozenset[str]


@cache
def vocabulary(record_type: str, withheld: frozenset[str] = frozenset()) -> Vocabulary:
    """The vocabulary of a record type.

    Args:
        record_type: Whose fields.
        withheld: Folded headings to do without, as if nobody had told us: how a measurement holds headings out.
    """
    exact: dict[str, dict[str, float]] = {}
    named, foreign = _others(record_type), _foreign(record_type)
    resembled = _concepts(named)
    ranks: dict[frozenset[str], dict[str, float]] = {}
    votes: dict[frozenset[str], Counter[str]] = {}
    for name, spec in fields_of(record_type).items():
        for heading, rank in _ways(spec):
            fold = fold_heading(heading)
            if fold in withheld:
                continue
            read = meanings(heading)[0]
            lowered = rank - (_LAST_RESORT if rank < EXACT and read.concepts in resembled else 0.0)
            exact.setdefault(fold, {})[name] = max(lowered, exact.get(fold, {}).get(name, 0.0))
            if _weight(read.concepts) >= 1 and not read.unknown:
                known = ranks.setdefault(read.concepts, {})
                known[name] = max(rank, known.get(name, 0.0))
                votes.setdefault(read.concepts, Counter())[name] += 1 if rank < EXACT else _SYNONYM_VOTES
    others = resembled - {c for c, known in ranks.items() if max(known.values()) >= EXACT}
    return Vocabulary(
        exact,
        _patterns(record_type, ranks, votes, others),
        tuple(sorted(others | (_concepts(foreign) - ranks.keys()), key=sorted)),
        frozenset(map(fold_heading, (*named, *foreign))) - exact.keys() - withheld,
    )


def _concepts(headings: list[str]) -> set[frozenset[str]]:
    return {m.concepts for h in headings if (m := meanings(h)[0]).concepts and not m.unknown}


def _patterns(
    record_type: str,
    ranks: dict[frozenset[str], dict[str, float]],
    votes: dict[frozenset[str], Counter[str]],
    others: set[frozenset[str]],
) -> dict[str, tuple[Pattern, ...]]:
    """The meanings of each field: those that most of the headings with that meaning give it.

    A fallback that means none of our fields in general ("order date") counts letter by letter only.
    """
    found: dict[str, list[Pattern]] = {}
    for concepts, known in ranks.items():
        most = max(votes[concepts].values())
        for name, rank in known.items():
            if votes[concepts][name] >= _MINORITY * most and not (rank < EXACT and concepts in others):
                implied = _IMPLIED_BY[fields_of(record_type)[name].kind]
                if name in _OF_DOCUMENT:
                    implied |= set(_PARTIES)
                if name not in _OF_DISTRIBUTOR:
                    implied |= {"distributor"}
                found.setdefault(name, []).append(Pattern(concepts, rank, implied))
    return {name: tuple(patterns) for name, patterns in found.items()}


def _ways(spec: FieldSpec) -> list[tuple[str, float]]:
    fallbacks = [(h, _FALLBACK - _FALLBACK_STEP * i) for i, h in enumerate(spec.fallbacks_written)]
    return [*((h, EXACT) for h in spec.synonyms_written), *fallbacks]


def _others(record_type: str) -> list[str]:
    raw = tomllib.loads(files(__package__).joinpath("others.toml").read_text(encoding="utf-8"))["others"]
    return [*raw["any"], *raw.get(record_type, ())]


def _foreign(record_type: str) -> list[str]:
    """Headings of fields that only other record types have."""
    known = fields_of(record_type)
    return [h for n, spec in fields().items() if n not in known for h in spec.synonyms_written]


def similarities(
    heading: str, words: Vocabulary, codes: frozenset[str], folds: frozenset[str], holds_dates: bool = False
) -> dict[str, float]:
    """Field to similarity, 0 to 1, of the fields that the heading comes near; "" is what is none of them.

    Args:
        codes: Currency codes, which a heading may carry without meaning anything else.
        folds: The ways in which the heading may be compared letter by letter.
        holds_dates: The values are dates, so the heading need not say it ("Invoiced").
    """
    found: dict[str, float] = {}
    for fold in folds:
        for name, rank in words.exact.get(fold, {}).items():
            found[name] = max(rank, found.get(name, 0.0))
    if found:  # letter by letter is certain enough not to look for what else it resembles
        return found | {"": 0.0}
    if folds & words.other_headings:
        return {"": EXACT}
    read = meanings(heading, codes)
    if holds_dates:
        read = tuple(replace(m, concepts=m.concepts | {"date"}, is_second=True) if _lacks_date(m) else m for m in read)
    for name, patterns in words.patterns.items():
        near = max(
            (p.rank * _BY_MEANING * _overlap(m, p.concepts, p.implied) for m in read for p in patterns), default=0.0
        )
        if near > max(_LEAST, found.get(name, 0.0)):
            found[name] = near
    nothing: frozenset[str] = frozenset()
    other = max((_BY_MEANING * _overlap(m, concepts, nothing) for m in read for concepts in words.others), default=0.0)
    found[""] = other
    return found


def _lacks_date(meaning: Meaning) -> bool:
    return bool(meaning.concepts) and "date" not in meaning.concepts


def _overlap(meaning: Meaning, concepts: frozenset[str], implied: frozenset[str]) -> float:
    """Weighted share of the meanings that both have, among those that either has (Jaccard)."""
    both = _weight(meaning.concepts & concepts)
    if not both:
        return 0.0
    added = meaning.concepts - concepts
    extra = _weight(added - implied) + _IMPLIED * _weight(added & implied)
    either = _weight(concepts) + extra + _UNKNOWN * meaning.unknown
    return both / either * (_SECOND_MEANING if meaning.is_second else 1.0)


@cache
def _weight(concepts: frozenset[str]) -> float:
    weights = lexicon().weights
    return sum(weights[c] for c in concepts)
