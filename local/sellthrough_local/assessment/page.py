"""Findings in, one self-contained HTML page out: light and dark, readable on a telephone, no script."""

from collections.abc import Sequence
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from sellthrough_local.assessment.findings import Finding
from sellthrough_local.assessment.summary import Summary

_WORDS = {"loads": "loads at once", "asks": "asks first", "refused": "refused"}


def page_of(title: str, findings: Sequence[Finding], summary: Summary) -> str:
    """The page; text from a file stays text."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = files(__package__).joinpath("page.html.j2").read_text(encoding="utf-8")
    return environment.from_string(template).render(title=title, findings=findings, summary=summary, words=_WORDS)
