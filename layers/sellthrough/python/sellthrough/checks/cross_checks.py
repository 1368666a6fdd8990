"""Masters, agreements and vendor in; what they say against each other goes to `Problems`."""

import re
from decimal import Decimal
from typing import cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sellthrough.checks.places import VENDOR_FILE, AgreementFile, Row
from sellthrough.checks.problems import Problems
from sellthrough.checks.reporting_checks import check_reporting
from sellthrough.model.senders import ADDRESS
from sellthrough.model.workspace import (
    Account,
    AccountContact,
    Agreement,
    Alias,
    ExchangeRate,
    Partner,
    Product,
    Vendor,
)

_PROVISIONAL = "new-"  # an account that partners' files brought, and that no master has yet
_MASTER_OF = {"product": "products", "partner": "partners", "account": "accounts", "region": "regions"}


def check_references(
    vendor: Vendor, masters: dict[str, list[Row]], agreements: list[AgreementFile], problems: Problems
) -> None:
    """Check that ids named in one place exist in the other, and that zones, rates and item numbers are real."""
    ids = {name: {_id_of(row, name) for row in rows} for name, rows in masters.items()}
    _check_zone(vendor.time_zone, VENDOR_FILE, "key vendor.time_zone", problems)
    for key, address in (("mail_from", vendor.mail_from), ("brand.support_email", vendor.brand.support_email)):
        if address and not re.fullmatch(ADDRESS, address):
            problems.add(VENDOR_FILE, f"key vendor.{key}", f"{address!r} is no mail address", "Write name@domain.")
    for name, ratio in vendor.stage_probabilities.items():
        if not 0 <= ratio <= 1:
            key = f'key vendor.stage_probabilities."{name}"'
            problems.add(VENDOR_FILE, key, f"{ratio} is no ratio", "Write a number from 0 to 1.")
    _check_agreements(agreements, ids["partners"], problems)
    check_reporting(vendor, agreements, problems)
    _check_masters(masters, ids, problems)
    _check_aliases(masters, ids, problems)
    _check_rates(vendor, masters, agreements, problems)
    _check_contacts(masters, ids["accounts"], problems)


def has_valid_check_digit(gtin: str) -> bool:
    """True for a GS1 number of 8, 12, 13 or 14 digits whose last digit is right (GS1 General Specifications, 7.9)."""
    if len(gtin) not in {8, 12, 13, 14} or not (gtin.isascii() and gtin.isdecimal()):
        return False
    digits = [int(digit) for digit in reversed(gtin)]
    return sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0


def _id_of(row: Row, master: str) -> str:
    fields = {"regions": "region_code", "exchange_rates": "currency_code", "sales_people": "owner_name"}
    fields["account_contacts"] = "account_id"
    names = {"partners": "partner_id", "products": "product_id", "accounts": "account_id", "aliases": "alias"} | fields
    return str(getattr(row.value, names[master]))


def _check_zone(zone: str, file: str, place: str, problems: Problems) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.add(file, place, f"there is no time zone {zone}", "Write an IANA name such as Europe/Berlin.")


def _check_agreements(agreements: list[AgreementFile], partners: set[str], problems: Problems) -> None:
    seen: dict[str, str] = {}
    for item in agreements:
        agreement: Agreement = item.agreement
        other = seen.setdefault(agreement.partner_id, item.file)
        if other != item.file:
            todo = "Keep one agreement per partner."
            problems.add(item.file, "key partner_id", f"{agreement.partner_id} has one in {other} already", todo)
        if agreement.partner_id not in partners:
            rule = f"{agreement.partner_id} is not in the partner master"
            problems.add(item.file, "key partner_id", rule, "Correct it, or add the partner.")
        if agreement.time_zone is not None:
            _check_zone(agreement.time_zone, item.file, "key time_zone", problems)
        for place, address in [("contacts", c.email) for c in agreement.contacts] + [
            ("senders", s) for s in agreement.senders
        ]:
            # A contact that is none would be left out of every answer, and nobody would be told.
            written = f"x{address}" if place == "senders" and address.startswith("@") else address
            if not re.fullmatch(ADDRESS, written):
                todo = "Write name@domain" + (", or @domain for everybody there." if place == "senders" else ".")
                problems.add(item.file, f"key {place}[{address}]", "it is no mail address", todo)


def _check_masters(masters: dict[str, list[Row]], ids: dict[str, set[str]], problems: Problems) -> None:
    for name in ("partners", "accounts"):
        for row in masters[name]:
            parent = cast(Partner | Account, row.value).parent_id
            if parent is not None and parent not in ids[name]:
                rule = f"the parent {parent} is not in the same master"
                problems.add(row.file, f"line {row.line}", rule, "Correct parent_id, or add that record.")
    for row in masters["accounts"]:
        region = cast(Account, row.value).region_code
        if region is not None and region not in ids["regions"]:
            problems.add(row.file, f"line {row.line}", f"there is no region {region}", "Correct it, or add the region.")
    for row in masters["products"]:
        gtin = cast(Product, row.value).gtin
        if gtin is not None and not has_valid_check_digit(gtin):
            rule = f"{gtin} is no GS1 number (8, 12, 13 or 14 digits with a check digit)"
            problems.add(row.file, f"line {row.line}", rule, "Correct the GTIN, or leave it empty.")


def _check_aliases(masters: dict[str, list[Row]], ids: dict[str, set[str]], problems: Problems) -> None:
    seen: dict[tuple[str, str, str], Row] = {}
    for row in masters["aliases"]:
        alias = cast(Alias, row.value)
        spelling = (alias.kind, " ".join(alias.alias.casefold().split()), alias.partner_id or "")
        first = cast(Alias, seen.setdefault(spelling, row).value)
        if first.id != alias.id:
            rule = f"{alias.alias!r} means {alias.id} here and {first.id} on line {seen[spelling].line}"
            problems.add(row.file, f"line {row.line}", rule, "Upper and lower case are alike; keep one of them.")
        if alias.kind == "country" and not re.fullmatch("[A-Z]{2}", alias.id):
            rule = f"{alias.id} is no country"
            problems.add(row.file, f"line {row.line}", rule, "Write the code of ISO 3166-1 alpha-2.")
        master = _MASTER_OF.get(alias.kind)
        if master and alias.id not in ids[master]:
            rule = f"{alias.id} is not in the {master} master"
            problems.add(row.file, f"line {row.line}", rule, "Correct the id, or add that record.")
        if alias.partner_id is not None and alias.partner_id not in ids["partners"]:
            rule = f"{alias.partner_id} is not in the partners master"
            problems.add(row.file, f"line {row.line}", rule, "Correct partner_id, or leave it empty for all partners.")


def _check_rates(
    vendor: Vendor, masters: dict[str, list[Row]], agreements: list[AgreementFile], problems: Problems
) -> None:
    rated = {vendor.reporting_currency}
    for row in masters["exchange_rates"]:
        rate = cast(ExchangeRate, row.value)
        rated.add(rate.currency_code)
        number, place = Decimal(rate.units_per_reporting_unit), f"line {row.line}"
        if not "01" <= rate.period[-2:] <= "12":
            problems.add(row.file, place, f"{rate.period} is no month", "Write YYYY-MM.")
        if number == 0 or (rate.currency_code == vendor.reporting_currency and number != 1):
            rule = f"{number} {rate.currency_code} for one {vendor.reporting_currency} cannot be"
            problems.add(row.file, place, rule, "Write units of the currency for one unit of the reporting currency.")
    used = [(row.file, f"line {row.line}", cast(Partner, row.value).currency_code) for row in masters["partners"]]
    used += [(a.file, f"key feeds[{f.feed}].currency", f.currency) for a in agreements for f in a.agreement.feeds]
    for file, place, currency in used:
        if currency is not None and currency not in rated:
            rule = f"{currency} has no exchange rate"
            problems.add(file, place, rule, "Correct the currency, or add its rates to the exchange rates.")


def _check_contacts(masters: dict[str, list[Row]], accounts: set[str], problems: Problems) -> None:
    for row in masters["account_contacts"]:
        contact, place = cast(AccountContact, row.value), f"line {row.line}"
        if contact.account_id not in accounts and not contact.account_id.startswith(_PROVISIONAL):
            rule = f"{contact.account_id} is not in the accounts master"
            problems.add(row.file, place, rule, "Correct the id, or add that record.")
        if not re.fullmatch(ADDRESS, contact.email):
            problems.add(row.file, place, f"{contact.email} is no mail address", "Write name@domain.")
        if contact.time_zone is not None:
            _check_zone(contact.time_zone, row.file, place, problems)
