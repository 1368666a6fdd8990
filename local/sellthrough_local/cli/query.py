"""`sellthrough query`: SQL in, the rows of the governed tables out."""

from typing import Annotated

import typer

from sellthrough_local.cli.athena_rows import rows_of
from sellthrough_local.cli.deployment import open_deployment
from sellthrough_local.cli.options import DEFAULT_STATE, AsJson, Stack, State
from sellthrough_local.cli.screen import Screen

Sql = Annotated[str, typer.Argument(metavar="SQL", help="One statement in Athena's SQL.")]


def query(sql: Sql, state: State = DEFAULT_STATE, stack: Stack = None, as_json: AsJson = False) -> None:
    """Ask the tables and KPIs (docs/tables.md, docs/kpis.md) through Athena."""
    screen = Screen(as_json)
    with screen.doing("Asking Athena"), open_deployment(state, stack) as deployment:
        columns, rows = rows_of(deployment, sql)
    screen.document(rows)
    screen.table(rows, columns)
