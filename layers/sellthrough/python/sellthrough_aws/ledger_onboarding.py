"""Samples and acceptances of the console in the ledger: who dropped what, what was answered, what was accepted."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sellthrough.errors import NotFound
from sellthrough.model.onboarding import MOST_ANSWERS, SAMPLE_DAYS, Acceptance, Sample
from sellthrough_aws.ledger_table import Item, LedgerTable


class LedgerOnboarding(LedgerTable):
    """The SAMPLE and ACCEPTED items of the ledger."""

    def open_sample(self, sample: Sample) -> None:
        """Keep a new sample; the table forgets it when its object expires."""
        end = datetime.fromisoformat(sample.created_at) + timedelta(days=SAMPLE_DAYS)
        key = {"pk": f"SAMPLE#{sample.sample_id}", "sk": "SAMPLE"}
        self.put({**key, **sample.model_dump(), "forget_at": int(end.timestamp())})

    def sample(self, sample_id: str, now: datetime) -> Sample:
        """That sample.

        Raises:
            NotFound: There is none, or its days are over.
        """
        item = self.get(f"SAMPLE#{sample_id}", "SAMPLE")
        if item is None or int(item["forget_at"]) <= now.timestamp():
            raise NotFound("no such sample")
        return Sample.model_validate(item)

    def answer_sample(self, sample_id: str, answers: list[str]) -> bool:
        """Add answers; False when there are too many."""
        change, condition = "SET #answers = list_append(#answers, :more)", "size(#answers) < :most"
        most = MOST_ANSWERS - len(answers)
        return self.update(f"SAMPLE#{sample_id}", "SAMPLE", change, condition, more=answers, most=most) is not None

    def forget_answers(self, sample_id: str) -> None:
        """Begin the questions anew."""
        self.update(f"SAMPLE#{sample_id}", "SAMPLE", "SET #answers = :none", "attribute_exists(pk)", none=[])

    def accept(self, acceptance: Acceptance) -> bool:
        """Make its version the current one and keep who accepted what, both or neither.

        Returns:
            False when another version is current by now, or the sample was accepted before.
        """
        values: dict[str, Any] = acceptance.model_dump(mode="json")
        put = self.put_request({"pk": "ACCEPTED", "sk": acceptance.sample_id, **values}, only_new=True)
        return self.transact(puts=[put], updates=[self.version_request(acceptance.version, acceptance.instead_of)])

    def acceptance(self, sample_id: str) -> Acceptance | None:
        """What became of the sample, or None while nobody has accepted it."""
        item = self.get("ACCEPTED", sample_id)
        return Acceptance.model_validate(item) if item else None

    def open_acceptances(self) -> list[Acceptance]:
        """What no loaded workspace has yet, the first accepted first."""
        found = [Acceptance.model_validate(item) for item in self.query("ACCEPTED")]
        return sorted((a for a in found if a.settled_as is None), key=lambda a: a.accepted_at)

    def settle_acceptances(self, acceptances: Iterable[Acceptance], settled_as: str) -> None:
        """Note that a workspace was loaded that has them ("held"), or has not and may replace them ("replaced")."""
        for acceptance in acceptances:
            self.update("ACCEPTED", acceptance.sample_id, "SET #settled_as = :settled_as", settled_as=settled_as)

    def version_request(self, version: str, instead_of: str) -> Item:
        """The change of the current configuration version, for a transaction; it fails when another one is current."""
        change, condition = "SET #version = :version", "#version = :instead_of"
        return self.update_request("CONFIG", "CURRENT", change, condition, version=version, instead_of=instead_of)
