"""The parsed lines in, `candidates.parquet` out: the accepted rows with the columns of the record type's table."""

from pathlib import Path

from sellthrough.model.tables import Column, table_of
from sellthrough.normalize.lines import period_sql
from sellthrough.normalize.periods import span_of
from sellthrough.normalize.record_types import RULES
from sellthrough.normalize.work import Work, quoted

_TYPES = {
    "string": "varchar",
    "boolean": "boolean",
    "int": "integer",
    "bigint": "bigint",
    "date": "date",
    "timestamp": "timestamp",
}


_RESOLVED = (
    "product_id",
    "partner_id",
    "country_code",
    "region_code",
    "is_region_inferred",
    "reseller_id",
    "is_reseller_provisional",
    "customer_id",
    "is_customer_provisional",
)


def duckdb_type(column: Column) -> str:
    """The DuckDB type of a published column."""
    return column.type if column.decimal else _TYPES[column.type]


def write_candidates(work: Work, path: Path) -> int:
    """Write the lines without an error; the number of rows is returned."""
    _count_occurrences(work)
    expressions = _expressions(work)
    columns = [c for c in table_of(work.feed.record_type).columns if c.name != "run"]
    published = [f"cast({expressions.get(c.name, 'null')} as {duckdb_type(c)}) as {c.name}" for c in columns]
    rules = RULES[work.feed.record_type]
    extra = [
        "l.line_key",
        "cast(coalesce(n.occurrence, 1) as integer) as occurrence",
        "coalesce(l.quantity_units_value < 0, false) as is_return",
        f"{rules.document} as has_document",
        f"{_is_own_period(work)} as is_own_period",
    ]
    statement = f"""
        copy (
            select {", ".join(published + extra)}
            from lines l join records r on r.sheet = l.sheet and r.line = l.line
            left join occurrences n on n.sheet = l.sheet and n.line = l.line
            where l.error is null
        ) to {quoted(str(path))} (format parquet, compression snappy, dictionary_size_limit 1000)
    """
    return int(work.single(statement))


def _count_occurrences(work: Work) -> None:
    # Few lines repeat another: only those are numbered, the rest is the first of its key.
    work.connection.execute("""
        create or replace temp table occurrences as
        with repeated as (select line_key from lines where error is null group by line_key having count(*) > 1)
        select sheet, line, row_number() over (partition by line_key order by sheet, line) as occurrence
        from lines semi join repeated using (line_key) where error is null
    """)


def _is_own_period(work: Work) -> str:
    span = span_of(work.submission.reporting_period, work.configuration.vendor)
    if span is None or period_sql(work).startswith("'"):
        return "true"
    return f"l.main_date between date '{span[0]}' and date '{span[1]}'"


def _expressions(work: Work) -> dict[str, str]:
    """Where each published column comes from; a column that is not named is null."""
    submission, partner = work.submission, work.partner
    own = quoted(work.configuration.vendor.reporting_currency)
    text = {
        n: f"l.{n}" if n in work.columns else f"clean({work.raw(n)})"
        for n, s in work.fields.items()
        if s.kind in {"text", "code", "country"}
    }
    values = {n: f"l.{n}_value" for n, s in work.fields.items() if s.kind in {"date", "number"}}
    parsed = {
        n: f"l.{n}" for n in (*_RESOLVED, "net_amount", "net_currency") if n in work.columns or n not in _RESOLVED
    }
    priced = "l.net_amount is not null"
    return (
        text
        | work.texts
        | values
        | parsed
        | {
            "submission_id": quoted(submission.submission_id),
            "row_key": f"concat({quoted(submission.submission_id + ':')}, l.sheet, ':', l.line)",
            "feed": quoted(submission.feed),
            "period": period_sql(work).replace("main_date", "l.main_date"),
            "reporting_period": quoted(submission.reporting_period),
            "snapshot_date": "l.main_date",
            "exchange_rate": f"case when {priced} then l.exchange_rate end",
            "exchange_rate_period": f"case when {priced} then left(cast(l.main_date as varchar), 7) end",
            "reporting_amount": "l.reporting_amount",
            "reporting_currency": f"case when {priced} then {own} end",
            "tier_from": quoted(partner.partner_type),
            "tier_to": quoted(work.feed.tier_to)
            if work.feed.tier_to
            else "case when l.reseller_id is not null then 'reseller' else 'end_customer' end",
            "transaction_type": "case when l.quantity_units_value < 0 then 'return' else 'sale' end",
            "source_file": quoted(submission.file_name),
            "source_sheet": "l.sheet",
            "source_line": "l.line",
        }
        | _of_type(work)
    )


def _of_type(work: Work) -> dict[str, str]:
    """What only one record type has: statuses and what follows from them."""
    if work.feed.record_type == "opportunities":
        stages = work.configuration.vendor.stage_probabilities
        by_stage = " ".join(
            f"when lower(clean({work.raw('stage_name')})) = {quoted(s.lower())} then {p}" for s, p in stages.items()
        )
        own = "case l.stage_name_value when 'won' then 1 when 'lost' then 0 end"
        named = f"case {by_stage} else {own} end" if by_stage else own
        given = "l.probability_ratio_value, " if "probability_ratio" in work.fields else ""
        owner = "owner_name" in work.fields
        region = f"clean({work.raw('sales_region')}), " if "sales_region" in work.fields else ""
        return {
            "opportunity_status": "l.stage_name_value",
            "probability_ratio": f"coalesce({given}{named})",
            "sales_region": f"coalesce({region}{'l.owner_region' if owner else 'null'})",
            "manager_name": "l.owner_manager" if owner else "null",
        }
    if work.feed.record_type == "orders":
        by_date = "case when l.cancelled_date_value is null then 'booked' else 'cancelled' end"
        return {"order_status": f"coalesce(l.order_status_value, {by_date})"}
    if work.feed.record_type == "contracts":
        return {"contract_status": "coalesce(l.contract_status_value, 'live')"}
    return {}
