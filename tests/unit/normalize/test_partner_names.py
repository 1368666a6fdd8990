"""Five hundred spellings of partners and branches: each its one id, a strange one none; no name is ever guessed."""

from typing import Any

import pytest
from tests.unit.normalize.partner_names import partners_and_names

from sellthrough.normalize.names import name_key

HEADINGS = ["Ship Date", "Vendor Part #", "Qty", "Customer"]
LAYOUT = {"columns": {"Customer": "partner_name"}}
VENDOR = {"partner_id": "vexa", "partner_name": "Vexa", "partner_type": "vendor"}


def resolved(run: Any, texts: list[str], configuration: dict[str, Any]) -> dict[str, str | None]:
    """Each text to the partner of its line; None where the line waits for a person."""
    lines = [["2025-03-05", "VX-100", "1", text] for text in texts]
    done = run(HEADINGS, lines, record_type="sell_in", partner_id="vexa", layout=LAYOUT, configuration=configuration)
    assert {row["code"] for row in done.rejects} <= {"UNKNOWN_PARTNER"}
    found = {row["source_line"]: row["partner_id"] for row in done.candidates}
    return {text: found.get(line) for line, text in enumerate(texts, 2)}


@pytest.mark.feature("C15")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_five_hundred_spellings_resolve_to_the_right_partner(run, seed: int) -> None:
    partners, names = partners_and_names(seed, 500)
    aliases = [{"kind": "partner", "alias": n.text, "id": n.partner_id} for n in names if n.needs_alias]
    assert len(aliases) > 100
    setup = {"partners": [*partners, VENDOR], "aliases": aliases}
    found = resolved(run, [n.text for n in names], setup)
    assert found == {n.text: n.partner_id for n in names}


@pytest.mark.feature("C15", "C17")
def test_a_spelling_that_no_alias_tells_waits_for_a_person_and_is_never_another_partners(run) -> None:
    partners, names = partners_and_names(4, 500)
    found = resolved(run, [n.text for n in names], {"partners": [*partners, VENDOR], "aliases": []})
    keys = {name_key(p["partner_name"]): p["partner_id"] for p in partners}
    known = [n for n in names if found[n.text] is not None]
    assert [n for n in known if found[n.text] != n.partner_id] == []
    assert {n.text for n in names if not n.needs_alias} == {n.text for n in known}, "an alias was not needed"
    assert len(keys) == len(partners)


@pytest.mark.feature("C15")
@pytest.mark.parametrize(
    ("text", "partner_id"),
    [
        ("Birch Supply Inc.", None),  # two have that name
        ("BIRCH SUPPLY INCORPORATED", None),
        ("B1", "B1"),
        ("Birch West", "B2"),  # the sender's own alias
        ("Ann", "Ann"),  # an id, and the name of another
        ("Cedar", "C2"),  # an alias, and the name of another
    ],
)
def test_a_name_of_two_partners_means_neither_and_an_id_or_alias_goes_before_a_name(
    run, text: str, partner_id: str | None
) -> None:
    partners = [
        {"partner_id": "B1", "partner_name": "Birch Supply Inc."},
        {"partner_id": "B2", "partner_name": "Birch Supply, Incorporated", "parent_id": "B1"},
        {"partner_id": "Ann", "partner_name": "Anders"},
        {"partner_id": "A2", "partner_name": "Ann"},
        {"partner_id": "C1", "partner_name": "Cedar"},
        {"partner_id": "C2", "partner_name": "Cedrus"},
    ]
    aliases = [
        {"kind": "partner", "alias": "Birch West", "id": "B1"},
        {"kind": "partner", "alias": "Birch West", "id": "B2", "partner_id": "vexa"},
        {"kind": "partner", "alias": "Cedar", "id": "C2"},
    ]
    found = resolved(run, [text], {"partners": [*partners, VENDOR], "aliases": aliases})
    assert found == {text: partner_id}
