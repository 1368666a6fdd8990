"""Numbers, instants and column names in, the words that a page shows out."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

_LABELS = {
    "partner_id": "Partner",
    "product_id": "Product",
    "tier_from": "Sold by",
    "tier_to": "Sold to",
    "country_code": "Country",
    "region_code": "Region",
    "sales_region": "Sales region",
    "owner_name": "Owner",
    "manager_name": "Manager",
    "reporting_currency": "Currency",
    "quantity_units": "Units",
    "reporting_amount": "Value",
    "window_units": "Units sold in the window",
    "window_weeks": "Weeks of the window",
    "weeks_of_supply": "Weeks of supply",
    "win_rate_count_ratio": "Win rate by number",
    "win_rate_value_ratio": "Win rate by value",
}
_ENDINGS = ("_amount", "_units", "_count", "_ratio", "_id", "_code", "_name")
NOTHING = "–"


def label_of(column: str) -> str:
    """What a column is called on a page: `on_hand_units` is On hand (units)."""
    if column in _LABELS:
        return _LABELS[column]
    ending = next((e for e in _ENDINGS if column.endswith(e)), "")
    word = column.removesuffix(ending).replace("_", " ").capitalize()
    return f"{word} ({ending[1:]})" if ending in {"_units", "_amount"} else word


def number(value: Decimal | int | None, digits: int | None = None) -> str:
    """A number with separators of thousands; NOTHING when there is none.

    Args:
        digits: Decimal places; None: as many as it has, without zeros at the end, at most six.
    """
    if value is None:
        return NOTHING
    amount = Decimal(value)
    if digits is None:
        amount = amount.quantize(Decimal("0.000001"), ROUND_HALF_EVEN).normalize()
        exponent = amount.as_tuple().exponent
        digits = max(-exponent, 0) if isinstance(exponent, int) else 0
    rounded = amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
    text = f"{rounded if rounded else abs(rounded):,f}"
    return text.replace("-", "\N{MINUS SIGN}")


def digits_of(column: str) -> int | None:
    """Decimal places that a measure is shown with: money two, ratios four, the rest as many as it has."""
    if column.endswith("_amount"):
        return 2
    return 4 if column.endswith("_ratio") else None


def measure(column: str, value: Decimal | int | None) -> str:
    """A measure as it stands in a table; ratios of counts as per cent."""
    if value is not None and column.endswith("_ratio"):
        return f"{number(Decimal(value) * 100, 1)} %"
    return number(value, digits_of(column))


def share(ratio: str) -> str:
    """A ratio as the ledger keeps it ("0.987654") as per cent."""
    return f"{number(Decimal(ratio) * 100, 1)} %"


def short_number(value: Decimal) -> str:
    """A number of at most four digits with a word for its size, for the lines of a chart."""
    for size, word in ((10**9, " bn"), (10**6, " m"), (10**3, " k")):
        if abs(value) >= size:
            return f"{number(value / size)}{word}"
    return number(value)


def month(period: str) -> str:
    """2025-03 is March 2025; any other period stays as it is."""
    try:
        return datetime.strptime(period, "%Y-%m").replace(tzinfo=UTC).strftime("%B %Y")
    except ValueError:
        return period


def moment(text: str | None, zone: str = "UTC") -> str:
    """An ISO 8601 instant as a day and a time with its zone's name; NOTHING when there is none."""
    if not text:
        return NOTHING
    instant = datetime.fromisoformat(text)
    instant = (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(ZoneInfo(zone))
    return f"{instant:%Y-%m-%d %H:%M} {instant.tzname()}"


def ago(text: str | None, now: datetime) -> str:
    """How long ago an instant was, in the largest unit that fits."""
    if not text:
        return ""
    instant = datetime.fromisoformat(text)
    seconds = (now - (instant if instant.tzinfo else instant.replace(tzinfo=UTC))).total_seconds()
    if seconds < 0:
        return ""
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {word}{'' if count == 1 else 's'} ago"
    return "just now"


def duration(begin: str | None, end: str | None) -> str:
    """How long something took; NOTHING while it runs."""
    if not begin or not end:
        return NOTHING
    seconds = (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds()
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
