"""A running emulator in, one whose schedules do not fire by themselves out: only our clock command fires them."""

from ministack.services import eventbridge, scheduler

from sellthrough_local.cloud.repairs.expectations import expect_source


def install() -> None:
    """Keep both schedulers of the emulator from starting."""
    expect_source(eventbridge.start_scheduler, "target=_scheduler_loop")
    expect_source(scheduler.start_scheduler, "target=_ticker_loop")
    eventbridge.start_scheduler = scheduler.start_scheduler = _do_nothing


def _do_nothing() -> None:
    """Nothing fires."""
