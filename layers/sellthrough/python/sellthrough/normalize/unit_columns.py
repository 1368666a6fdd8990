"""The unit and pack columns of one file in, quantities in units of the product out; what is not certain is asked.

What one reported unit holds is looked up by `unit_readings.py`; columns of packs are added up by `pack_columns.py`.
"""

import math
from collections.abc import Iterable

from sellthrough.errors import Held
from sellthrough.model.fields import PRODUCT_FIELDS
from sellthrough.normalize.lookups import create_table
from sellthrough.normalize.pack_columns import add_packs, packs_of_file
from sellthrough.normalize.pack_headings import MAIN, pack_field, pack_fields, unit_of_heading
from sellthrough.normalize.text import clean
from sellthrough.normalize.unit_readings import PACK, UNIT, cells_of, keys_of, known_of, reading_of
from sellthrough.normalize.units import EACH
from sellthrough.normalize.work import Check, Work

_CERTAIN = 0.001  # chance, below which packs in every quantity are no accident
_MOSTLY = 0.95


def read_units(work: Work) -> None:
    """Turn the quantities of the file into units of the product; add `reported_quantity` and `reported_unit_code`.

    Raises:
        Held: UNCLEAR_UNITS, when it is not certain what a quantity counts, what a price is for or how columns belong
            together.
    """
    names = [n for n, s in work.fields.items() if s.kind == "number" and n.endswith("_units") and n != PACK]
    if UNIT in work.fields and names:
        _convert(work, names)
    elif PACK in work.fields and "quantity_units" in work.fields and not packs_of_file(work):
        _ask_about_packs(work)
    if packs_of_file(work):
        add_packs(work)
    elif UNIT not in work.fields and names:
        _ask_about_heading(work, next((n for n in MAIN if n in names), names[0]))


def _convert(work: Work, names: list[str]) -> None:
    _create_readings(work)
    main = next((n for n in MAIN if n in names), names[0])
    work.columns |= {"reported_unit_code": "l_unit.code", "unit_size": "l_unit.holds"}
    work.columns["reported_quantity"] = work.columns[f"{main}_value"]
    work.checks.append(Check("UNKNOWN_UOM", "unit_size is null", UNIT))
    if not work.single("select coalesce(max(holds), 1) > 1 from l_unit"):
        return
    if "unit_price_amount" in work.fields:
        _convert_prices(work)
    for name in names:
        value = work.columns[f"{name}_value"]
        work.columns[f"{name}_value"] = f"try_cast(({value}) * coalesce(l_unit.holds, 1) as decimal(18,4))"


def _create_readings(work: Work) -> None:
    """Create and join `l_unit`: one row for each spelling, product and pack size that stand together."""
    cells = {"k": f"coalesce({work.raw(UNIT)}, '')"} | cells_of(work)
    select = ", ".join(f"{sql} as {name}" for name, sql in cells.items())
    joins = " ".join(j for j in work.joins if any(f"left join l_{n} " in j for n in PRODUCT_FIELDS))
    found = work.connection.execute(f"select {select}, count(*) as n from records r {joins} group by all").fetchall()
    known = known_of(work)
    only = _only_unit(clean(k) for k, *_ in found)
    rows = []
    for k, product_id, pack, lines in sorted(found):
        unit = reading_of(clean(k) or only, known.products.get(product_id), clean(pack), known)
        rows.append((k, product_id, pack, unit.code if unit else None, unit.holds if unit else None, lines))
    columns = {"k": str, "product_id": str, "pack": str, "code": str, "holds": int, "lines": int}
    create_table(work, "l_unit", columns, rows)
    work.joins.append(f"left join l_unit on {keys_of('l_unit', cells)}")
    work.readings[UNIT] = _told((k, code, holds, lines) for k, _, _, code, holds, lines in rows)


def _only_unit(spellings: Iterable[str | None]) -> str | None:
    """What an empty cell means: the unit of all other lines when they share one, else nothing certain."""
    known = {text for text in spellings if text}
    return known.pop() if len(known) == 1 else None if known else EACH


def _told(rows: Iterable[tuple[str, str | None, int | None, int]]) -> str:
    lines: dict[str, int] = {}
    for k, code, holds, count in rows:
        what = f"{clean(k) or 'empty'} is {code or 'not known'}" + (f" of {holds}" if holds and holds > 1 else "")
        what += "" if holds or not code else ", content not known"
        lines[what] = lines.get(what, 0) + count
    most = sorted(lines.items(), key=lambda item: (-item[1], item[0]))[:3]
    return "; ".join(f"{what} ({count} {'line' if count == 1 else 'lines'})" for what, count in most)


def _convert_prices(work: Work) -> None:
    """Price each unit: whether the column prices the unit or what was reported is told by the amounts.

    On a line of packs, either reported quantity x price is the amount, or units x price is.
    """
    quantity, price = work.columns["reported_quantity"], work.columns["unit_price_amount_value"]
    per = work.feed.layout.price_per or _price_per(work, quantity, price)
    if per == "unit":
        return
    work.columns["reported_price"] = price
    work.columns["unit_price_amount_value"] = (
        f"try_cast(cast(({price}) as double) / coalesce(l_unit.holds, 1) as decimal(18,4))"
    )
    work.extended = "reported_quantity * reported_price"


def _price_per(work: Work, quantity: str, price: str) -> str:
    amount = work.columns.get("net_amount_value", "cast(null as decimal(18,4))")
    lines, of_reported, of_units = work.connection.execute(f"""
        select count(*), coalesce(count_if(abs(q * p - a) <= abs(a) * 0.01), 0),
            coalesce(count_if(abs(q * h * p - a) <= abs(a) * 0.01), 0)
        from (
            select {quantity} as q, {price} as p, {amount} as a, l_unit.holds as h
            from {work.keyed} r {" ".join(work.joins)}
        ) where h > 1 and p <> 0 and q <> 0
    """).fetchall()[0]
    telling = of_reported + of_units
    if not lines or of_reported >= max(1, _MOSTLY * telling):
        return "reported"
    if of_units >= max(1, _MOSTLY * telling):
        return "unit"
    raise Held(
        "UNCLEAR_UNITS",
        f"{lines} lines are in packs of several units by column {work.heading(UNIT)!r}; on {of_reported} of them "
        f"quantity x price is the amount, on {of_units} units x price is. Is column "
        f"{work.heading('unit_price_amount')!r} the price of one unit or of what was reported (price_per)?",
    )


def _ask_about_heading(work: Work, name: str) -> None:
    """A lone quantity in a column called after a pack ("Boxes") counts these or units: its lines cannot tell."""
    heading = work.heading(name) or ""
    code = unit_of_heading(heading, work.feed.record_type)
    if code and pack_field(code) in pack_fields():
        raise Held(
            "UNCLEAR_UNITS",
            f"By its heading column {heading!r}, the only quantity, counts in the unit {code}. Does it, or does it "
            f"count single units (unit_of_measure: {code} or each)?",
        )


def _ask_about_packs(work: Work) -> None:
    """Quantities beside a pack size and no unit: in units when every one is a whole number of packs by no accident."""
    quantity, pack = work.columns["quantity_units_value"], work.columns[f"{PACK}_value"]
    lines, whole, logarithm = work.connection.execute(f"""
        select count(*), count_if(q % n = 0), coalesce(sum(-ln(n)), 0) from (
            select {quantity} as q, {pack} as n from {work.keyed} r {" ".join(work.joins)}
        ) where n > 1 and q <> 0
    """).fetchall()[0]
    if not lines:
        return
    if whole == lines and math.exp(logarithm) < _CERTAIN:
        work.readings["quantity_units"] = f"units: all {lines} quantities are whole packs of {work.heading(PACK)!r}"
        return
    raise Held(
        "UNCLEAR_UNITS",
        f"Column {work.heading(PACK)!r} says how many units a pack holds, and nothing says whether "
        f"{work.heading('quantity_units')!r} counts units or packs: {whole} of {lines} quantities are whole packs. "
        "Which of the two (unit_of_measure: each or pack)?",
    )
