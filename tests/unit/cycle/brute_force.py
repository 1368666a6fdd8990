"""An agreement in plain numbers and five years of looks in; what must fall due and be mailed, found by walking, out.

Written without the code under test: days are walked one by one, instants in quarters of an hour.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)
GRACE = timedelta(hours=24)
# Step to how long after the due time it comes, by the ladder that holds when nothing else is said.
LADDER = {"before_due": -48, "due": 0, "overdue": 24, "second_contact": 24 + 48, "third_contact": 24 + 120}
FORGOTTEN = timedelta(days=14) + timedelta(hours=24 + 120)


@dataclass(frozen=True)
class Terms:
    """One agreement: its cadence, zone, and rule of due days."""

    name: str
    cadence: str
    zone: str
    day: int
    time: str
    count: str = "calendar"
    closed: str = "keep"
    holidays: frozenset[date] = frozenset()
    is_by_calendar: bool = False


@dataclass(frozen=True)
class File:
    """A file that landed, and what became of it."""

    file_id: str
    landed: datetime
    is_refused: bool = False
    is_partial: bool = False


@dataclass
class Owed:
    """One report: the last day of its period, its due time, its files."""

    last: date
    due: datetime
    files: list[File] = field(default_factory=list)


def is_open(day: date, terms: Terms) -> bool:
    return day.weekday() < 5 and day not in terms.holidays


def ends_period(day: date, terms: Terms) -> bool:
    """True for the last day of a period. The vendor's fiscal year opens in February; its weeks are 4-5-4 to Saturday."""
    tomorrow = day + DAY
    if terms.cadence == "daily":
        return is_open(day, terms) if terms.is_by_calendar else True
    if terms.cadence == "weekly":
        return day.weekday() == 6
    if terms.cadence == "monthly":
        return tomorrow.month != day.month
    if terms.cadence == "quarterly":
        return tomorrow.month != day.month and day.month in {1, 4, 7, 10}
    return day in fiscal_month_ends(day.year - 1) | fiscal_month_ends(day.year)


def fiscal_month_ends(year: int) -> set[date]:
    """Last days of the months of the fiscal year that opens around February of that calendar year."""
    opens, closes = nearest_saturday(date(year, 1, 31)), nearest_saturday(date(year + 1, 1, 31))
    ends, day = set(), opens
    for length in (4, 5, 4) * 4:
        day += 7 * length * DAY
        ends.add(day)
    ends.remove(day)
    return ends | {closes}


def nearest_saturday(day: date) -> date:
    return min((day + n * DAY for n in range(-6, 7) if (day + n * DAY).weekday() == 5), key=lambda d: abs(d - day))


def due_of(last: date, terms: Terms) -> datetime:
    """The due instant, by walking days and then the clock of that place."""
    day, left = last, terms.day
    if terms.count == "business":
        while left or not is_open(day, terms):
            day += DAY
            left -= is_open(day, terms) and left > 0
    else:
        day += left * DAY
        while terms.closed != "keep" and not is_open(day, terms):
            day += DAY if terms.closed == "next" else -DAY
    return first_instant_of(day, terms.time, ZoneInfo(terms.zone))


def first_instant_of(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """The first instant at which the clocks of the place show that time; if they skip it, as much later as they skip."""
    wanted = f"{day.isoformat()} {clock}"
    instant = datetime(day.year, day.month, day.day, tzinfo=UTC) - 30 * 4 * QUARTER
    before = instant.astimezone(zone)
    while True:
        local = instant.astimezone(zone)
        if f"{local:%Y-%m-%d %H:%M}" == wanted:
            return instant
        if f"{local:%Y-%m-%d %H:%M}" > wanted:
            skipped = local.replace(tzinfo=None) - before.replace(tzinfo=None) - QUARTER
            shown = datetime.fromisoformat(wanted) + skipped
            return first_instant_of(shown.date(), f"{shown:%H:%M}", zone)
        before, instant = local, instant + QUARTER


def reports_owed(terms: Terms, first: date, last: date) -> list[Owed]:
    """Every period that ends on these days or between them, day by day."""
    days = [first + n * DAY for n in range((last - first).days + 1)]
    return [Owed(day, due_of(day, terms)) for day in days if ends_period(day, terms)]


def mails_of(owed: Owed, looks: list[datetime]) -> dict[tuple[str, str], tuple[datetime, str]]:
    """(step or deviation, file) to the look that it is told at, and whether it is sent or suppressed."""
    told: dict[tuple[str, str], tuple[datetime, str]] = {}
    is_noted = False
    for last, look in zip([looks[0], *looks], looks, strict=False):
        if look < owed.due + timedelta(hours=LADDER["before_due"]):
            continue
        if last >= owed.due + FORGOTTEN and not is_noted:
            break
        landed = [f for f in owed.files if f.landed <= look]
        good = [f for f in landed if not f.is_refused]
        if good:
            if good[0].landed > owed.due:
                told.setdefault(("late", ""), (look, "sent"))
            if good[-1].is_partial:
                told.setdefault(("partial", good[-1].file_id), (look, "sent"))
            is_noted = False
            continue
        if landed:
            told.setdefault(("failed", landed[-1].file_id), (look, "sent"))
        elif look >= owed.due + GRACE:
            told.setdefault(("missing", ""), (look, "sent"))
            is_noted = True
        passed = [step for step, hours in LADDER.items() if look >= owed.due + timedelta(hours=hours)]
        for step in passed:
            told.setdefault((step, ""), (look, "sent" if step == passed[-1] else "suppressed"))
    return told
