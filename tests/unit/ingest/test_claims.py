"""Landed objects to submissions: which feeds, which period, when it was due, and what a person is asked."""

from typing import Any

import pytest

from sellthrough.ingest.arrivals import arrival_of
from sellthrough.ingest.claims import Landed, received_file, submissions_of
from sellthrough.ingest.executions import execution_input, execution_name
from sellthrough.model.submissions import State

POS = {"feed": "pos"}
STOCK = {"feed": "stock", "record_type": "inventory"}


def landed(key: str, **changes: Any) -> Landed:
    values = {
        "bucket": "landing",
        "key": key,
        "version_id": "v1",
        "sequencer": "00A1",
        "landed_at": "2019-11-05T07:08:09Z",
        "sha256": "ab" * 32,
    }
    return Landed(**(values | changes))


@pytest.mark.parametrize(
    ("feeds", "key", "expected"),
    [
        ((POS,), "landing/birch/pos/pos_201910.csv", [("pos", "2019-10")]),
        ((POS,), "landing/birch/pos_201910.csv", [("pos", "2019-10")]),
        ((POS, STOCK), "landing/birch/pos/pos_201910.csv", [("pos", "2019-10"), ("stock", "2019-10")]),
        ((POS, STOCK), "landing/birch/stock/pos_201910.csv", [("stock", "2019-10"), ("pos", "2019-10")]),
        ((POS,), "landing/birch/pos/2019-09/anything.csv", [("pos", "2019-09")]),
        ((POS,), "landing/birch/pos/2019-09/pos_201910.csv", [("pos", "2019-09")]),
        (({"feed": "load", "files": "all.csv", "period": "2018"},), "landing/birch/load/all.csv", [("load", "2018")]),
    ],
)
def test_a_file_is_read_for_its_feeds(configuration: Any, feeds: Any, key: str, expected: Any) -> None:
    claims = submissions_of(landed(key), configuration(*feeds))
    assert [(c.feed, c.reporting_period) for c in claims] == expected
    assert {c.state for c in claims} == {State.RECEIVED}
    assert len({c.submission_id for c in claims}) == len(claims)


@pytest.mark.parametrize(
    ("key", "code", "words"),
    [
        ("landing/_unassigned/pos_201910.csv", "UNKNOWN_FEED", "Which partner sent pos_201910.csv?"),
        ("landing/nobody/pos/pos_201910.csv", "UNKNOWN_FEED", "Which partner sent"),
        ("landing/birch/other/pos_201910.csv", "UNKNOWN_FEED", "Which of these reports is pos_201910.csv: pos?"),
        ("landing/birch/who.csv", "UNKNOWN_FEED", "Which of these reports is who.csv"),
        ("landing/birch/pos/october.csv", "UNCLEAR_PERIOD", "Which month does this report cover?"),
        ("landing/birch/pos/oct/pos_201910.csv", "UNCLEAR_PERIOD", "the folder oct"),
        ("landing/birch/pos/pos_999912.csv", "UNCLEAR_PERIOD", "Which month does this report cover?"),
        ("landing/birch/pos/9999-W52/pos_201910.csv", "UNCLEAR_PERIOD", "the folder 9999-W52"),
    ],
)
def test_what_is_not_certain_is_held_with_a_question(configuration: Any, key: str, code: str, words: str) -> None:
    [claim] = submissions_of(landed(key), configuration(POS))
    assert (claim.state, claim.reason_code) == (State.HELD, code)
    assert words in (claim.reason or "")
    assert claim.reporting_period == ""
    assert execution_input(claim, None)["result"]["outcome"] == "held"


@pytest.mark.parametrize(
    ("zone", "due", "expected"),
    [
        ("Europe/Berlin", {"day": 10, "time": "18:00"}, "2019-11-10T17:00:00+00:00"),
        (None, {"day": 3, "time": "01:30"}, "2019-11-03T05:30:00+00:00"),  # the hour that comes twice: its first
        ("Asia/Tokyo", {"day": 0, "time": "00:00"}, "2019-10-30T15:00:00+00:00"),
    ],
)
def test_a_report_is_due_in_the_partners_own_time(configuration: Any, zone: Any, due: Any, expected: str) -> None:
    [claim] = submissions_of(
        landed("landing/birch/pos/pos_201910.csv"), configuration({**POS, "due": due}, time_zone=zone)
    )
    assert claim.due_at == expected


def test_a_one_off_load_is_never_due(configuration: Any) -> None:
    feed = {"feed": "load", "files": "all.csv", "period": "2018", "cadence": "none"}
    [claim] = submissions_of(landed("landing/birch/load/all.csv"), configuration(feed))
    assert claim.due_at is None


def test_landing_order_follows_time_then_the_sequencer(configuration: Any) -> None:
    objects = [
        landed("landing/birch/pos/pos_201910.csv", landed_at="2019-11-05T08:08:09+01:00", sequencer="00A3"),
        landed("landing/birch/pos/pos_201910.csv", landed_at="2019-11-05T07:08:09Z", sequencer="00A4"),
        landed("landing/birch/pos/pos_201910.csv", landed_at="2019-11-05T07:08:09.5Z", sequencer="00A1"),
    ]
    orders = [submissions_of(o, configuration(POS))[0].landing_order for o in objects]
    assert orders == sorted(orders)
    assert orders[0] == "2019-11-05T07:08:09.000000+00:00#00A3"


def test_the_same_bytes_elsewhere_are_the_same_submission_and_another_file(configuration: Any) -> None:
    first, again = landed("landing/birch/pos/pos_201910.csv"), landed("landing/birch/pos_201910.csv", version_id="v2")
    [one], [two] = (submissions_of(o, configuration(POS)) for o in (first, again))
    assert one.submission_id == two.submission_id
    file, repeat = received_file(one, "v1"), received_file(two, "v2")
    assert file.file_id != repeat.file_id
    assert [f.is_repeat_of(one) for f in (file, repeat)] == [False, True]


def test_the_same_bytes_for_another_period_are_another_submission(configuration: Any) -> None:
    keys = ("landing/birch/pos/2019-10/a.csv", "landing/birch/pos/2019-11/a.csv")
    assert len({submissions_of(landed(key), configuration(POS))[0].submission_id for key in keys}) == 2


def test_the_execution_gets_what_read_needs(configuration: Any) -> None:
    setup = configuration({**POS, "layout": {"delimiter": ";"}})
    [claim] = submissions_of(landed("landing/birch/pos/pos_201910.csv"), setup)
    payload = execution_input(claim, setup.feed_of("birch", "pos"))
    assert execution_name(claim) == f"{claim.submission_id}-1"
    assert payload["read"]["staging"] == f"staging/{claim.submission_id}/1"
    assert payload["read"]["source"]["version_id"] == "v1"
    assert payload["read"]["feed"]["layout"]["delimiter"] == ";"


@pytest.mark.parametrize(
    ("key", "is_file"),
    [
        ("landing/birch/pos/a.csv", True),
        ("landing/birch/pos/", False),
        ("landing/a.csv", False),
        ("mail/a/b.csv", False),
    ],
)
def test_only_files_below_landing_arrive(key: str, is_file: bool) -> None:
    event = {"time": "2019-11-05T07:08:09Z", "detail": {"bucket": {"name": "b"}, "object": {"key": key}}}
    assert (arrival_of(event) is not None) is is_file
