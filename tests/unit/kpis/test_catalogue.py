import pytest

from sellthrough.kpis.catalogue import Parameters, affected_periods, kpi_tables, models, render, render_touched


@pytest.mark.feature("C3")
@pytest.mark.parametrize("name", sorted(models()))
def test_each_kpi_has_one_definition_with_text_unit_grain_version_and_types(name: str) -> None:
    model = models()[name]
    assert len(model.definition.split()) > 15
    assert model.title
    assert model.unit
    assert model.version >= 1
    assert set(model.grain) <= {c.name for c in model.columns}
    assert model.columns[0].name == "period"


def test_every_kpi_has_a_table_of_its_own_name() -> None:
    assert {t.name for t in kpi_tables().values()} == {f"kpi_{name}" for name in models()}
    assert all(t.kind == "table" for t in kpi_tables().values())


@pytest.mark.parametrize("period", ["2019-13", "2019-1", "2019-10'", "'; drop table x; --", ""])
def test_nothing_but_a_period_reaches_the_sql(period: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        render(models()["sell_through"], [period])


def test_nothing_but_a_currency_and_an_id_reach_the_sql() -> None:
    with pytest.raises(ValueError, match="ISO 4217"):
        render(models()["pipeline"], ["2019-10"], Parameters(reporting_currency="US'"))
    with pytest.raises(ValueError, match="submission id"):
        render_touched(models()["bookings"], ["x' or '1' = '1"])


def test_a_change_moves_the_later_windows_that_hold_it() -> None:
    weeks = models()["weeks_of_supply"]
    assert affected_periods(weeks, ["2019-11"], Parameters(window_months=3)) == ["2019-11", "2019-12", "2020-01"]
    assert affected_periods(models()["sell_through"], ["2019-11"]) == ["2019-11"]


def test_the_window_reaches_back_over_the_year() -> None:
    sql = render(models()["weeks_of_supply"], ["2020-01"], Parameters(window_months=3))
    assert "where s.period in ('2019-11', '2019-12', '2020-01')" in sql


def test_no_placeholder_is_left() -> None:
    for model in models().values():
        assert "{" not in render(model, ["2019-10"])
        assert "{" not in render_touched(model, ["abc"])
