"""Number columns of one file in, exact decimals out: each skeleton is read once, then applied to all its values."""

from collections.abc import Mapping

from sellthrough.normalize.lookups import create_table
from sellthrough.normalize.numbers import Mark, Spelling, decide_marks, read_spelling, weigh_marks
from sellthrough.normalize.text import clean
from sellthrough.normalize.work import Check, Work

_DIGITS = ("123456789１２３４５６７８９", "000000000０００００００００")


def read_numbers(work: Work) -> None:
    """Parse every number column: `<field>_value`, `<field>_empty` and `<field>_currency` of each line.

    Raises:
        Held: UNCLEAR_NUMBERS, when a column has values with two readings and nothing decides.
    """
    names = [n for n, s in work.fields.items() if s.kind == "number"]
    found = {n: _spellings(work, n) for n in names}
    evidence = {n: weigh_marks(rows.values()) for n, rows in found.items()}
    marks = decide_marks(evidence, work.mapping.headings, work.feed.layout.decimal, work.report.kind)
    for name in names:
        spellings = {skeleton: spelling for skeleton, (spelling, _, _) in found[name].items()}
        _create_readings(work, name, spellings, marks[name])
        work.checks.append(Check("INVALID_NUMBER", f"not {name}_empty and {name}_value is null", name))


def _skeleton(cell: str) -> str:
    return f"translate({cell}, '{_DIGITS[0]}', '{_DIGITS[1]}')"


def _spellings(work: Work, name: str) -> dict[str, tuple[Spelling | None, int, str]]:
    rows = work.connection.execute(f"""
        select {_skeleton(work.raw(name))} as skeleton, count(*), min({work.raw(name)}) from records r
        where {work.raw(name)} is not null group by skeleton order by skeleton
    """).fetchall()
    return {skeleton: (read_spelling(skeleton), count, sample) for skeleton, count, sample in rows}


def _create_readings(work: Work, name: str, spellings: Mapping[str, Spelling | None], mark: Mark) -> None:
    """Create and join `n_<field>`: one row for each skeleton, with what to cut out and what to drop."""
    rows = []
    for skeleton, spelling in spellings.items():
        is_empty = clean(skeleton) is None
        if spelling is None or (spelling.is_percent and not name.endswith("_ratio")):
            rows.append((skeleton, is_empty, None, None, None, None, None, None, None, None))
            continue
        shape = spelling.shape
        decimal = {"whole": ".", "point": ".", "comma": ",", "either": mark}[shape]
        body = skeleton[spelling.start - 1 : spelling.start - 1 + spelling.length]
        odd = any(c not in "0.,-+eE" for c in body)
        sign = "-" if spelling.is_negative else ""
        cut = (spelling.start, spelling.length)
        rows.append((skeleton, is_empty, *cut, sign, decimal, shape == "either", odd, spelling.is_percent, spelling.currency))
    columns = {"skeleton": str, "is_empty": bool, "start": int, "length": int, "sign": str, "decimal": str,
               "is_either": bool, "is_odd": bool, "is_percent": bool, "currency": str}  # fmt: skip
    create_table(work, f"n_{name}", columns, rows)
    work.joins.append(f"left join n_{name} on n_{name}.skeleton = {_skeleton(work.raw(name))}")
    value = _value(f"n_{name}", work.raw(name))
    if name.endswith("_ratio"):  # 40, 40 % and 0.4 are the same chance
        value = f"case when n_{name}.is_percent or {value} > 1 then cast({value} * 0.01 as decimal(9,6)) else {value} end"
    work.columns[f"{name}_value"] = value
    work.columns[f"{name}_empty"] = f"coalesce(n_{name}.is_empty, true)"
    work.columns[f"{name}_currency"] = f"n_{name}.currency"


def _value(n: str, cell: str) -> str:
    """SQL of the value as decimal(18,4): digits beyond the scale are rounded half away from zero."""
    cut = f"substring({cell}, {n}.start, {n}.length)"
    narrow = f"translate({cut}, '０１２３４５６７８９．，', '0123456789.,')"
    body = f"case when {n}.is_odd then regexp_replace({narrow}, '[^0-9.,eE+-]', '', 'g') else {cut} end"
    # A leading zero groups nothing: 0,123 has a decimal comma whatever the column's mark is.
    is_comma = f"case when {n}.is_either and {cut}[1] = '0' then {cut}[2] = ',' else {n}.decimal = ',' end"
    text = f"case when {is_comma} then replace(replace({body}, '.', ''), ',', '.') else replace({body}, ',', '') end"
    return f"try_cast({n}.sign || {text} as decimal(18,4))"
