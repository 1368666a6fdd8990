"""Date columns of one file in, look-up tables with their values and the checks on them out."""

from datetime import date

from sellthrough.errors import Held
from sellthrough.normalize.dates import NumericDate, Order, evidence_of, read_date, settle
from sellthrough.normalize.lookups import create_table
from sellthrough.normalize.readings import told_order
from sellthrough.normalize.text import clean
from sellthrough.normalize.work import Check, Work

_TIME_OF_DAY = "[T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?$"


def day_keys(work: Work) -> dict[str, str]:
    """`k_<field>` of each record: the text of a date without a time of day, which would make every value distinct."""
    return {f"k_{name}": _day_text(work.raw(name)) for name in _names(work)}


def read_dates(work: Work) -> None:
    """Parse every date column.

    Raises:
        Held: UNCLEAR_DATES, when a column has dates with two readings and nothing decides.
    """
    names = _names(work)
    parsed = {
        n: [(k, read_date(t) if (t := clean(k)) else None, t is None) for k, _, _ in work.count_keys(n)] for n in names
    }
    orders = {n: _orders(work, [v for _, v, _ in rows]) for n, rows in parsed.items()}
    decided = {o[0] for o in orders.values()} - {None}
    for name, rows in parsed.items():
        plain, dotted = orders[name]
        if plain is None and len(decided) == 1:
            plain = next(iter(decided))
        _hold_if_unclear(work, name, rows, plain)
        evidence = evidence_of([v for _, v, _ in rows], is_dotted=False)
        if told := told_order(plain, evidence, work.feed.layout.date_order is not None):
            work.readings[name] = told
        values = [
            (k, e, settle(v, dotted if v.is_dotted else plain) if isinstance(v, NumericDate) else v) for k, v, e in rows
        ]
        create_table(work, f"d_{name}", {"day": str, "is_empty": bool, "value": date}, values)
        work.joins.append(f"left join d_{name} on d_{name}.day = r.k_{name}")
        work.columns[f"{name}_value"] = f"d_{name}.value"
        work.columns[f"{name}_empty"] = f"coalesce(d_{name}.is_empty, true)"
        work.checks.append(Check("INVALID_DATE", f"not {name}_empty and {name}_value is null", name))


def _day_text(cell: str) -> str:
    return f"case when contains({cell}, ':') then regexp_replace({cell}, '{_TIME_OF_DAY}', '') else {cell} end"


def _names(work: Work) -> list[str]:
    return [n for n, s in work.fields.items() if s.kind == "date"]


def _orders(work: Work, values: list[date | NumericDate | None]) -> tuple[Order | None, Order | None]:
    agreed = work.feed.layout.date_order
    if agreed:
        return agreed, agreed
    plain, dotted = evidence_of(values, is_dotted=False), evidence_of(values, is_dotted=True)
    return plain.order, dotted.order or "dmy"


def _hold_if_unclear(
    work: Work, name: str, rows: list[tuple[str, date | NumericDate | None, bool]], plain: Order | None
) -> None:
    if plain is not None:
        return
    for cell, value, _ in rows:
        if isinstance(value, NumericDate) and not value.is_dotted and _has_two(value):
            raise Held(
                "UNCLEAR_DATES",
                f"Column {work.heading(name)!r} has dates such as {cell!r} that could be day/month or month/day. "
                "Which comes first, the day or the month?",
            )


def _has_two(value: NumericDate) -> bool:
    """True when day first and month first both give a day, and not the same one."""
    return value.first <= 12 and value.second <= 12 and value.first != value.second
