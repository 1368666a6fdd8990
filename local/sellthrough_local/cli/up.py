"""`sellthrough up`: a workspace in, a local cloud that stays until Ctrl-C out."""

from sellthrough_local.cli.configuration import publish_configuration
from sellthrough_local.cli.deployment import Deployment, deployed, is_running
from sellthrough_local.cli.failures import RefusedError
from sellthrough_local.cli.options import DEFAULT_STATE, AsJson, State, Workspace
from sellthrough_local.cli.screen import Record, Screen
from sellthrough_local.cli.stopping import stop_on_signals
from sellthrough_local.cloud import Connection
from sellthrough_local.workspace_folder import load_folder


def up(workspace: Workspace, state: State = DEFAULT_STATE, as_json: AsJson = False) -> None:
    """Start the local cloud, deploy, load the workspace and stay; Ctrl-C stops it, a second `up` resumes."""
    screen = Screen(as_json)
    configuration = load_folder(workspace)
    if is_running(state):
        raise RefusedError(f"{state}: a local cloud runs there already. Use it, or stop it with Ctrl-C where it runs.")
    stopping = stop_on_signals()
    with deployed(state, configuration.vendor.mail_from, real_time=True) as deployment:
        with screen.doing("Publishing the configuration"):
            publish_configuration(deployment, configuration)
        addresses = _addresses(deployment)
        screen.document({"configuration": configuration.version, "state": str(state), **addresses})
        for name, value in addresses.items():
            screen.say(f"{name:20}{value}")
        screen.say(f"\nDrop a file with the AWS CLI:\n  {_example(addresses)}")
        screen.say("Ctrl-C stops it; the same command resumes it.")
        stopping.wait()
        screen.say("Stopping.")


def _addresses(deployment: Deployment) -> Record:
    cloud = deployment.cloud
    assert isinstance(cloud, Connection)  # noqa: S101  # `up` is local
    return {
        "endpoint": cloud.endpoint,
        "athena_endpoint": cloud.athena_endpoint,
        "access_key_id": cloud.environment["AWS_ACCESS_KEY_ID"],
        "secret_access_key": cloud.environment["AWS_SECRET_ACCESS_KEY"],
        "region": cloud.environment["AWS_DEFAULT_REGION"],
        "landing": f"s3://{deployment.outputs['LandingBucket']}/landing/<partner>/<feed>/",
        "api": cloud.api_url,
        "pages": cloud.pages_url,
        "console": cloud.console_url,
        "database": deployment.outputs["GlueDatabase"],
        "workgroup": deployment.outputs["AthenaWorkgroup"],
    }


def _example(addresses: Record) -> str:
    keys = f"AWS_ACCESS_KEY_ID={addresses['access_key_id']} AWS_SECRET_ACCESS_KEY={addresses['secret_access_key']}"
    target = f"--endpoint-url {addresses['endpoint']} --region {addresses['region']}"
    return f"{keys} aws {target} s3 cp FILE {addresses['landing']}"
