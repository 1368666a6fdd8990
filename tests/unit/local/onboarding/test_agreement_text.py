"""The agreement's file keeps what a person wrote, whatever a feed becomes."""

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellthrough.model.workspace import Agreement, Feed, Layout, RememberedLayout
from sellthrough_local.onboarding.agreement_text import agreement_text

WRITTEN = """\
# as agreed in March
partner_id = "ALDER"   # theirs

# The sales of the stores.
[[feeds]]
feed = "pos"
record_type = "sell_through"
cadence = "monthly"  # said although it is the default
files = 'pos_(?P<year>20\\d\\d)(?P<month>\\d\\d)\\.csv'
required = [
  "net_amount",  # always
]

[feeds.layout]
decimal = ","   # a German system

[feeds.layout.columns]
# their article number, not ours
"Art Nr" = "product_code"

[[feeds.layout.remembered]]
headings = ["Art Nr", "Menge"]
[feeds.layout.remembered.columns]
"Menge" = "quantity_units"  # said by Ann

# What lies in the stores.
[[feeds]]
feed = "stock"
record_type = "inventory"
files = 'stock_(?P<year>20\\d\\d)(?P<month>\\d\\d)\\.csv'
# the end
"""
COMMENTS = [line[line.index("#") :] for line in WRITTEN.splitlines() if "#" in line]
POS, STOCK = Agreement.model_validate(tomllib.loads(WRITTEN)).feeds


def read(text: str) -> Agreement:
    return Agreement.model_validate(tomllib.loads(text))


def of(known: Feed, layout: dict[str, Any] | None = None, **changes: Any) -> Feed:
    return known.model_copy(update={**changes, "layout": known.layout.model_copy(update=layout or {})})


def test_a_feed_that_says_the_same_changes_no_letter() -> None:
    assert agreement_text(WRITTEN, "ALDER", POS) == WRITTEN


@pytest.mark.feature("C28")
def test_one_more_column_is_one_more_line() -> None:
    (known,) = POS.layout.remembered
    answered = known.model_copy(update={"columns": {**known.columns, "Art Nr": "product_code"}})
    text = agreement_text(WRITTEN, "ALDER", of(POS, {"remembered": (answered,)}))
    line = '"Menge" = "quantity_units"  # said by Ann\n'
    assert text == WRITTEN.replace(line, line + '"Art Nr" = "product_code"\n')


def test_another_value_keeps_the_comment_of_its_line() -> None:
    text = agreement_text(WRITTEN, "ALDER", of(POS, {"decimal": "."}, cadence="weekly"))
    changed = WRITTEN.replace('decimal = ","', 'decimal = "."').replace('cadence = "monthly"', 'cadence = "weekly"')
    assert text == changed


def test_what_is_not_said_any_more_goes_and_nothing_beside_it() -> None:
    text = agreement_text(WRITTEN, "ALDER", of(POS, {"remembered": ()}))
    assert read(text).feeds == (of(POS, {"remembered": ()}), STOCK)
    assert [c for c in COMMENTS if c not in text] == ["# said by Ann"]


@pytest.mark.feature("C28")
def test_one_more_layout_stands_before_what_is_said_of_the_next_feed() -> None:
    added = RememberedLayout(headings=("A\n=", 'B "x"'), columns={"A\n=": "net_amount"})
    changed = of(POS, {"remembered": (*POS.layout.remembered, added), "units": {"KI": 6}})
    text = agreement_text(WRITTEN, "ALDER", changed)
    assert read(text).feeds == (changed, STOCK)
    assert text.endswith(WRITTEN[WRITTEN.index("# What lies in the stores.") :])
    assert '\n\n[feeds.layout.units]\n"KI" = 6\n\n# What' in text


def test_another_feed_stands_behind_the_others() -> None:
    orders = of(STOCK, feed="orders", record_type="orders", files="orders.csv")
    text = agreement_text(WRITTEN, "ALDER", orders)
    assert text == WRITTEN + '\n[[feeds]]\nfeed = "orders"\nrecord_type = "orders"\nfiles = "orders.csv"\n'


def test_a_partner_without_an_agreement_gets_one() -> None:
    text = agreement_text("", "ALDER", POS)
    assert read(text) == Agreement(partner_id="ALDER", feeds=(POS,))


@pytest.mark.parametrize(
    "feeds",
    [
        'feeds = [{ feed = "pos", record_type = "sell_through", files = "x", layout = { decimal = "," } }]',
        '[[feeds]]\nfeed = "pos"\nrecord_type = "sell_through"\nfiles = "x"\nlayout.decimal = ","',
        '[[feeds]]\nfeed = "pos"\nlayout.columns."Art Nr" = "product_code"\nrecord_type = "sell_through"\nfiles = "x"',
        '[[feeds]]\nfeed = "pos"\nrecord_type = "sell_through"\nfiles = "x"\n[feeds.layout.columns]\n"Art Nr" = "ignore"\n'
        '[feeds.due]\nday = 3\n[feeds.layout]\nsign = "reversed"',
    ],
)
@pytest.mark.parametrize("name", ["pos", "another"])
def test_however_feeds_are_written_the_text_says_what_was_answered(feeds: str, name: str) -> None:
    text = f'# ours\npartner_id = "ALDER"  # theirs\n{feeds}\n'
    (known,) = read(text).feeds
    remembered = (RememberedLayout(headings=("A", "B"), columns={"A": "net_amount"}),)
    answered = of(known, {"remembered": remembered, "date_order": "dmy"}, feed=name)
    after = agreement_text(text, "ALDER", answered)
    assert read(after).feeds == ((answered,) if name == "pos" else (known, answered))
    assert after.startswith('# ours\npartner_id = "ALDER"  # theirs\n')


WORDS = st.sampled_from(["columns", "remembered", "units"]) | st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=8
)
COLUMNS = st.dictionaries(WORDS, st.sampled_from(["net_amount", "ignore", "sold_date"]), max_size=3)
REMEMBERED = st.builds(RememberedLayout, headings=st.lists(WORDS, min_size=1, max_size=3).map(tuple), columns=COLUMNS)
LAYOUTS = st.builds(
    Layout,
    sheet=st.none() | WORDS,
    sign=st.sampled_from([None, "reversed"]),
    units=st.dictionaries(WORDS, st.integers(1, 99), max_size=2),
    implied_decimals=st.dictionaries(st.sampled_from(["net_amount", "unit_price"]), st.integers(1, 4), max_size=2),
    columns=COLUMNS,
    constants=st.dictionaries(st.sampled_from(["net_currency", "region"]), WORDS, max_size=2),
    remembered=st.lists(REMEMBERED, max_size=3, unique_by=lambda known: known.headings).map(tuple),
)
FEEDS = st.builds(
    Feed,
    feed=st.sampled_from(["pos", "stock", "more"]),
    record_type=st.just("sell_through"),
    files=WORDS,
    cadence=st.sampled_from(["monthly", "weekly"]),
    required=st.lists(st.sampled_from(["net_amount", "region"]), max_size=2).map(tuple),
    layout=LAYOUTS,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(FEEDS, min_size=1, max_size=4))
def test_one_feed_after_the_other_says_what_was_said_last_and_keeps_the_words_of_the_file(feeds: list[Feed]) -> None:
    text = WRITTEN
    for feed in feeds:
        text = agreement_text(text, "ALDER", feed)
    said = {f.feed: f for f in (POS, STOCK, *feeds)}
    assert read(text).feeds == tuple(said.values())
    beside = {"# as agreed in March", "# theirs", "# The sales of the stores.", "# What lies in the stores."}
    assert beside <= {line[line.index("#") :] for line in text.splitlines() if "#" in line}
