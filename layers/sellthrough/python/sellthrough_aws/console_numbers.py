"""A visit in, the views of the overview, of each KPI and of the rows behind its numbers out; as BI reads them (C3)."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from sellthrough.console import kpi_queries as queries
from sellthrough.console.access import Action
from sellthrough.console.board_grid import BoardCell, grids_of
from sellthrough.console.chart import bar_chart
from sellthrough.console.figures import Tile, series_of, tiles_of
from sellthrough.console.kpi_queries import Statement
from sellthrough.console.listing import PAGE_SIZE, count_states, page_number
from sellthrough.console.views import View, Visit
from sellthrough.cycle.board import board
from sellthrough.errors import NotFound
from sellthrough.kpis.catalogue import Model, Parameters, models, render_rows
from sellthrough.model.submissions import State, Submission
from sellthrough_aws.athena_rows import QueryFailedError, Row
from sellthrough_aws.cached_rows import CachedRows
from sellthrough_aws.ledger import Ledger
from sellthrough_aws.observability import logger

_NO_PERIOD = "0000-01"


@dataclass(frozen=True)
class ConsoleNumbers:
    """Answers the pages about numbers. One instance per function, made at the cold start."""

    ledger: Ledger
    data: CachedRows
    pool: Executor
    visible: Callable[[Visit], list[Submission]]

    def pages(self) -> dict[str, Callable[[Visit], View]]:
        """What answers each page, by the name of its route."""
        return {"overview": self.overview, "kpi": self.kpi, "kpi_rows": self.kpi_rows}

    def overview(self, visit: Visit) -> View:
        """How fresh the data is, what came, the KPIs and the board."""
        version = self.data.version()
        shown = [m for m in models().values() if visit.may_see_numbers(m.grain) and queries.is_added_up(m)]
        asked = [self.pool.submit(self._tiles, visit, model, version) for model in shown]
        submissions = self.visible(visit)
        waiting = len(self.ledger.dirty())
        tiles: list[Tile] | None
        try:
            tiles = [tile for answer in asked for tile in answer.result()]
        except QueryFailedError as error:
            logger.error("numbers unavailable", why=str(error)[:300])
            tiles = None  # the page says so; everything else on it stands
        published = [s for s in submissions if s.state == State.PUBLISHED]
        context = {
            "tiles": tiles,
            "others": [m for m in models().values() if visit.may_see_numbers(m.grain) and not queries.is_added_up(m)],
            "state_counts": count_states(submissions),
            "total": len(submissions),
            "last_landed_at": max((s.landed_at for s in submissions), default=None),
            "freshest": _freshest(published),
            "waiting": waiting,
            "grids": grids_of(self._board(visit, submissions)),
        }
        return View("overview", context)

    def kpi(self, visit: Visit) -> View:
        """One KPI: its definition, its chart by period, and one period by a column of its grain.

        Raises:
            NotFound: There is none of that name, or the user may not see it.
            QueryFailedError: Athena failed.
        """
        model = self._model(visit)
        version = self.data.version()
        filters = queries.filters_of(model, visit.query)
        context = {"kpi": model, "filters": filters, "choices": self._choices(visit, model, version)}
        if not queries.is_added_up(model):
            rows = self._ask(version, queries.as_published(model, filters, visit.user))
            return View(
                "kpi", {**context, "rows": rows, "chart": None, "by": "", "period": "", "by_period": [], "series": []}
            )
        over_time = {name: value for name, value in filters.items() if name != "period"}
        by_period = self._ask(version, queries.by_period(model, over_time, visit.user))
        period = filters.get("period") or max((row["period"] for row in by_period), default="")
        by = visit.query.get("by", "")
        by = by if by in model.grain and by != "period" else _first_open(model, filters)
        rows = []
        if period:
            rows = self._ask(version, queries.by_column(model, by, {**filters, "period": period}, visit.user))
        is_one = all(name in filters for name in model.apart) or len({_apart(model, r) for r in by_period}) == 1
        series = series_of(model, by_period) if is_one else []
        shown = {"rows": rows, "by": by, "period": period, "by_period": by_period, "series": series}
        return View("kpi", {**context, **shown, "chart": bar_chart(series) if series else None})

    def kpi_rows(self, visit: Visit) -> View:
        """The published rows behind one number, with their sum.

        Raises:
            NotFound: There is no such KPI or period, or the user may not see it.
            QueryFailedError: Athena failed.
        """
        model = self._model(visit)
        filters = queries.filters_of(model, visit.query)
        version = self.data.version()
        vendor = visit.configuration.vendor
        try:
            sql = render_rows(model, [filters.get("period", _NO_PERIOD)], Parameters.of(vendor))
        except ValueError as error:
            raise NotFound("no such period") from error
        number = page_number(visit.query)
        window = ((number - 1) * PAGE_SIZE, PAGE_SIZE)
        sums = self.pool.submit(self._ask, version, queries.sum_of_rows(model, sql, filters, visit.user))
        rows = self._ask(version, queries.rows_behind(model, sql, filters, visit.user, window))
        total = sums.result()[0]
        context = {
            "kpi": model,
            "filters": filters,
            "rows": rows,
            "sums": total,
            "page": number,
            "pages": max(-(-int(total["row_count"]) // PAGE_SIZE), 1),
            "sees_source": visit.may_in_part(Action.SEE_SOURCE),
        }
        return View("kpi_rows", context)

    def _board(self, visit: Visit, submissions: list[Submission]) -> list[BoardCell]:
        cells = board(visit.configuration, submissions, visit.request.now, watched=self.ledger.watched())
        return [cell for cell in cells if visit.may(Action.SEE_OVERVIEW, cell.partner_id)]

    def _model(self, visit: Visit) -> Model:
        model = models().get(visit.parts["name"])
        if model is None or not visit.may_see_numbers(model.grain):
            raise NotFound("no such KPI")
        return model

    def _tiles(self, visit: Visit, model: Model, version: str) -> list[Tile]:
        rows = self._ask(version, queries.by_period(model, {}, visit.user))
        return tiles_of(model, rows, visit.configuration.vendor.reporting_currency)

    def _choices(self, visit: Visit, model: Model, version: str) -> dict[str, list[str]]:
        """What each filter of the page offers."""
        names = [n for n in ("period", "partner_id", *model.apart, "region_code") if n in model.grain]
        found = self.pool.map(lambda n: self._ask(version, queries.values_of(model, n, visit.user)), names)
        return {
            name: [queries.NO_VALUE if row[name] is None else str(row[name]) for row in rows]
            for name, rows in zip(names, found, strict=True)
        }

    def _ask(self, version: str, statement: Statement) -> list[Row]:
        return self.data.rows(version, statement.sql, statement.values)


def _first_open(model: Model, filters: Mapping[str, str]) -> str:
    """The column to tell apart first: the partner, or where one is chosen the product."""
    order = [name for name in ("partner_id", "product_id", *model.grain) if name in model.grain and name != "period"]
    return next((name for name in order if name not in filters), order[0])


def _apart(model: Model, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in model.apart)


def _freshest(published: list[Submission]) -> list[dict[str, Any]]:
    """Per partner, the last report that counts and the last period that it counts in; who is oldest comes first."""
    last: dict[str, dict[str, Any]] = {}
    for submission in published:
        entry = last.setdefault(
            submission.partner_id, {"partner_id": submission.partner_id, "landed_at": "", "period": ""}
        )
        entry["landed_at"] = max(entry["landed_at"], submission.landed_at)
        entry["period"] = max([entry["period"], *submission.periods])
    return sorted(last.values(), key=lambda entry: (entry["landed_at"], entry["partner_id"]))
