"""A feed or a layout in, the agreement or the layouts with it out: beside what was agreed before, or in its place."""

from sellthrough.model.workspace import Agreement, Feed, Layout, RememberedLayout


def agreement_with(agreement: Agreement | None, partner_id: str, feed: Feed) -> Agreement:
    """The agreement with the feed: in place of the one of its name, else behind the others."""
    if agreement is None:
        return Agreement(partner_id=partner_id, feeds=(feed,))
    if all(f.feed != feed.feed for f in agreement.feeds):
        return agreement.model_copy(update={"feeds": (*agreement.feeds, feed)})
    feeds = tuple(feed if f.feed == feed.feed else f for f in agreement.feeds)
    return agreement.model_copy(update={"feeds": feeds})


def with_layout(layout: Layout, added: RememberedLayout) -> Layout:
    """The layout with one more remembered: in place of the one with the same headings, else behind the others."""
    if all(r.headings != added.headings for r in layout.remembered):
        return layout.model_copy(update={"remembered": (*layout.remembered, added)})
    remembered = tuple(added if r.headings == added.headings else r for r in layout.remembered)
    return layout.model_copy(update={"remembered": remembered})


def free_name(record_type: str, taken: set[str]) -> str:
    """A name for a feed: that of its record type, numbered where the partner has another of it already."""
    names = (record_type, *(f"{record_type}_{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
