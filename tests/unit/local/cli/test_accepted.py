"""What was accepted in the console and a folder that is to be loaded: what the folder would undo, and the words for it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sellthrough.model.onboarding import Acceptance
from sellthrough.model.users import User
from sellthrough.model.workspace import Configuration
from sellthrough_local.cli.accepted import check_kept, said_of

FEED = {"feed": "pos", "record_type": "sell_through", "files": "a"}
MIA = User(login="mia@x.example", name="Mia Master", roles=("master_data",))
ACCEPTED = Acceptance(
    sample_id="s", partner_id="P1", feed="pos", version="v2", instead_of="v1", accepted_by=MIA.user_id,
    accepted_at=datetime(2025, 3, 14, 9, 5, tzinfo=UTC), file_name="a.csv", sample_key="k",
)  # fmt: skip


def configuration(*feeds: dict[str, Any]) -> Configuration:
    agreements = [{"partner_id": "P1", "feeds": feeds}] if feeds else []
    vendor = {"name": "V", "reporting_currency": "USD", "brand": {"name": "V"}}
    document = {"version": "v", "vendor": vendor, "agreements": agreements, "partners": [], "products": []}
    return Configuration.model_validate({**document, "users": [MIA.model_dump()]})


@pytest.mark.parametrize(
    ("current", "wanted", "is_kept"),
    [
        (configuration(FEED), configuration(FEED), True),
        (configuration(FEED), configuration(), False),
        (configuration(FEED), configuration({**FEED, "files": "b"}), False),
        (configuration(FEED), configuration({**FEED, "feed": "other"}), False),
        (configuration(FEED), configuration(FEED, {**FEED, "feed": "other", "files": "b"}), True),
        (configuration(), configuration({**FEED, "files": "b"}), True),  # it is no longer configured
        (None, configuration(), True),
    ],
)
def test_a_folder_keeps_what_was_accepted_or_it_is_named(
    current: Configuration | None, wanted: Configuration, is_kept: bool
) -> None:
    assert check_kept([ACCEPTED], current, wanted) == ([] if is_kept else [ACCEPTED])


def test_the_words_name_feed_person_time_and_what_to_do() -> None:
    assert said_of(ACCEPTED, configuration(FEED)) == (
        "P1/pos: Mia Master accepted it in the console on 2025-03-14 09:05 UTC, and this workspace has it otherwise or not at "
        "all. Run sellthrough fetch to take it over, or load with --replace to undo it."
    )
    assert "somebody who is no longer listed accepted it" in said_of(ACCEPTED, None)
