"""Answers as their senders read them: each case has its text and HTML part stored under golden/."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.submissions import submission

from sellthrough.answer.answered import Answered, Problem, Repeated
from sellthrough.answer.compose import compose_answer, compose_repeat
from sellthrough.model.letters import Letter, render
from sellthrough.model.reports import Issue, Question
from sellthrough.model.submissions import Counts, State, Submission
from sellthrough.model.workspace import Brand

GOLDEN = Path(__file__).parent / "golden"
BRAND = Brand(name="Northgate Systems", colour="#0a5c36", support_email="help@northgate.example")
HOSTILE = '<script>alert(1)</script>"\r\nBcc: eve@example.com\u202e'


def published(**changes: object) -> Submission:
    values: dict[str, object] = {
        "submission_id": "a1b2c3d4e5f6a1b2c3d4e5f6",
        "reporting_period": "2019-12",
        "file_name": "birch_pos_201912.xlsx",
        "landed_at": "2020-01-08T09:30:00+00:00",
        "state": State.PUBLISHED,
        "counts": Counts(rows_in=1200, accepted_rows=1200),
    }
    return submission(**values | changes)


def answered(*, problems: tuple[Problem, ...] = (), **changes: object) -> Answered:
    extra = {k: changes.pop(k) for k in ("questions", "issues", "brand", "drop_address") if k in changes}
    values = {"brand": BRAND, "partner_name": "Birch & Söhne", "submission": published(**changes)}
    return Answered.model_validate(values | {"problems": problems} | extra)


def problem(line: int, **changes: object) -> Problem:
    values: dict[str, object] = {
        "code": "INVALID_DATE",
        "column_name": "Invoice Date",
        "cell_value": "31.02.2019",
        "note": "February has 28 days",
        "source_file": "birch_pos_201912.xlsx",
        "source_sheet": "Sales",
        "source_line": line,
    }
    return Problem.model_validate(values | changes)


CASES: dict[str, Letter] = {
    "accepted": compose_answer(answered()),
    "with_problems": compose_answer(
        answered(
            problems=(
                problem(14),
                problem(15, code="UNKNOWN_PRODUCT", column_name="Item", cell_value="BK-9", note=None),
                problem(16, source_sheet=None, code="MISSING_MANDATORY", cell_value=None, note=None),
            ),
            counts=Counts(rows_in=1200, accepted_rows=1180, duplicate_rows=1, quarantined_rows=19, ignored_lines=4),
            issues=(
                Issue(code="CONTROL_TOTAL_MISMATCH", detail="The Total row says 910, the lines give 900.", line=1220),
            ),
        )
    ),
    "nothing_to_report": compose_answer(answered(is_nil_report=True, counts=Counts())),
    "superseded": compose_answer(
        answered(state=State.SUPERSEDED, counts=Counts(rows_in=8, superseded_rows=8), superseded_by="f" * 24)
    ),
    "held": compose_answer(
        answered(
            state=State.HELD,
            counts=Counts(),
            reason_code="UNCLEAR_DATES",
            reason="In the column Invoice Date, 03/04/2019 can be 3 April or 4 March. Which is it?",
            questions=(
                Question(
                    work_item_type="date_order", cell_value="03/04/2019", note="Day or month first?", row_count=12
                ),
            ),
        )
    ),
    "refused": compose_answer(
        answered(
            state=State.REFUSED, counts=Counts(), reason_code="ENCRYPTED_FILE", reason="The workbook wants a password."
        )
    ),
    "failed": compose_answer(
        answered(state=State.NEEDS_ATTENTION, counts=Counts(), reason_code="PROCESSING_FAILED", reason="ValueError: x")
    ),
    "mailed": compose_answer(answered(sender="ann@birch.example", drop_address="s3://landing-1/landing/birch/pos/")),
    "repeat": compose_repeat(
        Repeated(
            brand=BRAND,
            partner_name="Birch & Söhne",
            file_name="birch_pos_201912 (copy).xlsx",
            landed_at="2020-01-09T11:00:00+00:00",
            submission=published(),
        )
    ),
}


class Tags(HTMLParser):
    """Start tags with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize("name", CASES)
def test_an_answer_reads_as_its_stored_copy(name: str) -> None:
    rendered = render(CASES[name])
    stored = GOLDEN / f"{name}.txt"
    assert f"Subject: {rendered.subject}\n\n{rendered.text}" == stored.read_text(encoding="utf-8")
    assert rendered.html == (GOLDEN / f"{name}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_every_heading_cell_says_what_it_heads_and_nothing_is_fetched(name: str) -> None:
    tags = Tags(render(CASES[name]).html).seen
    assert all(attrs.get("scope") in {"row", "col"} for tag, attrs in tags if tag == "th")
    assert not {tag for tag, _ in tags} & {"script", "img", "link", "iframe", "form", "a"}
    assert ("html", {"lang": "en"}) in tags


@pytest.mark.parametrize("name", CASES)
def test_no_line_of_the_text_part_is_wider_than_a_mail_window(name: str) -> None:
    assert max(len(line) for line in render(CASES[name]).text.splitlines()) <= 72


def test_the_period_and_the_state_are_in_the_subject() -> None:
    assert CASES["with_problems"].subject == "birch_pos_201912.xlsx: accepted with problems (2019-12)"


def test_markup_and_line_ends_from_a_file_stay_text_everywhere() -> None:
    letter = compose_answer(
        answered(
            problems=(problem(1, cell_value=HOSTILE, column_name=HOSTILE, note=HOSTILE, source_sheet=HOSTILE),),
            file_name=HOSTILE,
            counts=Counts(rows_in=1, quarantined_rows=1),
        )
    )
    rendered = render(letter)
    assert "script" not in {tag for tag, _ in Tags(rendered.html).seen}
    assert "\n" not in rendered.subject
    assert "\u202e" not in rendered.text + rendered.html + rendered.subject
    assert not any(line.startswith("Bcc") for line in rendered.text.splitlines())


def test_a_colour_that_is_no_colour_is_not_put_into_the_style() -> None:
    brand = BRAND.model_copy(update={"colour": "red;} body{display:none"})
    assert "display:none" not in render(compose_answer(answered(brand=brand))).html


@pytest.mark.parametrize("cell", ["&" * 40_000, "長" * 40_000, '"' * 40_000])
def test_the_longest_answer_stays_under_60_kb(cell: str) -> None:
    questions = tuple(
        Question(work_item_type="column", cell_value=cell, note=cell, row_count=10**9) for _ in range(500)
    )
    letter = compose_answer(
        answered(
            problems=tuple(
                problem(i, cell_value=cell, column_name=cell, note=cell, source_sheet=cell, source_file=cell)
                for i in range(50)
            ),
            file_name=cell,
            state=State.HELD,
            reason_code="UNCLEAR_LAYOUT",
            reason=cell,
            questions=questions,
            issues=tuple(Issue(code="x", detail=cell) for _ in range(500)),
            counts=Counts(rows_in=50, quarantined_rows=50),
        )
    )
    assert len(render(letter).html.encode()) < 60_000


def test_only_the_first_ten_problems_are_shown_and_their_number_is_told() -> None:
    letter = compose_answer(
        answered(problems=tuple(problem(i) for i in range(1, 31)), counts=Counts(rows_in=30, quarantined_rows=30))
    )
    text = render(letter).text
    assert "The first 10 of 30 quarantined rows" in text
    assert "line 10" in text
    assert "line 11" not in text


def test_a_note_that_says_rule_place_and_remedy_again_is_not_said_twice() -> None:
    note = (
        "The product is not in the vendor's master: column Part says P-77 (file birch_pos_201912.xlsx, line 2). "
        "Use the vendor's product number; if it is right, the vendor adds the product or an alias."
    )
    [section] = list(compose_answer(answered(problems=(problem(2, code="UNKNOWN_PRODUCT", note=note),))).sections)
    assert section.grid is not None
    [row] = section.grid.rows
    assert row[3] == "The product is not in the vendor's master"
    assert row[4].startswith("Use the vendor's product number")


def test_a_submission_that_has_not_ended_is_never_answered() -> None:
    with pytest.raises(ValueError, match="has not ended"):
        compose_answer(answered(state=State.RECEIVED))
