"""Answers in words, names of partners, drafts: what fits is taken, what does not is said."""

import pytest

from sellthrough.checks.configurations import Draft, checked_draft, version_of
from sellthrough.errors import ConfigurationError, Unfit
from sellthrough.model.workspace import Agreement, Configuration, Partner
from sellthrough.onboard.answers import Answers
from sellthrough.onboard.partners import known_partner, new_partner

FILES = r"a_(?P<year>\d{4})(?P<month>\d\d)"
CONFIGURATION = Configuration.model_validate(
    {
        "version": "v1",
        "vendor": {"name": "V", "reporting_currency": "USD", "brand": {"name": "V"}},
        "agreements": [{"partner_id": "P1", "feeds": [{"feed": "pos", "record_type": "sell_through", "files": FILES}]}],
        "partners": [
            {"partner_id": "P1", "partner_name": "First & Söhne"},
            {"partner_id": "P2", "partner_name": "Two"},
        ],
        "products": [],
    }
)


@pytest.mark.parametrize(
    "answer",
    ["period=yesterday", "encoding=none-such", "delimiter=", "encoding=base64", "currency=euro", "cadence=often", "record_type=sales",
     "decimal=x", "implied_decimals=9", "units.KI=none", "=x", "x=", "Menge=quantity"],
)  # fmt: skip
def test_an_answer_that_cannot_be_is_refused_at_once(answer: str) -> None:
    with pytest.raises(Unfit):
        Answers.of([answer])


def test_of_one_question_the_last_answer_counts() -> None:
    answers = Answers.of(
        ["A=B=net_amount", "period=2025-03", "period=2025-Q1", "units.KI=6", "units.PAL=48", "A=B=ignore"]
    )
    assert (answers.columns, answers.feed) == ({"A=B": "ignore"}, {"period": "2025-Q1"})
    assert answers.layout == {"units": {"KI": 6, "PAL": 48}}


@pytest.mark.parametrize(
    ("name", "found"), [("p1", "P1"), ("first & söhne", "P1"), (" Two ", "P2"), ("Three", None), ("", None)]
)
def test_a_partner_is_known_by_id_or_name(name: str, found: str | None) -> None:
    partner = known_partner(CONFIGURATION, name)
    assert (partner.partner_id if partner else None) == found


def test_a_new_partner_gets_an_id_that_nobody_has() -> None:
    assert new_partner(CONFIGURATION, " Kiefer Handel GmbH ").partner_id == "KIEFER-HANDEL-GMBH"
    assert new_partner(CONFIGURATION, "p.1").partner_id == "P-1"
    for name, words in (("P1!", "is the id of First & Söhne"), ("§§", "gives no id")):
        with pytest.raises(Unfit, match=words):
            new_partner(CONFIGURATION, name)


def draft(partner: Partner | None = None, **feed: object) -> Draft:
    values = {"feed": "pos", "record_type": "sell_through", "files": r"b_(?P<year>\d{4})(?P<month>\d\d)", **feed}
    partner_id = partner.partner_id if partner else "P2"
    return Draft(Agreement.model_validate({"partner_id": partner_id, "feeds": [values]}), partner)


def test_a_draft_makes_a_version_of_its_own() -> None:
    made = checked_draft(CONFIGURATION, draft(Partner(partner_id="A0", partner_name="New")))
    assert [a.partner_id for a in made.agreements] == ["A0", "P1"]
    assert [p.partner_id for p in made.partners] == ["A0", "P1", "P2"]
    assert made.version == version_of(made) != CONFIGURATION.version


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (draft(Partner(partner_id="P1", partner_name="Again")), "P1 is another partner's id"),
        (draft(currency="EUR"), "EUR has no exchange rate"),
        (draft(files=FILES), "P1/pos has the same pattern"),
        (draft(files="("), "it is no regular expression"),
        (draft(layout={"columns": {"A": "no_such_field"}}), "sell_through has no field no_such_field"),
        (draft(Partner(partner_id="A0", partner_name="N", parent_id="GONE")), "the parent GONE is not"),
    ],
)
def test_a_draft_is_checked_as_a_folder_is(wrong: Draft, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        checked_draft(CONFIGURATION, wrong)
