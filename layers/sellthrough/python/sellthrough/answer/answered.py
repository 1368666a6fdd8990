"""What `answer` knows about a submission when its execution ends, as plain values."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from sellthrough.model.keys import landing_key
from sellthrough.model.reports import Issue, Question
from sellthrough.model.submissions import Submission
from sellthrough.model.workspace import Brand, Feed


class Ended(BaseModel):
    """What the state machine says at the end of an execution.

    A repeat names the file (`file_id`) and nothing of a run; `sender` is who mailed that file, when it was mailed.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    submission_id: str
    now: str
    repeat: bool = False
    file_id: str = ""
    sender: str | None = None
    run: int = 0
    outcome: Literal["ok", "held", "refused", "failed"] = "ok"
    code: str | None = None
    reason: str | None = None


class Problem(BaseModel):
    """One rejected row, as `problems.json` and the table `set_aside` hold it (the columns a sender needs)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: str
    column_name: str | None = None
    cell_value: str | None = None
    note: str | None = None
    source_file: str | None = None
    source_sheet: str | None = None
    source_line: int | None = None


class Earlier(BaseModel):
    """An earlier report that this one says again, as `SaidAgain` has it, with the name of its file."""

    model_config = ConfigDict(frozen=True)

    file_name: str
    lines: int
    of_lines: int


class Answered(BaseModel):
    """A submission at its end, as the ledger holds it.

    Attributes:
        problems: The first rejected rows, in file order.
        questions: What a person must settle; empty unless the file is held.
        issues: Things to tell that did not stop the file.
        earlier: Reports that this one, a file that grows, says again.
        drop_address: Where the report should be dropped instead of mailed; "" when it came as is agreed.
    """

    model_config = ConfigDict(frozen=True)

    brand: Brand
    partner_name: str
    submission: Submission
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    issues: tuple[Issue, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    drop_address: str = ""


def drop_address_of(submission: Submission, feed: Feed | None) -> str:
    """Where a report that was mailed, although it is agreed that it is dropped, should be dropped; else ""."""
    if feed is None or feed.transport == "mail" or submission.transport == "drop":
        return ""
    return f"s3://{submission.bucket}/{landing_key(submission.partner_id, submission.feed, '')}"


class Repeated(BaseModel):
    """A file whose bytes had been received before for the same partner, feed and period."""

    model_config = ConfigDict(frozen=True)

    brand: Brand
    partner_name: str
    file_name: str
    landed_at: str
    submission: Submission
