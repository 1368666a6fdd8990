"""A moved emulator is refused with the place and the repair; an event keeps its cookies."""

import pytest

from sellthrough_local.cloud.repairs.expectations import PinMovedError, expect_source, expect_text, expect_version
from sellthrough_local.cloud.repairs.request_cookies import with_cookies


def test_another_version_is_refused():
    with pytest.raises(PinMovedError, match=r"the repairs fit 0\.0\.1"):
        expect_version("0.0.1")


@pytest.mark.parametrize("text", ["nothing of it", "twice twice"])
def test_a_place_that_reads_otherwise_is_refused(text):
    with pytest.raises(PinMovedError, match="the place: found"):
        expect_text("the place", text, "twice")


def test_a_changed_function_is_refused():
    with pytest.raises(PinMovedError, match="with_cookies"):
        expect_source(with_cookies, "no such line")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            {"version": "2.0", "headers": {"cookie": "a=1; b=2", "host": "h"}},
            {"version": "2.0", "headers": {"host": "h"}, "cookies": ["a=1", "b=2"]},
        ),
        ({"version": "2.0", "headers": {"host": "h"}}, {"version": "2.0", "headers": {"host": "h"}}),
        ({"version": "1.0", "headers": {"cookie": "a=1"}}, {"version": "1.0", "headers": {"cookie": "a=1"}}),
        ("not an event", "not an event"),
    ],
)
def test_cookies_move_out_of_the_headers_of_payload_2(event, expected):
    assert with_cookies(event) == expected
