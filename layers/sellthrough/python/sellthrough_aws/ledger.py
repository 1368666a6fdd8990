"""The ledger: what was received, where it stands, who works on it. Items of docs/architecture.md in and out."""

from collections.abc import Iterable, Iterator
from typing import Any

from sellthrough.errors import NotFound
from sellthrough.model.ledger_entries import OpenSubmission, ReceivedFile, RunAsked
from sellthrough.model.submissions import Counts, SaidAgain, State, Submission
from sellthrough_aws.ledger_cycle import LedgerCycle, report_item
from sellthrough_aws.ledger_leases import LedgerLeases
from sellthrough_aws.ledger_mail import LedgerMail
from sellthrough_aws.ledger_onboarding import LedgerOnboarding
from sellthrough_aws.ledger_scope import LedgerScope
from sellthrough_aws.ledger_table import Item

_PUBLISHING = frozenset({State.PUBLISHED, State.SUPERSEDED})
# What a submission has of the object that brought it, and of the run that this starts.
_OF_CLAIM = {
    *("bucket", "object_key", "version_id", "file_name", "landed_at", "landing_order", "due_at", "sender"),
    *("run", "state", "reason_code", "reason", "config_version", "record_type", "resubmission", "duplicate_lines"),
}


class Ledger(LedgerScope, LedgerLeases, LedgerMail, LedgerCycle, LedgerOnboarding):
    """Everything Sellthrough remembers about its own work. One instance per function, made at the cold start.

    Every write may be repeated: conditional, or replacing itself.
    """

    def submission(self, submission_id: str) -> Submission:
        """That submission as it stands now.

        Raises:
            NotFound: Nobody received it.
        """
        item = self.get(f"SUBMISSION#{submission_id}", "SUBMISSION")
        if item is None:
            raise NotFound(f"submission {submission_id} is not in the ledger")
        return _submission(item)

    def submissions(self, submission_ids: Iterable[str] | None = None) -> Iterator[Submission]:
        """The submissions of those ids that exist (cheap), or all of them (reads the whole table)."""
        if submission_ids is None:
            yield from (_submission(item) for item in self.scan("SUBMISSION"))
        else:
            keys = [(f"SUBMISSION#{i}", "SUBMISSION") for i in dict.fromkeys(submission_ids)]
            yield from (_submission(item) for item in self.get_many(keys))

    def receive(self, submission: Submission) -> Submission:
        """Enter a submission; returns what the ledger has of its id then.

        Events come in any order, and the object that landed first is the submission: a claim that landed before the
        stored one takes it over, as its next run. With the precedence of the caller's claim it is that claim, at the
        run to start; otherwise the same bytes had landed before.
        """
        is_new = self.transact(
            puts=[
                self.put_request(_submission_item(submission), only_new=True),
                self._open_request(submission),
                *([self.put_request(report_item(submission))] if submission.reporting_period else ()),
            ]
        )
        stored = submission if is_new else self.submission(submission.submission_id)
        while submission.precedence < stored.precedence:
            self._take_over(stored, submission)
            stored = self.submission(submission.submission_id)
        return stored

    def _take_over(self, stored: Submission, claim: Submission) -> None:
        """Run the submission again as the object that landed first; does nothing when another run has begun."""
        again = claim.model_copy(update={"run": stored.run + 1})
        change = self._run_request(again, "#run = :stored_run", stored_run=stored.run)
        self.transact(puts=[self._open_request(claim)], updates=[change])

    def _run_request(self, again: Submission, condition: str, **expected: int | str) -> Item:
        """The change that makes a run of this claim the current one, while the condition holds."""
        values = again.model_dump(mode="json", include=_OF_CLAIM)
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in values)
        return self.update_request(
            f"SUBMISSION#{again.submission_id}", "SUBMISSION", expression, condition, **expected, **values
        )

    def _open_request(self, submission: Submission) -> Item:
        entry = OpenSubmission(submission_id=submission.submission_id, landed_at=submission.landed_at)
        return self.put_request({"pk": "OPEN", "sk": entry.submission_id, **entry.model_dump()})

    def record_file(self, file: ReceivedFile) -> bool:
        """Note a landed object and the feed it is read for; False when it was noted before (a redelivery)."""
        values = file.model_dump()
        return self.transact(
            puts=[
                self.put_request({"pk": f"FILE#{file.file_id}", "sk": "FILE", **values}, only_new=True),
                self.put_request({"pk": f"SUBMISSION#{file.submission_id}", "sk": f"FILE#{file.file_id}", **values}),
            ]
        )

    def file(self, file_id: str) -> ReceivedFile:
        """That landed object.

        Raises:
            NotFound: Nobody received it.
        """
        item = self.get(f"FILE#{file_id}", "FILE")
        if item is None:
            raise NotFound(f"file {file_id} is not in the ledger")
        return ReceivedFile.model_validate(item)

    def files_of(self, submission_id: str) -> list[ReceivedFile]:
        """The files that brought one submission: the first, and the repeats of its bytes."""
        return [ReceivedFile.model_validate(item) for item in self.query(f"SUBMISSION#{submission_id}", "FILE#")]

    def files(self) -> Iterator[ReceivedFile]:
        """Every file received (reads the whole table)."""
        yield from (ReceivedFile.model_validate(item) for item in self.scan("FILE"))

    def open_submissions(self) -> list[OpenSubmission]:
        """Submissions whose execution is not known to have ended."""
        return [OpenSubmission.model_validate(item) for item in self.query("OPEN")]

    def close(self, submission_id: str) -> None:
        """Its execution has ended and nothing is left to do."""
        self.delete("OPEN", submission_id)

    def restart(self, submission_id: str, run: int) -> Submission | None:
        """Open run `run` + 1 of a submission; None when somebody else did so first."""
        item = self.update(
            f"SUBMISSION#{submission_id}",
            "SUBMISSION",
            "SET #run = :next, #state = :state REMOVE #reason_code, #reason",
            "#run = :run",
            next=run + 1,
            run=run,
            state=State.RECEIVED.value,
        )
        if item is None:
            return None
        self.count_attempt(submission_id)
        return _submission(item)

    def run_again(self, ended: Submission, claim: Submission, asked: RunAsked) -> Submission | None:
        """Open another run of a submission that has ended, read as `claim` says; None when it has moved on since.

        Args:
            ended: As it was seen; its run and state must still be those.
            claim: The same submission as the current configuration makes it.
            asked: Who wants the run; kept for the audit trail.
        """
        again = claim.model_copy(update={"run": asked.run})
        seen = {"ended_run": ended.run, "ended_state": ended.state.value}
        is_ours = self.transact(
            puts=[self.put_request(_run_asked_item(again.submission_id, asked)), self._open_request(again)],
            updates=[self._run_request(again, "#run = :ended_run AND #state = :ended_state", **seen)],
        )
        return again if is_ours else None

    def record_run_asked(self, submission_id: str, asked: RunAsked) -> None:
        """Keep who asked for that run; who was first stands."""
        self.put_new(_run_asked_item(submission_id, asked))

    def runs_asked(self, submission_id: str) -> dict[int, RunAsked]:
        """The runs of a submission that a person asked for, by number."""
        found = (RunAsked.model_validate(item) for item in self.query(f"SUBMISSION#{submission_id}", "RUN#"))
        return {asked.run: asked for asked in found}

    def count_attempt(self, submission_id: str) -> int:
        """Count one more attempt at an open submission; returns how many there were, 0 when it is closed."""
        item = self.update("OPEN", submission_id, "ADD #attempts :one", "attribute_exists(pk)", one=1)
        return int(item["attempts"]) if item else 0

    def settle(
        self,
        submission_id: str,
        state: State,
        code: str | None = None,
        reason: str | None = None,
        counts: Counts | None = None,
        *,
        superseded_by: str | None = None,
        publication: int = 0,
        said_again: Iterable[SaidAgain] = (),
    ) -> bool:
        """Bring a submission to an end, and mark it for the next KPI refresh; repeating it changes nothing.

        HELD, REFUSED and NEEDS_ATTENTION only end what is still received: they never undo a publication.
        PUBLISHED and SUPERSEDED come from `publish` with the number of the publication; an older one never
        overwrites a newer one.

        Returns:
            False when the submission has ended otherwise in the meantime.
        """
        values: Item = {"state": state.value, "code": code, "reason": reason, "superseded_by": superseded_by}
        expression = "SET #state = :state, #reason_code = :code, #reason = :reason, #superseded_by = :superseded_by"
        if counts is not None:
            for name, value in counts.model_dump().items():
                expression += f", #{name} = :{name}"
                values[name] = value
        if state in _PUBLISHING:
            expression += ", #publication = :publication"
            condition = "attribute_exists(pk) AND (attribute_not_exists(#publication) OR #publication <= :publication)"
            expression += ", #said_again = :said_again"
            values |= {"publication": publication, "said_again": [said.model_dump() for said in said_again]}
        else:
            condition = "#state = :received OR #state = :state"
            values["received"] = State.RECEIVED.value
        pk = f"SUBMISSION#{submission_id}"
        item = self.update(pk, "SUBMISSION", expression, condition, **values)
        if item is None:
            return False
        self.mark_dirty(submission_id, str(item["record_type"]), item.get("periods", ()))
        return True

    def current_configuration_version(self) -> str:
        """Version of the configuration that new submissions use.

        Raises:
            NotFound: None was ever loaded.
        """
        item = self.get("CONFIG", "CURRENT")
        if item is None:
            raise NotFound("no configuration is loaded; run: sellthrough load WORKSPACE")
        return str(item["version"])

    def set_current_configuration(self, version: str, instead_of: str | None = None) -> bool:
        """Make that version the current one; False when `instead_of` is given and another one is current."""
        if instead_of is None:
            self.put({"pk": "CONFIG", "sk": "CURRENT", "version": version})
            return True
        change = self.version_request(version, instead_of)
        return self.transact(updates=[change])


def _run_asked_item(submission_id: str, asked: RunAsked) -> Item:
    return {"pk": f"SUBMISSION#{submission_id}", "sk": f"RUN#{asked.run}", **asked.model_dump()}


def _submission_item(submission: Submission) -> Item:
    values: dict[str, Any] = submission.model_dump(mode="json")
    counts = values.pop("counts")
    return {"pk": f"SUBMISSION#{submission.submission_id}", "sk": "SUBMISSION", **values, **counts}


def _submission(item: Item) -> Submission:
    return Submission.model_validate({**item, "counts": item})
