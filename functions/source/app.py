"""A place in a partner's file comes in; the line there and its neighbours, as the reader saw them, go out."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import BaseModel, Field

from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import logger
from sellthrough_aws.settings import Settings
from sellthrough_aws.source_lines import SourceLines


class SourceSettings(Settings):
    """Environment of this function."""

    staging_bucket: str
    warehouse_bucket: str


class Place(BaseModel):
    """Where to look: a run of a submission, and a line (of the text, or row of the sheet, from 1)."""

    submission_id: str = Field(pattern=r"^[0-9A-Za-z_-]{1,64}$")
    run: int
    sheet: str
    line: int


settings = SourceSettings.from_environment()
lines = SourceLines(Objects(), settings.staging_bucket, settings.warehouse_bucket)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Find the line; `found` is false when the copy of the records has expired."""
    place = Place.model_validate(event)
    with TemporaryDirectory() as folder:
        found = lines.around(place.submission_id, place.run, place.sheet, place.line, Path(folder))
    logger.info("source line", submission_id=place.submission_id, run=place.run, found=found is not None)
    return {"found": found is not None, **(found or {"headings": [], "lines": []})}
