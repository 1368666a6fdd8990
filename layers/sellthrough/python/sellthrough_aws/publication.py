"""One publication: the normalised submissions of a record type that wait in, rows and states that readers see out."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import duckdb
from pyiceberg.exceptions import CommitFailedException, ValidationException
from pyiceberg.table import Table as IcebergTable

from sellthrough.errors import Busy
from sellthrough.model.engine import connected
from sellthrough.model.ledger_entries import ScopeEntry
from sellthrough.model.tables import table_of
from sellthrough.publish.change import Change, find_change, merge
from sellthrough.publish.decide import Affected, Published, find_affected
from sellthrough.publish.growth import WORK_ITEM_TYPE, question_about
from sellthrough.publish.homes import Homes, compute_homes
from sellthrough.publish.rows import write_facts, write_set_aside
from sellthrough_aws.lake import Lake
from sellthrough_aws.lake_files import field_ids
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.published import PublishedSubmissions
from sellthrough_aws.staged_rows import StagedRows

_AT_ONCE = 3
_ROWS = ("candidates.parquet", "rejects.parquet")


@dataclass(frozen=True)
class Publication:
    """The steps of one publication, in the order of its methods.

    Args:
        run: Number of the lease's acquisition; rows written now carry it.
    """

    ledger: Ledger
    lake: Lake
    staged: StagedRows
    record_type: str
    run: int
    _tables: dict[str, IcebergTable] = field(default_factory=dict)  # one look-up per table and publication

    def gather(self, group: Sequence[ScopeEntry]) -> tuple[list[ScopeEntry], list[ScopeEntry]]:
        """Fetch the staged rows of a group.

        Returns:
            The submissions whose rows are all there, and those that break conservation (I1) and stay out.
        """
        self.staged.fetch(group, *_ROWS)
        whole = [entry for entry in group if self.staged.rows(entry) == entry.rows_in]
        return whole, [entry for entry in group if entry not in whole]

    def plan(self, group: Sequence[ScopeEntry], seen: PublishedSubmissions) -> list[Change]:
        """Find what changes for readers, scope by scope; writes the rows to local files on the way."""
        published_at = max((entry.landed_at for entry in group), default="")
        changes = []
        for partner_id in sorted({entry.partner_id for entry in group}):
            waiting = {e.submission_id for e in group if e.partner_id == partner_id}
            scope = self.ledger.scope(partner_id, self.record_type)
            entries = {e.submission_id: e for e in scope if e.submission_id in waiting | set(seen.rows)}
            affected = self._find_affected(entries, waiting, seen.rows)
            rows = sum(entries[r.submission_id].rows_in for r in affected.context)
            with connected(self.staged.folder, rows) as connection:
                homes = {h.submission_id: h for h in compute_homes(connection, affected.context, affected.superseded)}
                written = [
                    (r.submission_id, seen.rows[r.submission_id].run)
                    for r in affected.targets
                    if r.submission_id in seen.rows
                ]
                change = find_change(
                    affected,
                    homes,
                    entries,
                    seen.rows,
                    self.ledger.homes_of(written),
                    run=self.run,
                    published_at=published_at,
                )
                self._write_files(connection, affected, homes, change, partner_id)
            self.ledger.record_homes(self.run, {i: homes[i].digest for i in sorted(change.rewritten)})
            self.ledger.wait_again(entries[i] for i in sorted(change.changed - waiting))
            changes.append(change)
        return changes

    def write(self, changes: Iterable[Change]) -> None:
        """Keep the staged files, and append the rows; nobody sees them yet.

        Raises:
            Busy: Others kept committing to the same table.
        """
        rewritten = [change.entries[i] for change in changes for i in sorted(change.rewritten)]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            steps = [pool.submit(self._append, name) for name in (self.record_type, "set_aside")]
            steps.append(pool.submit(self.staged.keep, rewritten))
            for step in steps:
                step.result()

    def show(self, changes: Sequence[Change], seen: PublishedSubmissions) -> int:
        """Make the change visible, in one commit; returns its sequence number."""
        after = merge(seen.rows.values(), changes)
        return seen.replace(after, self.staged.folder) if after else seen.sequence

    def settle(self, group: Iterable[ScopeEntry], changes: Iterable[Change], sequence: int) -> list[Published]:
        """Bring the ledger in line with what readers see; returns the submissions of the group as they stand."""
        waiting = {entry.submission_id for entry in group}
        settled: list[Published] = []
        ended: list[ScopeEntry] = []
        for change in changes:
            for submission_id in sorted(change.changed | (waiting & set(change.rows))):
                row, entry = change.rows[submission_id], change.entries[submission_id]
                self.ledger.settle(
                    submission_id,
                    row.state,
                    counts=row.counts,
                    superseded_by=row.superseded_by,
                    publication=sequence,
                    said_again=change.said_again.get(submission_id, ()),
                )
                question = question_about(change.said_again.get(submission_id, ()))
                if question or submission_id not in waiting:
                    self.ledger.ask_of_type(entry, WORK_ITEM_TYPE, question)
                if entry.previous_periods:
                    self.ledger.mark_dirty(submission_id, self.record_type, entry.previous_periods)
                ended.append(entry)
                settled += [row] if submission_id in waiting else []
        # What no execution of its own brings again stops waiting first: a crash leaves those that come again.
        for entry in sorted(ended, key=lambda one: one.submission_id in waiting):
            self.ledger.stop_waiting(entry)
        return settled

    def _table(self, storage_name: str) -> IcebergTable:
        if storage_name not in self._tables:
            self._tables[storage_name] = self.lake.table(storage_name)
        return self._tables[storage_name]

    def _append(self, name: str) -> None:
        files = sorted(self.staged.folder.glob(f"{name}-*.parquet"))
        if not files:
            return
        properties = {"sellthrough.record-type": self.record_type, "sellthrough.run": f"{self.run}"}
        storage_name = table_of(name).storage_name
        try:
            self.lake.append(storage_name, files, properties, self._table(storage_name))
        except (CommitFailedException, ValidationException) as error:
            raise Busy(f"{storage_name} is written by too many at once") from error

    def _find_affected(
        self, entries: Mapping[str, ScopeEntry], waiting: set[str], published: Mapping[str, Published]
    ) -> Affected:
        affected = find_affected([self.staged.report(e) for e in entries.values()], waiting, published)
        expired = self.staged.fetch([entries[r.submission_id] for r in affected.context], "candidates.parquet")
        return replace(
            affected,
            targets=tuple(r for r in affected.targets if r.submission_id not in expired),
            context=tuple(r for r in affected.context if r.submission_id not in expired),
        )

    def _write_files(
        self,
        connection: duckdb.DuckDBPyConnection,
        affected: Affected,
        homes: Mapping[str, Homes],
        change: Change,
        partner_id: str,
    ) -> None:
        reports = [r for r in affected.context if r.submission_id in change.rewritten]
        if not reports:
            return
        self.staged.fetch([change.entries[r.submission_id] for r in reports], *_ROWS)
        table, aside = table_of(self.record_type), table_of("set_aside")
        texts = [
            self.staged.with_records(r, change.entries[r.submission_id]) if homes[r.submission_id].duplicates else r
            for r in reports
        ]
        files = [(table, write_facts, reports)]
        if any(
            homes[i].duplicates or change.entries[i].quarantined_rows for i in sorted(change.rewritten & set(homes))
        ):
            files.append((aside, write_set_aside, texts))
        for written, write, rows in files:
            path = self.staged.folder / f"{written.name}-{partner_id}.parquet"
            ids = field_ids(self._table(written.storage_name))
            if write(connection, rows, table, path, run=self.run, ids=ids) == 0:
                path.unlink()
