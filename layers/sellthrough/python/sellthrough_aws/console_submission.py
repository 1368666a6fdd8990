"""A visit in, the views of one submission out: itself, a line of its file, its answer; only what the user may see."""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from email import message_from_bytes, policy

from sellthrough.console.access import Action
from sellthrough.console.listing import PAGE_SIZE, page_number
from sellthrough.console.source import Became, place_of
from sellthrough.console.views import View, Visit
from sellthrough.errors import NotFound
from sellthrough.model.keys import kept_prefix, staging_prefix
from sellthrough.model.ledger_entries import MailKind, mail_id_of
from sellthrough.model.reject_codes import reject_codes
from sellthrough.model.reports import ReadReport
from sellthrough.model.submissions import State, Submission
from sellthrough.model.tables import table_of
from sellthrough_aws.athena_rows import Row
from sellthrough_aws.cached_rows import CachedRows
from sellthrough_aws.functions import Function
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.machines import Run, Runs
from sellthrough_aws.objects import Objects
from sellthrough_aws.staged import Staged

_READABLE = {State.PUBLISHED, State.SUPERSEDED}
_RUNS_SHOWN = 20


@dataclass(frozen=True)
class ConsoleSubmission:
    """Answers the pages about one submission. One instance per function, made at the cold start."""

    ledger: Ledger
    objects: Objects
    staged: Staged
    runs: Runs
    data: CachedRows
    find_source: Function
    buckets: tuple[str, str, str]  # staging, warehouse, archive
    pool: Executor

    def pages(self) -> dict[str, Callable[[Visit], View]]:
        """What answers each page, by the name of its route."""
        return {"submission": self.submission, "source": self.source, "answer": self.answer}

    def submission(self, visit: Visit) -> View:
        """One submission: counts, problems, ignored lines, work items, runs and answer.

        Raises:
            NotFound: There is none, or the user may not see it.
        """
        submission = self._submission(visit, Action.SEE_SUBMISSIONS)
        sees_rows = visit.may(Action.SEE_ROWS, submission.partner_id)
        problems, problem_count = self._problems(visit, submission) if sees_rows else ([], 0)
        report = self._read_report(submission) if sees_rows else None
        mail = self.ledger.mail(_answer_id(submission)) if visit.may(Action.SEE_MAIL, submission.partner_id) else None
        context = {
            "submission": submission,
            "code": reject_codes().get(submission.reason_code or ""),
            "codes": reject_codes(),
            "problems": problems,
            "problem_count": problem_count,
            "page": page_number(visit.query),
            "pages": max(-(-problem_count // PAGE_SIZE), 1),
            "sees_rows": sees_rows,
            "sees_source": visit.may(Action.SEE_SOURCE, submission.partner_id),
            "report": report,
            "normalized": self.staged.normalize_report(submission) if sees_rows else None,
            "work": self.ledger.work_items_of(submission.submission_id)
            if visit.may(Action.SEE_WORK, submission.partner_id)
            else [],
            "runs": self._runs_of(submission) if visit.may(Action.SEE_JOBS, submission.partner_id) else [],
            "files": self.ledger.files_of(submission.submission_id),
            "mail": mail,
            "asked": self.ledger.runs_asked(submission.submission_id),
            "user_names": {user.user_id: user.name or user.login for user in visit.configuration.users},
            "may_retry": visit.may_retry(submission),
        }
        return View("submission", context)

    def source(self, visit: Visit) -> View:
        """One line of a file, as it was sent, and what became of it.

        Raises:
            NotFound: There is no such submission or place, or the user may not see it.
        """
        submission = self._submission(visit, Action.SEE_SOURCE)
        place = place_of(visit.query)
        if place is None:
            raise NotFound("no such place")
        event = {
            "submission_id": submission.submission_id,
            "run": submission.run,
            "sheet": place.sheet,
            "line": place.line,
        }
        asked = self.pool.submit(self.find_source.call, event)
        became = self._became(submission, f"{submission.submission_id}:{place.sheet}:{place.line}")
        context = {
            "submission": submission,
            "place": place,
            "found": asked.result(),
            "became": became,
            "codes": reject_codes(),
        }
        return View("source", context)

    def answer(self, visit: Visit) -> View:
        """The mail that answered a submission.

        Raises:
            NotFound: There is no such submission or mail, or the user may not see it.
        """
        submission = self._submission(visit, Action.SEE_MAIL)
        mail = self.ledger.mail(_answer_id(submission))
        if mail is None or mail.archive_key is None:
            raise NotFound("no answer was sent")
        _, _, archive = self.buckets
        message = message_from_bytes(self.objects.get_bytes(archive, mail.archive_key), policy=policy.default)
        part = message.get_body(("plain",))
        text = str(part.get_content()) if part is not None else ""
        return View(
            "answer", {"submission": submission, "mail": mail, "subject": str(message["Subject"]), "text": text}
        )

    def _submission(self, visit: Visit, action: Action) -> Submission:
        submission = self.ledger.submission(visit.parts["submission_id"])
        visit.require(action, submission.partner_id)
        return submission

    def _problems(self, visit: Visit, submission: Submission) -> tuple[list[Row], int]:
        """The rejects of this page and how many there are; before it is published, the first few."""
        if submission.state not in _READABLE:
            problems = self.staged.problems(submission)
            return problems, len(problems)
        skip = (page_number(visit.query) - 1) * PAGE_SIZE
        names = "code, column_name, cell_value, note, source_file, source_sheet, source_line"
        sql = f"select {names} from set_aside where home = 'reject' and submission_id = ?"
        sql += f" order by source_sheet, source_line offset {skip} limit {PAGE_SIZE}"
        rows = self.data.rows(self.data.version(), sql, (submission.submission_id,))
        return rows, submission.counts.quarantined_rows

    def _read_report(self, submission: Submission) -> ReadReport | None:
        staging, warehouse, _ = self.buckets
        for bucket, prefix in (
            (staging, staging_prefix(submission.submission_id, submission.run)),
            (warehouse, kept_prefix(submission.submission_id, submission.run)),
        ):
            document = self.objects.find_json(bucket, f"{prefix}/read.json")
            if document is not None:
                return ReadReport.model_validate(document)
        return None

    def _became(self, submission: Submission, row_key: str) -> Became | None:
        """What became of a record: the fact it is, or why it is none; None while it is not published."""
        if submission.state not in _READABLE:
            return None
        version = self.data.version()
        table = table_of(submission.record_type)
        names = ", ".join(column.name for column in table.columns)
        facts = self.data.rows(version, f"select {names} from {table.name} where row_key = ?", (row_key,))
        if facts:
            return Became("fact", tuple((c, facts[0][c.name]) for c in table.columns))
        aside = table_of("set_aside")
        names = ", ".join(column.name for column in aside.columns)
        found = self.data.rows(version, f"select {names} from {aside.name} where row_key = ?", (row_key,))
        return Became(found[0]["home"], tuple((c, found[0][c.name]) for c in aside.columns)) if found else None

    def _runs_of(self, submission: Submission) -> list[tuple[int, Run | None]]:
        numbers = range(submission.run, max(submission.run - _RUNS_SHOWN, 0), -1)
        names = [f"{submission.submission_id}-{number}" for number in numbers]
        return list(zip(numbers, self._found(names), strict=True))

    def _found(self, names: Iterable[str]) -> Iterable[Run | None]:
        return self.pool.map(self.runs.run, names)


def _answer_id(submission: Submission) -> str:
    return mail_id_of(MailKind.ANSWER, submission.submission_id, submission.run)
