"""Staged records and the configuration in, `candidates.parquet`, `rejects.parquet` and the normaliser's report out."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from sellthrough.model.engine import connected, uncollected
from sellthrough.model.reports import MappedColumn, NormalizeReport, Question, ReadReport
from sellthrough.model.sql_texts import quoted
from sellthrough.model.submissions import Submission
from sellthrough.model.tables import table_of
from sellthrough.model.workspace import Configuration, Feed
from sellthrough.normalize import resolve
from sellthrough.normalize.cleaned import cleaned_cells
from sellthrough.normalize.date_columns import read_dates
from sellthrough.normalize.implied_decimals import ask_implied_decimals
from sellthrough.normalize.lines import write_lines
from sellthrough.normalize.mapping import Mapping, Sample, map_columns
from sellthrough.normalize.masters import master
from sellthrough.normalize.money import create_rates, define_money_macros
from sellthrough.normalize.names import define_name_macros
from sellthrough.normalize.number_columns import read_numbers
from sellthrough.normalize.outside_period import lines_outside_period
from sellthrough.normalize.parties import Accounts, create_account_tables
from sellthrough.normalize.partners import resolve_partners
from sellthrough.normalize.period_date import dated_by_period
from sellthrough.normalize.products import ProductCatalogue
from sellthrough.normalize.recognition.profiles import Row
from sellthrough.normalize.records import hold_records
from sellthrough.normalize.rejects import questions_of, write_no_rejects, write_rejects
from sellthrough.normalize.required import require_columns, unclear_columns
from sellthrough.normalize.rules import required_fields
from sellthrough.normalize.signs import ask_signs, turn_signs
from sellthrough.normalize.text import define_text_macros
from sellthrough.normalize.totals import compare_totals
from sellthrough.normalize.unit_columns import read_units
from sellthrough.normalize.work import Work

SAMPLE_LINES = 60
_MACROS = (define_text_macros, define_name_macros, define_money_macros)


def normalize(  # noqa: PLR0917 - the contract of the stage
    records: Path,
    report: ReadReport,
    feed: Feed,
    configuration: Configuration,
    submission: Submission,
    out_folder: Path,
) -> NormalizeReport:
    """Turn the records of one submission into candidates and rejects.

    Writes `candidates.parquet` (`written_columns`, line_key, and error, which is null but for a reject) and
    `rejects.parquet` (the columns of `set_aside` but `run`).

    Args:
        records: `records.parquet` as the reader wrote it.
        out_folder: Where the two files are written; scratch space too.

    Raises:
        Held: UNCLEAR_LAYOUT, UNCLEAR_DATES, UNCLEAR_NUMBERS or UNCLEAR_PERIOD, with the question.
        Refused: MISSING_COLUMNS, with the fields that are missing.
        ConfigurationError: The partner is not in the master.
    """
    with uncollected(), connected(out_folder, report.rows_in, *_MACROS) as connection:
        sample = _sample(connection, records, report)
        period = submission.reporting_period
        mapping = map_file(sample, report, feed, configuration, submission.partner_id, period)
        work = Work(connection, mapping, report, feed, configuration, submission)
        hold_records(work, records)
        return _normalize(work, sample, out_folder)


def map_file(  # noqa: PLR0917 - what a mapping rests on
    rows: Sequence[Row],
    report: ReadReport,
    feed: Feed,
    configuration: Configuration,
    partner_id: str,
    period: str | None = None,
) -> Mapping:
    """Decide the field of each column of one file, from its headings and some of its lines.

    Args:
        rows: Some of its lines, cells by position.
        period: The reporting period, which dates the lines where no column does; None when it is to date nothing.

    Raises:
        Held: UNCLEAR_LAYOUT, when two headings claim one field.
    """
    partner = next((p for p in configuration.partners if p.partner_id == partner_id), None)
    currencies = {r.currency_code for r in configuration.exchange_rates} | {configuration.vendor.reporting_currency}
    if partner and partner.currency_code:
        currencies.add(partner.currency_code)
    sells_to_customers = feed.tier_to == "end_customer" or (partner is not None and partner.partner_type == "reseller")
    catalogue = master(ProductCatalogue, configuration, partner_id, feed.layout.product_prefix)
    mapping = map_columns(
        report,
        feed,
        currencies,
        buyer_is_customer=sells_to_customers or feed.record_type != "sell_through",
        sample=Sample(tuple(rows), catalogue.resolve if configuration.products else None),
    )
    return dated_by_period(mapping, feed, rows, period, configuration.vendor)


def _sample(connection: duckdb.DuckDBPyConnection, records: Path, report: ReadReport) -> tuple[Row, ...]:
    cells = ", ".join(f"c{place}" for place in range(1, len(report.headings) + 1))
    if not cells or not report.rows_in:
        return ()
    source = f"read_parquet({quoted(str(records))})"
    ordered = f"order by sheet, line limit {SAMPLE_LINES}"
    first = connection.execute(f"select sheet, line from {source} {ordered}").fetchall()
    # So only the beginning of the file is read: sorting whole lines would read all cells.
    query = f"select {cells} from {source} where sheet <= ? and line between ? and ? {ordered}"
    lines = [line for _, line in first]
    return tuple(connection.execute(query, [first[-1][0], min(lines), max(lines)]).fetchall())


def _normalize(work: Work, sample: Sequence[Row], out_folder: Path) -> NormalizeReport:
    if sample:
        require_columns(work)
        ask_implied_decimals(work, sample)
        ask_signs(work, sample)
    _look_up(work, sample)
    checks = write_lines(work, out_folder / "candidates.parquet")
    rows, quarantined, filled, outside, periods = _counts(work)
    questions: tuple[Question, ...] = ()
    if quarantined:
        write_rejects(work, checks, out_folder / "rejects.parquet")
        questions = questions_of(work)
    else:
        write_no_rejects(out_folder / "rejects.parquet")
    issues, differences = compare_totals(work)
    unusual = lines_outside_period(work, rows - quarantined, outside)
    if rows != work.report.rows_in:
        raise AssertionError(f"rows in {work.report.rows_in}, lines {rows}")
    return NormalizeReport(
        rows_in=rows,
        accepted_rows=rows - quarantined,
        quarantined_rows=quarantined,
        ignored_lines=work.report.ignored_lines,
        is_nil_report=rows == 0,
        periods=periods,
        columns=_columns(work),
        questions=questions + unclear_columns(work) + differences,
        issues=work.report.issues + work.mapping.issues + issues + unusual,
        mandatory_cells=len(required_fields(work)) * rows,
        filled_mandatory_cells=filled,
        cleaned=cleaned_cells(work),
    )


def _columns(work: Work) -> tuple[MappedColumn, ...]:
    """The columns as mapped, each with how its values are read."""
    told = work.readings
    return tuple(
        c.model_copy(update={"reading": told[c.field]}) if c.field in told else c for c in work.mapping.columns
    )


def _look_up(work: Work, sample: Sequence[Row]) -> None:
    """Parse and resolve every distinct value of the file once."""
    names = {c.name for c in table_of(work.feed.record_type).columns}
    read_dates(work)
    read_numbers(work)
    turn_signs(work, sample)
    resolve.resolve_products(work)
    read_units(work)
    resolve_partners(work)
    resolve.resolve_statuses(work)
    if names & {"country_code", "reseller_id", "customer_id"}:
        resolve.resolve_places(work)
        accounts = master(Accounts, work.configuration, work.submission.partner_id)
        create_account_tables(work, accounts)
        for kind in ("reseller", "customer"):
            if f"{kind}_id" in names:
                resolve.resolve_parties(work, accounts, kind)
    if "net_amount" in names:
        resolve.resolve_currencies(work)
    if "owner_name" in work.fields:
        resolve.resolve_owners(work)
    create_rates(work)


def _counts(work: Work) -> tuple[int, int, int, int, tuple[str, ...]]:
    """Lines, rejects, filled mandatory cells, candidates outside the reporting period, periods of the candidates."""
    rows, quarantined, filled, outside, periods = work.connection.execute("""
        select count(*), count(error), coalesce(sum(filled_mandatory), 0),
            count(*) filter (where error is null and not is_own_period),
            coalesce(list(distinct period) filter (where error is null and period is not null), [])
        from lines
    """).fetchall()[0]
    return rows, quarantined, int(filled), outside, tuple(sorted(periods))
