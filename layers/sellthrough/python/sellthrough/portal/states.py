"""A contract and a day come in; the state that its customer sees comes out: red, amber, green or black."""

from datetime import date
from enum import StrEnum

from sellthrough.model.contracts import Contract


class Colour(StrEnum):
    """The colour of a state; the page says it in words and by shape too."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    BLACK = "black"


WORDS = {Colour.RED: "Expired", Colour.AMBER: "Due soon", Colour.GREEN: "Live", Colour.BLACK: "Cancelled"}
SHAPES = {Colour.RED: "✖", Colour.AMBER: "▲", Colour.GREEN: "●", Colour.BLACK: "■"}


def colour_of(contract: Contract, today: date, due_soon_days: int) -> Colour:
    """The state of a contract on a day.

    Cancelled is black whatever the dates say. The last day itself is covered: red begins the day after. Amber begins
    `due_soon_days` before the last day, for contracts only: there is nothing to renew about a mere warranty.

    Args:
        today: In the customer's time zone.
    """
    if contract.contract_status == "cancelled":
        return Colour.BLACK
    left = (contract.end_date - today).days
    if left < 0:
        return Colour.RED
    if left <= due_soon_days and contract.contract_status == "live":
        return Colour.AMBER
    return Colour.GREEN
