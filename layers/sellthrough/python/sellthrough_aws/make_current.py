"""A configuration with what was accepted in it in, the current version out, unless another became current first."""

from dataclasses import dataclass

from sellthrough.model.keys import sample_prefix
from sellthrough.model.onboarding import Acceptance
from sellthrough.model.workspace import Configuration
from sellthrough_aws.configurations import Configurations
from sellthrough_aws.functions import Function
from sellthrough_aws.objects import Objects
from sellthrough_aws.observability import logger


@dataclass(frozen=True)
class MakeCurrent:
    """Publishes what was accepted; every step may be repeated. One instance per function, made at the cold start."""

    objects: Objects
    configurations: Configurations
    migrate: Function
    staging_bucket: str
    archive_bucket: str

    def __call__(self, configuration: Configuration, acceptance: Acceptance) -> bool:
        """Keep version and sample, and let `migrate` make the version current together with the note of who accepted.

        Returns:
            False when another version became current first, or the sample was accepted before.

        Raises:
            FunctionFailedError: `migrate` ended with an error; it may have been done all the same.
        """
        self.configurations.keep(configuration)
        here = sample_prefix(acceptance.sample_id) + acceptance.file_name
        self.objects.copy(self.staging_bucket, here, self.archive_bucket, acceptance.sample_key)
        versions = {"version": acceptance.version, "instead_of": acceptance.instead_of}
        made = self.migrate.call({**versions, "accepted": acceptance.model_dump(mode="json")})
        is_current = bool(made["is_current"])
        logger.info("accepted", sample_id=acceptance.sample_id, version=acceptance.version, is_current=is_current)
        return is_current
