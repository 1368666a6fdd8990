"""Amounts and exchange rates in whole units in, reporting amounts out: exact, in integers."""

import duckdb

from sellthrough.model.sql_texts import quoted
from sellthrough.normalize.lookups import create_table
from sellthrough.normalize.work import Work


def define_money_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `units_of(amount)` (of 10^-4, a bigint) and `exact_quotient(n, r)` (a decimal(24,8)).

    With n in units of 10^-4 and the rate r in units of 10^-8, amount / rate is n * 10^12 / r units of 10^-8, rounded
    half away from zero. A floating-point guess, off by at most 1 in 2^52, is put right by its exact integer
    remainder: dividing integers of 128 bits takes twenty times as long.
    """
    connection.execute("""
        create or replace macro units_of(amount) as case when abs(amount) < 1000000000
            then cast(amount * 10000 as bigint) else cast(cast(amount as decimal(24,4)) * 10000 as bigint) end;
        create or replace macro guessed(n, r) as cast(round(cast(n as double) * 1e12 / cast(r as double)) as hugeint);
        create or replace macro corrected(n, r, guess) as guess + cast(
            floor(cast(cast(n as hugeint) * 1000000000000 - guess * r as double) / cast(r as double) + 0.5) as hugeint);
        create or replace macro quotient(n, r) as corrected(n, r, guessed(n, r));
        create or replace macro exact_quotient(n, r) as cast(cast(0.00000001 as decimal(8,8))
            * try_cast(sign(n) * quotient(abs(n), r) as decimal(24,0)) as decimal(24,8));
    """)


def create_rates(work: Work) -> None:
    """Create `exchange_rates` (currency_code, month as YYYYMM, rate, rate_units of 10^-8)."""
    rates = work.configuration.exchange_rates
    known = {(r.currency_code, int(r.period.replace("-", ""))): r.units_per_reporting_unit for r in rates}
    rows = [(*key, rate) for key, rate in known.items()]
    create_table(work, "rate_texts", {"currency_code": str, "month": int, "rate": str}, rows)
    own = quoted(work.configuration.vendor.reporting_currency)
    work.connection.execute(f"""
        create or replace temp table exchange_rates as
        select currency_code, month, rate, cast(cast(rate as decimal(27,8)) * 100000000 as bigint) as rate_units
        from (
            select currency_code, month, cast(rate as decimal(18,8)) as rate
            from rate_texts where currency_code <> {own}
            union all select {own}, y * 100 + m, 1 from range(1990, 2100) years(y), range(1, 13) months(m)
        ) where rate > 0;
    """)
