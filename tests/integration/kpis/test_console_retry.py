"""`Run again` in the console: who may, that a form of ours sent it, and that one run is started however often it is sent."""

import re
from typing import Any

import boto3
import pytest
from tests.integration.kpis.console_world import AT, HOST, ROLES, Browser, configuration, received

from sellthrough.console.access import Action, permissions
from sellthrough.console.login import form_token
from sellthrough.model.keys import configuration_key
from sellthrough.model.submissions import State, submission_id_of
from sellthrough.model.users import User
from sellthrough.model.workspace import Agreement

KIND = {"content-type": "application/x-www-form-urlencoded"}
OURS = {**KIND, "origin": f"http://{HOST}"}
MAY = sorted(permissions()[Action.RETRY])
FEED = {"feed": "pos", "record_type": "sell_through", "files": r".*(?P<year>\d{4})(?P<month>\d\d)\.csv"}


@pytest.fixture(scope="module")
def machine(world: Any) -> Any:
    """The executions that are started; the configuration that is current knows both partners' files."""
    agreements = tuple(Agreement.model_validate({"partner_id": p, "feeds": [FEED]}) for p in ("P1", "P2"))
    mended = configuration().model_copy(update={"version": "c2", "agreements": agreements})
    body = mended.model_dump_json().encode()
    boto3.client("s3").put_object(Bucket="archive", Key=configuration_key("c2"), Body=body)
    world.cloud.ledger.set_current_configuration("c2")

    def started(submission_id: str) -> list[str]:
        arn = world.app.settings.submission_machine_arn
        names = [e["name"] for e in boto3.client("stepfunctions").list_executions(stateMachineArn=arn)["executions"]]
        return sorted(name for name in names if name.startswith(submission_id))

    return started


@pytest.fixture
def held(world: Any, request: pytest.FixtureRequest) -> str:
    """A submission of the first partner that is held, another one for each test."""
    sha = request.node.name
    submission_id = submission_id_of("P1", "pos", "2025-02", sha)
    changes = {"sha256": sha, "object_key": "landing/P1/pos/pos_202502.csv", "file_name": "pos_202502.csv"}
    world.cloud.ledger.receive(received(submission_id, "P1").model_copy(update=changes))
    world.cloud.ledger.settle(submission_id, State.HELD, "UNCLEAR_DATES", "Which of day and month comes first?")
    world.cloud.ledger.close(submission_id)
    return submission_id


def form_of(browser: Browser, run: int = 1) -> str:
    return f"form={form_token(browser.cookies['__Host-session'])}&run={run}"


def press(browser: Browser, submission_id: str, run: int = 1, **headers: str) -> dict[str, Any]:
    address = f"/console/submissions/{submission_id}/retry"
    return browser.ask(address, "POST", form_of(browser, run), **(headers or OURS))


@pytest.mark.feature("E58")
@pytest.mark.parametrize("role", ROLES)
def test_only_the_roles_that_are_named_run_it_again(
    role: str, held: str, logged_in: Any, machine: Any, world: Any
) -> None:
    answer = press(logged_in(role), held)
    if role not in MAY:
        assert answer["statusCode"] == 403
        assert machine(held) == []
        assert world.cloud.ledger.submission(held).state is State.HELD
        return
    assert (answer["statusCode"], answer["headers"]["location"]) == (303, f"/console/submissions/{held}")
    after = world.cloud.ledger.submission(held)
    assert (after.state, after.run, after.config_version, after.reason) == (State.RECEIVED, 2, "c2", None)
    assert machine(held) == [f"{held}-2"]
    asked = world.cloud.ledger.runs_asked(held)[2]
    user = User.model_validate({"login": f"{role}@vale.example", "roles": [role]})
    assert (asked.asked_by, asked.asked_at, asked.ended_as) == (user.user_id, AT.isoformat(), "held")
    assert "vale.example" not in asked.model_dump_json()


@pytest.mark.parametrize(("name", "status"), [("birch", 404), ("west", 404)])
def test_what_lies_outside_the_scope_is_not_run(
    name: str, status: int, held: str, logged_in: Any, machine: Any
) -> None:
    assert press(logged_in(name), held)["statusCode"] == status
    assert machine(held) == []


def test_nobody_runs_anything_without_a_login(held: str, browser: Browser, machine: Any) -> None:
    answer = browser.ask(f"/console/submissions/{held}/retry", "POST", "run=1", **OURS)
    assert (answer["statusCode"], machine(held)) == (303, [])
    assert answer["headers"]["location"].startswith("/console/login")


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ("", OURS),
        ("form=guessed&run=1", OURS),
        (None, {**KIND, "origin": "https://evil.example"}),
        (None, {**OURS, "sec-fetch-site": "cross-site"}),
        (None, KIND),
        (None, {"origin": f"http://{HOST}", "content-type": "text/plain"}),
    ],
)
def test_a_form_that_no_page_of_this_login_sent_does_nothing(
    body: str | None, headers: dict[str, str], held: str, logged_in: Any, machine: Any
) -> None:
    browser = logged_in("analyst")
    sent = form_of(browser) if body is None else body
    answer = browser.ask(f"/console/submissions/{held}/retry", "POST", sent, **headers)
    assert answer["statusCode"] == 400
    assert "Nothing was done" in answer["body"]
    assert machine(held) == []


def test_a_form_of_another_login_does_nothing(held: str, logged_in: Any, machine: Any) -> None:
    theirs = form_of(logged_in("admin"))
    answer = logged_in("analyst").ask(f"/console/submissions/{held}/retry", "POST", theirs, **OURS)
    assert (answer["statusCode"], machine(held)) == (400, [])


def test_a_double_click_two_people_and_an_old_page_start_one_run(
    held: str, logged_in: Any, machine: Any, world: Any
) -> None:
    for name in ("analyst", "analyst", "admin"):
        assert press(logged_in(name), held)["statusCode"] == 303
    world.cloud.ledger.settle(held, State.HELD, "UNCLEAR_DATES", "Which of day and month comes first?")
    assert press(logged_in("admin"), held, run=1)["statusCode"] == 303
    assert press(logged_in("admin"), held, run=10**9)["statusCode"] == 303
    assert machine(held) == [f"{held}-2"]
    page = logged_in("analyst").page(f"/console/submissions/{held}")
    assert re.search(r'data-label="Asked for by"><span>analyst <span class="quiet">', page)
    assert '<input type="hidden" name="run" value="2">' in page
    assert f'name="form" value="{form_token(logged_in("analyst").cookies["__Host-session"])}"' in page


def test_the_button_stands_where_it_does_something(held: str, logged_in: Any, machine: Any, world: Any) -> None:
    assert machine(held) == []
    boto3.client("stepfunctions").start_execution(
        stateMachineArn=world.app.settings.submission_machine_arn, name=f"{held}-1", input="{}"
    )
    button = f'action="/console/submissions/{held}/retry"'
    for name, is_there in (("analyst", True), ("admin", True), ("auditor", False)):
        assert (button in logged_in(name).page(f"/console/submissions/{held}")) is is_there
        assert (button in logged_in(name).page("/console/jobs")) is is_there
    assert "/console/submissions/s1/retry" not in logged_in("admin").page("/console/submissions/s1")
    assert press(logged_in("admin"), "s1")["statusCode"] == 303
    assert world.cloud.ledger.submission("s1").state is State.PUBLISHED


def test_what_would_be_held_again_says_why(held: str, logged_in: Any, machine: Any, world: Any) -> None:
    """The configuration before knows no agreement at all."""
    sha = f"of nobody, {held}"
    nobodys = submission_id_of("P1", "", "", sha)
    changes = {"sha256": sha, "object_key": "landing/P1/stray.csv", "feed": "", "reporting_period": ""}
    world.cloud.ledger.receive(received(nobodys, "P1").model_copy(update=changes))
    world.cloud.ledger.settle(nobodys, State.HELD, "UNKNOWN_FEED", "Which of these reports is it?")
    answer = press(logged_in("analyst"), nobodys)
    assert answer["statusCode"] == 409
    assert "It would be held again" in answer["body"]
    assert "Which of these reports is stray.csv: pos?" in answer["body"]
    assert (machine(nobodys), world.cloud.ledger.submission(nobodys).state) == ([], State.HELD)
