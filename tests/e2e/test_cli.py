"""The installed `sellthrough` command as a user types it, against the local cloud."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.cloud, pytest.mark.proof, pytest.mark.timeout(600)]
BIN = Path(sys.executable).parent
HEADINGS = "Invoice No,Invoice Date,Sold-To Name,Part,Qty,Ext Price\n"
JANUARY = HEADINGS + "".join(f"I{n},2025-01-{n:02d},Shop {n},A-{n},{n},{n}.25\n" for n in range(1, 4))
FEBRUARY = HEADINGS + "I9,2025-02-09,Shop 1,A-1,2,7.50\nI10,2025-02-10,Shop 1,A-1,many,7.50\n"
MARCH = HEADINGS + "I20,2025-03-09,Shop 2,A-2,4,8.00\n"
AGREEMENT = """
partner_id = "ALDER"
contacts = [{ name = "Ann", email = "ann@alder.example.com" }]
senders = ["@alder.example.com"]
[[feeds]]
feed = "pos"
record_type = "sell_through"
files = 'alder_(?P<year>\\d{4})(?P<month>\\d\\d)\\.csv'
tier_to = "reseller"
[feeds.layout.columns]
"Invoice No" = "invoice_number"
"Invoice Date" = "sold_date"
"Sold-To Name" = "reseller_name"
"Part" = "product_code"
"Qty" = "quantity_units"
"Ext Price" = "net_amount"
"""


def sellthrough(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / "sellthrough"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)


def answer(*arguments: str | Path, code: int = 0) -> Any:
    done = sellthrough(*arguments, "--json")
    assert done.returncode == code, done.stderr[-3000:] + done.stdout[-1000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    for name in ("agreements", "inbox"):
        (folder / name).mkdir()
    (folder / "vendor.toml").write_text('[vendor]\nname = "V"\nreporting_currency = "USD"\nbrand = { name = "Vee" }\n')
    (folder / "agreements" / "alder.toml").write_text(AGREEMENT)
    (folder / "partners.csv").write_text("partner_id,partner_name,currency_code\nALDER,Alder,USD\n")
    (folder / "products.csv").write_text(
        "product_id,product_name\n" + "".join(f"A-{n},Thing {n}\n" for n in range(1, 4))
    )
    (folder / "inbox" / "alder_202501.csv").write_text(JANUARY)
    (folder / "inbox" / "forecast.txt").write_text("nobody expects this\n")
    return folder


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cloud") / "state"


@pytest.fixture(scope="module")
def result(workspace: Path, state: Path) -> Any:
    """What `run` says of the workspace; every test below continues on its state."""
    return answer("run", workspace, "--state", state, code=1)


def test_run_prints_what_became_of_each_file(result: Any) -> None:
    files = {file["file"]: file for file in result["files"]}
    january = files["alder_202501.csv"]
    assert (january["partner"], january["feed"], january["period"]) == ("ALDER", "pos", "2025-01")
    assert (january["state"], january["rows_in"], january["accepted"]) == ("published", 3, 3)
    assert files["forecast.txt"]["state"] == "held"
    assert files["forecast.txt"]["reason"]


def test_query_reads_the_persisted_tables_with_exact_digits(result: Any, state: Path) -> None:
    done = sellthrough(
        "query", "--state", state, "--json", "SELECT max(sold_date) AS day, sum(net_amount) AS amount FROM sell_through"
    )
    assert done.stdout == '[{"day": "2025-01-03", "amount": 6.7500}]\n'
    wrong = sellthrough("query", "--state", state, "SELECT nothing FROM nowhere")
    assert wrong.returncode == 2
    assert "nowhere" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_drop_lands_a_file_and_leaves_work_for_a_person(result: Any, state: Path, tmp_path: Path) -> None:
    file = tmp_path / "alder_202502.csv"
    file.write_text(FEBRUARY)
    dropped = answer("drop", file, "--state", state)
    assert dropped["key"] == "landing/ALDER/pos/alder_202502.csv"
    assert [(f["accepted"], f["quarantined"]) for f in dropped["files"]] == [(1, 1)]
    assert answer("status", "--state", state, code=1)["files"][0]["file"] == "alder_202501.csv"


def test_a_file_with_another_name_is_dropped_for_a_named_period(result: Any, state: Path, tmp_path: Path) -> None:
    file = tmp_path / "late addition.csv"
    file.write_text(HEADINGS + "I99,2025-04-09,Shop 2,A-2,4,8.00\n")
    options = ["--partner", "ALDER", "--feed", "pos", "--period", "2025-04"]
    dropped = answer("drop", file, *options, "--state", state)
    assert [(f["period"], f["accepted"]) for f in dropped["files"]] == [("2025-04", 1)]


def test_a_period_that_the_feed_does_not_report_on_lands_nothing(result: Any, state: Path, tmp_path: Path) -> None:
    file = tmp_path / "late addition.csv"
    file.write_text(HEADINGS)
    for period in ("../../x", "2025-Q1"):
        options = ["--partner", "ALDER", "--feed", "pos", "--period", period]
        [line] = answer("drop", file, *options, "--state", state, code=2)["error"]
        assert f"{period} is no period of pos" in line


@pytest.mark.feature("C8")
def test_a_mailed_attachment_becomes_a_drop(result: Any, state: Path, tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ann@alder.example.com", "data@vendor.example.com", "March"
    message.set_content("see attachment")
    message.add_attachment(MARCH, subtype="csv", filename="alder_202503.csv")
    file = tmp_path / "march.eml"
    file.write_bytes(message.as_bytes())
    taken = answer("mail", file, "--state", state)
    assert [(f["file"], f["state"], f["accepted"]) for f in taken["files"]] == [("alder_202503.csv", "published", 1)]


def test_the_outbox_holds_the_answers(result: Any, state: Path) -> None:
    mails = answer("outbox", "--state", state)
    assert {mail["to"] for mail in mails if mail["state"] == "SENT"} == {"ann@alder.example.com"}
    unsent = [mail for mail in mails if mail["state"] != "SENT"]
    assert {(mail["number"], mail["reason"]) for mail in unsent} == {(None, "nobody to send it to")}
    number = str(mails[0]["number"])
    assert "alder_202501.csv" in answer("outbox", number, "--state", state)["text"]
    assert sellthrough("outbox", "999", "--state", state).returncode == 2


def test_tick_walks_the_schedules(result: Any, state: Path) -> None:
    ticked = answer("tick", "--from", "2026-01-01T00:00", "--to", "2026-01-01T01:00", "--state", state)
    assert {count for name, count in ticked["fired"].items() if name.endswith(("cycle", "renewal_notify"))} == {4}
    again = sellthrough("tick", "--to", "2026-01-01T00:30", "--state", state)
    assert again.returncode == 2
    assert "is not after" in again.stderr


@pytest.mark.feature("E25", "E26", "E29")
@pytest.mark.invariant("I5")
def test_a_report_that_has_not_come_is_reminded_of_once(result: Any, state: Path) -> None:
    # The first tick begins to watch; the report on December was due on the tenth of January, 18:00.
    answer("tick", "--from", "2026-01-01T00:00", "--to", "2026-01-01T00:15", "--state", state)
    ticked = answer("tick", "--from", "2026-01-11T17:45", "--to", "2026-01-11T18:15", "--state", state)
    december = {(m["about"], m["state"]) for m in ticked["mails"]}
    assert {
        ("ALDER/pos/2025-12/before_due", "SUPPRESSED"),
        ("ALDER/pos/2025-12/due", "SUPPRESSED"),
        ("ALDER/pos/2025-12/overdue", "SENT"),
        ("ALDER/pos/2025-12/missing", "SUPPRESSED"),  # this vendor has no address
    } <= december
    mails = [mail for mail in answer("outbox", "--state", state) if mail["subject"].endswith("2025-12 is overdue")]
    assert [mail["to"] for mail in mails] == ["ann@alder.example.com"]
    told = sellthrough("outbox", "--state", state).stdout
    assert "a later step was due at the same look" in told


def test_a_second_run_on_the_same_state_repeats_nothing(result: Any, workspace: Path, state: Path) -> None:
    before = answer("query", "--state", state, "SELECT count(*) AS n FROM sell_through")
    answer("run", workspace, "--state", state, code=1)
    assert answer("query", "--state", state, "SELECT count(*) AS n FROM sell_through") == before


def start_up(workspace: Path, state: Path) -> tuple["subprocess.Popen[str]", Any]:
    command = [str(BIN / "sellthrough"), "up", str(workspace), "--state", str(state), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    addresses = json.loads(line or "{}")
    assert "endpoint" in addresses, line
    return process, addresses


def test_a_held_file_is_published_once_its_agreement_is_corrected(
    result: Any, workspace: Path, state: Path, tmp_path: Path
) -> None:
    file = tmp_path / "alder_202506.csv"
    file.write_text("Invoice No,Invoice Date,Sold-To Name,Kolli,Qty,Ext Price\nI60,2025-06-09,Shop 2,A-2,4,8.00\n")
    process, _ = start_up(workspace, state)
    try:
        [dropped] = answer("drop", file, "--state", state, code=1)["files"]
        assert dropped["state"] == "held"
        [waiting] = answer("retry", dropped["submission_id"], "--state", state, code=1)["submissions"]
        assert (waiting["before"], waiting["after"], waiting["run"]) == ("held", "held", 2)
        agreement = workspace / "agreements" / "alder.toml"
        corrected = tmp_path / "corrected"
        shutil.copytree(workspace, corrected)
        (corrected / "agreements" / agreement.name).write_text(AGREEMENT + '"Kolli" = "product_code"\n')
        answer("load", corrected, "--state", state)
        again = answer("retry", "--held", "--state", state, code=1)["submissions"]
        outcome = {one["file"]: (one["after"], one["is_run"]) for one in again}
        assert outcome == {"alder_202506.csv": ("published", True), "forecast.txt": ("held", False)}
        facts = answer(
            "query", "--state", state, "SELECT count(*) AS n FROM sell_through WHERE source_file = '" + file.name + "'"
        )
        assert facts == [{"n": 1}]
        [done] = answer("retry", dropped["submission_id"], "--state", state)["submissions"]
        assert (done["is_run"], done["run"]) == (False, 3)
        assert sellthrough("retry", "--state", state).returncode == 2
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0


@pytest.mark.feature("C11")
def test_up_takes_a_drop_of_the_aws_cli_and_resumes_after_ctrl_c(workspace: Path, state: Path, tmp_path: Path) -> None:
    file = tmp_path / "alder_202505.csv"
    file.write_text(HEADINGS + "I50,2025-05-09,Shop 2,A-2,4,8.00\n")
    process, addresses = start_up(workspace, state)
    try:
        keys = {
            "AWS_ACCESS_KEY_ID": addresses["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": addresses["secret_access_key"],
        }
        target = addresses["landing"].replace("<partner>", "ALDER").replace("<feed>", "pos")
        copy = [BIN / "aws", "--endpoint-url", addresses["endpoint"], "--region", "us-east-1", "s3", "cp", file, target]
        subprocess.run(copy, env={**os.environ, **keys}, check=True, capture_output=True, timeout=60)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            files = {
                f["file"]: f for f in json.loads(sellthrough("status", "--state", state, "--json").stdout)["files"]
            }
            if files.get("alder_202505.csv", {}).get("state") == "published":
                break
            time.sleep(0.5)
        assert files["alder_202505.csv"]["accepted"] == 1
        twice = sellthrough("up", workspace, "--state", state)
        assert (twice.returncode, "runs there already" in twice.stderr) == (2, True)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    process, _ = start_up(workspace, state)
    try:
        sql = "SELECT count(*) AS n FROM sell_through WHERE source_file = 'alder_202505.csv'"
        assert answer("query", "--state", state, sql) == [{"n": 1}]
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def test_answer_settles_a_held_report_and_the_next_one_loads_untouched(
    result: Any, workspace: Path, state: Path, tmp_path: Path
) -> None:
    files = {}
    for name, day in (("alder_202506.csv", "2025-06-02"), ("alder_202507.csv", "2025-07-02")):
        files[name] = tmp_path / name
        files[name].write_text(HEADINGS.replace("Qty", "Kolumna") + f"I{day},{day},Shop 2,A-2,4,8.00\n")
    dropped = answer("drop", files["alder_202506.csv"], "--state", state, code=1)["files"][-1]
    assert dropped["state"] == "held"
    assert "Kolumna" in dropped["reason"]
    said = ("answer", dropped["submission_id"], "--workspace", workspace, "--state", state)
    assert answer(*said, code=1)["written"] == []
    settled = answer(*said, "--answer", "Kolumna=quantity_units")
    assert settled["submission"] == {"submission_id": dropped["submission_id"], "run": 2, "state": "published"}
    assert answer("drop", files["alder_202507.csv"], "--state", state)["files"][-1]["accepted"] == 1
