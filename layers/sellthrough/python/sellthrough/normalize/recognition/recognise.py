"""Headings and sample lines of one file in, the likeliest field of each column with its confidence out.

The evidence of a pair (column, field) is how near the heading is to the field's known headings, and how well the
values suit the field. The pairs are then chosen together, one field a column, so that the sum of the evidence is
greatest. How much that sum would lose without a pair is what its confidence rests on, beside the evidence itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sellthrough.model.fields import fields_of
from sellthrough.normalize.recognition.assignment import Pair, assign, regret
from sellthrough.normalize.recognition.confidence import confidence, features
from sellthrough.normalize.recognition.fitness import fitness
from sellthrough.normalize.recognition.profiles import Profile, Resolve, Row, products_of_columns, profile_of
from sellthrough.normalize.recognition.similarity import EXACT, similarities, vocabulary

_FLOOR = 0.45  # what a heading that resembles nothing must be beaten by
_PLAIN_OTHER = 0.6  # a heading that near to what is none of our fields is taken for that, whatever its values
_VALUES = 0.25  # weight of the values beside the heading
_PROOF = 0.35  # values that can hardly be anything else: the product master, check digits
_RELATION = 0.25  # quantity x price = amount
_OTHER_BUYER = 0.3  # a plain "Customer" means the reseller in one feed, the end customer in another
_KNOWN_BUYER = 0.4  # and no "Ship To" beside it takes the place of a plain "Customer"
_CONTRADICTION = -0.7
_TELLING = 4  # distinct values from which on they may contradict a heading
_BUYERS = (("reseller_code", "customer_code"), ("reseller_name", "customer_name"))
_MULTIPLIED = ("quantity_units", "unit_price_amount", "net_amount")
_CANDIDATES = 3
_MOSTLY = 0.9


@dataclass(frozen=True)
class Candidate:
    """One field that a column could mean, with the share of the evidence that speaks for it (0 to 1)."""

    field: str
    evidence: float


@dataclass(frozen=True)
class Recognised:
    """What one column means.

    Attributes:
        position: Counted from 1.
        field: The likeliest field, None when none is likely.
        confidence: Chance that `field` is right (0 to 1), fitted to labelled layouts; of None, that it is no field.
        is_known: The heading is known for the field, letter by letter.
        is_exact: It is a synonym of the field, not a fallback.
        is_contradicted: The values are not what the field holds.
        candidates: The likeliest fields, at most three, the likeliest first.
        rival: Position of another column that could be the same field as well.
        why: The evidence in words.
        features: What the confidence was computed from.
    """

    position: int
    heading: str
    field: str | None
    confidence: float
    is_known: bool = False
    is_exact: bool = False
    is_contradicted: bool = False
    candidates: tuple[Candidate, ...] = ()
    rival: int | None = None
    why: str = ""
    features: tuple[float, ...] = ()


@dataclass(frozen=True)
class Task:
    """What is to be recognised.

    Attributes:
        headings: Of all columns, as written.
        rows: Sample lines; none when only the headings are known.
        folds: Position (from 1) of each column to recognise, to the ways in which its heading may be compared.
        taken: Fields that are settled already.
        codes: Currency codes that a heading may carry.
        resolve: Finds a code in the product master; None when there is no master.
        withheld: Folded headings that count as unknown (for measuring).
    """

    headings: Sequence[str]
    rows: Sequence[Row]
    record_type: str
    folds: Mapping[int, frozenset[str]]
    taken: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    buyer_is_customer: bool = False
    resolve: Resolve | None = None
    withheld: frozenset[str] = frozenset()


@dataclass
class _Evidence:
    similarity: dict[Pair, float] = field(default_factory=dict)
    fitness: dict[Pair, float] = field(default_factory=dict)
    worth: dict[Pair, float] = field(default_factory=dict)
    other: dict[int, float] = field(default_factory=dict)
    known: dict[int, frozenset[str]] = field(default_factory=dict)
    profiles: dict[int, Profile] = field(default_factory=dict)
    multiplied: dict[Pair, str] = field(default_factory=dict)


def recognise(task: Task) -> tuple[Recognised, ...]:
    """Recognise the columns of one file."""
    evidence = _weigh(task)
    gains = {
        pair: worth - (_FLOOR if _is_proof(task, evidence, pair) else evidence.other[pair[0]])
        for pair, worth in evidence.worth.items()
    }
    assigned = assign(gains)
    return tuple(_recognised(task, evidence, gains, assigned, position) for position in sorted(task.folds))


def _weigh(task: Task) -> _Evidence:
    evidence = _Evidence()
    words = vocabulary(task.record_type, task.withheld)
    for position, folds in task.folds.items():
        cells = (row[position - 1] if position <= len(row) else None for row in task.rows)
        evidence.profiles[position] = profile_of(cells, task.resolve)
        holds_dates = evidence.profiles[position].dates > _MOSTLY
        near = similarities(task.headings[position - 1], words, task.codes, folds, holds_dates)
        evidence.known[position] = frozenset(n for f in folds for n in words.exact.get(f, ()))
        other = near.pop("")
        is_exact = max(near.values(), default=0.0) >= EXACT
        evidence.other[position] = other + _VALUES if other > _PLAIN_OTHER else 0.0 if is_exact else max(_FLOOR, other)
        evidence.similarity |= {(position, name): s for name, s in near.items() if name not in task.taken}

    _multiply(task, evidence)
    specs = {n: s for n, s in fields_of(task.record_type).items() if n not in task.taken}
    for position in task.folds:
        for name, spec in specs.items():
            pair = (position, name)
            evidence.fitness[pair] = fitness(spec, evidence.profiles[position], task.resolve is not None)
            evidence.worth[pair] = _worth(task, evidence, pair)
    return evidence


def _multiply(task: Task, evidence: _Evidence) -> None:
    numbers = [p for p, profile in evidence.profiles.items() if profile.numbers > 0.5 and profile.dates < 0.5]
    triples = products_of_columns(task.rows, [p - 1 for p in numbers][:12])
    names = _MULTIPLIED
    for triple in triples:
        for place, name in zip(triple, names, strict=True):
            headings = " x ".join(repr(task.headings[c]) for c in triple[:2])
            evidence.multiplied[place + 1, name] = f"{headings} = {task.headings[triple[2]]!r} on the sample's lines"


def _worth(task: Task, evidence: _Evidence, pair: Pair) -> float:
    """The evidence for a pair; nothing when neither the heading nor a proof speaks for it."""
    similarity, suits = evidence.similarity.get(pair, 0.0), evidence.fitness[pair]
    proof = _PROOF if _is_proof(task, evidence, pair) else 0.0
    if not similarity and not proof:
        return 0.0
    worth = similarity + _VALUES * suits + proof
    if similarity and pair in evidence.multiplied:
        worth += _RELATION
    if similarity < EXACT and suits <= _CONTRADICTION:
        worth -= 2 * _VALUES
    return max(0.0, worth - _buyer_penalty(task, evidence, pair))


def _is_proof(task: Task, evidence: _Evidence, pair: Pair) -> bool:
    profile = evidence.profiles[pair[0]]
    if profile.distinct < _TELLING:
        return False
    if pair[1] == "product_code":
        return task.resolve is not None and profile.products >= 0.8 and profile.gtins < 0.5
    return pair[1] == "gtin" and profile.gtins >= 0.95


def _buyer_penalty(task: Task, evidence: _Evidence, pair: Pair) -> float:
    for reseller, customer in _BUYERS:
        wanted, other = (customer, reseller) if task.buyer_is_customer else (reseller, customer)
        if pair[1] == other:
            same = evidence.similarity.get((pair[0], wanted), 0.0)
            if not same or same < evidence.similarity.get(pair, 0.0):
                return 0.0
            return _KNOWN_BUYER if wanted in evidence.known[pair[0]] else _OTHER_BUYER
    return 0.0


def _recognised(
    task: Task, evidence: _Evidence, gains: Mapping[Pair, float], assigned: Mapping[int, str], position: int
) -> Recognised:
    heading, name = task.headings[position - 1], assigned.get(position)
    candidates = _candidates(evidence, position)
    if name is None:
        sure = 1 - max((c.evidence for c in candidates), default=0.0)
        is_other = evidence.other[position] > _PLAIN_OTHER
        why = "the heading says what is none of our fields" if is_other else "nothing says that it is one of our fields"
        return Recognised(position, heading, None, sure, candidates=candidates, why=why)
    pair = (position, name)
    similarity, suits = evidence.similarity.get(pair, 0.0), evidence.fitness[pair]
    is_exact, is_known = similarity >= EXACT, name in evidence.known.get(position, ())
    lost = regret(gains, assigned, pair)
    is_contradicted = suits <= _CONTRADICTION and evidence.profiles[position].distinct >= _TELLING
    if is_known and name == "product_code":  # codes that nobody knows are asked about one by one
        is_contradicted = is_contradicted and any(_is_proof(task, evidence, (p, name)) for p in task.folds)
    seen = features(similarity, suits, lost, _is_proof(task, evidence, pair), pair in evidence.multiplied)
    return Recognised(
        position,
        heading,
        name,
        confidence(seen),
        is_known=is_known,
        is_exact=is_exact,
        is_contradicted=is_contradicted,
        candidates=candidates,
        rival=_rival(evidence, pair, assigned, is_exact),
        why=_why(evidence, pair, is_known),
        features=seen,
    )


def _candidates(evidence: _Evidence, position: int) -> tuple[Candidate, ...]:
    worth = {name: w for (p, name), w in evidence.worth.items() if p == position and w > 0.2}
    best = sorted(worth.items(), key=lambda item: (-item[1], item[0]))[:_CANDIDATES]
    return tuple(Candidate(name, round(min(w / (1 + _VALUES), 0.999), 3)) for name, w in best)


def _rival(evidence: _Evidence, pair: Pair, assigned: Mapping[int, str], is_exact: bool) -> int | None:
    """Another column without a field of its own whose evidence for this field is nearly as good.

    Where the heading does not say the field itself (a plain "Date", an "Order Date"), a column that nothing explains
    and whose values suit the field as well is one too.
    """
    own = evidence.worth[pair]
    free = [p for p in evidence.profiles if p not in assigned and p != pair[0]]
    for other in free:
        worth = evidence.worth.get((other, pair[1]), 0.0)
        if is_exact and evidence.similarity.get((other, pair[1]), 0.0) < EXACT:
            continue
        if worth > own - 0.1 and worth > evidence.other[other]:
            return other
        is_unexplained = evidence.other[other] <= _FLOOR and not evidence.known.get(other)
        if not is_exact and is_unexplained and _is_date(evidence, pair[0]) and _is_date(evidence, other):
            return other
    return None


def _is_date(evidence: _Evidence, position: int) -> bool:
    return evidence.profiles[position].dates > 0.8


def _why(evidence: _Evidence, pair: Pair, is_known: bool) -> str:
    profile, similarity = evidence.profiles[pair[0]], evidence.similarity.get(pair, 0.0)
    said = ["the heading is known"] if is_known else [f"the heading is near ({similarity:.2f})"] if similarity else []
    if profile.filled:
        said.append(_values_in_words(profile))
    if pair in evidence.multiplied:
        said.append(evidence.multiplied[pair])
    return "; ".join(said)


def _values_in_words(profile: Profile) -> str:
    shares = {
        "dates": profile.dates,
        "codes of the product master": profile.products,
        "trade item numbers with a right check digit": profile.gtins,
        "currencies": profile.currencies,
        "countries": profile.countries,
        "numbers": profile.numbers,
    }
    what, share = max(shares.items(), key=lambda item: item[1])
    if share < 0.5:
        what, share = ("words", profile.words) if profile.words >= profile.codes else ("codes", profile.codes)
    return f"{share:.0%} of {profile.distinct} values are {what}"
