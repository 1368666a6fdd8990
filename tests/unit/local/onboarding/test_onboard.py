"""A new partner from one sample: what is understood, asked, written, and verified afterwards."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sellthrough_local.cli.application import application
from sellthrough_local.workspace_folder import load_folder
from sellthrough_samples.wild.layouts import wild_layouts
from sellthrough_samples.workspace import write_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    write_workspace(folder)
    return folder


def sample(tmp_path: Path, headings: list[str], rows: list[list[str]], name: str = "kiefer_2025-03.csv") -> Path:
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([headings, *rows])
    return path


HEADINGS = ["Rechnungsdatum", "Hersteller-Artikelnr.", "Verkaufte Menge", "Nettobetrag EUR", "Wiederverkäufer"]
ROWS = [
    [f"{day:02d}.03.2025", f"NL-CM{day + 99}", str(day), f"{day}00,50", "Hansa Anlagenbau AG"] for day in range(1, 7)
]


def onboard(path: Path, workspace: Path, *more: str) -> tuple[int, dict[str, Any]]:
    arguments = ["onboard", str(path), "--partner", "Kiefer Handel", "--workspace", str(workspace), "--json", *more]
    result = CliRunner().invoke(application, arguments)
    assert "Traceback" not in result.output
    return result.exit_code, json.loads(result.stdout)


@pytest.mark.feature("C28", "E10", "M31")
def test_a_sample_becomes_agreement_layout_and_golden_test(tmp_path: Path, workspace: Path) -> None:
    code, found = onboard(sample(tmp_path, HEADINGS, ROWS), workspace)
    assert (code, found["questions"]) == (0, [])
    assert (found["accepted_rows"], found["quarantined_rows"]) == (6, 0)
    assert found["rows"][0] | {"sold_date": "2025-03-01", "product_id": "NL-CM100"} == found["rows"][0]
    feed = load_folder(workspace).feed_of("KIEFER-HANDEL", "sell_through")
    assert feed is not None
    assert feed.layout.remembered[0].columns["Nettobetrag EUR"] == "net_amount"
    assert CliRunner().invoke(application, ["load", str(workspace), "--dry-run"]).exit_code == 0


def test_a_golden_test_fails_when_the_meaning_of_the_sample_changes(tmp_path: Path, workspace: Path) -> None:
    onboard(sample(tmp_path, HEADINGS, ROWS), workspace)
    agreement = workspace / "agreements" / "kiefer-handel.toml"
    agreement.write_text(agreement.read_text("utf-8").replace('"net_amount"', '"unit_price_amount"'), "utf-8")
    result = CliRunner().invoke(application, ["load", str(workspace), "--dry-run"])
    assert result.exit_code == 2
    assert "golden/KIEFER-HANDEL/sell_through" in result.output


def test_what_is_not_certain_is_asked_and_nothing_is_written(tmp_path: Path, workspace: Path) -> None:
    path = sample(tmp_path, ["Kolumna", *HEADINGS[1:]], ROWS)
    code, found = onboard(path, workspace)
    assert code == 1
    assert found["written"] == []
    assert "Kolumna=sold_date" in [a for q in found["questions"] for a in q["answers"]]
    assert not (workspace / "golden").exists()


@pytest.mark.feature("C28")
def test_an_answer_is_remembered_for_the_layout_and_replayed(tmp_path: Path, workspace: Path) -> None:
    path = sample(tmp_path, ["Kolumna", *HEADINGS[1:]], ROWS)
    code, found = onboard(path, workspace, "--answer", "Kolumna=sold_date")
    assert code == 0
    assert found["columns"][0] | {"field": "sold_date", "how": "remembered"} == found["columns"][0]
    before = load_folder(workspace).version
    code, again = onboard(path, workspace)  # it is not asked again, and nothing changes
    assert (code, again["rows"]) == (0, found["rows"])
    assert load_folder(workspace).version == before
    april = sample(tmp_path, ["Kolumna", *HEADINGS[1:]], ROWS, "kiefer_2025-04.csv")
    assert onboard(april, workspace)[0] == 0


@pytest.mark.feature("C28")
def test_a_changed_layout_of_a_known_partner_is_told_and_both_are_remembered(tmp_path: Path, workspace: Path) -> None:
    onboard(sample(tmp_path, HEADINGS, ROWS), workspace)
    turned = [HEADINGS[1], HEADINGS[0], *HEADINGS[2:4], "Filiale"]
    rows = [[row[1], row[0], *row[2:4], "Nord"] for row in ROWS]
    code, found = onboard(sample(tmp_path, turned, rows, "kiefer_2025-04.csv"), workspace)
    assert code == 0
    assert [
        "'Hersteller-Artikelnr.' moved from column 2 to 1" in found["issues"][0],
        "'Filiale' is new, 'Wiederverkäufer' is gone" in found["issues"][0],
    ] == [True, True]
    feed = load_folder(workspace).feed_of("KIEFER-HANDEL", "sell_through")
    assert feed is not None
    assert [r.headings for r in feed.layout.remembered] == [tuple(HEADINGS), tuple(turned)]
    version = load_folder(workspace).version
    onboard(sample(tmp_path, HEADINGS, ROWS), workspace)  # the first again: nothing new is said
    assert load_folder(workspace).version == version


def test_files_of_another_name_are_a_feed_of_their_own(tmp_path: Path, workspace: Path) -> None:
    onboard(sample(tmp_path, HEADINGS, ROWS), workspace)
    for name in ("filiale_2025-03.csv", "lager_2025-03.csv", "filiale_2025-04.csv"):
        assert onboard(sample(tmp_path, HEADINGS, ROWS, name), workspace)[0] == 0
    agreement = load_folder(workspace).agreement_of("KIEFER-HANDEL")
    assert agreement is not None
    assert [(f.feed, f.files[:3]) for f in agreement.feeds] == [
        ("sell_through", "kie"),
        ("sell_through_2", "fil"),
        ("sell_through_3", "lag"),
    ]


NEGATIVE = [[*row[:2], f"-{row[2]}", f"-{row[3]}", row[4]] for row in ROWS]
CASES = [[*row, "KI"] for row in ROWS]
PACKS = [[*row[:2], str(n), *row[3:], "12"] for n, row in enumerate(ROWS, 1)]
THOUSANDS = [[*row[:3], f"{n}.500", row[4]] for n, row in enumerate(ROWS, 1)]


@pytest.mark.feature("E17", "E18", "E13")
@pytest.mark.parametrize(
    ("more", "rows", "answers", "said", "column", "value"),
    [
        ([], NEGATIVE, ["sign=reversed", "sign=as_written"], "sign=reversed", "quantity_units", "1.0000"),
        ([], NEGATIVE, ["sign=reversed", "sign=as_written"], "sign=as_written", "quantity_units", "-1.0000"),
        ([], THOUSANDS, ["decimal=.", "decimal=,"], "decimal=,", "net_amount", "1500.0000"),
        ([], THOUSANDS, ["decimal=.", "decimal=,"], "decimal=.", "net_amount", "1.5000"),
        (["Mengeneinheit"], CASES, [], "units.KI=6", "quantity_units", "6.0000"),
        (["Packungsgröße"], PACKS, ["unit_of_measure=each", "unit_of_measure=pack"], "unit_of_measure=pack",
         "quantity_units", "12.0000"),
        (["Packungsgröße"], PACKS, ["unit_of_measure=each", "unit_of_measure=pack"], "unit_of_measure=each",
         "quantity_units", "1.0000"),
    ],
)  # fmt: skip
def test_what_has_two_readings_is_asked_and_the_answer_is_kept(
    tmp_path: Path, workspace: Path, more: list[str], rows: list[list[str]], answers: list[str], said: str,
    column: str, value: str,
) -> None:  # fmt: skip
    path = sample(tmp_path, [*HEADINGS, *more], rows)
    code, found = onboard(path, workspace)
    assert (code, found["written"]) == (1, [])
    assert answers in [q["answers"] for q in found["questions"]]
    code, found = onboard(path, workspace, "--answer", said)
    assert (code, found["rows"][0][column]) == (0, value)
    code, again = onboard(path, workspace)
    assert (code, again["rows"]) == (0, found["rows"])


@pytest.mark.feature("E17")
def test_dates_with_two_readings_are_asked_about_and_the_answer_settles_them(tmp_path: Path, workspace: Path) -> None:
    rows = [[f"0{day}/04/2025", *row[1:]] for day, row in zip((1, 2, 3, 5, 6, 7), ROWS, strict=True)]
    path = sample(tmp_path, HEADINGS, rows)
    code, found = onboard(path, workspace)
    assert code == 1
    assert found["questions"][0]["answers"] == ["date_order=dmy", "date_order=mdy", "date_order=ymd"]
    code, found = onboard(path, workspace, "--answer", "date_order=dmy")
    assert (code, found["rows"][1]["sold_date"]) == (0, "2025-04-02")


def test_the_currency_is_asked_where_nothing_says_it(tmp_path: Path, workspace: Path) -> None:
    path = sample(tmp_path, [h.removesuffix(" EUR") for h in HEADINGS], ROWS)
    code, found = onboard(path, workspace)
    assert code == 1
    assert "currency=EUR" in found["questions"][0]["answers"]
    assert onboard(path, workspace, "--answer", "currency=EUR")[0] == 0


@pytest.mark.feature("E18")
def test_implied_decimals_are_asked_about_and_remembered(tmp_path: Path, workspace: Path) -> None:
    headings = [*HEADINGS, "Einzelpreis"]
    rows = [[*row[:3], str(int(row[2]) * 1250), row[4], "12,50"] for row in ROWS]
    path = sample(tmp_path, headings, rows)
    code, found = onboard(path, workspace)
    assert code == 1
    assert [q["answers"] for q in found["questions"]] == [["implied_decimals=2"]]
    code, found = onboard(path, workspace, "--answer", "implied_decimals=2")
    assert (code, found["rows"][1]["net_amount"]) == (0, "25.0000")
    assert CliRunner().invoke(application, ["load", str(workspace), "--dry-run"]).exit_code == 0


@pytest.mark.feature("E13")
def test_cases_beside_units_are_asked_about_and_the_answer_is_remembered(tmp_path: Path, workspace: Path) -> None:
    path = sample(tmp_path, [*HEADINGS, "Kartons"], [[*row, "1"] for row in ROWS])
    code, found = onboard(path, workspace)
    assert code == 1
    assert [q["answers"] for q in found["questions"]] == [["quantities=add", "quantities=units", "quantities=packs"]]
    code, found = onboard(path, workspace, "--answer", "quantities=units")
    assert (code, [row["quantity_units"] for row in found["rows"]][:2]) == (0, ["1.0000", "2.0000"])
    agreement = (workspace / "agreements" / "kiefer-handel.toml").read_text("utf-8")
    assert 'quantities = "units"' in agreement
    assert '"Kartons" = "carton_quantity"' in agreement


@pytest.mark.feature("E13")
def test_a_quantity_called_after_a_pack_is_asked_about_by_its_unit(tmp_path: Path, workspace: Path) -> None:
    path = sample(tmp_path, [*HEADINGS[:2], "Kartons", *HEADINGS[3:]], ROWS)
    code, found = onboard(path, workspace, "--answer", "Kartons=quantity_units")
    assert code == 1
    assert [q["answers"] for q in found["questions"]] == [["unit_of_measure=carton", "unit_of_measure=each"]]
    code, found = onboard(
        path,
        workspace,
        "--answer",
        "Kartons=quantity_units",
        "--answer",
        "unit_of_measure=carton",
        "--answer",
        "units.carton=4",
    )
    assert (code, found["rows"][1]["quantity_units"]) == (0, "8.0000")


@pytest.mark.feature("M22")
def test_a_sample_without_dates_is_dated_by_its_name_once_it_is_known_what_it_reports(
    tmp_path: Path, workspace: Path
) -> None:
    path = sample(tmp_path, HEADINGS[1:], [row[1:] for row in ROWS])
    code, found = onboard(path, workspace, "--answer", "record_type=sell_through")
    assert (code, {row["sold_date"] for row in found["rows"]}) == (0, {"2025-03-31"})


def test_a_name_without_a_period_is_asked_about(tmp_path: Path, workspace: Path) -> None:
    path = sample(tmp_path, HEADINGS, ROWS, "kiefer.csv")
    code, found = onboard(path, workspace)
    assert code == 1
    assert "Which period" in found["questions"][0]["text"]
    assert onboard(path, workspace, "--answer", "period=2025-03")[0] == 0


@pytest.mark.parametrize(
    ("answer", "message"),
    [("nonsense", "is no answer"), ("Menge=quantity", "There is no field quantity"), ("Nix=ignore", "has no column")],
)
def test_an_answer_that_fits_nothing_is_refused(tmp_path: Path, workspace: Path, answer: str, message: str) -> None:
    code, found = onboard(sample(tmp_path, HEADINGS, ROWS), workspace, "--answer", answer)
    assert code == 2
    assert message in found["error"][0]


@pytest.mark.proof
@pytest.mark.feature("C27", "M22")
def test_thirty_layouts_load_with_no_code_change(tmp_path: Path, workspace: Path) -> None:
    (workspace / "regions.csv").unlink()  # where a line belongs is the masters' question, not the layout's
    (workspace / "users.toml").unlink()  # its people are responsible for those regions
    loaded = set()
    for layout in [*wild_layouts("tuned", 24), *wild_layouts("held_out", 24)]:
        path = sample(tmp_path, list(layout.headings), [list(row) for row in layout.rows], f"{layout.name}_2025-03.csv")
        result = CliRunner().invoke(
            application,
            [
                "onboard",
                str(path),
                "--partner",
                layout.name,
                "--workspace",
                str(workspace),
                "--json",
                "--answer",
                f"currency={layout.locale.currency}",
                "--answer",
                "units.BX=10",
                *([] if "unit_of_measure" in layout.fields else ["--answer", "unit_of_measure=each"]),
            ],
        )
        found = json.loads(result.stdout)
        if result.exit_code == 0:
            assert found["accepted_rows"] == len(layout.rows)
            loaded.add(layout.headings)
        else:
            assert result.exit_code == 1 and found["questions"], found
        if len(loaded) == 30:
            return
    raise AssertionError(f"only {len(loaded)} layouts load")
