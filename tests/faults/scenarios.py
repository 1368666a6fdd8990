"""A vendor with one partner, files that make every rule of homes work, and which of them land disturbed."""

from dataclasses import dataclass

from sellthrough.model.workspace import Configuration

HEADINGS = "invoice,date,sku,qty,net,customer"

CONFIGURATION = Configuration.model_validate(
    {
        "version": "c1",
        "vendor": {
            "name": "Northgate Systems",
            "reporting_currency": "USD",
            "brand": {"name": "Northgate Systems", "support_email": "help@example.com"},
        },
        "agreements": [
            {
                "partner_id": "birch",
                "contacts": [{"name": "Ann", "email": "ann@example.com"}],
                "feeds": [
                    {
                        "feed": "pos",
                        "record_type": "sell_through",
                        "files": r"pos_(?P<year>\d{4})(?P<month>\d\d).*\.csv",
                        "currency": "USD",
                        "layout": {
                            "delimiter": ",",
                            "encoding": "utf-8",
                            "decimal": ".",
                            "date_order": "ymd",
                            "columns": {
                                "invoice": "invoice_number",
                                "date": "sold_date",
                                "sku": "product_code",
                                "qty": "quantity_units",
                                "net": "net_amount",
                                "customer": "customer_name",
                            },
                        },
                    },
                    {
                        "feed": "contracts",
                        "record_type": "contracts",
                        "files": r"contracts_(?P<year>\d{4})(?P<month>\d\d).*\.csv",
                        "currency": "USD",
                    },
                ],
            }
        ],
        "partners": [{"partner_id": "birch", "partner_name": "Birch", "country_code": "US", "currency_code": "USD"}],
        "products": [{"product_id": f"P-{n}", "product_name": f"Router {n}"} for n in range(1, 7)],
        "exchange_rates": [
            {"period": f"2019-{month:02d}", "currency_code": "USD", "units_per_reporting_unit": "1"}
            for month in range(9, 13)
        ],
    }
)


def _file(*lines: str) -> str:
    return "\n".join([HEADINGS, *lines]) + "\n"


OCTOBER = _file(
    "A1,2019-10-01,P-1,2,20.00,Acme",
    "A2,2019-10-02,P-2,1,15.50,Acme",
    "A2,2019-10-02,P-2,1,15.50,Acme",
    "A3,2019-10-03,P-3,-1,-9.00,Bolt",
    "A4,2019-10-04,NO-SUCH,1,5.00,Bolt",
    "A5,2019-10-05,P-5,4,44.00,Cog",
)
NOVEMBER = _file(
    "B1,2019-11-01,P-1,3,30.00,Acme",
    "A5,2019-10-05,P-5,4,44.00,Cog",
    "B2,2019-11-02,P-2,1,15.50,Dyn",
    "B3,2019-11-09,P-6,x,1.00,Dyn",
)
CORRECTED = _file(
    "B1,2019-11-01,P-1,5,50.00,Acme",
    "B2,2019-11-02,P-2,1,15.50,Dyn",
)

OCTOBER_FILE = ("landing/birch/pos/pos_201910.csv", OCTOBER)
NOVEMBER_FILE = ("landing/birch/pos/pos_201911.csv", NOVEMBER)
CORRECTED_FILE = ("landing/birch/pos/pos_201911_corrected.csv", CORRECTED)
CONTRACT_HEADINGS = "contract number,contract status,start date,end date,product code,customer,serial number,net amount"
CONTRACTS = (
    CONTRACT_HEADINGS
    + """
K-1,live,2019-01-01,2019-12-31,P-1,Acme,S1,100.00
K-1,live,2019-01-01,2019-12-31,P-2,Acme,S2,50.00
K-2,live,2019-02-01,2020-01-31,P-1,Bolt,S3,80.00
K-3,live,2019-03-01,2020-02-29,P-3,Cog,S4,70.00
"""
)
RESTATED = (
    CONTRACT_HEADINGS
    + """
K-1,live,2019-01-01,2019-12-31,P-1,Acme,S1,100.00
K-1,live,2020-01-01,2020-12-31,P-2,Acme,S2,55.00
K-3,cancelled,2019-03-01,2020-02-29,P-3,Cog,S4,70.00
K-4,live,2019-04-01,2020-03-31,P-4,Dyn,S5,60.00
"""
)
CONTRACTS_FILE = ("landing/birch/contracts/contracts_201910.csv", CONTRACTS)
RESTATED_FILE = ("landing/birch/contracts/contracts_201910_corrected.csv", RESTATED)
REPEATED_FILE = ("landing/birch/pos/pos_201910 (1).csv", OCTOBER)
STRAY_FILE = ("landing/birch/who_knows.csv", OCTOBER)


@dataclass(frozen=True)
class Scenario:
    """Files that land in peace, then those that are disturbed; `overtaken` landed before all, and their events come
    with the disturbed."""

    name: str
    before: tuple[tuple[str, str], ...]
    disturbed: tuple[tuple[str, str], ...] = ()
    overtaken: tuple[tuple[str, str], ...] = ()


SCENARIOS = (
    Scenario("a report takes its own line back from an earlier one", (NOVEMBER_FILE,), (OCTOBER_FILE,)),
    Scenario("a correction replaces a report", (OCTOBER_FILE, NOVEMBER_FILE), (CORRECTED_FILE,)),
    Scenario("contracts are restated", (CONTRACTS_FILE,), (RESTATED_FILE,)),
    Scenario("a repeated and a stray file", (OCTOBER_FILE,), (REPEATED_FILE, STRAY_FILE)),
    Scenario("the first landing of a file comes last", (OCTOBER_FILE,), overtaken=(REPEATED_FILE,)),
)
