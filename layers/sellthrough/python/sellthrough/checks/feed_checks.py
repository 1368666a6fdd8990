"""Agreements in; what is wrong with their patterns, layouts and fields goes to `Problems`."""

import re
from collections.abc import Iterable

from sellthrough.checks.places import AgreementFile
from sellthrough.checks.problems import Problems, did_you_mean
from sellthrough.model.fields import fields_of
from sellthrough.model.reporting_periods import span_of
from sellthrough.model.text_terms import can_separate, is_text_encoding
from sellthrough.model.workspace import Feed

PERIOD_GROUPS = ("year", "month", "quarter", "week", "day", "period")
_STATUSES = {
    "opportunities": ("open", "won", "lost"),
    "orders": ("booked", "cancelled"),
    "contracts": ("live", "cancelled", "warranty"),
}
_DAY = frozenset({"year", "month", "day"})
_GROUPS_OF = {  # cadence: the sets of groups that give its period; any of them will do
    "daily": (_DAY,),
    "weekly": (frozenset({"year", "week"}), _DAY),
    "4-4-5": (frozenset({"year", "period"}),),
    "monthly": (frozenset({"year", "month"}),),
    "quarterly": (frozenset({"year", "quarter"}), frozenset({"year", "month"})),
    "none": (frozenset({"year"}),),
}


def check_feeds(agreements: list[AgreementFile], names: Iterable[str], problems: Problems) -> None:
    """Check every feed for itself, then whether two feeds claim one file of `names` (the inbox) or one pattern."""
    for item in agreements:
        seen = set()
        for feed in item.agreement.feeds:
            if feed.feed in seen:
                problems.add(item.file, f"key feeds[{feed.feed}]", "two feeds have this name", "Rename one of them.")
            seen.add(feed.feed)
            _check_pattern(item.file, feed, problems)
            _check_layout(item.file, feed, problems)
    _check_overlap(agreements, sorted(names), problems)


def _check_pattern(file: str, feed: Feed, problems: Problems) -> None:
    key = f"key feeds[{feed.feed}].files"
    try:
        groups = set(re.compile(feed.files).groupindex)
    except re.error as error:
        problems.add(file, key, f"it is no regular expression ({error})", "Correct it; test it on a file name.")
        return
    for group in sorted(groups - set(PERIOD_GROUPS)):
        problems.add(file, key, f"there is no group {group}", did_you_mean(group, list(PERIOD_GROUPS)))
    if feed.period is not None:
        try:
            span_of(feed.period)
        except ValueError:
            rule, todo = (
                f"{feed.period!r} is no period",
                "Write YYYY-MM, YYYY-Qn, YYYY-Wnn, YYYY-Pnn, YYYY-MM-DD or YYYY.",
            )
            problems.add(file, f"key feeds[{feed.feed}].period", rule, todo)
    elif not any(needed <= groups for needed in _GROUPS_OF[feed.cadence]):
        wanted = " or ".join(" and ".join(sorted(needed)) for needed in _GROUPS_OF[feed.cadence])
        todo = f"A {feed.cadence} feed needs the groups {wanted}, as in (?P<year>\\d{{4}}), or a fixed period."
        problems.add(file, key, "the file name does not say the reporting period", todo)


def _check_layout(file: str, feed: Feed, problems: Problems) -> None:
    known, layout, key = list(fields_of(feed.record_type)), feed.layout, f"key feeds[{feed.feed}]"
    named = [("layout.columns", heading, field) for heading, field in layout.columns.items() if field != "ignore"]
    said = {heading: name for known_layout in layout.remembered for heading, name in known_layout.columns.items()}
    named += [("layout.remembered.columns", heading, field) for heading, field in said.items() if field != "ignore"]
    named += [("layout.implied_decimals", field, field) for field in layout.implied_decimals]
    named += [("layout.constants", field, field) for field in layout.constants]
    named += [("required", field, field) for field in feed.required]
    for table, entry, field in named:
        if field not in known:
            rule = f"{feed.record_type} has no field {field}"
            problems.add(file, f'{key}.{table}."{entry}"', rule, did_you_mean(field, known))
    for heading in layout.columns if not layout.header else ():
        if not (heading.isdecimal() and int(heading) > 0):
            rule = f"{heading!r} is no position"
            problems.add(file, f"{key}.layout.columns", rule, "Without headings, count the columns from 1.")
    if layout.encoding is not None and not is_text_encoding(layout.encoding):
        rule = f"{layout.encoding!r} is no encoding"
        problems.add(file, f"{key}.layout.encoding", rule, "Write a codec name such as utf-8, utf-16 or cp1252.")
    if layout.delimiter is not None and not can_separate(layout.delimiter):
        rule = f"{layout.delimiter!r} cannot separate cells"
        problems.add(file, f"{key}.layout.delimiter", rule, "Write the characters between two cells, without quotes.")
    allowed = _STATUSES.get(feed.record_type, ())
    for name, status in layout.stages.items():
        if status not in allowed:
            rule = f"{feed.record_type} has no status {status}"
            problems.add(file, f'{key}.layout.stages."{name}"', rule, f"Write one of: {', '.join(allowed) or 'none'}.")


def _check_overlap(agreements: list[AgreementFile], names: list[str], problems: Problems) -> None:
    """A file may feed several record types of one partner (two sheets), never one type twice nor two partners."""
    feeds = [(item, feed) for item in agreements for feed in item.agreement.feeds if _compiles(feed.files)]
    owners: dict[tuple[str, str], str] = {}
    for item, feed in feeds:
        name = f"{item.agreement.partner_id}/{feed.feed}"
        owner = owners.setdefault((feed.files.casefold(), feed.record_type), name)
        if owner != name:
            rule = f"{owner} has the same pattern for {feed.record_type}"
            problems.add(item.file, f"key feeds[{feed.feed}].files", rule, "Make the patterns tell the files apart.")
    for file_name in names:
        claims: list[tuple[AgreementFile, Feed]] = []
        for item, feed in feeds:
            if not re.fullmatch(feed.files, file_name, re.IGNORECASE):
                continue
            for other_item, other in claims:
                is_other_partner = other_item.agreement.partner_id != item.agreement.partner_id
                if is_other_partner or other.record_type == feed.record_type:
                    rule = f"{file_name} is claimed by {other_item.agreement.partner_id}/{other.feed} too"
                    todo = "Make the patterns tell the files apart."
                    problems.add(item.file, f"key feeds[{feed.feed}].files", rule, todo)
            claims.append((item, feed))


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True
