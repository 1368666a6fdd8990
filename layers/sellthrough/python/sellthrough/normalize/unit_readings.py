"""What one unit that is reported holds: by the agreement, the spelling, the line's pack size or the product master."""

from collections.abc import Mapping
from dataclasses import dataclass

from sellthrough.model.workspace import Product
from sellthrough.normalize.names import fold_text
from sellthrough.normalize.numbers import parse_number
from sellthrough.normalize.units import EACH, Unit, Writer, pack_in_name, packs_of, unit_of
from sellthrough.normalize.work import Work

UNIT, PACK = "unit_of_measure", "pack_units"


@dataclass(frozen=True)
class Known:
    """What the configuration says about units: the agreement's by folded spelling, the master's by product."""

    agreed: Mapping[str, int]
    products: Mapping[str, Product]
    writer: Writer

    def agreed_of(self, heading: str, code: str) -> int | None:
        """What the agreement says that a pack holds whose unit the heading of its column names."""
        if (said := self.agreed.get(fold_text(heading))) is not None:
            return said
        found = (holds for text, holds in self.agreed.items() if (u := unit_of(text, self.writer)) and u.code == code)
        return next(found, None)


def known_of(work: Work) -> Known:
    """What the configuration says about units of this file."""
    return Known(
        {fold_text(text): holds for text, holds in work.feed.layout.units.items()},
        {p.product_id: p for p in work.configuration.products},
        Writer(work.report.kind, work.partner.country_code),
    )


def cells_of(work: Work) -> dict[str, str]:
    """SQL of what a pack's content may depend on beside its spelling: the product and the line's own pack size."""
    cells = {"product_id": work.columns["product_id"], "pack": work.raw(PACK)}
    return {name: f"coalesce({sql}, '')" for name, sql in cells.items()}


def keys_of(table: str, cells: Mapping[str, str]) -> str:
    """SQL of the join of a table whose columns are called like these cells."""
    return " and ".join(f"{table}.{name} = {sql}" for name, sql in cells.items())


def reading_of(text: str | None, product: Product | None, pack: str | None, known: Known) -> Unit | None:
    """The unit of a spelling and how many units of the product it holds, where anybody says it.

    A product whose name says that it is a pack itself ("5-pack") may be counted in either, so only the agreement or
    the master decide there.
    """
    unit = unit_of(text, known.writer) if text else None
    agreed = known.agreed.get(fold_text(text or ""))
    if agreed is not None:
        return Unit(unit.code if unit else fold_text(text or "").lower(), agreed)
    if unit is None or unit.code == EACH:
        return unit
    of_product = packs_of(product.packs).get(unit.code) if product else None
    if product and pack_in_name(product.product_name):
        return Unit(unit.code, of_product)
    number = parse_number(pack, ".") if pack else None
    in_line = int(number) if number and number > 0 and number == number.to_integral_value() else None
    return Unit(unit.code, unit.holds or in_line or of_product)
