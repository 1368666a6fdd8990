"""What normalising leaves in the ledger: scope entries that wait for publishing, work items, and dirty marks."""

from collections.abc import Iterable, Mapping, Sequence

from sellthrough.model.keys import staging_prefix
from sellthrough.model.ledger_entries import Dirty, ScopeEntry, WorkItem, work_item_id_of
from sellthrough.model.quality import ratio_text, timeliness_ratio
from sellthrough.model.reports import NormalizeReport, Question
from sellthrough.model.submissions import Submission
from sellthrough_aws.ledger_table import Item, LedgerTable

_FROM_SUBMISSION = set(ScopeEntry.model_fields) & set(Submission.model_fields) - {"periods"}


class LedgerScope(LedgerTable):
    """The SCOPE, WAITING, WORK and DIRTY items of the ledger."""

    def record_normalized(self, submission: Submission, report: NormalizeReport, now: str) -> None:  # noqa: ARG002
        """Keep what normalising found: the questions, then the counts with the entry that publishing waits for.

        Args:
            submission: With the run that was normalised; an older run than the ledger's changes nothing.
            report: Its rows lie under the staging prefix of that run.
            now: Time of the event; kept for the audit trail that follows.
        """
        self._ask(submission, report)
        prefix = staging_prefix(submission.submission_id, submission.run)
        scope = f"SCOPE#{submission.partner_id}#{submission.record_type}"
        before = self.get(scope, submission.submission_id) or {}
        previous = {*before.get("periods", ()), *before.get("previous_periods", ())} - set(report.periods)
        entry = ScopeEntry(
            **submission.model_dump(include=_FROM_SUBMISSION),
            periods=report.periods,
            previous_periods=tuple(sorted(previous)),
            candidates_key=f"{prefix}/candidates.parquet",
            rejects_key=f"{prefix}/rejects.parquet",
            rows_in=report.rows_in,
            quarantined_rows=report.quarantined_rows,
            ignored_lines=report.ignored_lines,
        )
        waiting = {"pk": f"WAITING#{entry.record_type}", "sk": entry.submission_id}
        attributes = {
            "rows_in": report.rows_in,
            "quarantined_rows": report.quarantined_rows,
            "ignored_lines": report.ignored_lines,
            "is_nil_report": report.is_nil_report,
            "periods": list(report.periods),
            "timeliness_ratio": timeliness_ratio(submission.landed_at, submission.due_at),
            "completeness_ratio": ratio_text(report.filled_mandatory_cells, report.mandatory_cells),
            "validity_ratio": ratio_text(report.accepted_rows, report.rows_in),
        }
        self.transact(
            puts=[
                self.put_request({"pk": scope, "sk": entry.submission_id, **entry.model_dump()}),
                self.put_request(waiting | entry.model_dump()),
            ],
            updates=[
                self.update_request(
                    f"SUBMISSION#{submission.submission_id}",
                    "SUBMISSION",
                    "SET " + ", ".join(f"#{name} = :{name}" for name in attributes),
                    "#run = :run",
                    run=submission.run,
                    **attributes,
                )
            ],
        )

    def scope(self, partner_id: str, record_type: str) -> list[ScopeEntry]:
        """Every normalised submission of that partner and record type, in landing order."""
        items = self.query(f"SCOPE#{partner_id}#{record_type}")
        return sorted((ScopeEntry.model_validate(i) for i in items), key=lambda e: (e.landing_order, e.submission_id))

    def waiting(self, record_type: str) -> list[ScopeEntry]:
        """Normalised submissions of that record type that are not published yet, in landing order."""
        items = self.query(f"WAITING#{record_type}")
        return sorted((ScopeEntry.model_validate(i) for i in items), key=lambda e: (e.landing_order, e.submission_id))

    def stop_waiting(self, entry: ScopeEntry) -> None:
        """That run of the submission is published; a newer run goes on waiting."""
        self.delete(f"WAITING#{entry.record_type}", entry.submission_id, "#run = :run", run=entry.run)

    def wait_again(self, entries: Iterable[ScopeEntry]) -> None:
        """Have these published submissions wait, since another report moves their lines: if the run that publishes
        them dies half-way, the next one finishes the work."""
        self.put_many({"pk": f"WAITING#{e.record_type}", "sk": e.submission_id, **e.model_dump()} for e in entries)

    def homes_of(self, runs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """Digest of the homes that the rows of each (submission id, run in the tables) were written with."""
        items = self.get_many([(f"HOMES#{submission_id}", f"{run}") for submission_id, run in runs])
        return {(str(item["pk"]).removeprefix("HOMES#"), int(item["sk"])): str(item["digest"]) for item in items}

    def record_homes(self, run: int, digests: Mapping[str, str]) -> None:
        """Remember the digests of the homes with which run `run` writes rows, before it does."""
        self.put_many({"pk": f"HOMES#{i}", "sk": f"{run}", "digest": digest} for i, digest in digests.items())

    def waiting_entry(self, submission_id: str, record_type: str) -> ScopeEntry | None:
        """What waits of that submission, or None."""
        item = self.get(f"WAITING#{record_type}", submission_id)
        return ScopeEntry.model_validate(item) if item else None

    def work_items(self) -> list[WorkItem]:
        """Every work item, open or resolved."""
        return [WorkItem.model_validate(item) for item in self.query("WORK")]

    def work_items_of(self, submission_id: str) -> list[WorkItem]:
        """The work items of one submission: their ids begin with its own."""
        return [WorkItem.model_validate(item) for item in self.query("WORK", f"{submission_id}-")]

    def ask_of_type(self, entry: ScopeEntry, work_item_type: str, question: Question | None) -> None:
        """Keep this question as the only open one of its type about a submission; None settles what was open."""
        item = _work_item(entry, question) if question else None
        for known in self.work_items_of(entry.submission_id):
            is_other = item is None or known.work_item_id != item["sk"]
            if known.work_item_type == work_item_type and known.work_item_state == "open" and is_other:
                self.update("WORK", known.work_item_id, "SET #work_item_state = :resolved", resolved="resolved")
        if item:
            self.put_many([item])

    def mark_dirty(self, submission_id: str, record_type: str, periods: Iterable[str]) -> None:
        """Have the next KPI refresh cover this submission and these periods, besides those marked before."""
        expression = "SET #submission_id = :id, #record_type = :record_type ADD #marks :one"
        months = set(periods)
        if months:
            expression += ", #periods :periods"
        values: Item = {"periods": months} if months else {}
        self.update(
            "DIRTY",
            f"SUBMISSION#{submission_id}",
            expression,
            id=submission_id,
            record_type=record_type,
            one=1,
            **values,
        )

    def dirty(self) -> list[Dirty]:
        """What the next KPI refresh must cover."""
        return [Dirty.model_validate(item) for item in self.query("DIRTY")]

    def clear_dirty(self, covered: Sequence[Dirty]) -> None:
        """A refresh has covered these; what changed during the refresh stays."""
        for entry in covered:
            self.delete("DIRTY", f"SUBMISSION#{entry.submission_id}", "#marks = :marks", marks=entry.marks)

    def _ask(self, submission: Submission, report: NormalizeReport) -> None:
        wanted = {work_item_id_of(submission.submission_id, q.work_item_type, q.cell_value) for q in report.questions}
        for item in self.query("WORK", submission.submission_id):
            if item["sk"] not in wanted and item["work_item_state"] == "open":
                self.update("WORK", item["sk"], "SET #work_item_state = :resolved", resolved="resolved")
        self.put_many(_work_item(submission, question) for question in report.questions)


def _work_item(submission: Submission | ScopeEntry, question: Question) -> Item:
    item = WorkItem(
        work_item_id=work_item_id_of(submission.submission_id, question.work_item_type, question.cell_value),
        work_item_type=question.work_item_type,
        partner_id=submission.partner_id,
        feed=submission.feed,
        submission_id=submission.submission_id,
        cell_value=question.cell_value,
        note=question.note,
        row_count=question.row_count,
    )
    return {"pk": "WORK", "sk": item.work_item_id, **item.model_dump()}
