"""An HTTP request comes in; the status of submissions goes out as JSON, without personal data."""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.exceptions import BadRequestError, NotFoundError
from aws_lambda_powertools.utilities.typing import LambdaContext

from sellthrough.errors import NotFound
from sellthrough.model.submissions import State, Submission
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.settings import Settings

MOST_LISTED = 500
# The sender is a person's address; the store's own names are of no use outside.
_INTERNAL = {"sender", "bucket", "object_key", "version_id"}


class ApiSettings(Settings):
    """Environment of this function."""

    ledger_table: str


settings = ApiSettings.from_environment()
ledger = Ledger(settings.ledger_table)
app = APIGatewayHttpResolver()


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Route the request; the gateway has authorised it."""
    return app.resolve(event, context)


@app.get("/health")
def health() -> dict[str, str]:
    """The function answers; nothing else is looked at."""
    return {"status": "ok"}


@app.get("/submissions")
def submissions() -> dict[str, Any]:
    """The newest submissions, filtered by `partner` and `state`."""
    partner = app.current_event.get_query_string_value("partner")
    state = app.current_event.get_query_string_value("state")
    if state is not None and state not in set(State):
        raise BadRequestError(f"state must be one of {', '.join(State)}")
    found = [
        submission
        for submission in ledger.submissions()
        if partner in (None, submission.partner_id) and state in (None, submission.state)
    ]
    found.sort(key=lambda s: (s.landing_order, s.submission_id), reverse=True)
    return {"count": len(found), "submissions": [_shown(s) for s in found[:MOST_LISTED]]}


@app.get("/submissions/<submission_id>")
def submission(submission_id: str) -> dict[str, Any]:
    """One submission."""
    try:
        return _shown(ledger.submission(submission_id))
    except NotFound:
        raise NotFoundError("there is no submission of that id") from None


def _shown(submission: Submission) -> dict[str, Any]:
    return submission.model_dump(mode="json", exclude=_INTERNAL)
