"""Hostile files as samples of a new partner: each is understood, asked about or refused in words; none crashes."""

import time
from collections import Counter
from pathlib import Path

import pytest
from tests.hostile.corpus import hostile_files
from tests.hostile.damaged import mutated_files

from sellthrough.errors import Unfit
from sellthrough.model.workspace import Configuration, Partner
from sellthrough.onboard.answers import Answers
from sellthrough.onboard.document import document_of, draft_document
from sellthrough.onboard.understanding import Onboarding

FILES = 300
MAX_SECONDS = 25  # of the processor; the function's time-out
SAID = ("period=2025-03", "currency=USD")  # so that as many as can be are normalised
CONFIGURATION = Configuration.model_validate(
    {
        "version": "v1",
        "vendor": {"name": "V", "reporting_currency": "USD", "brand": {"name": "V"}},
        "agreements": [],
        "partners": [],
        "products": [{"product_id": "A-1", "product_name": "Lens"}],
    }
)


@pytest.mark.proof
@pytest.mark.timeout(1200)
@pytest.mark.feature("E9", "C28")
def test_a_hostile_sample_is_understood_asked_about_or_refused_in_words(tmp_path: Path) -> None:
    crafted = [file for file in hostile_files() if len(file.content) < 1 << 20]
    ends: Counter[str] = Counter()
    for number, file in enumerate([*crafted, *mutated_files(FILES)]):
        folder = tmp_path / str(number)
        folder.mkdir()
        sample = folder / "sample"
        sample.write_bytes(file.content)
        partner = Partner(partner_id="NEW", partner_name="New")
        onboarding = Onboarding(sample, file.name.rsplit("/", 1)[-1], CONFIGURATION, partner, True, Answers.of(SAID))
        started = time.process_time()
        try:
            understanding = onboarding.understand(folder)
        except Unfit as unfit:
            assert len(str(unfit)) > 10, file.attack
            ends["unfit"] += 1
        else:
            assert document_of(onboarding, understanding)["rows_in"] >= 0
            draft = draft_document(onboarding, understanding)
            assert understanding.questions or draft["agreement"] or draft["reason"], file.attack
            ends["asks" if understanding.questions else "accepted" if draft["agreement"] else "proves nothing"] += 1
        assert time.process_time() - started < MAX_SECONDS, file.attack
    print(dict(ends))
    assert ends["unfit"] and ends["asks"]
