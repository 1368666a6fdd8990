"""A finished invocation in, its log lines out after 5 ms of silence instead of 50 ms for handlers that log nothing."""

from ministack.core import lambda_runtime

from sellthrough_local.cloud.repairs.expectations import expect_source


def install() -> None:
    """Shorten the wait for a first log line."""
    drain = lambda_runtime.Worker._drain_stderr_bounded
    expect_source(drain, "first_line_wait: float = 0.050", "idle_confirm: float = 0.005", "hard_cap: float = 0.250")
    drain.__defaults__ = (0.005, 0.005, 0.250)
