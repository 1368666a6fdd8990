"""One KPI model in, the periods of its table that changed submissions touch refreshed out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sellthrough.errors import Busy
from sellthrough.kpis.catalogue import Model, Parameters, affected_periods, render, render_touched
from sellthrough.model.ledger_entries import Dirty
from sellthrough.model.tables import columns
from sellthrough_aws.athena import Athena
from sellthrough_aws.lake import Lake

LEASE_PROPERTY = "sellthrough.kpi-lease"


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
    dirty: Sequence[Dirty] | None
    lease: int

    @property
    def properties(self) -> dict[str, str]:
        """Kept in each snapshot that this refresh commits."""
        return {LEASE_PROPERTY: str(self.lease)}

    def run(self, model: Model) -> int:
        """Compute and replace what changed, in one commit.

        Returns:
            The number of periods replaced; 0 when the change does not touch this KPI.

        Raises:
            Busy: A later holder of the lease has committed already.
        """
        periods = self.periods_of(model)
        if not periods:
            return 0
        rows = self.athena.query(render(model, periods, self.parameters), model.columns)
        self._check_lease(model.table.storage_name)
        if self.dirty is None:
            self.lake.replace_all(model.table.storage_name, rows, self.properties)
        else:
            self.lake.replace_where(model.table.storage_name, "period", periods, rows, self.properties)
        return len(periods)

    def periods_of(self, model: Model) -> list[str]:
        """The periods to refresh."""
        touching = None if self.dirty is None else [d for d in self.dirty if d.record_type in model.reads]
        if touching is None:
            touched = self._ask(model, None)
        elif not touching:
            return []
        elif model.touched:
            touched = self._ask(model, {d.submission_id for d in touching})
        else:
            touched = {period for d in touching for period in d.periods}
        return affected_periods(model, touched, self.parameters)

    def _ask(self, model: Model, submission_ids: Collection[str] | None) -> set[str]:
        found = self.athena.query(render_touched(model, submission_ids), [columns()["period"]])
        return {period for period in found.column("period").to_pylist() if period is not None}

    def _check_lease(self, storage_name: str) -> None:
        snapshot = self.lake.table(storage_name).current_snapshot()
        if snapshot is None or snapshot.summary is None:
            return
        last = snapshot.summary.additional_properties.get(LEASE_PROPERTY, "0")
        if int(last) > self.lease:
            raise Busy(f"{storage_name}: a later refresh has committed; the lease was lost")
