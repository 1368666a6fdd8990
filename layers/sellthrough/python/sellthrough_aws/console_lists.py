"""A visit in, the lists of submissions, work items, mails and jobs out; only what the user may see."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

from botocore.exceptions import ClientError

from sellthrough.console.access import Action
from sellthrough.console.listing import (
    count_states,
    mails_matching,
    page_of,
    partner_of_mail,
    submissions_matching,
    work_matching,
)
from sellthrough.console.views import View, Visit
from sellthrough.ingest.executions import execution_name
from sellthrough.model.submissions import Submission
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.machines import Run, Runs

_ENDED_BADLY = {"FAILED", "TIMED_OUT", "ABORTED"}


@dataclass(frozen=True)
class ConsoleLists:
    """Answers the pages that list what was received and done. One instance per function, made at the cold start."""

    ledger: Ledger
    runs: Runs
    pool: Executor

    def pages(self) -> dict[str, Callable[[Visit], View]]:
        """What answers each page, by the name of its route."""
        return {"submissions": self.submissions, "work": self.work, "mails": self.mails, "jobs": self.jobs}

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
            "retryable": {execution_name(s) for _, s in shown if visit.may_retry(s)},
            "after": after,
            "status": status,
            "open_count": len(self.ledger.open_submissions()) if sees_all else None,
            "dirty_count": len(self.ledger.dirty()) if sees_all else None,
        }
        return View("jobs", context)

    def _explained(self, run: Run) -> Run:
        """The run with its error, which a list of executions leaves out."""
        try:
            return (self.runs.run(run.name) or run) if run.status in _ENDED_BADLY else run
        except ClientError:
            return run
