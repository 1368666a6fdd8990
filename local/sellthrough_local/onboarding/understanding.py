"""A sample, a workspace and the answers so far in, what was understood and what must be asked out."""

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sellthrough.errors import Held, Refused
from sellthrough.model.fields import IGNORE, PRODUCT_FIELDS, fields, mandatory_fields
from sellthrough.model.reports import MappedColumn, ReadReport
from sellthrough.model.workspace import Agreement, Configuration, Feed, Layout, Partner, RecordType, RememberedLayout
from sellthrough.onboard.file_names import pattern_of
from sellthrough_local.cli.failures import RefusedError
from sellthrough_local.onboarding.answers import IMPLIED, Answers
from sellthrough_local.onboarding.reading import Normalized, normalize_sample, read_sample, sample_rows
from sellthrough_local.workspace_folder import Draft, load_folder

Row = Sequence[str | None]
_RECORD_TYPES: tuple[RecordType, ...] = (
    "sell_through", "inventory", "orders", "contracts", "opportunities", "sell_in",
)  # fmt: skip
_SAMPLE_LINES = 60
_SETTINGS = {
    "UNCLEAR_DATES": ("date_order", ("dmy", "mdy", "ymd")),
    "UNCLEAR_NUMBERS": ("decimal", (".", ",")),
    "UNCLEAR_PERIOD": ("period", ()),
}


@dataclass(frozen=True)
class OpenQuestion:
    """One thing that only a person knows.

    Attributes:
        text: The question.
        answers: What `--answer` may say, the likeliest first; empty when anything may be the answer.
    """

    text: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Understanding:
    """What is known of a sample.

    Attributes:
        agreement: The partner's agreement with the new feed in it.
        new_partner: The row for the partner master, when it has none.
        normalized: None while a question is open that stops normalising.
    """

    agreement: Agreement
    feed: Feed
    new_partner: Partner | None
    report: ReadReport
    columns: tuple[MappedColumn, ...]
    questions: tuple[OpenQuestion, ...]
    normalized: Normalized | None = None


@dataclass
class Onboarding:
    """A sample on its way into a workspace."""

    sample: Path
    workspace: Path
    partner: Partner
    is_new_partner: bool
    agreement: Agreement | None
    answers: Answers = field(default_factory=Answers)

    def understand(self) -> Understanding:
        """Read, map and normalise the sample with the answers so far.

        Raises:
            RefusedError: The sample cannot be read, or an answer does not fit it.
        """
        with tempfile.TemporaryDirectory(prefix="sellthrough-onboard-") as name:
            folder = Path(name)
            feed = self._feed(_RECORD_TYPES[0], ())
            try:
                report = read_sample(self.sample, feed, folder)
            except Refused as refused:
                raise RefusedError(f"{self.sample.name}: {refused.detail}") from refused
            except Held as held:
                raise RefusedError(
                    f"{self.sample.name}: {held.question} Say it with --answer delimiter=..., sheet=... or encoding=..."
                ) from held
            return self._map(report, folder)

    def _map(self, report: ReadReport, folder: Path) -> Understanding:
        from sellthrough.normalize.normalizer import map_file  # noqa: PLC0415  (duckdb, only here)

        rows = sample_rows(folder, _SAMPLE_LINES)
        wanted = self.answers.feed.get("record_type")
        best, questions = None, []
        for record_type in _RECORD_TYPES if wanted is None else (wanted,):
            feed = self._feed(record_type, report.headings)
            configuration = self._configuration(feed)
            try:
                mapping = map_file(rows, report, feed, configuration, self.partner.partner_id)
            except Held as held:
                questions.append(OpenQuestion(held.question, _either(held.question, report.headings)))
                continue
            missing = [n for n in mandatory_fields(feed.record_type) if not _is_filled(mapping.has, n)]
            rank = (-len(missing), len(mapping.positions) if not missing else 0)
            if best is None or rank[0] > best[0]:
                best = (rank[0], feed, configuration, mapping, missing)
            if not missing:
                break
        if best is None:
            return self._without(report, questions)
        _, feed, configuration, mapping, missing = best
        asked = [*_missing(missing, mapping.columns, rows), *_unclear(mapping.columns), *self._about_period(feed)]
        return self._finished(report, folder, feed, configuration, mapping.columns, asked)

    def _finished(  # noqa: PLR0917 - what mapping has found
        self,
        report: ReadReport,
        folder: Path,
        feed: Feed,
        configuration: Configuration,
        columns: tuple[MappedColumn, ...],
        asked: list[OpenQuestion],
    ) -> Understanding:
        normalized = None
        try:
            normalized = normalize_sample(
                self.sample.name, report, feed, configuration, self.partner.partner_id, folder
            )
        except Held as held:
            key, choices = _SETTINGS.get(held.code, ("", ()))
            if digits := re.search(r"last (\d) digits decimals", held.question):
                key, choices = IMPLIED, (digits[1],)
            if key:
                asked.append(OpenQuestion(held.question, tuple(f"{key}={choice}" for choice in choices)))
            elif not asked:
                asked.append(OpenQuestion(held.question, _either(held.question, report.headings)))
        except Refused as refused:
            if not asked:
                asked.append(OpenQuestion(refused.detail))
        if normalized:
            asked += _about_currency(feed, configuration, normalized)
        return Understanding(
            self._agreement(feed), feed, self.partner if self.is_new_partner else None, report, columns,
            tuple(asked), normalized,
        )  # fmt: skip

    def _without(self, report: ReadReport, questions: list[OpenQuestion]) -> Understanding:
        feed = self._feed(_RECORD_TYPES[0], ())
        return Understanding(self._agreement(feed), feed, None, report, (), tuple(questions[:1]))

    def _about_period(self, feed: Feed) -> list[OpenQuestion]:
        if feed.cadence != "none" or feed.period:
            return []
        text = f"Which period is {self.sample.name} for? Its name does not say it (2025-03, 2025-Q1, 2025-W09)."
        return [OpenQuestion(text, ())]

    def _feed(self, record_type: str, headings: Sequence[str]) -> Feed:
        pattern = pattern_of(self.sample.name)
        columns = self.answers.columns_of(headings) if headings else {}
        layout = {**self.answers.layout}
        document = {
            "feed": record_type,
            "record_type": record_type,
            "files": pattern.files,
            "cadence": pattern.cadence,
            "layout": layout,
        } | self.answers.feed
        feed = Feed.model_validate(document)
        if not columns:
            return feed
        remembered = RememberedLayout(headings=tuple(headings), columns=columns)
        return feed.model_copy(update={"layout": feed.layout.model_copy(update={"remembered": (remembered,)})})

    def _agreement(self, feed: Feed) -> Agreement:
        if self.agreement is None:
            return Agreement(partner_id=self.partner.partner_id, feeds=(feed,))
        others = tuple(f for f in self.agreement.feeds if f.feed != feed.feed)
        return self.agreement.model_copy(update={"feeds": (*others, feed)})

    def _configuration(self, feed: Feed) -> Configuration:
        allowed = feed if feed.cadence != "none" or feed.period else feed.model_copy(update={"period": "2000"})
        partner = self.partner if self.is_new_partner else None
        return load_folder(self.workspace, draft=Draft(self._agreement(allowed), partner))


def remembering(understanding: Understanding) -> Feed:
    """The feed with every column of the sample settled: its field, or that it is ignored."""
    columns = {c.heading: c.field or IGNORE for c in understanding.columns if c.heading}
    remembered = RememberedLayout(headings=understanding.report.headings, columns=columns)
    layout: Layout = understanding.feed.layout.model_copy(update={"remembered": (remembered,)})
    return understanding.feed.model_copy(update={"layout": layout})


def _about_currency(feed: Feed, configuration: Configuration, normalized: Normalized) -> list[OpenQuestion]:
    """Asked when neither the file nor the partner says the currency of the amounts."""
    unknown = [q for q in normalized.report.questions if q.work_item_type == "unknown_currency"]
    has_column = any(c.field == "net_currency" for c in normalized.report.columns)
    if feed.currency or has_column or not unknown or normalized.report.accepted_rows:
        return []
    known = {r.currency_code for r in configuration.exchange_rates} | {configuration.vendor.reporting_currency}
    return [OpenQuestion("In which currency are the amounts?", tuple(f"currency={code}" for code in sorted(known)))]


def _is_filled(has: Callable[[str], bool], name: str) -> bool:
    return any(has(n) for n in (PRODUCT_FIELDS if name == "product_code" else (name,)))


def _missing(names: list[str], columns: tuple[MappedColumn, ...], rows: Sequence[Row]) -> list[OpenQuestion]:
    """One question for each missing field, with the three columns that suit it best by heading and values."""
    free = [c for c in columns if c.how in {"unmapped", "recognised"} and c.heading]
    return [OpenQuestion(f"Which column is {name}?", _best(name, free, rows)) for name in names]


def _best(name: str, columns: list[MappedColumn], rows: Sequence[Row]) -> tuple[str, ...]:
    from sellthrough.normalize.recognition.fitness import fitness  # noqa: PLC0415  (duckdb, only here)
    from sellthrough.normalize.recognition.profiles import profile_of  # noqa: PLC0415

    suits = {c.heading: fitness(fields()[name], profile_of(r[c.position - 1] for r in rows), False) for c in columns}
    ranked = sorted(columns, key=lambda c: (name not in c.candidates, -suits[c.heading], c.position))
    return tuple(f"{c.heading}={name}" for c in ranked if suits[c.heading] > 0)[:3]


def _unclear(columns: tuple[MappedColumn, ...]) -> list[OpenQuestion]:
    return [
        OpenQuestion(
            f"What is column {c.heading!r}? ({c.why})",
            (*(f"{c.heading}={name}" for name in c.candidates), f"{c.heading}={IGNORE}"),
        )
        for c in columns
        if c.how == "unmapped" and c.candidates
    ]


def _either(question: str, headings: Sequence[str]) -> tuple[str, ...]:
    named = [h for h in headings if h and repr(h) in question]
    return tuple(f"{h}={IGNORE}" for h in named)
