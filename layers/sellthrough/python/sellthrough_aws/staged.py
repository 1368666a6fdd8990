"""The small JSON documents that a run left in the staging bucket: a submission comes in, its reports come out."""

from typing import Any

from sellthrough.model.keys import staging_prefix
from sellthrough.model.reports import NormalizeReport
from sellthrough.model.submissions import State, Submission
from sellthrough_aws.objects import Objects

ACKNOWLEDGEMENTS = "acknowledgements.json"  # the texts, by "accepted" and "refused"
_ACKNOWLEDGED = {State.PUBLISHED: "accepted", State.SUPERSEDED: "accepted", State.REFUSED: "refused"}
PROBLEMS_KEPT = 10  # rejects that `normalize` writes to problems.json


class Staged:
    """Reads `normalized.json` and `problems.json`, which are absent when the run ended before they were written."""

    def __init__(self, objects: Objects, staging_bucket: str) -> None:
        self._objects = objects
        self._staging_bucket = staging_bucket

    def normalize_report(self, submission: Submission) -> NormalizeReport | None:
        """What normalising found, or None."""
        document = self._read(submission, "normalized.json")
        return NormalizeReport.model_validate(document) if document is not None else None

    def problems(self, submission: Submission) -> list[dict[str, Any]]:
        """The first rejects as rows of the table `set_aside`, in file order."""
        document = self._read(submission, "problems.json")
        return list(document) if document is not None else []

    def acknowledgement(self, submission: Submission) -> list[tuple[str, str]]:
        """Name and text of the EDI acknowledgement for the state that the submission ended in.

        None for one that is held or needs attention: whether it is accepted is not known yet.
        """
        state = _ACKNOWLEDGED.get(submission.state)
        text = (self._read(submission, ACKNOWLEDGEMENTS) or {}).get(state) if state else None
        return [("acknowledgement.edi", text)] if text else []

    def _read(self, submission: Submission, name: str) -> Any:
        prefix = staging_prefix(submission.submission_id, submission.run)
        return self._objects.find_json(self._staging_bucket, f"{prefix}/{name}")
