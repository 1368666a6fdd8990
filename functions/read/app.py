"""A landed file comes in; its records and the report go out. Reads landing and writes staging, nothing else."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import BaseModel

from sellthrough.errors import Held, Refused
from sellthrough.model.workspace import Layout
from sellthrough.read.edi.acknowledge import State, acknowledgements_of, rejection_of
from sellthrough.read.kinds import EDI_KINDS, kind_of
from sellthrough.read.limits import Limits, keep_to
from sellthrough.read.reader import read_file
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import logger
from sellthrough_aws.passwords import Passwords
from sellthrough_aws.settings import Settings
from sellthrough_aws.staged import ACKNOWLEDGEMENTS


class ReadSettings(Settings):
    """Environment of this function."""

    staging_bucket: str
    password_parameters: str


class Source(BaseModel):
    """Where the landed object lies."""

    bucket: str
    key: str
    version_id: str | None = None
    file_name: str


settings = ReadSettings.from_environment()
objects = Objects()
passwords = Passwords(settings.password_parameters)
limits = Limits()


def handler(event: dict[str, Any], _context: object) -> dict[str, str | None]:
    """Read one run's file; running it again writes the same two objects."""
    source = Source.model_validate(event["read"]["source"])
    layout = Layout.model_validate(event["read"]["layout"])
    staging, feed = event["read"]["staging"], event["read"]["feed"]
    with TemporaryDirectory() as name:
        folder = Path(name)
        landed = folder / "landed"  # never the partner's name: a name is no path
        try:
            size = objects.size(source.bucket, source.key, source.version_id)
            keep_to("text_bytes", size, limits.text_bytes, "bytes")
            objects.download(source.bucket, source.key, landed, source.version_id)
            password = passwords.named(layout.password_parameter)
            record_type = feed.get("record_type", "")
            report = read_file(landed, source.file_name, layout, folder, limits, record_type, password=password)
        except Held as held:
            return _stopped(event, "held", held.code, held.question)
        except Refused as refused:
            if feed.get("acknowledge") and _is_edi(landed):
                text = rejection_of(landed, datetime.fromisoformat(event["now"]), refused.code)
                _keep_acknowledgements(staging, {"refused": text})
            return _stopped(event, "refused", refused.code, refused.detail)
        objects.upload(folder / "records.parquet", settings.staging_bucket, f"{staging}/records.parquet")
        objects.put_json(settings.staging_bucket, f"{staging}/read.json", report.model_dump_json())
        if feed.get("acknowledge") and report.kind in EDI_KINDS:
            _keep_acknowledgements(staging, acknowledgements_of(landed, datetime.fromisoformat(event["now"])))
    logger.info("read", submission_id=event["submission_id"], run=event["run"], rows=report.rows_in)
    return {"outcome": "ok", "code": None, "reason": None}


def _keep_acknowledgements(staging: str, texts: Mapping[State, str]) -> None:
    objects.put_json(settings.staging_bucket, f"{staging}/{ACKNOWLEDGEMENTS}", json.dumps(texts))


def _is_edi(landed: Path) -> bool:
    """False too for a file that is not even fetched, for its size."""
    try:
        return landed.exists() and kind_of(landed) in EDI_KINDS
    except Refused:
        return False


def _stopped(event: dict[str, Any], outcome: str, code: str, reason: str) -> dict[str, str | None]:
    logger.info("stopped", submission_id=event["submission_id"], run=event["run"], outcome=outcome, code=code)
    return {"outcome": outcome, "code": code, "reason": reason}
