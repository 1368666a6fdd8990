"""A planned mail about a report in, its letter out: in the partner's time zone, or for the vendor in the vendor's."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sellthrough.cycle.board import BoardRow, BoardState
from sellthrough.cycle.plan import Look, PlannedMail
from sellthrough.cycle.steps import Deviation, is_routed, routes_of, steps_of
from sellthrough.cycle.words import DEVIATION_WORDS, STEP_NAMES, STEP_WORDS, Words
from sellthrough.model.letters import Letter, Section, plain
from sellthrough.model.reject_codes import reject_codes
from sellthrough.model.submissions import State
from sellthrough.model.workspace import Configuration

_SECONDS_OF_AN_HOUR = 3600


def compose(configuration: Configuration, look: Look, mail: PlannedMail, now: datetime) -> Letter:
    """The letter of a reminder or of a deviation.

    Args:
        now: The time of the look.
    """
    row, vendor = look.row, configuration.vendor
    zone = look.occurrence.zone if mail.audience == "partner" else ZoneInfo(vendor.time_zone)
    words, is_owed = _words_of(row, mail), row.landed_at is None or row.state is BoardState.FAILED
    values = {
        "report": _report_of(row),
        "partner": plain(row.partner_name),
        "period": plain(row.period),
        "due": _told(row.due_at, zone),
        "grace": _told(row.missing_at, zone),
        "landed": _told(row.landed_at, zone) if row.landed_at else "",
        "late": _span((now if is_owed or not row.landed_at else row.landed_at) - row.due_at),
        "file": plain(look.submission.file_name) if look.submission else "",
        "rows": f"{row.quarantined_rows:,}",
    }
    sections = [_why(look)] if row.state is BoardState.FAILED else []
    if mail.audience == "partner":
        todo = tuple(line.format(**values) for line in words.todo)
        sections.append(Section(heading="What to do", paragraphs=todo))
        if is_owed:
            sections.append(_next_steps(configuration, look, now, zone))
    return Letter(
        brand=vendor.brand,
        subject=words.subject.format(**values),
        state=words.state.format(**values),
        tone=words.tone,
        lead=words.lead.format(**values),
        facts=_facts(look, zone),
        sections=tuple(s for s in sections if s.paragraphs or s.points),
        closing=_closing(configuration, mail),
    )


def _words_of(row: BoardRow, mail: PlannedMail) -> Words:
    if mail.step is None:
        return DEVIATION_WORDS[mail.what, mail.audience]
    is_failed = row.state is BoardState.FAILED
    return STEP_WORDS[mail.step.reminder.step, "failed" if is_failed else "missing"]


def _report_of(row: BoardRow) -> str:
    return f"{row.record_type.replace('_', '-')} report"


def _facts(look: Look, zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    row = look.row
    facts = (
        ("Partner", plain(row.partner_name)),
        ("Report", f"{_report_of(row)} ({plain(row.feed)})"),
        ("Period", f"{plain(row.period)}, {_day(row.first_day)} to {_day(row.last_day)}"),
        ("Due", _told(row.due_at, zone)),
        ("Missing from", _told(row.missing_at, zone) if row.missing_at > row.due_at else ""),
        ("Received", _told(row.landed_at, zone) if row.landed_at else "nothing yet"),
        ("File", plain(look.submission.file_name) if look.submission else ""),
        ("Rows quarantined", f"{row.quarantined_rows:,}" if row.quarantined_rows else ""),
        ("Submission", row.submission_id or ""),
    )
    return tuple((label, value) for label, value in facts if value)


def _why(look: Look) -> Section:
    """Why the file does not count. Our own errors are for the operators: the reader gets the code's words."""
    code, submission = look.row.reason_code or "", look.submission
    known = reject_codes().get(code)
    is_ours = look.row.submission_state is State.NEEDS_ATTENTION
    seen = plain(submission.reason or "", 500) if submission and not is_ours else ""
    lines = tuple(part for part in (f"{known.title}." if known else "", seen, known.todo if known else "") if part)
    return Section(heading="Why", paragraphs=lines)


def _next_steps(configuration: Configuration, look: Look, now: datetime, zone: ZoneInfo) -> Section:
    """The steps that follow while the report is owed, with who gets them."""
    vendor, occurrence = configuration.vendor, look.occurrence
    deviation: Deviation = "failed" if look.row.state is BoardState.FAILED else "missing"
    is_trouble_told = is_routed(routes_of(vendor, occurrence.agreement), deviation, "partner")
    points = []
    for step in steps_of(vendor, occurrence):
        roles = step.reminder.to
        names = [plain(c.name or c.email) for c in occurrence.agreement.contacts if c.role in roles]
        is_mailed = step.reminder.step in {"before_due", "due"} or is_trouble_told
        if step.at > now and names and is_mailed:
            points.append(f"{_told(step.at, zone)}: {STEP_NAMES[step.reminder.step]}, to {', '.join(names)}")
    return Section(heading="If it does not come", points=tuple(points))


def _closing(configuration: Configuration, mail: PlannedMail) -> tuple[str, ...]:
    brand = configuration.vendor.brand
    if mail.audience == "vendor":
        return ("You get this mail because vendor.toml names this address, or the support address, for deviations.",)
    if brand.support_email:
        return (f"To reach a person, answer this mail or write to {plain(brand.support_email)}.",)
    return (f"To reach a person, write to your contact at {plain(brand.name)}.",)


def _told(instant: datetime, zone: ZoneInfo) -> str:
    """Sat 10 Feb 2024, 18:00 (Europe/Berlin)."""
    local = instant.astimezone(zone)
    return f"{local:%a} {_day(local)}, {local:%H:%M} ({zone.key})"


def _day(day: date) -> str:
    return f"{day:%d %b %Y}".lstrip("0")


def _span(span: timedelta) -> str:
    """2 days, 5 hours: a span of time in its two largest whole units."""
    hours = max(0, int(span.total_seconds())) // _SECONDS_OF_AN_HOUR
    parts = [(hours // 24, "day"), (hours % 24, "hour")]
    told = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts if number]
    return ", ".join(told) or "less than an hour"
