"""Five years of reports over clock changes, leap days, holidays and standstills, against an oracle that walks: 0 and 0."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from tests.unit.cycle.agreements import configuration_of, january_report
from tests.unit.cycle.brute_force import DAY, File, Owed, Terms, mails_of, reports_owed

from sellthrough.cycle.occurrences import occurrences_between
from sellthrough.cycle.plan import look_at, occurrences_to_look_at
from sellthrough.model.submissions import Submission
from sellthrough.model.workspace import Configuration

FIRST, LAST = date(2023, 2, 1), date(2028, 3, 31)  # the leap days of 2024 and 2028
HOLIDAYS = frozenset(date(year, month, day) for year in range(2023, 2029) for month, day in
                     [(1, 1), (2, 29), (5, 1), (10, 3), (12, 25), (12, 26), (12, 31)]
                     if (month, day) != (2, 29) or year % 4 == 0)  # fmt: skip
TERMS = [
    Terms("working days in Berlin", "daily", "Europe/Berlin", 1, "02:30", "business", holidays=HOLIDAYS,
          is_by_calendar=True),
    Terms("weeks in New York, at the hour that is skipped", "weekly", "America/New_York", 0, "02:30"),
    Terms("weeks in New York, at the hour that comes twice", "weekly", "America/New_York", 0, "01:30"),
    Terms("4-5-4 months on Lord Howe", "4-4-5", "Australia/Lord_Howe", 8, "02:15", closed="next", holidays=HOLIDAYS),
    Terms("months in Kolkata, due on leap days", "monthly", "Asia/Kolkata", 29, "23:45"),
    Terms("months in Sao Paulo, the business day before", "monthly", "America/Sao_Paulo", 1, "00:00",
          closed="previous", holidays=HOLIDAYS),
    Terms("fiscal quarters in London", "quarterly", "Europe/London", 5, "17:00", "business", holidays=HOLIDAYS),
]  # fmt: skip


def agreed(terms: Terms) -> Configuration:
    due = {"day": terms.day, "time": terms.time, "count": terms.count, "closed": terms.closed}
    uses_calendar = terms.is_by_calendar or bool(terms.holidays)
    return configuration_of(
        {"cadence": terms.cadence, "due": due},
        {"time_zone": terms.zone, "calendar": "days" if uses_calendar else None, "starts_on": FIRST, "ends_on": LAST},
        fiscal_year_starts=2,
        weeks={"pattern": "4-5-4"},
        calendars={"days": {"holidays": sorted(terms.holidays)}},
    )


@pytest.mark.feature("E25")
@pytest.mark.parametrize("terms", TERMS, ids=lambda t: t.name)
def test_five_years_of_due_times_are_those_that_walking_finds(terms: Terms) -> None:
    configuration, begin = agreed(terms), datetime(2023, 1, 1, tzinfo=UTC)
    agreement = configuration.agreements[0]
    found = occurrences_between(
        configuration, agreement, agreement.feeds[0], after=begin, until=begin + 2400 * DAY, watched={}
    )
    product = {(o.last, o.due_at) for o in found if o.is_owed}
    oracle = {(owed.last, owed.due) for owed in reports_owed(terms, FIRST, LAST)}
    assert product - oracle == set()
    assert oracle - product == set()
    print(f"{terms.name}: {len(oracle)} due times, 0 missed, 0 false")


def send_files(owed: Owed, rng: Random) -> list[File]:
    """What a partner does about one report: in time, late, never, refused, corrected, in part."""
    habit, due, name = rng.randrange(8), owed.due, owed.last.isoformat()
    early, late = due - timedelta(minutes=rng.randrange(3000)), due + timedelta(minutes=rng.randrange(1, 40000))
    return {
        0: [File(f"{name}a", early)],
        1: [File(f"{name}a", late)],
        2: [],
        3: [File(f"{name}a", early, is_refused=True)],
        4: [File(f"{name}a", early, is_refused=True), File(f"{name}b", late)],
        5: [File(f"{name}a", early, is_partial=True), File(f"{name}b", late)],
        6: [File(f"{name}a", late, is_partial=True)],
        7: [File(f"{name}a", early), File(f"{name}b", late, is_refused=True)],
    }[habit]


def looks_of(rng: Random, hours: int) -> list[datetime]:
    """A look every so many hours for five years, at odd minutes, with standstills of days, now and then of months."""
    looks, now = [], datetime(2023, 1, 1, tzinfo=UTC)
    while now < datetime(2028, 7, 1, tzinfo=UTC):
        looks.append(now)
        now += timedelta(hours=hours, minutes=rng.choice((0, 0, 15)))
        if rng.random() < 0.004:
            now += timedelta(hours=rng.randrange(6, rng.choice((9, 9, 9, 90)) * 24))
    return looks


def submitted(file: File, period: str) -> Submission:
    return january_report(
        file.landed.isoformat(),
        submission_id=file.file_id,
        reporting_period=period,
        state="refused" if file.is_refused else "published",
        counts={"rows_in": 2, "accepted_rows": 1, "quarantined_rows": 1} if file.is_partial else {},
    )


def play(configuration: Configuration, files: dict[date, list[File]], looks: list[datetime]) -> dict[Any, Any]:
    """What `functions/cycle` does, look by look: (last day, what, file) to (look, sent or suppressed)."""
    agreement = configuration.agreements[0]
    told: dict[Any, Any] = {}
    known: set[str] = set()
    missing: set[tuple[str, str, str]] = set()
    for looked_at, now in zip([None, *looks], looks, strict=False):
        for occurrence in occurrences_to_look_at(
            configuration, agreement, agreement.feeds[0], now=now, looked_at=looked_at, watched={}, missing=missing
        ):
            landed = [f for f in files.get(occurrence.last, ()) if f.landed <= now]
            look = look_at(configuration, occurrence, [submitted(f, occurrence.period) for f in landed], now)
            if look.is_missing:
                missing.add(occurrence.key)
            elif look.is_cleared:
                missing.discard(occurrence.key)
            for mail in look.mails:
                if mail.mail_id in known:
                    continue
                known.add(mail.mail_id)
                file = look.row.submission_id if mail.what in {"failed", "partial"} else ""
                told[occurrence.last, mail.what, file] = (now, "sent" if mail.to else "suppressed")
    return told


@pytest.mark.proof
@pytest.mark.timeout(300)
@pytest.mark.feature("E24", "E25", "E26", "E27", "E29")
@pytest.mark.invariant("I5")
@pytest.mark.parametrize("terms", TERMS, ids=lambda t: t.name)
def test_five_years_of_mails_are_those_that_walking_finds(terms: Terms) -> None:
    assert_no_difference(terms, FIRST)


@pytest.mark.feature("E24", "E26", "E27")
@pytest.mark.invariant("I5")
@pytest.mark.parametrize("terms", [TERMS[1], TERMS[4]], ids=lambda t: t.name)
def test_the_last_year_of_them_is_checked_always(terms: Terms) -> None:
    assert_no_difference(terms, date(2027, 4, 1))


def assert_no_difference(terms: Terms, first: date) -> None:
    rng = Random(f"five years, {terms.name}")
    hours = 31 if terms.cadence == "daily" else 13
    looks = [look for look in looks_of(rng, hours) if look.date() >= first - 2 * DAY]
    owed = [report for report in reports_owed(terms, FIRST, LAST) if report.due.date() > first]
    for report in owed:
        report.files = send_files(report, rng)
    expected = {(o.last, *what): end for o in owed for what, end in mails_of(o, looks).items()}
    files = {o.last: o.files for o in owed}
    for report in reports_owed(terms, FIRST, LAST):  # what was due before the first look is in
        files.setdefault(report.last, [File(report.last.isoformat(), report.due - 60 * DAY)])
    found = play(agreed(terms), files, looks)
    assert {k: v for k, v in found.items() if expected.get(k) != v} == {}
    assert {k: v for k, v in expected.items() if found.get(k) != v} == {}
    ends = Counter(f"{what} {end}" for (_, what, _), (_, end) in expected.items())
    assert all(ends[f"{step} sent"] for step in ("before_due", "overdue", "missing", "late", "failed"))
    print(f"{terms.name}: {len(owed)} reports, {len(looks)} looks, {len(found)} mails, 0 missed, 0 false; {dict(ends)}")
