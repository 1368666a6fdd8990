"""How the columns of a sample read as stock and as sales in, the question which of them it is out, where that is open.

"SKU, Qty" fits a list of stock, and so does what is left of a sales report whose dates are not understood.
"""

from typing import TYPE_CHECKING

from sellthrough.model.fields import fields
from sellthrough.onboard.questions import OpenQuestion

if TYPE_CHECKING:
    from sellthrough.normalize.mapping import Mapping  # duckdb would cost every command its import

_QUESTION = OpenQuestion(
    "Does the file report sales or stock? Its quantity may be either, other columns speak of sales, but not all that "
    "sales need is understood.",
    ("record_type=sell_through", "record_type=inventory"),
)


def about_sales_or_stock(stock: "Mapping", sales: "Mapping | None") -> list[OpenQuestion]:
    """The question, when what would count as stock is a plain quantity and the columns may be those of sales.

    Args:
        stock: The sample mapped as inventory.
        sales: It mapped as sell-through, which lacks a field; None when that has a question of its own.
    """
    from sellthrough.normalize.recognition.folds import folds_of  # noqa: PLC0415  (duckdb, only here)

    counted = stock.positions.get("on_hand_units")
    if counted is None:
        return []
    if sales is None:
        sold = fields()["quantity_units"]
        is_open = not folds_of(stock.headings["on_hand_units"], frozenset()).isdisjoint(
            (*sold.synonyms, *sold.fallbacks)
        )
    else:
        is_open = sales.positions.get("quantity_units") == counted and len(sales.positions) > len(stock.positions)
    return [_QUESTION] if is_open else []
