"""SQL in, rows with their types out: the same adapter as the functions', the same locally and on AWS."""

from sellthrough_aws.athena_rows import AthenaRows, QueryFailedError
from sellthrough_local.cli.deployment import Deployment
from sellthrough_local.cli.failures import RefusedError
from sellthrough_local.cli.screen import Record


def rows_of(deployment: Deployment, sql: str) -> tuple[list[str], list[Record]]:
    """Run one statement.

    Returns:
        The column names and the rows (`sellthrough_aws.athena_rows.Result`).

    Raises:
        RefusedError: Athena refused or failed the statement; the message is Athena's.
    """
    outputs = deployment.outputs
    athena = AthenaRows(outputs["GlueDatabase"], outputs["AthenaWorkgroup"], deployment.client("athena"))
    try:
        result = athena.run(sql)
    except QueryFailedError as error:
        raise RefusedError(str(error)) from error
    return result.names, result.rows()
