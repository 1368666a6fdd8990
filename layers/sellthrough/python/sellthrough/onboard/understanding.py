"""A sample, a configuration and the answers so far in, what was understood and what must be asked out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sellthrough.checks.configurations import Draft, with_draft
from sellthrough.errors import Held, Refused, Unfit
from sellthrough.model.fields import IGNORE, mandatory_fields
from sellthrough.model.reports import MappedColumn, ReadReport
from sellthrough.model.workspace import Agreement, Configuration, Feed, Layout, Partner, RecordType, RememberedLayout
from sellthrough.onboard.agreements import agreement_with, free_name, with_layout
from sellthrough.onboard.answers import Answers
from sellthrough.onboard.file_names import pattern_of
from sellthrough.onboard.questions import (
    OpenQuestion,
    about_currency,
    about_missing,
    about_unclear,
    about_units,
    is_filled,
    question_of,
)  # fmt: skip
from sellthrough.onboard.reading import Normalized, normalize_sample, period_of, read_sample, sample_rows
from sellthrough.onboard.sales_or_stock import about_sales_or_stock

_RECORD_TYPES: tuple[RecordType, ...] = (
    "sell_through", "inventory", "orders", "contracts", "opportunities", "sell_in",
)  # fmt: skip
_SAMPLE_LINES = 60


@dataclass(frozen=True)
class Understanding:
    """What is known of a sample.

    Attributes:
        new_partner: The row for the partner master, when it has none.
        normalized: None while a question is open that stops normalising.
    """

    feed: Feed
    new_partner: Partner | None
    report: ReadReport
    columns: tuple[MappedColumn, ...]
    questions: tuple[OpenQuestion, ...]
    normalized: Normalized | None = None


@dataclass
class Onboarding:
    """A sample on its way into a configuration.

    Attributes:
        sample: Where its bytes lie.
        file_name: As the partner calls it.
        configuration: What it is to become part of.
        feed_name: Of the feed of a report that was received; "" for a sample.
    """

    sample: Path
    file_name: str
    configuration: Configuration
    partner: Partner
    is_new_partner: bool
    answers: Answers = field(default_factory=Answers)
    feed_name: str = ""

    @property
    def agreement(self) -> Agreement | None:
        """The partner's agreement as it is."""
        return self.configuration.agreement_of(self.partner.partner_id)

    @property
    def known(self) -> Feed | None:
        """The feed of the agreement that was named, else the first whose files are called like the sample."""
        feeds = self.agreement.feeds if self.agreement else ()
        if self.feed_name:
            return next((f for f in feeds if f.feed == self.feed_name), None)
        return next((f for f in feeds if re.fullmatch(f.files, self.file_name, re.IGNORECASE)), None)

    def understand(self, folder: Path) -> Understanding:
        """Read, map and normalise the sample with the answers so far; `folder` is scratch space.

        Raises:
            Unfit: The sample cannot be read, or an answer does not fit it.
        """
        feed = self._feed(_RECORD_TYPES[0], ())
        try:
            report = read_sample(self.sample, self.file_name, feed, folder)
        except Refused as refused:
            raise Unfit(f"{self.file_name}: {refused.detail}") from refused
        except Held as held:
            raise Unfit(
                f"{self.file_name}: {held.question} Say which: delimiter=..., sheet=... or encoding=..."
            ) from held
        return self._map(report, folder)

    def _map(self, report: ReadReport, folder: Path) -> Understanding:
        from sellthrough.normalize.normalizer import map_file  # noqa: PLC0415  (duckdb, only here)

        rows = sample_rows(folder, _SAMPLE_LINES)
        wanted = self.answers.feed.get("record_type") or (self.known.record_type if self.known else None)
        best, sales, questions = None, None, []
        for record_type in _RECORD_TYPES if wanted is None else (wanted,):
            feed = self._feed(record_type, report.headings)
            configuration = self._configuration(feed)
            try:
                period = self._period(feed, configuration) if wanted else None  # "SKU, Qty" may be stock as well
                mapping = map_file(rows, report, feed, configuration, self.partner.partner_id, period)
            except Held as held:
                questions.append(question_of(held, report.headings)[0])
                continue
            missing = [n for n in mandatory_fields(feed.record_type) if not is_filled(mapping.has, n)]
            sales = mapping if record_type == _RECORD_TYPES[0] else sales
            rank = (-len(missing), len(mapping.positions) if not missing else 0)
            if best is None or rank[0] > best[0]:
                best = (rank[0], feed, configuration, mapping, missing)
            if not missing:
                break
        if best is None:
            return self._without(report, questions)
        _, feed, configuration, mapping, missing = best
        asked = [*about_missing(missing, mapping.columns, rows), *about_unclear(mapping.columns)]
        asked += self._about_period(feed)
        if wanted is None and not missing:
            asked += about_sales_or_stock(mapping, sales)
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
            normalized = normalize_sample(self.file_name, report, feed, configuration, self.partner.partner_id, folder)
        except Held as held:
            question, is_setting = question_of(held, report.headings)
            if is_setting or not asked:
                asked.append(question)
        except Refused as refused:
            if not asked:
                asked.append(OpenQuestion(refused.detail))
        if normalized:
            asked += [*about_currency(feed, configuration, normalized), *about_units(normalized)]
        return Understanding(
            feed, self.partner if self.is_new_partner else None, report,
            normalized.report.columns if normalized else columns,
            tuple(asked), normalized,
        )  # fmt: skip

    def _without(self, report: ReadReport, questions: list[OpenQuestion]) -> Understanding:
        feed = self._feed(_RECORD_TYPES[0], ())
        return Understanding(feed, None, report, (), tuple(questions[:1]))

    def _period(self, feed: Feed, configuration: Configuration) -> str | None:
        return period_of(self.file_name, feed, configuration.vendor.fiscal_year_starts)

    def _about_period(self, feed: Feed) -> list[OpenQuestion]:
        if feed.cadence != "none" or feed.period:
            return []
        text = f"Which period is {self.file_name} for? Its name does not say it (2025-03, 2025-Q1, 2025-W09)."
        return [OpenQuestion(text, (), "period")]

    def _feed(self, record_type: str, headings: Sequence[str]) -> Feed:
        columns = self.answers.columns_of(headings) if headings else {}
        feed = Feed.model_validate(self._base(record_type) | self.answers.feed)
        layout = Layout.model_validate(feed.layout.model_dump() | self.answers.layout_of(feed.record_type))
        if columns:
            said = next((r.columns for r in layout.remembered if r.headings == tuple(headings)), {})
            layout = with_layout(layout, RememberedLayout(headings=tuple(headings), columns=said | columns))
        return feed.model_copy(update={"layout": layout})

    def _base(self, record_type: str) -> dict[str, Any]:
        if self.known:
            return self.known.model_dump()
        pattern = pattern_of(self.file_name)
        name = free_name(record_type, {f.feed for f in self.agreement.feeds} if self.agreement else set())
        return {"feed": name, "record_type": record_type, "files": pattern.files, "cadence": pattern.cadence}

    def _configuration(self, feed: Feed) -> Configuration:
        allowed = feed if feed.cadence != "none" or feed.period else feed.model_copy(update={"period": "2000"})
        partner = self.partner if self.is_new_partner else None
        return with_draft(
            self.configuration, Draft(agreement_with(self.agreement, self.partner.partner_id, allowed), partner)
        )


def draft_of(onboarding: Onboarding, understanding: Understanding) -> Draft:
    """What is added to the configuration: agreement and partner, every column of the sample settled."""
    agreement = agreement_with(onboarding.agreement, onboarding.partner.partner_id, remembering(understanding))
    return Draft(agreement, understanding.new_partner)


def remembering(understanding: Understanding) -> Feed:
    """The feed with every column of the sample settled: its field, or that it is ignored."""
    columns = {c.heading: c.field or IGNORE for c in understanding.columns if c.heading}
    added = RememberedLayout(headings=understanding.report.headings, columns=columns)
    return understanding.feed.model_copy(update={"layout": with_layout(understanding.feed.layout, added)})
