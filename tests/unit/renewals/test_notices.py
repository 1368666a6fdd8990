"""Who is told what: customers and sales people, before the end and after it."""

from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from sellthrough.model.contracts import Contract
from sellthrough.model.letters import Rendered, render
from sellthrough.model.workspace import Configuration
from sellthrough.renewals.compose import compose_notice
from sellthrough.renewals.due import Notice, NoticeRules

LINK = "https://portal.example/p/abc"
END = date(2024, 6, 30)


def configuration(contacts: list[dict[str, str]] | None = None) -> Configuration:
    return Configuration.model_validate(
        {
            "version": "c1",
            "vendor": {
                "name": "Northgate Systems",
                "reporting_currency": "EUR",
                "time_zone": "America/New_York",
                "brand": {
                    "name": "Northgate <Systems>",
                    "colour": "#ffee00",
                    "support_email": "help@northgate.example",
                },
                "renewals": {
                    "notice_days": [90, 30],
                    "overdue_days": [1],
                    "products": [{"product_family": "Backup", "notice_days": [120], "due_soon_days": 100}],
                },
            },
            "agreements": [],
            "partners": [],
            "products": [
                {"product_id": "P-1", "product_name": "Router"},
                {"product_id": "P-2", "product_name": "Vault", "product_family": "Backup"},
            ],
            "account_contacts": contacts
            or [
                {"account_id": "C-1", "email": "it@acme.example"},
                {"account_id": "C-1", "email": "sam@northgate.example", "role": "sales"},
            ],
        }
    )


def contract(**changes: Any) -> Contract:
    values = {
        "contract_id": "c1",
        "partner_id": "birch",
        "contract_number": "K-7",
        "customer_id": "C-1",
        "customer_name": "<b>Müller</b> & Co",
        "start_date": date(2023, 7, 1),
        "end_date": END,
        "product_ids": ("P-1",),
        "amounts": {"EUR": "1200"},
    }
    return Contract.model_validate(values | changes)


def notices(now: str, *, rules: NoticeRules | None = None, **changes: Any) -> list[Notice]:
    found = rules or NoticeRules(configuration())
    return found.notices_of(contract(**changes), datetime.fromisoformat(now).replace(tzinfo=UTC))


def letter_of(now: str, audience: str = "customer", **changes: Any) -> Rendered:
    (notice,) = [n for n in notices(now, **changes) if n.audience == audience]
    return render(compose_notice(notice, configuration().vendor.brand, LINK, "2024-10-28"))


def test_the_customer_and_the_sales_person_get_a_mail_each() -> None:
    told = notices("2024-06-01T12:00")
    assert [(n.audience, n.step, n.to) for n in told] == [
        ("customer", 30, ("it@acme.example",)),
        ("sales", 30, ("sam@northgate.example",)),
    ]
    assert len({n.mail_id for n in told}) == 2


def test_each_step_and_each_cycle_is_a_mail_of_its_own_and_a_repeat_is_not() -> None:
    first, again = notices("2024-06-01T12:00")[0], notices("2024-06-09T12:00")[0]
    later, renewed = notices("2024-07-01T12:00")[0], notices("2025-06-01T12:00", end_date=date(2025, 6, 30))[0]
    assert first.mail_id == again.mail_id
    assert len({first.mail_id, later.mail_id, renewed.mail_id}) == 3


@pytest.mark.parametrize("status", ["cancelled", "warranty"])
def test_what_cannot_be_renewed_owes_no_notice(status: str) -> None:
    assert notices("2024-06-01T12:00", contract_status=status) == []


def test_a_product_has_its_own_steps() -> None:
    assert notices("2024-03-05T12:00") == []
    assert notices("2024-03-05T12:00", product_ids=("P-2",))[0].step == 120


def test_without_a_contact_the_notice_is_owed_to_nobody() -> None:
    rules = NoticeRules(configuration([{"account_id": "C-2", "email": "x@y.example"}]))
    assert [n.to for n in notices("2024-06-01T12:00", rules=rules)] == [()]


def test_what_is_no_address_is_left_out_and_each_address_is_told_once() -> None:
    emails = ["it@acme.example", "it@acme.example", "nonsense", "b@acme.example"]
    rules = NoticeRules(configuration([{"account_id": "C-1", "email": email} for email in emails]))
    assert notices("2024-06-01T12:00", rules=rules)[0].to == ("it@acme.example", "b@acme.example")


def test_the_day_is_that_of_the_customers_zone() -> None:
    tokyo = NoticeRules(configuration([{"account_id": "C-1", "email": "a@b.example", "time_zone": "Asia/Tokyo"}]))
    assert notices("2024-05-30T15:00", rules=tokyo)[0].left == 30  # the 31st in Tokyo
    assert notices("2024-05-30T15:00")[0].left == 31  # still the 30th with the vendor


def test_the_window_holds_every_contract_that_may_be_in_a_step() -> None:
    first, last = NoticeRules(configuration()).window(datetime(2024, 6, 1, tzinfo=UTC))
    assert (date(2024, 6, 1) - first).days == 1 + 7 + 1  # last step, grace, a day for the zones
    assert (last - date(2024, 6, 1)).days == 120 + 1


@pytest.mark.feature("R20")
@pytest.mark.parametrize(
    ("now", "subject"),
    [
        ("2024-04-01T12:00", "Contract K-7 ends in 90 days (2024-06-30)"),
        ("2024-06-29T12:00", "Contract K-7 ends tomorrow (2024-06-30)"),
        ("2024-06-30T12:00", "Contract K-7 ends today (2024-06-30)"),
        ("2024-07-01T12:00", "Contract K-7 ended yesterday and is overdue (2024-06-30)"),
        ("2024-07-05T12:00", "Contract K-7 ended 5 days ago and is overdue (2024-06-30)"),
    ],
)
def test_the_letter_is_about_what_ends_or_about_what_is_overdue(now: str, subject: str) -> None:
    assert letter_of(now).subject == subject


def test_the_two_letters_say_different_things() -> None:
    due, overdue = letter_of("2024-06-01T12:00"), letter_of("2024-07-01T12:00")
    assert "Renew it now to stay covered." in due.text
    assert "is not covered any more" in " ".join(overdue.text.split())
    assert "is not covered any more" not in " ".join(due.text.split())


def test_the_sales_persons_letter_names_the_customer() -> None:
    rendered = letter_of("2024-06-01T12:00", "sales")
    assert rendered.subject.startswith("<b>Müller</b> & Co: contract K-7 ends in 29 days")
    assert "The customer gets this notice too." in " ".join(rendered.text.split())


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize("now", ["2024-06-01T12:00", "2024-07-01T12:00"])
def test_the_html_part_is_inlined_small_and_fetches_nothing(now: str) -> None:
    html = letter_of(now).html
    tags = _Tags(html).seen
    assert len(html.encode()) < 60_000
    assert not {tag for tag, _ in tags} & {"script", "img", "link", "iframe", "form"}
    assert all(attributes.get("scope") for tag, attributes in tags if tag == "th")
    assert [a["href"] for tag, a in tags if tag == "a"] == [LINK]
    assert all("style" in a for tag, a in tags if tag in {"body", "h1", "table", "th", "td", "a"})
    assert "prefers-color-scheme" in html
    assert "&lt;b&gt;Müller" in html
    assert "Northgate &lt;Systems&gt;" in html


def test_the_text_part_says_it_all() -> None:
    text = letter_of("2024-06-01T12:00").text
    assert LINK in text
    for said in ("K-7", "Müller", "Router", "2024-06-30", "1,200.00 EUR", "help@northgate.example", "2024-10-28"):
        assert said in text
    assert max(len(line) for line in text.splitlines()) <= 72
