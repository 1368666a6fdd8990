"""A made-up vendor with customers, their contacts and a contracts feed; and the files that it drops."""

from pathlib import Path

VENDOR = """
[vendor]
name = "Northgate Systems"
reporting_currency = "EUR"
time_zone = "Europe/Berlin"
mail_from = "contracts@northgate.example.com"
brand = { name = "Northgate Systems", colour = "#0a5c36", support_email = "help@northgate.example.com" }
[vendor.renewals]
notice_days = [90, 30]
overdue_days = [1]
due_soon_days = 60
[[vendor.renewals.products]]
product_family = "Backup"
notice_days = [120, 30]
due_soon_days = 100
"""
AGREEMENT = """
partner_id = "NORTHGATE"
[[feeds]]
feed = "contracts"
record_type = "contracts"
files = 'contracts_(?P<year>\\d{4})-(?P<month>\\d\\d).*\\.csv'
"""
HEADINGS = "contract number,contract status,start date,end date,product code,customer,serial number,net amount,currency"
JANUARY = [
    "K-100,live,2024-03-01,2025-02-28,P-1,Acme GmbH,S1,1200.00,EUR",
    "K-100,live,2024-03-01,2025-02-28,P-2,Acme GmbH,S2,300.00,EUR",
    "K-101,live,2024-06-01,2025-12-31,P-1,Acme GmbH,S3,900.00,EUR",
    "K-102,cancelled,2024-06-01,2025-02-15,P-1,Acme GmbH,S4,900.00,EUR",
    "K-103,warranty,2024-06-01,2025-02-20,P-2,Acme GmbH,S5,0.00,EUR",
    "K-104,live,2023-01-01,2024-12-31,P-2,Acme GmbH,S6,450.50,EUR",
    "K-200,live,2024-03-01,2025-02-28,P-1,Bolt AG,S9,700.00,EUR",
]


def write_workspace(folder: Path) -> Path:
    """Write the workspace; returns its folder."""
    (folder / "agreements").mkdir(parents=True)
    (folder / "vendor.toml").write_text(VENDOR)
    (folder / "agreements" / "northgate.toml").write_text(AGREEMENT)
    (folder / "partners.csv").write_text(
        "partner_id,partner_name,partner_type,country_code,currency_code\nNORTHGATE,Northgate Systems,vendor,DE,EUR\n"
    )
    (folder / "products.csv").write_text(
        "product_id,product_name,product_family\nP-1,Router care,Network\nP-2,Backup plan,Backup\n"
    )
    (folder / "customers.csv").write_text("account_id,account_name,country_code\nC-1,Acme GmbH,DE\nC-2,Bolt AG,DE\n")
    (folder / "contacts.csv").write_text(
        "account_id,email,name,role,time_zone\n"
        "C-1,it@acme.example.com,Ina,renewals,Europe/Berlin\n"
        "C-1,sam@northgate.example.com,Sam,sales,\n"
        "C-2,it@bolt.example.com,Bo,renewals,\n"
    )
    return folder


def contracts_file(*lines: str) -> str:
    """The content of a file with these lines."""
    return "\n".join([HEADINGS, *lines]) + "\n"
