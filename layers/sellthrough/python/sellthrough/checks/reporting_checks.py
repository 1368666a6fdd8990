"""Vendor and agreements in; what is wrong with calendars, reminders and terms goes to `Problems`."""

import re
from collections.abc import Sequence

from sellthrough.checks.places import VENDOR_FILE, AgreementFile
from sellthrough.checks.problems import Problems, did_you_mean
from sellthrough.model.reporting_terms import Reminder
from sellthrough.model.senders import ADDRESS
from sellthrough.model.workspace import Vendor


def check_reporting(vendor: Vendor, agreements: list[AgreementFile], problems: Problems) -> None:
    """Check that calendars exist, that every step comes once, and that addresses and terms make sense."""
    _check_steps(vendor.reporting.reminders, VENDOR_FILE, "key vendor.reporting.reminders", problems)
    for address in vendor.reporting.told:
        if not re.fullmatch(ADDRESS, address):
            place = f"key vendor.reporting.told[{address}]"
            problems.add(VENDOR_FILE, place, "it is no mail address", "Write name@domain.")
    for item in agreements:
        agreement = item.agreement
        if agreement.calendar is not None and agreement.calendar not in vendor.calendars:
            rule, known = f"the vendor has no calendar {agreement.calendar}", list(vendor.calendars)
            todo = did_you_mean(agreement.calendar, known) if known else "Add it to vendor.toml."
            problems.add(item.file, "key calendar", rule, todo)
        if agreement.starts_on and agreement.ends_on and agreement.ends_on < agreement.starts_on:
            rule = f"{agreement.ends_on} is before {agreement.starts_on}"
            problems.add(item.file, "key ends_on", rule, "Correct one of the two.")
        _check_steps(agreement.reminders or (), item.file, "key reminders", problems)


def _check_steps(reminders: Sequence[Reminder], file: str, place: str, problems: Problems) -> None:
    steps = [reminder.step for reminder in reminders]
    for step in sorted({step for step in steps if steps.count(step) > 1}):
        problems.add(file, place, f"the step {step} stands there twice", "Each step is one mail; keep one of them.")
