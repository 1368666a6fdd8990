"""What differs between record types: the main date, the key of a line, and where each published column comes from."""

from dataclasses import dataclass, field

_DOCUMENT = "coalesce(invoice_number, order_number, '')"


@dataclass(frozen=True)
class RecordRules:
    """How one record type is read.

    `main_date` is the field that decides the fiscal month. `key` is the SQL of what makes two lines the same line,
    over the parsed lines. `own` overrides where a published column comes from.
    """

    main_date: str
    key: tuple[str, ...]
    signed: bool = False
    nonzero: bool = False
    document: str = "false"
    own: dict[str, str] = field(default_factory=dict)


_MONEY_KEY = ("quantity_units_value", "net_amount", "net_currency")
RULES: dict[str, RecordRules] = {
    "sell_through": RecordRules(
        main_date="sold_date",
        key=(
            "partner_id",
            "document",
            "invoice_line",
            "product_id",
            "sold_date_value",
            *_MONEY_KEY,
            "reseller_id",
            "customer_id",
        ),
        signed=True,
        nonzero=True,
        document="has_document",
    ),
    "sell_in": RecordRules(
        main_date="shipped_date",
        key=("partner_id", "document", "invoice_line", "product_id", "shipped_date_value", *_MONEY_KEY),
        signed=True,
        nonzero=True,
        document="has_document",
    ),
    "inventory": RecordRules(
        main_date="snapshot_date",
        key=("partner_id", "product_id", "location_code", "main_date"),
    ),
    "opportunities": RecordRules(main_date="snapshot_date", key=("opportunity_id", "main_date"), document="true"),
    "orders": RecordRules(
        main_date="booked_date",
        key=("order_number", "order_line", "product_id", "main_date", "order_status_value", *_MONEY_KEY),
        document="has_document",
    ),
    "contracts": RecordRules(
        main_date="start_date",
        key=("contract_number", "product_id", "customer_id", "main_date", "serial_number"),
        document="true",
    ),
}
