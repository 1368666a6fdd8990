"""What a command says and ends with when the local cloud does not come to rest in time."""

from typing import Any

import pytest

from sellthrough_local.cli.run import settle_or_warn
from sellthrough_local.cli.screen import Screen


class Restless:
    """A deployment whose cloud never has done its work, or has."""

    def __init__(self, is_done: bool) -> None:
        self.cloud: Any = self
        self.is_done = is_done

    def wait_until_settled(self, _seconds: float) -> bool:
        return self.is_done


@pytest.mark.parametrize(("is_done", "said"), [(True, ""), (False, "After 3 s the work is not done. Look later: ")])
def test_work_that_is_not_done_in_time_is_said(is_done: bool, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert settle_or_warn(Screen(as_json=True), Restless(is_done), 3) is is_done  # type: ignore[arg-type]
    shown = capsys.readouterr()
    assert shown.err.startswith(said)
    assert shown.out == ""
