"""A checked configuration and a deployment in, the published version that new reports are processed with out."""

import json
from typing import Any

from sellthrough.errors import NotFound
from sellthrough.model.workspace import Configuration
from sellthrough_aws.configurations import Configurations
from sellthrough_local.cli.accepted import check_kept, said_of
from sellthrough_local.cli.deployment import Deployment
from sellthrough_local.cli.failures import RefusedError


def publish_configuration(deployment: Deployment, configuration: Configuration, *, replace: bool = False) -> None:
    """Put the version into the archive bucket and let `migrate` make tables, views and masters of it.

    Args:
        replace: Publish it although it has not what was accepted in the console.

    Raises:
        RefusedError: It would undo what was accepted in the console, or what is current changed meanwhile; or `migrate`
            failed: the message quotes its error.
    """
    ledger, configurations = deployment.ledger, Configurations(deployment.objects, deployment.outputs["ArchiveBucket"])
    current = configurations.current(ledger)
    accepted = ledger.open_acceptances()
    lost = check_kept(accepted, current, configuration)
    if lost and not replace:
        raise RefusedError("\n".join(said_of(acceptance, current) for acceptance in lost))
    configurations.keep(configuration)
    made = _migrated(deployment, {"version": configuration.version, "instead_of": current.version if current else None})
    if not made["is_current"]:
        raise RefusedError("Somebody else changed the configuration at the same moment. Run the command again.")
    ledger.settle_acceptances(lost, "replaced")
    ledger.settle_acceptances([a for a in accepted if a not in lost], "held")


def _migrated(deployment: Deployment, event: dict[str, Any]) -> dict[str, Any]:
    answer = deployment.client("lambda").invoke(
        FunctionName=deployment.outputs["MigrateFunction"], Payload=json.dumps(event).encode()
    )
    result: dict[str, Any] = json.load(answer["Payload"])
    if "FunctionError" in answer:
        raise RefusedError(f"migrate failed: {result.get('errorType')}: {result.get('errorMessage')}")
    return result


def summary_of(configuration: Configuration) -> dict[str, object]:
    """How much is in a configuration, for people."""
    return {
        "version": configuration.version,
        "vendor": configuration.vendor.name,
        "partners": len(configuration.partners),
        "agreements": len(configuration.agreements),
        "feeds": sum(len(agreement.feeds) for agreement in configuration.agreements),
        "products": len(configuration.products),
        "accounts": len(configuration.accounts),
    }


def current_configuration(deployment: Deployment) -> Configuration:
    """The version that new reports are processed with; NotFound when none was loaded."""
    current = Configurations(deployment.objects, deployment.outputs["ArchiveBucket"]).current(deployment.ledger)
    if current is None:
        raise NotFound("no configuration is loaded; run: sellthrough load WORKSPACE")
    return current
