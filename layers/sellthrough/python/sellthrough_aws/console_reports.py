"""A visit in, the views of submissions, source lines, mails, work items and jobs out; only what the user may see."""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from email import message_from_bytes, policy

from botocore.exceptions import ClientError

from sellthrough.console.access import Action
from sellthrough.console.listing import (
    PAGE_SIZE,
    count_states,
    mails_matching,
    page_number,
    page_of,
    partner_of_mail,
    submissions_matching,
    work_matching,
)
from sellthrough.console.source import Became, place_of
from sellthrough.console.views import View, Visit
from sellthrough.errors import NotFound
from sellthrough.model.keys import kept_prefix, staging_prefix
from sellthrough.model.ledger_entries import MailKind, mail_id_of
from sellthrough.model.reject_codes import reject_codes
from sellthrough.model.reports import ReadReport
from sellthrough.model.submissions import RETRYABLE, State, Submission
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
_ENDED_BADLY = {"FAILED", "TIMED_OUT", "ABORTED"}


@dataclass(frozen=True)
class ConsoleReports:
    """Answers the pages about what was received. One instance per function, made at the cold start."""

    ledger: Ledger
    objects: Objects
    staged: Staged
    runs: Runs
    data: CachedRows
    find_source: Function
    buckets: tuple[str, str]  # staging, warehouse
    archive_bucket: str
    pool: Executor

    def pages(self) -> dict[str, Callable[[Visit], View]]:
        """What answers each page, by the name of its route."""
        return {
            "submissions": self.submissions,
            "submission": self.submission,
            "source": self.source,
            "answer": self.answer,
            "work": self.work,
            "mails": self.mails,
            "jobs": self.jobs,
        }

    def visible(self, visit: Visit) -> list[Submission]:
        """Every submission that the user may see."""
        return [s for s in self.ledger.submissions() if visit.may(Action.SEE_SUBMISSIONS, s.partner_id)]

    def submissions(self, visit: Visit) -> View:
        """The list of submissions, filtered by the address."""
        everything = self.visible(visit)
        found = submissions_matching(everything, visit.query)
        context = {
            "listed": page_of(found, visit.query),
            "state_counts": count_states(submissions_matching(everything, {**visit.query, "state": ""})),
            "periods": sorted({s.reporting_period for s in everything}, reverse=True),
            "has_any": bool(everything),
        }
        return View("submissions", context)

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
            "may_retry": _may_retry(visit, submission),
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
        message = message_from_bytes(
            self.objects.get_bytes(self.archive_bucket, mail.archive_key), policy=policy.default
        )
        part = message.get_body(("plain",))
        text = str(part.get_content()) if part is not None else ""
        return View(
            "answer", {"submission": submission, "mail": mail, "subject": str(message["Subject"]), "text": text}
        )

    def work(self, visit: Visit) -> View:
        """The questions that wait for a person."""
        items = [item for item in self.ledger.work_items() if visit.may(Action.SEE_WORK, item.partner_id)]
        found = work_matching(items, visit.query)
        context = {
            "listed": page_of(found, visit.query),
            "types": sorted({item.work_item_type for item in items}),
            "waiting": sum(item.row_count for item in found),
            "has_any": bool(items),
        }
        return View("work", context)

    def mails(self, visit: Visit) -> View:
        """What was sent, and what was not with the reason; without a filter, all that did not simply go out."""
        partners = {s.submission_id: s.partner_id for s in self.ledger.submissions()}
        seen = [m for m in self.ledger.mails() if visit.may(Action.SEE_MAIL, partner_of_mail(m, partners))]
        context = {
            "listed": page_of(mails_matching(seen, visit.query), visit.query),
            "kinds": sorted({mail.kind for mail in seen}),
            "submissions": partners,
            "has_any": bool(seen),
        }
        return View("mails", context)

    def jobs(self, visit: Visit) -> View:
        """The last runs with their state, how long they took and what they failed of."""
        status = (
            visit.query.get("state", "") if visit.query.get("state") in {"RUNNING", "SUCCEEDED", *_ENDED_BADLY} else ""
        )
        found, after = self.runs.latest(status or None, visit.query.get("after") or None)
        runs = sorted(found, key=lambda run: run.started_at, reverse=True)
        of_run = {s.submission_id: s for s in self.ledger.submissions({run.submission_id for run in runs})}
        shown = [
            (run, of_run[run.submission_id])
            for run in runs
            if run.submission_id in of_run and visit.may(Action.SEE_JOBS, of_run[run.submission_id].partner_id)
        ]
        sees_all = visit.may(Action.SEE_JOBS)
        context = {
            "jobs": list(self.pool.map(lambda pair: (self._explained(pair[0]), pair[1]), shown)),
            "retryable": {_last_run(s) for _, s in shown if _may_retry(visit, s)},
            "after": after,
            "status": status,
            "open_count": len(self.ledger.open_submissions()) if sees_all else None,
            "dirty_count": len(self.ledger.dirty()) if sees_all else None,
        }
        return View("jobs", context)

    def _submission(self, visit: Visit, action: Action) -> Submission:
        submission = self.ledger.submission(visit.parts["submission_id"])
        if not visit.may(action, submission.partner_id):
            # The same answer as for what does not exist: an address tells nobody what others send.
            raise NotFound("outside the user's scope")
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
        staging, warehouse = self.buckets
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

    def _explained(self, run: Run) -> Run:
        """The run with its error, which a list of executions leaves out."""
        try:
            return (self.runs.run(run.name) or run) if run.status in _ENDED_BADLY else run
        except ClientError:
            return run


def _may_retry(visit: Visit, submission: Submission) -> bool:
    return submission.state in RETRYABLE and visit.may(Action.RETRY, submission.partner_id)


def _last_run(submission: Submission) -> str:
    return f"{submission.submission_id}-{submission.run}"


def _answer_id(submission: Submission) -> str:
    return mail_id_of(MailKind.ANSWER, submission.submission_id, submission.run)
