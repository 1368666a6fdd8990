"""The file's own totals and the sums of its records in, issues and questions about differences out."""

from decimal import Decimal

from sellthrough.model.reports import Issue, Question
from sellthrough.model.tables import table_of
from sellthrough.normalize.numbers import parse_number, read_spelling, skeleton_of, weigh_marks
from sellthrough.normalize.work import Work

_TOLERANCE = Decimal("0.05")


def compare_totals(work: Work) -> tuple[tuple[Issue, ...], tuple[Question, ...]]:
    """Compare the total row and the trailer record with the records, accepted and rejected alike."""
    differences = [*_sums(work), *_trailer(work)]
    issues = tuple(Issue(code="CONTROL_TOTAL_MISMATCH", detail=detail) for _, detail in differences)
    questions = tuple(
        Question(work_item_type="total_mismatch", cell_value=text, note=detail, row_count=work.report.rows_in)
        for text, detail in differences
    )
    return issues, questions


def _sums(work: Work) -> list[tuple[str, str]]:
    found = []
    columns = {c.name for c in table_of(work.feed.record_type).columns}
    for name, position in work.mapping.positions.items():
        text = work.report.totals.get(position)
        if text is None or work.fields[name].kind != "number" or name.endswith("_ratio"):
            continue
        total = _value(work, text)
        column = name if name in columns else f"{name}_value"
        actual = Decimal(work.single(f"select coalesce(sum({column}), 0) from lines"))
        if total is not None and abs(total - actual) > _TOLERANCE:
            told = f"the file's total is {total:f}, its lines sum to {actual.normalize():f}"
            found.append((text, f"Column {work.heading(name)}: {told}."))
    return found


def _value(work: Work, text: str) -> Decimal | None:
    evidence = weigh_marks([(read_spelling(skeleton_of(text)), 1, text)])
    return parse_number(text, work.feed.layout.decimal or evidence.mark or ".")


def _trailer(work: Work) -> list[tuple[str, str]]:
    claimed, actual = work.report.trailer_rows, work.report.rows_in
    if claimed is None or claimed == actual:
        return []
    return [(str(claimed), f"The trailer record says {claimed} records, the file has {actual}.")]
