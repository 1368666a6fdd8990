"""The columns of `candidates.parquet`, each with its SQL over one parsed line; those of the table come first."""

from sellthrough.model.sql_texts import enumerated, quoted
from sellthrough.model.tables import Column, table_of
from sellthrough.normalize.periods import is_month, span_of
from sellthrough.normalize.record_types import RULES
from sellthrough.normalize.work import Work

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
    "reported_quantity",
    "reported_unit_code",
)


def duckdb_type(column: Column) -> str:
    """The DuckDB type of a published column."""
    return column.type if column.decimal else _TYPES[column.type]


def written_columns(work: Work) -> dict[str, str]:
    """Each column to its SQL: the table's but `run`, what `publish` matches lines by, and numbers the table lacks."""
    expressions, shared = _expressions(work), _shared(work)
    columns = [c for c in table_of(work.feed.record_type).columns if c.name != "run"]
    published = {
        c.name: shared.get(c.name) or f"cast({expressions.get(c.name, 'null')} as {duckdb_type(c)})" for c in columns
    }
    rules = RULES[work.feed.record_type]
    numbers = {f"{n}_value": f"{n}_value" for n, s in work.fields.items() if s.kind == "number" and n not in published}
    matched = {
        "is_return": "coalesce(quantity_units_value < 0, false)",
        "has_document": rules.document,
        "is_own_period": _is_own_period(work),
    }
    return published | numbers | matched


def texts_of(work: Work) -> dict[str, str]:
    """Texts that no rule needs, as `text_<name>`, each with its SQL over the records."""
    kinds = {"text", "code", "country", "status"}
    fields = {n: work.text(n) for n, s in work.fields.items() if s.kind in kinds and n not in work.columns}
    return {f"text_{name}": sql for name, sql in (fields | work.texts).items()}


def _is_own_period(work: Work) -> str:
    span = span_of(work.submission.reporting_period, work.configuration.vendor)
    if span is None or _period(work).startswith("'"):
        return "true"
    return f"main_date between date '{span[0]}' and date '{span[1]}'"


def _shared(work: Work) -> dict[str, str]:
    """Columns whose one or two texts are known before any line is read."""
    submission, tier_to = work.submission, work.feed.tier_to
    own, by_reseller = work.configuration.vendor.reporting_currency, "reseller_id is not null"
    return {
        "submission_id": enumerated(submission.submission_id),
        "feed": enumerated(submission.feed),
        "reporting_period": enumerated(submission.reporting_period),
        "tier_from": enumerated(work.partner.partner_type),
        "tier_to": enumerated(tier_to) if tier_to else _either(by_reseller, "reseller", "end_customer"),
        "transaction_type": _either("quantity_units_value < 0", "return", "sale"),
        "reseller_matched_by": "reseller_matched_by",
        "customer_matched_by": "customer_matched_by",
        "reporting_currency": f"case when net_amount is not null then {enumerated(own)} end",
        "source_file": enumerated(submission.file_name),
    }


def _either(condition: str, text: str, other: str) -> str:
    return f"case when {condition} then {enumerated(text, other)} else {enumerated(other, text)} end"


def _expressions(work: Work) -> dict[str, str]:
    """Where each published column comes from; a column that is not named is null."""
    text = {
        n: n if n in work.columns else f"text_{n}"
        for n, s in work.fields.items()
        if s.kind in {"text", "code", "country"}
    }
    values = {n: f"{n}_value" for n, s in work.fields.items() if s.kind in {"date", "number"}}
    parsed = {n: n for n in (*_RESOLVED, "net_amount", "net_currency") if n in work.columns or n not in _RESOLVED}
    priced = "net_amount is not null"
    return (
        text
        | {name: f"text_{name}" for name in work.texts}
        | values
        | parsed
        | {
            "row_key": f"concat({quoted(work.submission.submission_id + ':')}, sheet, ':', line)",
            "period": _period(work),
            "snapshot_date": "main_date",
            "exchange_rate": f"case when {priced} then exchange_rate end",
            "exchange_rate_period": f"case when {priced} then left(cast(main_date as varchar), 7) end",
            "reporting_amount": "exact_quotient(amount_units, rate_units)",
            "source_sheet": "sheet",
            "source_line": "line",
        }
        | _of_type(work)
    )


def _period(work: Work) -> str:
    """SQL of the fiscal month that a line counts in: of its main date; for contracts, of a monthly report."""
    if work.feed.record_type == "contracts" and is_month(work.submission.reporting_period):
        return quoted(work.submission.reporting_period)
    return "left(cast(main_date as varchar), 7)"


def _of_type(work: Work) -> dict[str, str]:
    """What only one record type has: statuses and what follows from them."""
    if work.feed.record_type == "opportunities":
        stages = work.configuration.vendor.stage_probabilities
        by_stage = " ".join(f"when lower(text_stage_name) = {quoted(s.lower())} then {p}" for s, p in stages.items())
        own = "case stage_name_value when 'won' then 1 when 'lost' then 0 end"
        named = f"case {by_stage} else {own} end" if by_stage else own
        given = "probability_ratio_value, " if "probability_ratio" in work.fields else ""
        owner = "owner_name" in work.fields
        region = "text_sales_region, " if "sales_region" in work.fields else ""
        return {
            "opportunity_status": "stage_name_value",
            "probability_ratio": f"coalesce({given}{named})",
            "sales_region": f"coalesce({region}{'owner_region' if owner else 'null'})",
            "manager_name": "owner_manager" if owner else "null",
        }
    if work.feed.record_type == "orders":
        by_date = "case when cancelled_date_value is null then 'booked' else 'cancelled' end"
        return {"order_status": f"coalesce(order_status_value, {by_date})"}
    if work.feed.record_type == "contracts":
        return {"contract_status": "coalesce(contract_status_value, 'live')"}
    return {}
