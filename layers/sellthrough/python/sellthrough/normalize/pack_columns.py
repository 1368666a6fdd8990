"""Columns of packs beside the column of units in, one quantity in units of the product out; never a guess.

"Cases 2, Units 3" is 27 units of a product with 12 to a case, or 3 units of which somebody also says that they fill two
cases. Which of the two a file means shows on its lines, or the file is held.
"""

from dataclasses import dataclass

from sellthrough.errors import Held
from sellthrough.model.sql_texts import quoted
from sellthrough.model.workspace import Quantities
from sellthrough.normalize.lookups import create_table
from sellthrough.normalize.pack_headings import MAIN, pack_fields
from sellthrough.normalize.text import clean
from sellthrough.normalize.unit_readings import Known, cells_of, keys_of, known_of, reading_of
from sellthrough.normalize.work import Check, Work

_TELLING = 3  # lines from which on they are no accident
_MOSTLY = 0.95
_ROUNDED = 0.005  # of a pack: 7 of 12 written as 0.58 cases


@dataclass(frozen=True)
class _Lines:
    """What the lines with a quantity in packs show.

    Attributes:
        packed: How many there are.
        unknown: Those on which nobody says what a pack holds.
        same: Those on which the packs hold exactly the units beside them.
        spellings: Different quantities in units on those.
        alone: Those without a quantity in units.
        within: Those with fewer units beside the packs than the smallest of these holds.
        summed, unitary: Those on which units and packs together x price, or the units alone x price, are the amount.
    """

    packed: int
    unknown: int
    same: int
    spellings: int
    alone: int
    within: int
    summed: int
    unitary: int


def packs_of_file(work: Work) -> list[str]:
    """The fields of the file that count packs beside units."""
    return [name for name in pack_fields() if name in work.fields]


def add_packs(work: Work) -> None:
    """Make one quantity of the columns of units and packs.

    Raises:
        Held: UNCLEAR_UNITS, when the lines do not show whether they add up or say the same twice.
    """
    names = packs_of_file(work)
    main = next((n for n in MAIN if n in work.fields), None)
    if main is None:
        raise Held("UNCLEAR_UNITS", f"Columns {_listed(work, names)} count packs. Which column counts units?")
    _create_contents(work, names)
    units = f"coalesce({work.columns[f'{main}_value']}, 0)"
    packs = " + ".join(f"coalesce({work.columns[f'{n}_value']}, 0) * coalesce(l_packs.{n}, 0)" for n in names)
    lines = _look(work, names, units, packs)
    if not lines.packed:
        return
    meant: Quantities | None = work.feed.layout.quantities
    why = "as agreed"
    if meant is None:
        meant, why = _shown(work, main, names, lines)
    told = {"add": "added up", "units": "the packs are the same quantity, left out", "packs": "the packs alone"}[meant]
    work.readings[main] = "; ".join(filter(None, (work.readings.get(main), f"{_listed(work, names)}: {told} ({why})")))
    if meant != "units":
        _take(work, main, names, {"add": f"{units} + {packs}", "packs": packs}[meant], with_units=meant == "add")


def _create_contents(work: Work, names: list[str]) -> None:
    """Create and join `l_packs`: what each kind of pack of a product holds, by product and the line's own pack size."""
    cells = cells_of(work)
    select = ", ".join(f"{sql} as {name}" for name, sql in cells.items())
    found = work.connection.execute(f"select distinct {select} from records r {' '.join(work.joins)}").fetchall()
    known, codes = known_of(work), pack_fields()
    rows = [
        (product_id, pack, *(_content(work, known, codes[n], n, product_id, clean(pack), len(names)) for n in names))
        for product_id, pack in sorted(found)
    ]
    create_table(work, "l_packs", {"product_id": str, "pack": str} | dict.fromkeys(names, int), rows)
    work.joins.append(f"left join l_packs on {keys_of('l_packs', cells)}")


def _content(  # noqa: PLR0917 - one cell of the table
    work: Work, known: Known, code: str, name: str, product_id: str, pack: str | None, columns: int
) -> int | None:
    heading = work.heading(name) or code
    agreed = known.agreed_of(heading, code)
    if agreed is not None:
        return agreed
    unit = reading_of(code, known.products.get(product_id), pack if columns == 1 else None, known)
    return unit.holds if unit else None


def _look(work: Work, names: list[str], units: str, packs: str) -> _Lines:
    columns = ", ".join(f"coalesce({work.columns[f'{n}_value']}, 0) as {n}, l_packs.{n} as h_{n}" for n in names)
    price = work.columns.get("unit_price_amount_value", "cast(null as decimal(18,4))")
    amount = work.columns.get("net_amount_value", "cast(null as decimal(18,4))")
    packed = " or ".join(f"{n} <> 0" for n in names)
    unknown = " or ".join(f"{n} <> 0 and h_{n} is null" for n in names)
    same = " and ".join(f"({n} = 0 or abs(u - {n} * h_{n}) <= h_{n} * {_ROUNDED})" for n in names)
    smallest = ", ".join(f"case when {n} <> 0 then h_{n} end" for n in names)
    is_amount = "p <> 0 and abs(({0}) * p - a) <= abs(a) * 0.01"
    found = work.connection.execute(f"""
        with lines as (
            select {columns}, {units} as u, {packs} as packs, {price} as p, {amount} as a
            from records r {" ".join(work.joins)}
        )
        select count(*), count_if({unknown}), count_if(coalesce({same}, false)),
            count(distinct case when {same} then u end), count_if(u = 0),
            count_if(u <> 0 and abs(u) < least({smallest})),
            count_if(coalesce({is_amount.format("u + packs")}, false)),
            count_if(coalesce({is_amount.format("u")}, false))
        from lines where {packed}
    """).fetchall()[0]
    return _Lines(*found)


def _shown(work: Work, main: str, names: list[str], lines: _Lines) -> tuple[Quantities, str]:
    """What the lines show, with the evidence in words.

    The same quantity twice agrees on every line. Parcels counted beside the units are never without units. What is
    added up gives the amounts; or stands without units on some lines, and on the others with fewer than a pack.
    """
    known = lines.unknown == 0
    if known and lines.same == lines.packed >= _TELLING and lines.spellings > 1:
        return "units", f"the same as the packs hold on all {lines.packed} lines"
    telling = lines.summed + lines.unitary
    if known and lines.summed >= max(_TELLING, _MOSTLY * telling) and not lines.same:
        return "add", f"units and packs together x price are the amount on {lines.summed} lines"
    if lines.unitary >= max(_TELLING, _MOSTLY * telling):
        return "units", f"the units alone x price are the amount on {lines.unitary} lines"
    if known and not telling and lines.alone >= _TELLING and lines.alone + lines.within == lines.packed:
        return "add", f"packs without units on {lines.alone} lines, with fewer than a pack on {lines.within}"
    unknown = f" On {lines.unknown} nobody says what a pack holds." if lines.unknown else ""
    raise Held(
        "UNCLEAR_UNITS",
        f"Quantities stand in packs in {_listed(work, names)} and in units in {work.heading(main)!r}, and "
        f"{lines.packed} lines with packs do not show how they belong together: {lines.same} say the same in both, "
        f"{lines.alone} have packs only.{unknown} Do they add up, are the units all there is, or the packs "
        "(quantities: add, units or packs)?",
    )


def _take(work: Work, main: str, names: list[str], total: str, with_units: bool) -> None:
    """The total becomes the quantity; what was reported stays beside it where one column says it all."""
    values = {n: f"coalesce({work.columns[f'{n}_value']}, 0)" for n in names}
    for n in names:
        work.columns[f"{n}_holds"] = f"l_packs.{n}"
        said = quoted(work.heading(n) or n)
        work.checks.append(Check("UNKNOWN_UOM", f"{n}_value <> 0 and {n}_holds is null", n, said))
    codes = {n: code for n, code in pack_fields().items() if n in names}
    if with_units:
        values[main], codes[main] = f"coalesce({work.columns[f'{main}_value']}, 0)", "each"
    filled = " + ".join(f"cast({v} <> 0 as integer)" for v in values.values())
    only = f"({filled}) = 1"
    work.columns["reported_quantity"] = f"case when {only} then {' + '.join(values.values())} end"
    which = " ".join(f"when {v} <> 0 then '{codes[n]}'" for n, v in values.items())
    work.columns["reported_unit_code"] = f"case when {only} then case {which} end end"
    empty = [work.columns[f"{n}_empty"] for n in values]
    work.columns[f"{main}_value"] = f"try_cast({total} as decimal(18,4))"
    work.columns[f"{main}_empty"] = " and ".join(f"({e})" for e in empty)


def _listed(work: Work, names: list[str]) -> str:
    return ", ".join(repr(work.heading(n)) for n in names)
