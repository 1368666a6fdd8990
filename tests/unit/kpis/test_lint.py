from importlib.resources import files

import pytest

from sellthrough.kpis.catalogue import models, render
from sellthrough.kpis.lint import lint
from sellthrough.model.tables import columns, tables

VIEWS = sorted(name for name, table in tables().items() if table.kind == "view")
PERIOD = (columns()["period"],)
COUNT = (columns()["open_count"],)


@pytest.mark.parametrize("name", sorted(models()))
def test_every_model_keeps_to_the_subset(name: str) -> None:
    model = models()[name]
    assert lint(render(model, ["2019-10"]), model.columns, model.reads) == []


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_keeps_to_the_subset(name: str) -> None:
    sql = files("sellthrough.model").joinpath("views", f"{name}.sql").read_text()
    assert lint(sql, tables()[name].columns, tables()) == []


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("select * from t", "name the columns instead of *"),
        ("select cast(t.period as varchar) as period from t limit 5", "Limit is not in the subset"),
        ("select distinct cast(t.period as varchar) as period from t", "distinct"),
        ("select cast(arbitrary(t.period) as varchar) as period from t", "any_value is not in the subset"),
        ("select cast(now() as varchar) as period from t", "current_timestamp is not in the subset"),
        ("select cast(my_function(t.a) as varchar) as period from t", "my_function is not in the subset"),
        ("select cast(t.a / t.b as varchar) as period from t", "divide by nullif"),
        ("select cast(t.a % t.b as varchar) as period from t", "divide by nullif"),
        ("select t.period as period from t", "column period is not cast to varchar"),
        ("select cast(t.period as date) as period from t", "column period is not cast to varchar"),
        ("select cast(t.period as varchar) as month from t", "its columns are"),
        ("select cast(u.period as varchar) as period from u", "it reads u"),
        ("select cast(t.a at time zone 'UTC' as varchar) as period from t", "AtTimeZone"),
        ("drop table t", "not one query"),
        ("select 1; select 2", "not one query"),
        ("select (", "not Athena SQL"),
    ],
)
def test_what_is_outside_the_subset_is_found(sql: str, problem: str) -> None:
    assert any(problem in found for found in lint(sql, PERIOD, ["t"])), lint(sql, PERIOD, ["t"])


def test_a_guarded_division_and_a_count_of_rows_are_fine() -> None:
    sql = "select cast(count(*) / nullif(sum(t.b), 0) as bigint) as open_count from t"
    assert lint(sql, COUNT, ["t"]) == []
