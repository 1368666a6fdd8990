"""The vendor's configuration, checked: settings, agreements with their feeds, layouts and rules, and the masters.

A workspace is the folder a vendor keeps (docs/workspace.md); a `Configuration` is one published version of it,
a single JSON document. Adding a partner is adding data here, never code.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, StringConstraints

from sellthrough.model.notice_terms import Renewals
from sellthrough.model.reporting_terms import BusinessCalendar, Due, FiscalWeeks, Reminder, Reporting, Role, Routes
from sellthrough.model.submissions import Resubmission, Transport
from sellthrough.model.users import User

RecordType = Literal["sell_through", "inventory", "sell_in", "opportunities", "orders", "contracts"]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Quantities = Literal["add", "units", "packs"]
Pack = Annotated[str, StringConstraints(pattern=r"^(case|carton|box|pack|pallet|set|kit|bag|roll)=[1-9][0-9]{0,5}$")]


class Strict(BaseModel):
    """A configuration document: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Brand(Strict):
    """What mails and pages carry of the vendor."""

    name: str
    colour: str = "#1f4e79"
    support_email: str = ""


class Vendor(Strict):
    """The vendor's own settings (`vendor.toml`, table `vendor`).

    `fiscal_year_starts` is the month (1 to 12) that opens the fiscal year; fiscal months are calendar months.
    `weeks_of_supply_months` fiscal months make the window of the weeks-of-supply KPI, counted as
    `weeks_of_supply_weeks` weeks (a quarter: 3 and 13).
    """

    name: str
    reporting_currency: CurrencyCode
    time_zone: str = "UTC"
    country_code: CountryCode = "US"
    fiscal_year_starts: int = Field(default=1, ge=1, le=12)
    mail_from: str = "channel-data@example.com"
    brand: Brand
    weeks_of_supply_months: int = Field(default=3, ge=1, le=24)
    weeks_of_supply_weeks: int = Field(default=13, ge=1, le=104)
    stage_probabilities: dict[str, float] = Field(default_factory=dict)
    calendars: dict[str, BusinessCalendar] = Field(default_factory=dict)
    weeks: FiscalWeeks = FiscalWeeks()
    reporting: Reporting = Reporting()
    renewals: Renewals = Renewals()


class Contact(Strict):
    """A person at the partner; `role` is reporter, manager or director (the escalation ladder)."""

    name: str = ""
    email: str
    role: Role = "reporter"


class RememberedLayout(Strict):
    """What a person has said about the columns of one layout, which its headings tell apart.

    Attributes:
        headings: Of the file, in their order.
        columns: Heading to canonical field, or to "ignore".
    """

    headings: tuple[str, ...] = Field(min_length=1)
    columns: dict[str, str] = Field(default_factory=dict)


class Layout(Strict):
    """How one feed's file looks. All of it is optional: what is absent is found out from the file, and when that
    is not certain the file is held with a question.

    Attributes:
        sheet: Name of the sheet; None reads the only sheet, or the one whose headings fit.
        password_parameter: Name, in Parameter Store below `/sellthrough/<stage>/passwords/`, of the password that opens
            the sender's workbooks. The password itself is never in the configuration.
        encoding: Python codec name.
        delimiter: Field separator, one character or more.
        widths: Widths of the columns of a fixed-width text, side by side, the last one open-ended.
        header: False when the file has no heading row; then `columns` lists fields by position.
        record_prefix: Only lines whose first cell equals this are records (files with HDR/TRL lines leave it out).
        preamble_prefix: A line whose first cell starts with it is a header record, not data (HDR).
        trailer_prefix: A line whose first cell starts with it is a trailer record (TRL); its second cell is the
            count of records and must match.
        sheets: "all" reads every sheet with the same headings as one report (one sheet per store or month); then each
            record has its sheet's name in a column "Sheet".
        measure: What the numbers count in a table with a column for each month whose headings do not say it: the
            heading that their column gets ("Units").
        sums: What a line is whose numbers add up other lines while nothing calls it a total: "total" leaves it out,
            "record" loads it; None asks when such a line is found.
        decimal: Decimal mark of numbers.
        implied_decimals: Number field to how many of its last digits stand behind a decimal mark that is not written.
        sign: "reversed" when sales are negative numbers and returns positive; "as_written" when a file of negative
            numbers is one of returns. None asks.
        units: What the sender counts in, as written ("CS"), to how many units of the product it holds.
        price_per: Whether the unit price of a line of packs is of one unit or of what was reported.
        quantities: Of columns that count packs ("Cases") beside one that counts units: "add" sums them to units,
            "units" takes the units alone, "packs" the packs alone. None finds it out or asks.
        date_order: Order of day, month and year in numeric dates.
        columns: Heading (or, without headings, position counted from 1) to canonical field of `fields.toml`;
            "ignore" drops the column from the facts (it stays in the original).
        constants: Canonical field to a value that holds for every record of the file.
        product_prefix: Put before the product code (a sender that leaves the vendor's prefix out).
        remembered: Layouts that a person has answered for; a file with other headings is compared with the nearest.
        stages: The sender's stage names to open, won or lost (opportunities), or status names to the table's own.
    """

    sheet: str | None = None
    password_parameter: Code | None = None
    encoding: str | None = None
    delimiter: str | None = None
    widths: tuple[PositiveInt, ...] = ()
    header: bool = True
    record_prefix: str | None = None
    preamble_prefix: str | None = None
    trailer_prefix: str | None = None
    sheets: Literal["one", "all"] = "one"
    measure: str | None = None
    sums: Literal["total", "record"] | None = None
    decimal: Literal[".", ","] | None = None
    implied_decimals: dict[str, Annotated[int, Field(ge=1, le=4)]] = Field(default_factory=dict)
    sign: Literal["as_written", "reversed"] | None = None
    units: dict[str, PositiveInt] = Field(default_factory=dict)
    price_per: Literal["unit", "reported"] | None = None
    quantities: Quantities | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    product_prefix: str = ""
    stages: dict[str, str] = Field(default_factory=dict)
    remembered: tuple[RememberedLayout, ...] = ()


class Feed(Strict):
    """One kind of report that a partner owes.

    Attributes:
        feed: Name within the agreement; the folder `landing/<partner>/<feed>/`.
        files: Regular expression on the whole file name, case-insensitive. Named groups give the reporting
            period: `year` (2 or 4 digits) with `month` (number or name in en, de, fr, es), `quarter`, `week`, `day`
            or `period` (1 to 12, of a 4-4-5 year).
        period: A fixed reporting period for a one-off load, instead of groups in `files`.
        required: Canonical fields that every record must fill, beyond those the record type needs.
        currency: Of amounts, where the file names none; the partner's own otherwise.
        resubmission: "replace": a later file for the same period replaces the earlier one; "add": it adds to it;
            "cumulative": one file grows from period to period, so a later one also replaces every earlier one whose
            months it has all of.
        duplicate_lines: What an exact repeat within one file is, when it carries an invoice number.
        tier_to: Who buys in these lines when the line does not say.
        transport: How the report is agreed to come. Where that is "drop", the answer to a mailed one says where to.
        expected: False for a feed nobody is reminded of.
        acknowledge: True for a sender of EDI who waits for a 997 or CONTRL: it is attached to the answer.
    """

    feed: Code
    record_type: RecordType
    files: str
    period: str | None = None
    cadence: Literal["daily", "weekly", "4-4-5", "monthly", "quarterly", "none"] = "monthly"
    due: Due = Due()
    required: tuple[str, ...] = ()
    currency: CurrencyCode | None = None
    resubmission: Resubmission = "replace"
    duplicate_lines: Literal["drop", "keep"] = "drop"
    tier_to: Literal["distributor", "reseller", "end_customer"] | None = None
    transport: Transport = "drop"
    expected: bool = True
    acknowledge: bool = False
    layout: Layout = Layout()


class Agreement(Strict):
    """What one partner sends, when, how, and whom we answer (`agreements/<partner>.toml`).

    Attributes:
        calendar: Name of one of the vendor's `calendars`; Saturday and Sunday off when there is none.
        starts_on, ends_on: Reports are owed on periods that end on these days or between them. Without `starts_on`,
            on those that fall due after the agreement was first loaded.
        reminders, deviations: Instead of the vendor's.
    """

    partner_id: Code
    time_zone: str | None = None
    calendar: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    reminders: tuple[Reminder, ...] | None = None
    deviations: Routes | None = None
    contacts: tuple[Contact, ...] = ()
    senders: tuple[str, ...] = ()
    feeds: tuple[Feed, ...] = Field(min_length=1)


class Partner(Strict):
    """One row of the partner master."""

    partner_id: Code
    partner_name: str
    partner_type: Literal["distributor", "reseller", "vendor"] = "distributor"
    parent_id: str | None = None
    country_code: CountryCode | None = None
    currency_code: CurrencyCode | None = None


class Product(Strict):
    """One row of the product master.

    `packs` are units of measure with the units of the product that they hold ("case=12").
    """

    product_id: str
    product_name: str
    product_family: str | None = None
    product_category: str | None = None
    gtin: str | None = None
    packs: tuple[Pack, ...] = ()
    list_price_amount: str | None = None
    unit_cost_amount: str | None = None


class Account(Strict):
    """One row of the master of resellers and end customers."""

    account_id: Code
    account_name: str
    parent_id: str | None = None
    country_code: CountryCode | None = None
    region_code: str | None = None
    postcode: str | None = None
    tax_number: str | None = None


class AccountContact(Strict):
    """A person who is told of an account's contracts: the customer's own (`renewals`), or our `sales` person.

    The only place of the configuration that holds personal data of customers.
    """

    account_id: Code
    email: str
    name: str = ""
    role: Literal["renewals", "sales"] = "renewals"
    time_zone: str | None = None


class Region(Strict):
    """One region, with the countries, states or postcode prefixes that lie in it (`match`, ready for lookup)."""

    region_code: Code
    region_name: str
    country_code: CountryCode
    match: tuple[str, ...] = ()


class ExchangeRate(Strict):
    """Units of a currency for one unit of the reporting currency in a month (YYYY-MM)."""

    period: str = Field(pattern=r"^\d{4}-\d{2}$")
    currency_code: CurrencyCode
    units_per_reporting_unit: str


class Alias(Strict):
    """Another spelling: of a product, partner, account, region or country."""

    kind: Literal["product", "partner", "account", "region", "country", "owner"]
    alias: str
    id: str
    partner_id: str | None = None


class SalesPerson(Strict):
    """A sales person with the team's manager and region."""

    owner_name: str
    manager_name: str | None = None
    sales_region: str | None = None


class Configuration(Strict):
    """One published version of a workspace; `version` is the hash of everything else."""

    version: str
    vendor: Vendor
    agreements: tuple[Agreement, ...]
    partners: tuple[Partner, ...]
    products: tuple[Product, ...]
    accounts: tuple[Account, ...] = ()
    regions: tuple[Region, ...] = ()
    exchange_rates: tuple[ExchangeRate, ...] = ()
    aliases: tuple[Alias, ...] = ()
    sales_people: tuple[SalesPerson, ...] = ()
    account_contacts: tuple[AccountContact, ...] = ()
    users: tuple[User, ...] = ()

    def agreement_of(self, partner_id: str) -> Agreement | None:
        """The agreement with that partner, or None."""
        return next((a for a in self.agreements if a.partner_id == partner_id), None)

    def feed_of(self, partner_id: str, feed: str) -> Feed | None:
        """That partner's feed of that name, or None."""
        agreement = self.agreement_of(partner_id)
        return next((f for f in agreement.feeds if f.feed == feed), None) if agreement else None

    def contacts_of(self, account_id: str, role: str) -> tuple[AccountContact, ...]:
        """Who is told of that account's contracts in that role."""
        return tuple(c for c in self.account_contacts if c.account_id == account_id and c.role == role)

    def zone_of(self, account_id: str) -> str:
        """The time zone of an account: its first contact's that has one, else the vendor's."""
        zones = (c.time_zone for c in self.contacts_of(account_id, "renewals") if c.time_zone)
        return next(zones, self.vendor.time_zone)
