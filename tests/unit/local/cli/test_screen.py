"""What a command prints: exact numbers as JSON, plain text when piped."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from sellthrough_local.cli.screen import Screen, to_json

CASES: list[tuple[Any, str]] = [
    (Decimal("9283490.73000000"), "9283490.73000000"),
    (Decimal("1E+3"), "1000"),
    (Decimal("-0.10"), "-0.10"),
    (Decimal("NaN"), "null"),
    (float("inf"), "null"),
    (dt.date(2019, 12, 31), '"2019-12-31"'),
    (dt.datetime(2019, 12, 31, 1, tzinfo=dt.UTC), '"2019-12-31T01:00:00+00:00"'),
    ([{"a": None, "b": True, "é\n": (1, "x")}], '[{"a": null, "b": true, "\\u00e9\\n": [1, "x"]}]'),
]


@pytest.mark.parametrize(("value", "text"), CASES)
def test_json_keeps_every_digit(value: Any, text: str) -> None:
    assert to_json(value) == text
    json.loads(to_json(value))


def test_a_piped_table_has_no_colour_and_cuts_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    Screen(as_json=False).table([{"name": "x" * 300, "rows": 7}, {"name": None, "rows": Decimal("1.50")}])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert out.splitlines()[1].split() == ["x" * 300, "7"]
    assert out.splitlines()[2].split() == ["1.50"]


def test_markup_in_a_cell_stays_text(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(as_json=False)
    screen.table([{"name": "[red]x[/red]"}])
    screen.say("[bold]y")
    assert capsys.readouterr().out.split() == ["name", "[red]x[/red]", "[bold]y"]


HOSTILE = "a\x1b[31m\r\nb\tc\u202ed\x9be\udcff\x07"


def test_what_a_terminal_would_obey_is_shown_and_a_row_stays_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(as_json=False)
    screen.table([{"name": HOSTILE}])
    screen.say(HOSTILE)
    screen.warn(HOSTILE)
    shown = capsys.readouterr()
    assert shown.out.splitlines()[1].rstrip() == r"a\x1b[31m\nb\tc\u202ed\x9be\udcff\x07"
    for text in (shown.out, shown.err):
        assert not set(text) & set("\x1b\r\u202e\x9b\udcff\x07")
    assert "b       c" in shown.err, "lines and tabs of a text stay"


def test_a_name_that_is_no_utf_8_is_json_still(capsys: pytest.CaptureFixture[str]) -> None:
    Screen(as_json=True).document({"file": HOSTILE})
    assert json.loads(capsys.readouterr().out) == {"file": HOSTILE}


def test_with_json_only_the_document_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(as_json=True)
    screen.say("hello")
    screen.table([{"a": 1}])
    screen.document({"a": 1})
    assert json.loads(capsys.readouterr().out) == {"a": 1}
