import pytest

from sellthrough_local.athena.failures import QueryFailure
from sellthrough_local.athena.parameters import bind, literal


@pytest.mark.parametrize(
    ("sql", "values", "expected"),
    [
        ("SELECT ?", ["5"], "SELECT 5"),
        ("SELECT ?, ?", ["'a'", "-1.50"], "SELECT 'a', (-1.50)"),
        ("SELECT '?' , ? -- ?", ["'it''s'"], "SELECT '?' , 'it''s' -- ?"),
        ("SELECT /* ? */ ? LIMIT ?", ["null", "3"], "SELECT /* ? */ NULL LIMIT 3"),
        ('SELECT "a?" WHERE d = ?', ["DATE '2019-10-01'"], "SELECT \"a?\" WHERE d = CAST('2019-10-01' AS DATE)"),
        ("SELECT 1", [], "SELECT 1"),
    ],
)  # fmt: skip
def test_a_question_mark_becomes_the_literal_at_its_place(sql: str, values: list[str], expected: str) -> None:
    assert bind(sql, values) == expected


@pytest.mark.parametrize(
    "value",
    ["'x' OR 1 = 1", "1; DROP TABLE t", "(SELECT secret FROM t)", "name", "now()", "1 + 1", "", "'open", "*"],
)
def test_a_value_is_one_literal_and_nothing_else(value: str) -> None:
    with pytest.raises(QueryFailure):
        literal(value)


@pytest.mark.parametrize("value", ["'a' -- x", "'a' /* x */", "-- x\n'a'"])
def test_a_comment_in_a_value_is_left_out(value: str) -> None:
    assert bind("SELECT ? AS a, 2 AS b", [value]) == "SELECT 'a' AS a, 2 AS b"


@pytest.mark.parametrize("values", [[], ["1", "2"]])
def test_the_number_of_values_must_fit(values: list[str]) -> None:
    with pytest.raises(QueryFailure, match="Incorrect number of parameters"):
        bind("SELECT ?", values)
