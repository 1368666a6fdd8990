"""Candidate lines of the reports of one scope in, the one home of each line out: a fact, a duplicate of another line.

A pure function of the set of reports: neither the order of processing nor what was published before changes it.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from duckdb import DuckDBPyConnection

from sellthrough.model.submissions import SaidAgain
from sellthrough.publish.growth import find_growth
from sellthrough.publish.standing import Report

_LINES = """
create or replace temp table lines as
select s.submission_id, s.rank, s.stands, s.drops, c.row_key, c.line_key, c.source_sheet, c.source_line,
       coalesce(c.is_own_period, false) as is_own_period,
       coalesce(c.has_document, false) and not coalesce(c.is_return, false) as is_told_apart
from read_parquet($paths, filename = true) c
join sources s on s.path = c.filename
where c.error is null
"""

# Rule 2: an exact repeat within one report is a duplicate of the first such line there.
_REPEATS = """
create or replace temp table homes as
with repeated as (select submission_id, line_key from lines where drops group by all having count(*) > 1),
judged as (
  select submission_id, row_key, is_told_apart,
         first_value(row_key) over (partition by submission_id, line_key order by source_sheet, source_line) as first
  from lines semi join repeated using (submission_id, line_key)
)
select submission_id, row_key, 'DUPLICATE_LINE' as code, first as duplicate_of
from judged where is_told_apart and row_key <> first
"""

# Rule 3: the n-th line left in one report matches the n-th in another; one of them stands.
_LATE_REPEATS = """
insert into homes
with numbered as (
  select submission_id, rank, row_key, line_key, is_own_period,
         row_number() over (partition by submission_id, line_key order by source_sheet, source_line) as n
  from lines anti join homes using (submission_id, row_key) where stands
    and line_key in (select line_key from lines where stands group by line_key having count(distinct rank) > 1)
), judged as (
  select submission_id, row_key,
         first_value(row_key) over (partition by line_key, n order by is_own_period desc, rank) as winner
  from numbered
)
select submission_id, row_key, 'LATE_REPEAT', winner from judged where row_key <> winner
"""

_COUNTS = "select submission_id, count(*) from lines group by all"

_DUPLICATES = """
select submission_id, count(*), bit_xor(md5_number(concat_ws(chr(10), row_key, code, duplicate_of)))
from homes group by all
"""


_REPEATED = """
select submission_id, left(duplicate_of, strpos(duplicate_of, ':') - 1), count(*)
from homes where code = 'LATE_REPEAT' group by all
"""


@dataclass(frozen=True)
class Homes:
    """How one report's candidate lines end: facts, or duplicates.

    `digest` is equal for equal homes of equally staged lines, so that nothing unchanged is written again. `said_again`
    names the earlier reports that this one grew out of.
    """

    submission_id: str
    facts: int
    duplicates: int
    digest: str
    said_again: tuple[SaidAgain, ...] = ()


def compute_homes(connection: DuckDBPyConnection, reports: Collection[Report], hidden: Collection[str]) -> list[Homes]:
    """Find the home of every candidate line of these reports.

    Leaves the table `homes` in the connection: submission_id, row_key, code and duplicate_of of each line that is
    no fact.

    Args:
        connection: A DuckDB connection of one's own.
        reports: All with local candidates; complete as to `standing.overlapping`.
        hidden: Ids of those that are superseded: their lines match nothing in other reports.

    Returns:
        One entry per report, in landing order.
    """
    ordered = sorted(reports, key=lambda r: r.precedence)
    connection.execute(
        "create or replace temp table sources "
        "(path varchar, submission_id varchar, rank integer, stands boolean, drops boolean)"
    )
    connection.executemany(
        "insert into sources values (?, ?, ?, ?, ?)",
        [
            (str(r.candidates), r.submission_id, rank, r.submission_id not in hidden, r.duplicate_lines == "drop")
            for rank, r in enumerate(ordered)
        ],
    )
    connection.execute(_LINES, {"paths": [str(r.candidates) for r in ordered]})
    connection.execute(_REPEATS)
    if sum(r.submission_id not in hidden for r in ordered) > 1:
        connection.execute(_LATE_REPEATS)
    lines = dict(connection.execute(_COUNTS).fetchall())
    set_aside = {row[0]: (row[1], row[2]) for row in connection.execute(_DUPLICATES).fetchall()}
    found = []
    for report in ordered:
        duplicates, digest = set_aside.get(report.submission_id, (0, 0))
        facts = lines.get(report.submission_id, 0) - duplicates
        found.append(Homes(report.submission_id, facts, duplicates, f"{report.ledger_run}-{duplicates}-{digest:x}"))
    if not any(homes.duplicates for homes in found):
        return found
    said_again = find_growth(
        ordered, {h.submission_id: h.facts for h in found}, connection.execute(_REPEATED).fetchall()
    )
    return [replace(homes, said_again=said_again.get(homes.submission_id, ())) for homes in found]
