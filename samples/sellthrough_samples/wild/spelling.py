"""A heading in, the heading as another system would print it out: case, underscores, units, colons, two rows."""

import re
from collections.abc import Callable
from random import Random

from sellthrough_samples.wild.values import Locale

_MONEY = {"unit_price_amount", "net_amount", "list_price", "cost", "gross", "margin", "tax"}
_DATES = {"sold_date", "snapshot_date", "order_date", "due_date", "delivery_date"}
_COUNTS = {"quantity_units", "on_hand_units", "ordered", "stock"}
_FORMATS = {"de": "TT.MM.JJJJ", "fr": "JJ/MM/AAAA", "es": "DD/MM/AAAA", "ja": "YYYY/MM/DD", "en": "YYYY-MM-DD"}
_UNITS = {"de": "Stk", "fr": "unités", "es": "uds", "ja": "個", "en": "pcs"}

Habit = Callable[[str], str]


def _snake(heading: str) -> str:
    return re.sub(r"[\s/.-]+", "_", heading.strip(" .#")).lower()


def _merged(heading: str) -> str:
    return "".join(w[:1].upper() + w[1:] for w in re.split(r"[\s/.-]+", heading))


_HABITS: tuple[Habit, ...] = (
    str,
    str,
    str,
    str.upper,
    str.lower,
    str.title,
    _snake,
    lambda h: f"{h}:",
    lambda h: f" {h} ",
    lambda h: h.replace(" ", "\n", 1),
    lambda h: h.replace(" ", "_"),
    lambda h: h.replace(" ", "  "),
    _merged,
)


def habit_of(rng: Random) -> Habit:
    """How one file spells all of its headings."""
    return rng.choice(_HABITS)


def with_unit(rng: Random, heading: str, kind: str, language: str, locale: Locale) -> str:
    """The heading with a currency, a date format or a unit behind it, now and then."""
    if rng.random() > 0.2:
        return heading
    if kind in _MONEY:
        return rng.choice(
            (f"{heading} {locale.currency}", f"{heading} ({locale.currency})", f"{heading} {locale.sign}")
        )
    if kind in _DATES:
        return f"{heading} ({_FORMATS[language]})"
    return f"{heading} ({_UNITS[language]})" if kind in _COUNTS else heading
