"""Submissions or work items and the filters of an address in, one page of them out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from sellthrough.console.states import MAIL_STATES
from sellthrough.model.ledger_entries import Mail, MailKind, WorkItem
from sellthrough.model.submissions import State, Submission

PAGE_SIZE = 50
_MOST_DIGITS = 6
Item = TypeVar("Item")


@dataclass(frozen=True)
class Listed(Generic[Item]):
    """One page of a list. `number` counts from 1; `total` is over all pages."""

    items: tuple[Item, ...]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(-(-self.total // PAGE_SIZE), 1)

    @property
    def first(self) -> int:
        """Place of the first item shown, from 1; 0 when there is none."""
        return (self.number - 1) * PAGE_SIZE + 1 if self.items else 0


def page_number(query: Mapping[str, str]) -> int:
    """The page that an address asks for; what is no page number is the first."""
    text = query.get("page", "1")
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return max(int(text), 1) if is_number else 1


def page_of(items: Sequence[Item], query: Mapping[str, str]) -> Listed[Item]:
    """That page of the list; the last one when there are not so many."""
    last = max(-(-len(items) // PAGE_SIZE), 1)
    number = min(page_number(query), last)
    start = (number - 1) * PAGE_SIZE
    return Listed(tuple(items[start : start + PAGE_SIZE]), number, len(items))


def address(path: str, query: Mapping[str, str], **changes: str) -> str:
    """A link that keeps the filters of `query`, but for those that change; "" takes one away."""
    merged = {name: value for name, value in {**query, **changes}.items() if value}
    return f"{path}?{urlencode(merged)}" if merged else path


def submissions_matching(submissions: Iterable[Submission], query: Mapping[str, str]) -> list[Submission]:
    """The submissions that every filter of the address fits, the last that landed first.

    Filters: partner, feed, state, period (of the report), q (in the file name, the id, the reason or the code).
    """
    text = query.get("q", "").strip().casefold()
    wanted: dict[str, Callable[[Submission], str]] = {
        "partner": lambda s: s.partner_id,
        "feed": lambda s: s.feed,
        "state": lambda s: s.state.value,
        "period": lambda s: s.reporting_period,
    }

    def fits(submission: Submission) -> bool:
        told = (submission.file_name, submission.submission_id, submission.reason or "", submission.reason_code or "")
        return all(query.get(name) in {None, "", of(submission)} for name, of in wanted.items()) and (
            not text or any(text in word.casefold() for word in told)
        )

    return sorted(filter(fits, submissions), key=lambda s: (s.landing_order, s.submission_id), reverse=True)


def work_matching(items: Iterable[WorkItem], query: Mapping[str, str]) -> list[WorkItem]:
    """The work items that every filter fits: partner, type, state ("open" unless it says otherwise), q.

    Those that most rows wait for come first.
    """
    text = query.get("q", "").strip().casefold()
    state = query.get("state", "open")

    def fits(item: WorkItem) -> bool:
        return (
            query.get("partner") in {None, "", item.partner_id}
            and query.get("type") in {None, "", item.work_item_type}
            and state in {"all", item.work_item_state}
            and (not text or text in item.cell_value.casefold() or text in item.note.casefold())
        )

    return sorted(filter(fits, items), key=lambda i: (-i.row_count, i.work_item_id))


def partner_of_mail(mail: Mail, partners: Mapping[str, str]) -> str | None:
    """Whose business a mail is about; None for one that only who sees all partners may see.

    Args:
        partners: Submission id to partner.
    """
    if mail.kind in {MailKind.REMINDER, MailKind.DEVIATION}:
        return mail.about.partition("/")[0]
    return partners.get(mail.about) if mail.kind == MailKind.ANSWER else None


def mails_matching(mails: Iterable[Mail], query: Mapping[str, str]) -> list[Mail]:
    """The mails that every filter fits: kind, state (all but SENT unless it says otherwise), q (to, about, reason).

    Those that somebody should look at come first, then the newest.
    """
    text = query.get("q", "").strip().casefold()
    state = query.get("state", "")
    order = list(MAIL_STATES)

    def fits(mail: Mail) -> bool:
        told = (mail.to, mail.about, mail.reason or "")
        return (
            query.get("kind") in {None, "", mail.kind}
            and (state in {"all", mail.state} or (not state and mail.state != "SENT"))
            and (not text or any(text in word.casefold() for word in told))
        )

    newest_first = sorted(filter(fits, mails), key=lambda m: (m.at, m.mail_id), reverse=True)
    return sorted(newest_first, key=lambda m: order.index(m.state))


def count_states(submissions: Iterable[Submission]) -> list[tuple[State, int]]:
    """How many submissions stand in each state, in the order of the path; every state is there."""
    counts = dict.fromkeys(State, 0)
    for submission in submissions:
        counts[submission.state] += 1
    return list(counts.items())
