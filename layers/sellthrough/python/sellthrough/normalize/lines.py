"""Look-up tables and checks in, `candidates.parquet` out: what every record says, and the first rule that it breaks.

One statement reads the records, joins what each distinct value means and writes the file: a table in between would
cost as much again.
"""

from pathlib import Path

from sellthrough.errors import Held
from sellthrough.model.engine import hold
from sellthrough.model.fields import fields_of
from sellthrough.model.sql_texts import quoted
from sellthrough.normalize.candidates import texts_of, written_columns
from sellthrough.normalize.cleaned import taken_columns
from sellthrough.normalize.lookups import create_table
from sellthrough.normalize.periods import span_of
from sellthrough.normalize.record_types import RULES
from sellthrough.normalize.rules import checks_of, filled_mandatory, required_fields
from sellthrough.normalize.work import Check, Work

_STATUSES = ("stage_name", "order_status", "contract_status")
_DOCUMENTS = ("invoice_number", "order_number")


def write_lines(work: Work, path: Path) -> tuple[Check, ...]:
    """Write every record as one row of `candidates.parquet` and name them `lines`.

    Its `error` is the place, from 1, of the first broken check in the answer; null for a candidate.

    Raises:
        Held: UNCLEAR_PERIOD, when stock has no date and the reporting period has no known end.
    """
    _complete(work)
    checks = checks_of(work)
    cases = " ".join(f"when {c.condition} then {i}" for i, c in enumerate(checks, 1))
    key = ", chr(31), ".join(RULES[work.feed.record_type].key)  # concat takes a null as empty
    taken = taken_columns(work)
    parsed = work.columns | texts_of(work) | taken
    columns = ",\n".join(f"{sql} as {name}" for name, sql in parsed.items())
    joins = "\n".join(work.joins)
    written = (
        written_columns(work)
        | {name: name for name in taken}
        | {
            "line_key": f"cast(md5_number(concat({key})) as uuid)",
            "filled_mandatory": filled_mandatory(work),
            "error": f"cast(case {cases} end as integer)",
        }
    )
    work.connection.execute(f"""
        copy (
            with parsed as (select r.sheet, r.line, {columns} from {work.keyed} r {joins}),
            dated as (
                select *, {_main_date(work)} as main_date, coalesce(invoice_number, order_number) as document,
                    document is not null as has_document,
                    case when net_amount_empty
                         then try_cast({work.extended} as decimal(18,4))
                        else net_amount_value end as net_amount,
                    nullif(currency_code, '') as net_currency
                from parsed
            ),
            valued as (
                select dated.*, x.rate as exchange_rate, x.rate_units, units_of(net_amount) as amount_units
                from dated left join exchange_rates x
                    on x.currency_code = net_currency and x.month = year(main_date) * 100 + month(main_date)
            )
            select {", ".join(f"{sql} as {name}" for name, sql in written.items())} from valued
        ) to {quoted(str(path))} (format parquet, parquet_version v2, compression snappy, dictionary_size_limit 1000)
    """)
    hold(work.connection, "lines", f"select * from read_parquet({quoted(str(path))})", work.report.rows_in)
    return checks


def _complete(work: Work) -> None:
    """Give every column that a rule or an output may name a value, null where the file has none."""
    for name in ("quantity_units", "unit_price_amount", "net_amount"):
        work.columns.setdefault(f"{name}_value", "cast(null as decimal(18,4))")
        work.columns.setdefault(f"{name}_empty", "true")
    for name, spec in fields_of(work.feed.record_type).items():
        if spec.kind == "date":
            work.columns.setdefault(f"{name}_value", "cast(null as date)")
    known = fields_of(work.feed.record_type)
    texts = {n for n in RULES[work.feed.record_type].key if n in known and known[n].kind in {"text", "code"}}
    for name in sorted(texts.union(_DOCUMENTS)):
        work.columns.setdefault(name, work.text(name))
    for name in (
        *(f"{status}_value" for status in _STATUSES),
        "place_fault",
        "currency_code",
        "reseller_id",
        "customer_id",
    ):
        work.columns.setdefault(name, "cast(null as varchar)")
    for name in required_fields(work):
        if name in work.fields:
            work.columns.setdefault(f"{name}_empty", f"{work.text(name)} is null")
    work.columns["is_overlong"] = "false"
    if work.report.overlong:
        work.columns["is_overlong"] = "o.line is not null"
        create_table(work, "overlong", {"line": int}, [(line,) for line in work.report.overlong])
        work.joins.append("left join overlong o on o.line = r.line")
    cells = [work.raw(n) for n in work.fields if n in work.mapping.positions]
    work.columns["longest_cell"] = f"greatest({', '.join([*(f'strlen({c})' for c in cells), '0'])})"


def _main_date(work: Work) -> str:
    name = RULES[work.feed.record_type].main_date
    if name != "snapshot_date":
        return f"{name}_value"
    span = span_of(work.submission.reporting_period, work.configuration.vendor)
    if span is None:
        if name in work.fields:
            return f"{name}_value"
        raise Held(
            "UNCLEAR_PERIOD", f"On which day was the stock counted? {work.submission.reporting_period!r} names no day."
        )
    return f"coalesce({name}_value, date '{span[1]}')"
