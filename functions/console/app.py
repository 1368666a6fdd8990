"""A browser's request comes in; a page of the console goes out, or the way to the issuer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from sellthrough.console import answers, routes
from sellthrough.console.access import may, user_of
from sellthrough.console.login import SESSION_COOKIE
from sellthrough.console.responses import Response
from sellthrough.console.views import View, Visit
from sellthrough.errors import NotFound
from sellthrough.model.workspace import Configuration
from sellthrough.pages.http import Request, request_of
from sellthrough_aws.athena_rows import AthenaRows, QueryFailedError
from sellthrough_aws.cached_rows import CachedRows
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.console_deeds import ConsoleDeeds
from sellthrough_aws.console_lists import ConsoleLists
from sellthrough_aws.console_numbers import ConsoleNumbers
from sellthrough_aws.console_onboarding import ConsoleOnboarding
from sellthrough_aws.console_sign_in import ForgedError, LoginFailedError, SignIn
from sellthrough_aws.console_submission import ConsoleSubmission
from sellthrough_aws.functions import Function, FunctionFailedError
from sellthrough_aws.issuer import IssuerClient, IssuerFailedError
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.machines import Machine, Runs
from sellthrough_aws.make_current import MakeCurrent
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import logger
from sellthrough_aws.sessions import Sessions
from sellthrough_aws.settings import Settings
from sellthrough_aws.staged import Staged
from sellthrough_aws.uploads import Uploads


class ConsoleSettings(Settings):
    """Environment of this function."""

    ledger_table: str
    staging_bucket: str
    warehouse_bucket: str
    archive_bucket: str
    glue_database: str
    athena_workgroup: str
    submission_machine_arn: str
    source_function: str
    onboard_function: str
    migrate_function: str
    oidc_issuer: str
    oidc_client_id: str


settings = ConsoleSettings.from_environment()
pool = ThreadPoolExecutor(8, thread_name_prefix="console")
objects, ledger = Objects(), Ledger(settings.ledger_table)
configurations = Configurations(objects, settings.archive_bucket)
athena = AthenaRows(settings.glue_database, settings.athena_workgroup)
data = CachedRows(athena, objects, settings.staging_bucket, settings.glue_database)
sign_in = SignIn(IssuerClient(settings.oidc_issuer, settings.oidc_client_id), Sessions(settings.ledger_table))
runs = Runs(settings.submission_machine_arn)
lists = ConsoleLists(ledger, runs, pool)
submission = ConsoleSubmission(
    ledger=ledger,
    objects=objects,
    staged=Staged(objects, settings.staging_bucket),
    runs=runs,
    data=data,
    find_source=Function(settings.source_function),
    buckets=(settings.staging_bucket, settings.warehouse_bucket, settings.archive_bucket),
    pool=pool,
)
numbers = ConsoleNumbers(ledger=ledger, data=data, pool=pool, visible=lists.visible)
deeds = ConsoleDeeds(ledger=ledger, machine=Machine(settings.submission_machine_arn), configurations=configurations)
migrate, understand = Function(settings.migrate_function), Function(settings.onboard_function)
make_current = MakeCurrent(objects, configurations, migrate, settings.staging_bucket, settings.archive_bucket)
onboarding = ConsoleOnboarding(ledger, objects, Uploads(), understand, make_current, settings.staging_bucket)
parts = (numbers, lists, submission, deeds, onboarding)
PAGES: dict[str, Callable[[Visit], View | Response]] = {n: page for part in parts for n, page in part.pages().items()}
WAYS: dict[str, Callable[[Request], Response]] = {"begin": sign_in.begin, "finish": sign_in.finish, "end": sign_in.end}


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Find the route, know the person, ask whether they may, and draw the page."""
    request = request_of(event)
    configuration = configurations.current(ledger)
    found = routes.find(request.method, request.path)
    page = found.route.page if found else "none"
    try:
        response = _answer(request, found, configuration)
    except NotFound:
        response = answers.not_found(configuration)
    except ForgedError:
        logger.warning("form refused", page=page)
        response = answers.forged(configuration)
    except (LoginFailedError, IssuerFailedError) as error:
        logger.warning("sign-in refused", page=page, kind=type(error).__name__, why=str(error))
        response = answers.sign_in_failed(configuration)
    except (QueryFailedError, FunctionFailedError) as error:
        logger.error("page failed", page=page, kind=type(error).__name__)
        response = answers.unavailable(configuration, request)
    logger.info("page", page=page, status=response.status)
    return response.event()


def _answer(request: Request, found: routes.Found | None, configuration: Configuration | None) -> Response:
    if found is None:
        raise NotFound("no such address")
    if found.route.access == "public" and found.route.page not in WAYS:
        return answers.public(found, configuration)
    if found.route.page in WAYS:
        return WAYS[found.route.page](request)
    session = sign_in.session_of(request)
    if session is None:
        return answers.to_login(request)
    user = user_of(configuration.users if configuration else (), session.logins)
    if configuration is None or user is None or not may(user, answers.action_of(found.route), None):
        return answers.forbidden(configuration, user)
    if found.route.method == "POST":
        sign_in.check_form(request)
    visit = Visit(request, found.parts, user, configuration)
    view = PAGES[found.route.page](visit)
    return view if isinstance(view, Response) else answers.drawn(view, visit, request.cookies[SESSION_COOKIE])
