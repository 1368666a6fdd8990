"""A sample dropped in the console comes in; what is understood of it and what must be asked go out. Writes nothing."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import BaseModel, Field

from sellthrough.errors import Unfit
from sellthrough.model.keys import sample_prefix
from sellthrough.onboard.answers import Answers
from sellthrough.onboard.document import document_of, draft_document, shown_fields
from sellthrough.onboard.partners import known_partner, new_partner
from sellthrough.onboard.understanding import Onboarding
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import logger
from sellthrough_aws.settings import Settings


class OnboardSettings(Settings):
    """Environment of this function."""

    staging_bucket: str
    archive_bucket: str


class Asked(BaseModel):
    """A sample, whose it is, and what was answered so far; `version` is the configuration that it is to be added to."""

    sample_id: str = Field(pattern=r"^[0-9A-Za-z_-]{1,64}$")
    file_name: str = Field(min_length=1)
    partner_name: str
    answers: tuple[str, ...] = ()
    version: str


settings = OnboardSettings.from_environment()
objects = Objects()
configurations = Configurations(objects, settings.archive_bucket)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Understand the sample; `outcome` is "unfit", with the reason, when it or an answer does not do."""
    asked = Asked.model_validate(event)
    configuration = configurations.version(asked.version)
    with TemporaryDirectory() as name:
        folder = Path(name)
        sample = folder / "sample"  # never the partner's name: a name is no path
        objects.download(settings.staging_bucket, sample_prefix(asked.sample_id) + asked.file_name, sample)
        try:
            known = known_partner(configuration, asked.partner_name)
            partner = known or new_partner(configuration, asked.partner_name)
            answers = Answers.of(asked.answers)
            onboarding = Onboarding(
                sample, asked.file_name.rsplit("/", 1)[-1], configuration, partner, known is None, answers
            )
            understanding = onboarding.understand(folder)
        except Unfit as unfit:
            logger.info("unfit", sample_id=asked.sample_id)
            return {"outcome": "unfit", "reason": str(unfit)}
    logger.info("understood", sample_id=asked.sample_id, questions=len(understanding.questions))
    found, draft = document_of(onboarding, understanding), draft_document(onboarding, understanding)
    return {"outcome": "ok", **found, "shown": shown_fields(understanding), "draft": draft}
