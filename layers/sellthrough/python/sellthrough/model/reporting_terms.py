"""When reports are due, who is reminded and who is told of deviations: terms of vendor and agreement, checked."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Role = Literal["reporter", "manager", "director"]
StepName = Literal["before_due", "due", "overdue", "second_contact", "third_contact"]
Route = Literal["vendor", "partner", "both", "none"]


class _Terms(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Due(_Terms):
    """When a report is due: `day` days after the period closes, at `time` in the partner's zone.

    Attributes:
        count: Whether every day counts or only the business days of the agreement's calendar.
        closed: With every day counted: what a due day that is no business day becomes.
        grace_hours: After the due time; a report that has not come by then is missing.
    """

    day: int = Field(default=10, ge=0, le=60)
    time: str = Field(default="18:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    count: Literal["calendar", "business"] = "calendar"
    closed: Literal["keep", "next", "previous"] = "keep"
    grace_hours: int = Field(default=24, ge=0, le=720)


class BusinessCalendar(_Terms):
    """The days on which a partner does not work: the week's end and the holidays."""

    weekend: tuple[Weekday, ...] = Field(default=("saturday", "sunday"), max_length=6)
    holidays: tuple[date, ...] = ()


class FiscalWeeks(_Terms):
    """A fiscal year of whole weeks, for feeds of cadence 4-4-5.

    Attributes:
        pattern: Weeks of the three months of a quarter; a 53rd week belongs to the last month of the year.
        ends_on: Last day of every week.
        year_ends: The year ends on the last such weekday of its closing month, or on the nearest to that month's end.
            The closing month is the one before `fiscal_year_starts`.
    """

    pattern: Literal["4-4-5", "4-5-4", "5-4-4"] = "4-4-5"
    ends_on: Weekday = "saturday"
    year_ends: Literal["last", "nearest"] = "nearest"


class Reminder(_Terms):
    """One step of the ladder of mails about a report that is owed.

    Attributes:
        step: `before_due` comes `hours` before the due time, `due` `hours` after it, the others `hours` after the
            grace is over.
        to: Roles of the contacts that it goes to.
    """

    step: StepName
    hours: int = Field(default=0, ge=0, le=2000)
    to: tuple[Role, ...] = Field(default=("reporter",), min_length=1)


LADDER = (
    Reminder(step="before_due", hours=48),
    Reminder(step="due"),
    Reminder(step="overdue"),
    Reminder(step="second_contact", hours=48, to=("manager",)),
    Reminder(step="third_contact", hours=120, to=("director",)),
)


class Routes(_Terms):
    """Who is told when a report deviates from the agreement."""

    missing: Route = "both"
    failed: Route = "both"
    late: Route = "vendor"
    partial: Route = "vendor"


class Reporting(_Terms):
    """How partners are reminded (`vendor.toml`, table `vendor.reporting`); an agreement may say otherwise.

    `told` are the vendor's own addresses for deviations; the brand's support address when there are none.
    """

    told: tuple[str, ...] = ()
    reminders: tuple[Reminder, ...] = LADDER
    deviations: Routes = Routes()
