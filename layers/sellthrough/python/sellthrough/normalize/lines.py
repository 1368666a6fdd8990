"""Look-up tables and checks in, the table `lines` out: the parsed values of every record, the first rule it breaks."""

from sellthrough.errors import Held
from sellthrough.model.fields import fields_of
from sellthrough.normalize.lookups import create_table
from sellthrough.normalize.periods import is_month, span_of
from sellthrough.normalize.record_types import RULES
from sellthrough.normalize.rules import checks_of, filled_mandatory, required_fields
from sellthrough.normalize.work import Check, Work, quoted

_STATUSES = ("stage_name", "order_status", "contract_status")
_DOCUMENTS = ("invoice_number", "order_number")


def parse_lines(work: Work) -> tuple[Check, ...]:
    """Create the table `lines`; its `error` is the place, from 1, of the first broken check in the answer.

    Raises:
        Held: UNCLEAR_PERIOD, when stock has no date and the reporting period has no known end.
    """
    _complete(work)
    checks = checks_of(work)
    cases = " ".join(f"when {c.condition} then {i}" for i, c in enumerate(checks, 1))
    rules = RULES[work.feed.record_type]
    key = ", chr(31), ".join(rules.key)  # concat takes a null as empty
    columns = ",\n".join(f"{sql} as {name}" for name, sql in work.columns.items())
    joins = "\n".join(work.joins)
    prepared = ", ".join(f"{sql} as {name}" for name, sql in work.prepared.items()) or "null as nothing"
    work.connection.execute(f"""
        create or replace temp table lines as
        with parsed as (select r.sheet, r.line, {columns} from (select r.*, {prepared} from records r) r {joins}),
        dated as (
            select *, {_main_date(work)} as main_date, coalesce(invoice_number, order_number) as document,
                document is not null as has_document,
                case when net_amount_empty
                     then try_cast(quantity_units_value * unit_price_amount_value as decimal(18,4))
                    else net_amount_value end as net_amount,
                nullif(currency_code, '') as net_currency
            from parsed
        ),
        valued as (
            select dated.*, x.rate as exchange_rate, x.rate_units, units_of(net_amount) as amount_units
            from dated left join exchange_rates x
                on x.currency_code = net_currency and x.month = year(main_date) * 100 + month(main_date)
        )
        select * exclude ({", ".join(_scratch(work))}), md5(concat({key})) as line_key,
            exact_quotient(amount_units, rate_units) as reporting_amount, {filled_mandatory(work)} as filled_mandatory,
            case {cases} end as error
        from valued
    """)
    return checks


def _scratch(work: Work) -> list[str]:
    """Columns that only the checks need: what is not kept does not have to be written and joined again."""
    resolved = {n for n, s in work.fields.items() if s.kind not in {"date", "number"}} - set(_STATUSES)
    passing = {f"{n}_value" for n in resolved} | {n for n in work.columns if n.endswith("_empty")}
    passing |= {"currency_code", "place_fault", "longest_cell", "is_overlong"}
    return sorted({"document", "amount_units", "rate_units"} | passing & set(work.columns))


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
        work.columns.setdefault(name, f"clean({work.raw(name)})" if name in work.fields else "cast(null as varchar)")
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
            work.columns.setdefault(f"{name}_empty", f"clean({work.raw(name)}) is null")
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


def period_sql(work: Work) -> str:
    """SQL of the fiscal month that a line counts in: of its main date; for contracts, of a monthly report."""
    if work.feed.record_type == "contracts" and is_month(work.submission.reporting_period):
        return quoted(work.submission.reporting_period)
    return "left(cast(main_date as varchar), 7)"
