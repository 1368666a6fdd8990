"""An answered submission becomes the letter to its sender: the outcome, the counts, the problems, what to do."""

from sellthrough.answer.answered import Answered, Earlier, Problem, Repeated
from sellthrough.answer.outcomes import Verdict, Words, verdict_of, words_of
from sellthrough.model.letters import Grid, Letter, Section, plain
from sellthrough.model.reject_codes import reject_codes
from sellthrough.model.submissions import Counts, Submission
from sellthrough.model.workspace import Brand

PROBLEMS_SHOWN = 10
QUESTIONS_SHOWN = 10
_PROBLEM_HEADINGS = ("Place", "Column", "Value", "Problem", "What to do")


def compose_answer(answered: Answered) -> Letter:
    """The letter that tells what became of a submission."""
    verdict = verdict_of(answered)
    words = words_of(verdict)
    submission = answered.submission
    sections = (
        *_reason(answered, verdict),
        *_questions(answered, verdict),
        *_problems(answered),
        *_issues(answered),
        *_earlier(answered),
    )
    return Letter(
        brand=answered.brand,
        subject=_subject(submission.file_name, words, submission.reporting_period),
        state=words.state,
        tone=words.tone,
        lead=words.lead.format(
            file=plain(submission.file_name),
            rows=_count(submission.counts.accepted_rows, "row"),
            problems=_count(submission.counts.quarantined_rows, "row"),
        ),
        facts=(*_identity(answered.partner_name, submission), *_counts(submission.counts, verdict)),
        sections=sections,
        closing=(*_closing(answered.brand, submission.submission_id), *_transport(answered.drop_address)),
    )


def compose_repeat(repeated: Repeated) -> Letter:
    """The letter that tells that a file had been received before and was not counted again."""
    words = words_of(Verdict.REPEAT)
    submission = repeated.submission
    return Letter(
        brand=repeated.brand,
        subject=_subject(repeated.file_name, words, submission.reporting_period),
        state=words.state,
        tone=words.tone,
        lead=words.lead.format(file=plain(repeated.file_name), rows="", problems=""),
        facts=(
            ("File", plain(repeated.file_name)),
            *_identity(repeated.partner_name, submission)[1:],
            ("First received as", plain(submission.file_name)),
            ("First received", _instant(submission.landed_at)),
            ("Received again", _instant(repeated.landed_at)),
        ),
        sections=(Section(heading="What to do", paragraphs=(words.todo,)),),
        closing=_closing(repeated.brand, submission.submission_id),
    )


def _subject(file_name: str, words: Words, period: str) -> str:
    return f"{plain(file_name, 90)}: {words.subject}" + (f" ({plain(period, 20)})" if period else "")


def _identity(partner_name: str, submission: Submission) -> tuple[tuple[str, str], ...]:
    rows = (
        ("File", plain(submission.file_name)),
        ("Partner", plain(partner_name)),
        ("Report", plain(submission.record_type.replace("_", "-"))),
        ("Period", plain(submission.reporting_period)),
        ("Received", _instant(submission.landed_at)),
    )
    return tuple((label, value) for label, value in rows if value)


def _counts(counts: Counts, verdict: Verdict) -> tuple[tuple[str, str], ...]:
    if counts.rows_in == 0 and verdict not in (Verdict.ACCEPTED, Verdict.NOTHING_TO_REPORT):
        return ()  # the file was stopped before its rows were counted
    always = (
        ("Rows in the file", counts.rows_in),
        ("Accepted", counts.accepted_rows),
        ("Duplicate, counted once", counts.duplicate_rows),
        ("Quarantined", counts.quarantined_rows),
    )
    rare = (
        ("Replaced by a later report", counts.superseded_rows),
        ("Lines that are no records", counts.ignored_lines),
    )
    shown = (*always, *((label, number) for label, number in rare if number))
    return tuple((label, f"{number:,}") for label, number in shown)


def _reason(answered: Answered, verdict: Verdict) -> tuple[Section, ...]:
    words = words_of(verdict)
    if verdict not in (Verdict.HELD, Verdict.REFUSED, Verdict.FAILED):
        return ()
    known = reject_codes().get(answered.submission.reason_code or "")
    seen = plain(answered.submission.reason or "", 500) if verdict is not Verdict.FAILED else ""
    why = tuple(part for part in (f"{known.title}." if known else "", seen) if part)
    sections = [Section(heading="Why", paragraphs=why)] if why else []
    return (*sections, Section(heading="What to do", paragraphs=(known.todo if known else words.todo,)))


def _questions(answered: Answered, verdict: Verdict) -> tuple[Section, ...]:
    if verdict is not Verdict.HELD or not answered.questions:
        return ()
    points = tuple(
        f"{plain(q.note, 200)} ({plain(q.cell_value)}, {_count(q.row_count, 'row')})"
        for q in answered.questions[:QUESTIONS_SHOWN]
    )
    return (Section(heading="Questions", points=points),)


def _problems(answered: Answered) -> tuple[Section, ...]:
    shown = answered.problems[:PROBLEMS_SHOWN]
    if not shown:
        return ()
    total = max(answered.submission.counts.quarantined_rows, len(shown))
    caption = f"The first {len(shown)} of {total:,} quarantined rows" if total > len(shown) else "The quarantined rows"
    grid = Grid(caption=caption, headings=_PROBLEM_HEADINGS, rows=tuple(_problem_row(p) for p in shown))
    return (
        Section(
            heading="Problems",
            paragraphs=(f"{caption}. They are kept, and they are not in the figures.",),
            grid=grid,
        ),
    )


def _problem_row(problem: Problem) -> tuple[str, ...]:
    place = [plain(problem.source_file or "", 60)]
    if problem.source_sheet:
        place.append(f"sheet {plain(problem.source_sheet, 40)}")
    if problem.source_line is not None:
        place.append(f"line {problem.source_line}")
    known = reject_codes().get(problem.code)
    rule = known.title if known else problem.code
    note = plain(problem.note or "", 160)
    if note.startswith(rule):  # a note of `rejects` stands for itself: rule, column, value, place, what to do
        note = ""
    return (
        ", ".join(part for part in place if part),
        plain(problem.column_name or "", 60),
        plain(problem.cell_value or "", 80),
        f"{rule}: {note}" if note else rule,
        known.todo if known else "",
    )


def _issues(answered: Answered) -> tuple[Section, ...]:
    if not answered.issues:
        return ()
    points = tuple(
        plain(issue.detail, 200) + (f" (line {issue.line})" if issue.line is not None else "")
        for issue in answered.issues[:QUESTIONS_SHOWN]
    )
    return (Section(heading="Please check", points=points),)


def _earlier(answered: Answered) -> tuple[Section, ...]:
    if not answered.earlier:
        return ()
    points = tuple(_said_again(report) for report in answered.earlier[-QUESTIONS_SHOWN:])
    lead = "Your file says lines of earlier reports again. They count once, so only what is new was added."
    return (Section(heading="Earlier reports", paragraphs=(lead,), points=points),)


def _said_again(report: Earlier) -> str:
    name = plain(report.file_name, 90)
    if report.lines == report.of_lines:
        return f"{name}: all of its {_count(report.lines, 'line')}"
    left = report.of_lines - report.lines
    other = "line is" if left == 1 else "lines are"
    return (
        f"{name}: {report.lines:,} of its {_count(report.of_lines, 'line')}. {left:,} {other} not in your file, or not "
        "as reported then; what was reported then still counts too. If your file corrects it, please answer this mail."
    )


def _closing(brand: Brand, submission_id: str) -> tuple[str, ...]:
    person = (
        f"To reach a person, answer this mail or write to {plain(brand.support_email)}."
        if brand.support_email
        else f"To reach a person, write to your contact at {plain(brand.name)}."
    )
    return (person, f"Please name this submission: {submission_id}.")


def _transport(drop_address: str) -> tuple[str, ...]:
    if not drop_address:
        return ()
    return (
        "This report came by mail, which may be late, filtered or lost; a safer way is to drop it (S3 or SFTP) at "
        f"{plain(drop_address, 250)}",
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _instant(stamp: str) -> str:
    return f"{stamp[:10]} {stamp[11:16]} UTC" if len(stamp) >= 16 else stamp
