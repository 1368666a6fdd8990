"""A checked configuration and a deployment in, the published version that new reports are processed with out."""

import json

from sellthrough.model.keys import configuration_key
from sellthrough.model.workspace import Configuration
from sellthrough_aws.configurations import Configurations
from sellthrough_local.cli.deployment import Deployment
from sellthrough_local.cli.failures import RefusedError


def publish_configuration(deployment: Deployment, configuration: Configuration) -> None:
    """Put the version into the archive bucket and let `migrate` make tables, views and masters of it.

    Raises:
        RefusedError: `migrate` failed; the message quotes its error.
    """
    key = configuration_key(configuration.version)
    deployment.objects.put_json(deployment.outputs["ArchiveBucket"], key, configuration.model_dump_json())
    answer = deployment.client("lambda").invoke(
        FunctionName=deployment.outputs["MigrateFunction"],
        Payload=json.dumps({"version": configuration.version}).encode(),
    )
    if "FunctionError" in answer:
        error = json.load(answer["Payload"])
        raise RefusedError(f"migrate failed: {error.get('errorType')}: {error.get('errorMessage')}")


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
    version = deployment.ledger.current_configuration_version()
    return Configurations(deployment.objects, deployment.outputs["ArchiveBucket"]).version(version)
