"""A feed that was accepted elsewhere is written into a folder, beside what a person wrote there."""

from pathlib import Path

import pytest

from sellthrough.errors import Unfit
from sellthrough.model.workspace import Feed, Layout, Partner, RememberedLayout
from sellthrough_local.onboarding.files import write_feed
from sellthrough_local.workspace_folder import load_folder
from sellthrough_samples.workspace import write_workspace

FEED = Feed(
    feed="pos_2",
    record_type="sell_through",
    files=r"neu_(?P<year>20\d\d)-(?P<month>\d\d)\.csv",
    layout=Layout(remembered=(RememberedLayout(headings=("A\n=", 'B "x"'), columns={"A\n=": "net_amount"}),)),
)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    write_workspace(tmp_path / "workspace")
    return tmp_path / "workspace"


def test_a_known_partners_agreement_keeps_its_feeds_and_its_words(workspace: Path) -> None:
    before = load_folder(workspace)
    agreement = before.agreements[0]
    partner = next(p for p in before.partners if p.partner_id == agreement.partner_id)
    (path,) = write_feed(workspace, partner, FEED)
    text = path.read_text()
    path.write_text(f"# as agreed in March\n{text}")
    (again,) = write_feed(workspace, partner, FEED.model_copy(update={"feed": "pos_3", "files": f"x{FEED.files}"}))
    assert again.read_text().startswith("# as agreed in March\n")
    after = load_folder(workspace).agreement_of(partner.partner_id)
    assert after is not None
    assert after.feeds[:-2] == agreement.feeds
    assert after.feeds[-2] == FEED


@pytest.mark.feature("C28")
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_is_remembered_leaves_every_other_line_as_it_was(workspace: Path, line_end: str) -> None:
    before = load_folder(workspace)
    agreement = before.agreements[0]
    partner = next(p for p in before.partners if p.partner_id == agreement.partner_id)
    path = next(p for p in (workspace / "agreements").iterdir() if agreement.partner_id in p.read_text("utf-8"))
    written = f"# as agreed in March\n{path.read_text('utf-8')}".replace("\n", line_end).encode()
    path.write_bytes(b"\xef\xbb\xbf" + written)
    feed = agreement.feeds[0]
    remembered = (*feed.layout.remembered, *FEED.layout.remembered)
    changed = feed.model_copy(update={"layout": feed.layout.model_copy(update={"remembered": remembered})})
    assert write_feed(workspace, partner, changed) == [path]
    lines, after = written.split(line_end.encode()), path.read_bytes().split(line_end.encode())
    assert [line for line in lines if line not in after] == []
    assert len(after) > len(lines)
    assert load_folder(workspace).feed_of(partner.partner_id, feed.feed) == changed


def test_a_new_partner_is_added_to_the_master_once(workspace: Path) -> None:
    partner = Partner(partner_id="NEU", partner_name='Neu, "Söhne"')
    assert [p.name for p in write_feed(workspace, partner, FEED)] == ["partners.csv", "neu.toml"]
    assert [p.name for p in write_feed(workspace, partner, FEED)] == ["neu.toml"]
    loaded = load_folder(workspace)
    assert [p for p in loaded.partners if p.partner_id == "NEU"] == [partner]
    assert loaded.feed_of("NEU", "pos_2") == FEED


def test_a_master_of_the_vendors_own_is_not_written_to(workspace: Path) -> None:
    vendor = workspace / "vendor.toml"
    vendor.write_text(vendor.read_text() + '\n[masters.partners]\nfile = "partners.csv"\n')
    with pytest.raises(Unfit, match="add it there first"):
        write_feed(workspace, Partner(partner_id="NEU", partner_name="Neu"), FEED)
