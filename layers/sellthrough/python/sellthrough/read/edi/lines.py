"""In: the segments of one transaction, through the handlers of its standard. Out: its line items, one per quantity.

Every fact has a scope: the report, a group (PTD, CON, PAD), the line (LIN) or one quantity. An item has what its own
scopes say, the inmost first. In an 867 the quantity comes before the product it is of (PTD, QTY, LIN), elsewhere after.
"""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from sellthrough.read.edi.codes import TOTAL, Transaction, measure_of, price_rank, product_column, product_rank
from sellthrough.read.edi.tokens import Segment

_JOINED = frozenset({"serial"})  # a line may name several


@dataclass(frozen=True)
class Item:
    """One quantity of one product.

    Attributes:
        segment: Where it stands in the file.
        line: Segment that its line starts at.
        share: Which share of a split quantity (SDQ) it is within its segment, from 1; 0 when it is whole.
        values: The columns that are filled.
    """

    segment: int
    line: int
    values: dict[str, str]
    share: int = 0


@dataclass
class _Quantity:
    segment: int
    text: str
    qualifier: str
    unit: str
    values: dict[str, str] = field(default_factory=dict)
    share: int = 0
    shares: list["_Quantity"] = field(default_factory=list)


@dataclass
class _Line:
    segment: int
    starts_with_quantity: bool
    values: dict[str, str] = field(default_factory=dict)
    products: list[tuple[int, str, str]] = field(default_factory=list)
    quantities: list[_Quantity] = field(default_factory=list)


@dataclass
class Tally:
    """What the report's own control totals are compared with.

    Attributes:
        seen: Segments by tag.
        quantities: Sum of all quantities as written; shares of a quantity are not counted twice.
        amounts: Sum of the lines' amounts, and how many lines have one.
        claims: What the report says: (segment, what, value).
        unread: Lines without a quantity and quantities without a product: (segment, what is missing).
    """

    seen: Counter[str] = field(default_factory=Counter)
    quantities: Decimal = Decimal(0)
    amounts: Decimal = Decimal(0)
    amount_count: int = 0
    claims: list[tuple[int, str, str]] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)
    unequal_shares: list[tuple[int, str, str]] = field(default_factory=list)


class Lines:
    """The line items of one transaction while its segments come in.

    Args:
        transaction: How this kind of report is built.
        control: The number of the transaction.
    """

    def __init__(self, transaction: Transaction, control: str) -> None:
        self.transaction = transaction
        self.tally = Tally()
        self.standard = "edifact" if transaction.kind.isalpha() else "x12"
        self._header = {"transaction": transaction.kind, "transaction_number": control}
        self._groups: list[dict[str, str] | None] = [None] * len(transaction.groups)
        self._over: dict[str, str] = {}
        self._stands_over: dict[str, bool] = {}
        self._line: _Line | None = None
        self._ready: list[Item] = []
        self.party = ""

    def take_ready(self) -> list[Item]:
        """The items that are whole, once."""
        ready, self._ready = self._ready, []
        return ready

    def put(self, column: str, value: str) -> None:
        """Keep a fact in the inmost scope that is open."""
        if column and value:
            target = self._scope()
            target[column] = f"{target[column]} {value}" if column in _JOINED and column in target else value

    def put_price(self, value: str, kind: str) -> None:
        """Keep a unit price unless a better one of the same scope is known."""
        target = self._scope()
        if value and ("price" not in target or price_rank(kind) < price_rank(target.get("price_type", ""))):
            target |= {"price": value, "price_type": kind}

    def put_amount(self, value: str) -> None:
        """Keep the amount of a line."""
        self.put("amount", value)
        if self._line is not None and (number := number_of(value)) is not None:
            self.tally.amounts += number
            self.tally.amount_count += 1

    def stands_over(self, tag: str) -> bool:
        """True when segments of this tag stand over the lines after them; opens their scope anew."""
        if tag not in self.transaction.over_lines:
            return False
        if not self._stands_over.setdefault(tag, self._line is None):
            return False
        self.end_line()
        self._over = {}
        return True

    def put_over(self, column: str, value: str) -> None:
        """Keep a fact for the lines that follow."""
        if value:
            self._over[column] = value

    def open_group(self, tag: str) -> None:
        """A loop above the lines begins; it ends those inside it."""
        self.end_line()
        level = self.transaction.groups.index(tag)
        self._groups[level:] = [{}] + [None] * (len(self._groups) - level - 1)

    def open_line(self, segment: Segment) -> None:
        """A product (LIN): of the quantity before it where the report is built so, else of a new line."""
        line = self._line
        if line is None or line.products or not line.starts_with_quantity:
            self.end_line()
            self._line = _Line(segment.number, starts_with_quantity=False)

    def add_product(self, qualifier: str, number: str, rank: int | None = None) -> None:
        """A number of the line's product."""
        if self._line is None or not number:
            return
        self._line.products.append((product_rank(qualifier) if rank is None else rank, qualifier, number))

    def add_quantity(self, segment: Segment, text: str, qualifier: str, unit: str) -> None:
        """A quantity: of the line, or of the whole report when it stands above every line and group."""
        if self._line is None and not any(group is not None for group in self._groups):
            self.tally.claims.append((segment.number, "quantity", text))
            return
        if self.transaction.measures.get(qualifier) == TOTAL:
            return
        if self._line is None or (self._line.starts_with_quantity and self._line.products):
            self.end_line()
            self._line = _Line(segment.number, starts_with_quantity=True)
        self._line.quantities.append(_Quantity(segment.number, text, qualifier, unit))
        if (number := number_of(text)) is not None:
            self.tally.quantities += number

    def share_quantity(self, segment: Segment, place: str, text: str, unit: str, share: int) -> None:
        """A share of the last quantity at one place (SDQ); `share` counts those of the segment from 1."""
        if self._line is None or not self._line.quantities:
            self.tally.unread.append((segment.number, "the quantity that it splits"))
            return
        whole = self._line.quantities[-1]
        where = {"location": place, "store_id": place, "location_name": "", "store_name": ""}
        whole.shares.append(_Quantity(segment.number, text, whole.qualifier, unit or whole.unit, where, share))
        if not whole.text and (number := number_of(text)) is not None:
            self.tally.quantities += number

    def end_line(self) -> None:
        """The line is whole: its items are ready."""
        line, self._line, self.party = self._line, None, ""
        if line is None:
            return
        if not line.products or not line.quantities:
            self.tally.unread.append((line.segment, "a product number" if line.quantities else "a quantity"))
            return
        self._share_last(line)
        around: dict[str, str] = dict(self._header)
        for scope in (self._over, *self._groups, line.values, _product_columns(line)):
            around |= scope or {}
        for quantity in line.quantities:
            self._check_shares(quantity)
            for one in quantity.shares or [quantity]:
                self._ready.append(self._item(line, one, around | quantity.values | one.values))

    def _item(self, line: _Line, quantity: _Quantity, values: dict[str, str]) -> Item:
        measure = measure_of(
            self.transaction, quantity.qualifier, values.get("transfer_type", ""), values.get("movement_type", "")
        )
        values |= {
            "quantity": quantity.text,
            "qualifier": quantity.qualifier,
            "unit": quantity.unit,
            "measure": measure,
        }
        filled = {name: value for name, value in values.items() if value}
        return Item(quantity.segment, line.segment, filled, quantity.share)

    @staticmethod
    def _share_last(line: _Line) -> None:
        """What is said after the last quantity, and of no other, is said of the line."""
        *others, last = line.quantities
        for column in list(last.values):
            if not any(column in other.values for other in others) and column not in line.values:
                line.values[column] = last.values.pop(column)

    def _check_shares(self, quantity: _Quantity) -> None:
        whole = number_of(quantity.text)
        shares = [number_of(share.text) for share in quantity.shares]
        if whole is None or not shares or None in shares:
            return
        total = sum((share for share in shares if share is not None), Decimal(0))
        if total != whole:
            self.tally.unequal_shares.append((quantity.segment, quantity.text, str(total)))

    def _scope(self) -> dict[str, str]:
        if self._line is not None:
            return self._line.quantities[-1].values if self._line.quantities else self._line.values
        inner = next((group for group in reversed(self._groups) if group is not None), None)
        return self._header if inner is None else inner


def _product_columns(line: _Line) -> dict[str, str]:
    """Every number in its column, and the best as `product_id`."""
    ranked = sorted(line.products, key=lambda product: product[0])
    columns: dict[str, str] = {}
    for _, qualifier, number in ranked:
        columns.setdefault(product_column(qualifier), number)
    _, qualifier, number = ranked[0]
    return columns | {"product_id": number, "product_qualifier": qualifier}


def number_of(text: str) -> Decimal | None:
    """The number, or None when it is none."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 30 else None
