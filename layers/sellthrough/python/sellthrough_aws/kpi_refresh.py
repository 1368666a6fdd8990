"""One KPI model in, the periods of its table that changed submissions touch refreshed out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pyiceberg.table import Table as IcebergTable

from sellthrough.errors import Busy
from sellthrough.kpis.catalogue import Model, Parameters, affected_periods, basis_of, render, render_touched
from sellthrough.model.ledger_entries import Dirty
from sellthrough.model.tables import columns
from sellthrough_aws.athena import Athena
from sellthrough_aws.lake import Lake

LEASE_PROPERTY = "sellthrough.kpi-lease"
BASIS_PROPERTY = "sellthrough.kpi-basis"


@dataclass(frozen=True)
class KpiRefresh:
    """Refreshes KPI tables for one holder of the lease.

    Attributes:
        dirty: What changed; None refreshes every period of everything.
        lease: Number of the lease's acquisition. A holder that has lost the lease must not overwrite newer numbers.
    """

    athena: Athena
    lake: Lake
    parameters: Parameters
    config_version: str
    dirty: Sequence[Dirty] | None
    lease: int

    @property
    def properties(self) -> dict[str, str]:
        """Kept in each snapshot that this refresh commits."""
        return {LEASE_PROPERTY: str(self.lease)}

    def run(self, model: Model) -> int:
        """Compute and replace what changed, in one commit.

        Everything is computed again when the definition, the vendor's settings or the masters that the KPI reads are
        no longer those that the table was computed with.

        Returns:
            The number of periods replaced; 0 when the change does not touch this KPI.

        Raises:
            Busy: A later holder of the lease has committed already.
        """
        name, basis = model.table.storage_name, basis_of(model, self.parameters, self.config_version)
        is_new_basis = self.lake.table(name).properties.get(BASIS_PROPERTY) != basis
        dirty = None if is_new_basis else self.dirty
        periods = affected_periods(model, self._touched(model, dirty), self.parameters)
        if periods:
            rows = self.athena.query(render(model, periods, self.parameters), model.columns)
            table = self.lake.table(name)
            _check_lease(table, self.lease)
            if dirty is None:
                self.lake.replace_all(table, rows, self.properties)
            else:
                self.lake.replace_where(table, "period", periods, rows, self.properties)
        if is_new_basis:
            with self.lake.table(name).transaction() as change:
                change.set_properties({BASIS_PROPERTY: basis})
        return len(periods)

    def _touched(self, model: Model, dirty: Sequence[Dirty] | None) -> set[str]:
        if dirty is None:
            return self._ask(model, None)
        touching = [entry for entry in dirty if entry.record_type in model.reads]
        if model.touched and touching:
            return self._ask(model, {entry.submission_id for entry in touching})
        return {period for entry in touching for period in entry.periods}

    def _ask(self, model: Model, submission_ids: Collection[str] | None) -> set[str]:
        found = self.athena.query(render_touched(model, submission_ids), [columns()["period"]])
        return {period for period in found.column("period").to_pylist() if period is not None}


def _check_lease(table: IcebergTable, lease: int) -> None:
    snapshot = table.current_snapshot()
    if snapshot is None or snapshot.summary is None:
        return
    if int(snapshot.summary.additional_properties.get(LEASE_PROPERTY, "0")) > lease:
        raise Busy(f"{table.name()}: a later refresh has committed; the lease was lost")
