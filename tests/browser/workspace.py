"""A small workspace and its files for browser tests: two partners that report, one that does not, names that bite."""

from datetime import date
from pathlib import Path

HOSTILE = "<img src=x onerror=alert(1)>"
SCRIPT = "<script>document.title='owned'</script>"
SALES = "Invoice No,Invoice Date,Sold-To Name,Part,Qty,Ext Price"
VENDOR = """
[vendor]
name = "Vale Optics"
reporting_currency = "USD"
time_zone = "Europe/Berlin"
mail_from = "channel@vale.example"
brand = { name = "Vale Optics", colour = "#5b2a86", support_email = "channel@vale.example" }
"""
AGREEMENT = """
partner_id = "{id}"
time_zone = "Europe/Berlin"
contacts = [{{ name = "Ann", email = "ann@{low}.example" }}]
starts_on = {starts}
[[feeds]]
feed = "pos"
record_type = "sell_through"
due = {{ day = {day}, time = "18:00" }}
files = '{low}_pos_(?P<year>\\d{{4}})(?P<month>\\d\\d)\\.csv'
tier_to = "reseller"
[feeds.layout.columns]
"Invoice No" = "invoice_number"
"Invoice Date" = "sold_date"
"Sold-To Name" = "reseller_name"
"Part" = "product_code"
"Qty" = "quantity_units"
"Ext Price" = "net_amount"
"""
STOCK = """
[[feeds]]
feed = "stock"
record_type = "inventory"
files = 'alder_stock_(?P<year>\\d{4})(?P<month>\\d\\d)\\.csv'
[feeds.layout.columns]
"Item" = "product_code"
"Stock" = "on_hand_units"
"As Of" = "snapshot_date"
"""
USERS = """
[[users]]
login = "ana@vale.example"
name = "Ana Analyst"
roles = ["analyst"]
[[users]]
login = "vic@vale.example"
name = "Vic Viewer"
roles = ["viewer"]
[[users]]
login = "ben@vale.example"
name = "Ben, Birch only"
roles = ["analyst"]
partners = ["BIRCH"]
[[users]]
login = "new@vale.example"
name = "Noa, nothing yet"
roles = ["analyst"]
partners = ["CEDAR"]
"""


def write_workspace(folder: Path, today: date) -> Path:
    """Write the workspace into the folder and return it."""
    (folder / "agreements").mkdir(parents=True)
    (folder / "vendor.toml").write_text(VENDOR)
    (folder / "users.toml").write_text(USERS)
    year, month = months(today, 6)[0]
    starts = date(year, month + 1, 1).isoformat()
    alder = AGREEMENT.format(id="ALDER", low="alder", starts=starts, day=60) + STOCK
    (folder / "agreements" / "alder.toml").write_text(alder)
    birch = AGREEMENT.format(id="BIRCH", low="birch", starts=starts, day=10)
    (folder / "agreements" / "birch.toml").write_text(birch)
    (folder / "partners.csv").write_text(
        "partner_id,partner_name,currency_code,country_code\n"
        "ALDER,Alder & Söhne Großhandelsgesellschaft für optische Geräte mbH,USD,DE\n"
        f'BIRCH,"Birch {HOSTILE}",USD,US\n'
        "CEDAR,Cedar,USD,US\n"
    )
    (folder / "products.csv").write_text(
        "product_id,product_name\n" + "".join(f"A-{n},Lens {n} mm\n" for n in range(1, 5)) + f'A-5,"{SCRIPT}"\n'
    )
    return folder


def months(today: date, count: int) -> list[tuple[int, int]]:
    """The last whole months before that day, the oldest first."""
    last = today.year * 12 + today.month - 2
    return [divmod(number, 12) for number in range(last - count + 1, last + 1)]


def sales(year: int, month: int, lines: int, extra: str = "") -> str:
    """One month of sales (month counted from 0): `lines` invoices with a growing quantity."""
    rows = [
        f"I{month:02d}{n:03d},{year}-{month + 1:02d}-{n % 27 + 1:02d},Shop {n % 3},A-{n % 5 + 1},{n % 4 + 1},{(n + month) * 111.25:.2f}"
        for n in range(lines)
    ]
    return "\n".join([SALES, *rows]) + "\n" + extra


def files(today: date) -> dict[str, str]:
    """Landing key to content, in the order in which they are dropped."""
    found = {}
    *_, (year, month) = recent = months(today, 6)
    for place, (y, m) in enumerate(recent):
        found[f"landing/ALDER/pos/alder_pos_{y}{m + 1:02d}.csv"] = sales(y, m, 9 + 2 * place)
    for y, m in (recent[2], recent[4]):
        found[f"landing/BIRCH/pos/birch_pos_{y}{m + 1:02d}.csv"] = sales(y, m, 5)
    day = f"{year}-{month + 1:02d}-09"
    bad = f'J1,{day},{HOSTILE},A-1,many,7.50\nJ2,{day},Shop 1,"{SCRIPT}",2,7.50\nJ3,31.31.{year},Shop 1,A-2,2,7.50\n'
    found[f"landing/BIRCH/pos/birch_pos_{year}{month + 1:02d}.csv"] = sales(year, month, 4, bad)
    stock = "".join(f"A-{n},{n * 40},{year}-{month + 1:02d}-28\n" for n in range(1, 5))
    found[f"landing/ALDER/stock/alder_stock_{year}{month + 1:02d}.csv"] = f"Item,Stock,As Of\n{stock}"
    found["landing/_unassigned/unexpected forecast with a very long name that goes on and on.txt"] = (
        "nobody expects this\n"
    )
    return found
