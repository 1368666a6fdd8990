"""A row count and a seed in, a messy point-of-sale file of 25 columns and the vendor's configuration for it out.

Everything is made up and seeded: the same count and seed give the same bytes. Seven spellings of dates and seven of
amounts, signs, units in parentheses, products with and without dashes, lines sent twice, 1 % broken cells.
"""

from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb

from sellthrough.model.workspace import (
    Account,
    Agreement,
    Brand,
    Configuration,
    ExchangeRate,
    Feed,
    Layout,
    Partner,
    Product,
    Vendor,
)

PRODUCTS, ACCOUNTS, NAMES = 20_000, 20_000, 100_000
RATES = {"EUR": "0.92", "GBP": "0.79", "CHF": "0.95"}
_FORMS = ("Inc", "LLC", "Ltd", "GmbH", "AG", "S.A.", "SAS", "B.V.")
_FIRST = ("Acme", "Global", "United", "Nordic", "Pacific", "Delta", "Omega", "Prime", "Blue", "Red", "Alpine", "Rhein")
_SECOND = ("Systems", "Logistics", "Foods", "Energy", "Medical", "Finance", "Retail", "Motors", "Software", "Média")

_MACROS = """
create or replace macro pick(i, s, n) as (hash(i * 1000003 + s + {seed}) % n)::bigint;
create or replace macro sku(p) as 'VX-' || upper(substr(md5(p::varchar), 1, 4)) || '-' || lpad(p::varchar, 5, '0');
create or replace macro us(x) as format('{{:,.2f}}', x::double);
create or replace macro eu(x) as replace(replace(replace(us(x), ',', '#'), '.', ','), '#', '.');
create or replace macro amount(x, k) as case k when 0 then x::varchar when 1 then '$' || us(x) when 2 then eu(x) || ' €'
    when 3 then replace(eu(x), '.', ' ') when 4 then 'USD ' || us(x) when 5 then us(x) else eu(x) end;
create or replace macro day(d, k) as case k when 0 then strftime(d, '%Y-%m-%d') when 1 then strftime(d, '%m/%d/%Y')
    when 2 then strftime(d, '%d.%m.%Y') when 3 then strftime(d, '%d-%b-%Y') when 4 then strftime(d, '%Y%m%d')
    when 5 then strftime(d, '%Y-%m-%d %H:%M:%S') else date_diff('day', date '1899-12-30', d::date)::varchar end;
"""


def account_name(number: int) -> str:
    """Name of the account of that number, the same here and in the file."""
    first, second = _FIRST[number % len(_FIRST)], _SECOND[number // 7 % len(_SECOND)]
    return f"{first} {second} {number} {_FORMS[number // 3 % len(_FORMS)]}"


def write(path: Path, rows: int, seed: int = 7) -> None:
    """Write the file with that many records."""
    with duckdb.connect() as connection:
        connection.execute("set threads = 2")
        connection.execute(_MACROS.format(seed=seed))
        names = [(n, account_name(n)) for n in range(NAMES)]
        connection.execute("create table names (n bigint, name varchar)")
        numbers, texts = zip(*names, strict=True)
        connection.execute("insert into names select unnest(?), unnest(?)", [list(numbers), list(texts)])
        connection.execute(f"copy ({_select(rows)}) to '{path}' (header, delimiter ',')")


def _select(rows: int) -> str:
    return f"""
    with base as (
        select i, case when pick(i, 1, 100) < 2 and i > 10 then i - 7 else i end as k from range({rows}) t(i)
    ), facts as (
        select i, k, pick(k, 2, {PRODUCTS}) as product, pick(k, 3, {NAMES}) as customer, pick(k, 4, 3000) as reseller,
            (date '2025-04-01' + pick(k, 5, 91)::int)::timestamp + to_seconds(pick(k, 6, 86400)) as sold,
            1 + pick(k, 7, 40) as qty, (10 + pick(pick(k, 2, {PRODUCTS}), 8, 500000) / 100.0)::decimal(12,2) as price,
            case when pick(k, 9, 100) < 3 then -1 else 1 end as sign
        from base
    )
    select 'Distributor ' || case pick(i, 20, 3) when 0 then 'One' when 1 then 'ONE, Inc.' else ' one inc' end as "Partner Name",
        'ORD' || (k // 3) as "Order No", 'INV' || (k // 4) as "Invoice No", (k % 4 + 1)::varchar as "Invoice Line",
        case when pick(i, 21, 1000) < 3 then '31/31/2025' when pick(i, 21, 1000) < 5 then 'n/a' else day(sold, pick(i, 22, 7)) end as "Invoice Date",
        case when pick(i, 23, 1000) < 3 then 'ZZZ-' || pick(i, 24, 500) else
            case pick(i, 25, 12) when 0 then ' ' || lower(sku(product)) || ' ' when 1 then replace(sku(product), '-', ' ')
            when 2 then replace(sku(product), '-', '') else sku(product) end end as "Vendor Part #",
        'Widget, model "' || product % 400 || '" ' || product % 100 as "Description",
        case when pick(i, 26, 1000) < 2 then 'five' when sign < 0 then '(' || qty || ')' else qty::varchar end as "Qty",
        case when pick(i, 27, 1000) < 2 then 'TBD' else amount(price, pick(i, 28, 7)) end as "Unit Price",
        amount(price * qty * sign, pick(i, 29, 7)) as "Ext Price",
        case when pick(i, 30, 1000) < 2 then 'DOGE' when pick(i, 31, 10) = 5 then 'usd' else ['USD', 'EUR', 'GBP', 'CHF'][1 + pick(k, 32, 4)] end as "Currency",
        'R' || lpad(reseller::varchar, 5, '0') as "Reseller ID", r.name as "Reseller Name",
        case pick(i, 33, 9) when 0 then upper(c.name) when 1 then c.name || '.' when 2 then '  ' || replace(c.name, ' ', '  ') else c.name end as "End Customer",
        (1 + pick(k, 34, 9999)) || ' Main Street, Suite ' || pick(k, 35, 900) as "Address", 'City ' || pick(k, 36, 5000) as "City",
        'ST' || pick(k, 37, 50) as "Shelf", lpad(pick(k, 38, 99999)::varchar, 5, '0') as "Zip",
        case when pick(i, 39, 1000) < 2 then 'Atlantis' else ['US', 'USA', 'United States', 'Germany', 'DE', 'France', 'UK', 'Japon'][1 + pick(customer, 40, 8)] end as "Country",
        'SN' || upper(substr(md5(k::varchar), 1, 10)) as "Serial No",
        case when pick(k, 41, 5) = 0 then 'DR-' || pick(k, 42, 100000) else '' end as "Deal Reg",
        'WH' || pick(k, 43, 12) as "Warehouse", case when pick(i, 44, 200) = 0 then 'two' || chr(10) || 'lines, here' else '' end as "Notes",
        'Rep ' || pick(k, 45, 60) as "Clerk", day(sold - interval 1 day, 0) as "Entered"
    from facts join names r on r.n = reseller join names c on c.n = customer order by i
    """


@cache
def configuration() -> Configuration:
    """The vendor's configuration that the file is reported under; one feed, named by its headings alone."""
    layout = Layout(
        columns=dict.fromkeys(("Address", "Shelf", "Notes", "Clerk", "Entered"), "ignore"),
        encoding="utf-8",
        delimiter=",",
    )
    feed = Feed(feed="pos", record_type="sell_through", files=".*", cadence="quarterly", layout=layout)
    with duckdb.connect() as connection:
        connection.execute(_MACROS.format(seed=0))
        skus = connection.execute(
            f"select sku(i), 'Widget ' || i, 'Family ' || i % 40 from range({PRODUCTS}) t(i) order by i"
        ).fetchall()
    periods = [f"2025-{month:02d}" for month in range(3, 8)]
    return Configuration(
        version="bench",
        vendor=Vendor(name="Bench", reporting_currency="USD", brand=Brand(name="Bench")),
        agreements=(Agreement(partner_id="D1", feeds=(feed,)),),
        partners=(
            Partner(partner_id="D1", partner_name="Distributor One Inc", country_code="US", currency_code="USD"),
            Partner(partner_id="D0", partner_name="Distributor One", parent_id="D1"),
        ),
        products=tuple(Product(product_id=s, product_name=n, product_family=f) for s, n, f in skus),
        accounts=tuple(Account(account_id=f"R{n:05d}", account_name=account_name(n)) for n in range(ACCOUNTS)),
        exchange_rates=tuple(
            ExchangeRate(period=p, currency_code=c, units_per_reporting_unit=str(Decimal(r)))
            for p in periods
            for c, r in RATES.items()
        ),
    )
