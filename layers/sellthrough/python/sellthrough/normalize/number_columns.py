"""Number columns of one file in, exact decimals out: each spelling is read once, then applied to all its values."""

import re
from collections.abc import Mapping

from sellthrough.normalize.lookups import create_table
from sellthrough.normalize.numbers import LEADING_ZERO, Mark, Spelling, decide_marks, read_spelling, weigh_marks
from sellthrough.normalize.readings import told_mark
from sellthrough.normalize.text import clean
from sellthrough.normalize.work import Check, Work

_DIGITS = ("123456789１２３４５６７８９", "000000000０００００００００")
# Skeletons of common spellings, whose values need no reading but for the signs to drop; "," is a decimal mark then.
_PLAIN = {
    "": re.compile("-?[0-9]+"),
    ".": re.compile("-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)[.]([0-9]{1,2}|[0-9]{4})"),
    ",": re.compile("-?([0-9]+|[0-9]{1,3}([.][0-9]{3})+),([0-9]{1,2}|[0-9]{4})"),
}


def skeleton_keys(work: Work) -> dict[str, str]:
    """`k_<field>` of each record: the spelling of a number, its digits written as 0."""
    return {f"k_{name}": _skeleton(work.raw(name)) for name in _names(work)}


def read_numbers(work: Work) -> None:
    """Parse every number column: `<field>_value` and `<field>_empty` of each line.

    Raises:
        Held: UNCLEAR_NUMBERS, when a column has values with two readings and nothing decides.
    """
    names = _names(work)
    found = {n: _spellings(work, n) for n in names}
    evidence = {n: weigh_marks(rows.values()) for n, rows in found.items()}
    marks = decide_marks(evidence, work.mapping.headings, work.feed.layout.decimal, work.report.kind)
    for name in names:
        spellings = {skeleton: spelling for skeleton, (spelling, _, _) in found[name].items()}
        _create_readings(work, name, spellings, marks[name])
        if told := told_mark(marks[name], evidence[name], work.feed.layout.decimal is not None):
            work.readings[name] = told
        work.checks.append(Check("INVALID_NUMBER", f"not {name}_empty and {name}_value is null", name))


def _names(work: Work) -> list[str]:
    return [n for n, s in work.fields.items() if s.kind == "number"]


def _skeleton(cell: str) -> str:
    leading = " ".join(
        f"when regexp_full_match({cell}, '{pattern}') then '{key}'" for key, pattern in LEADING_ZERO.items()
    )
    ascii_only = f"translate({cell}, '{_DIGITS[0][:9]}', '{_DIGITS[1][:9]}')"
    any_script = f"translate({cell}, '{_DIGITS[0]}', '{_DIGITS[1]}')"
    zeros = f"case when strlen({cell}) = length({cell}) then {ascii_only} else {any_script} end"
    return f"case when left({cell}, 2) in ('0.', '0,', '-0') then case {leading} else {zeros} end else {zeros} end"


def _spellings(work: Work, name: str) -> dict[str, tuple[Spelling | None, int, str]]:
    found = {k: (read_spelling(k), count, k) for k, count, _ in work.count_keys(name)}
    unclear = [k for k, (spelling, _, _) in found.items() if spelling and spelling.shape == "either"]
    if unclear:
        query = (
            f"select k_{name} as k, min({work.raw(name)}) from {work.keyed} r where k in (select unnest(?)) group by k"
        )
        for k, sample in work.connection.execute(query, [unclear]).fetchall():
            found[k] = (*found[k][:2], sample)
    return found


def _create_readings(work: Work, name: str, spellings: Mapping[str, Spelling | None], mark: Mark) -> None:
    """Create and join `n_<field>`: one row for each skeleton, with what to cut out and what to drop."""
    columns = {
        "skeleton": str, "is_empty": bool, "plain": str, "start": int, "length": int, "sign": str, "decimal": str,
        "is_either": bool, "is_spaced": bool, "is_odd": bool, "is_percent": bool, "currency": str,
    }  # fmt: skip
    is_ratio = name.endswith("_ratio")
    rows = [(k, clean(k) is None, _plain_mark(k), *_reading(k, s, mark, is_ratio)) for k, s in spellings.items()]
    create_table(work, f"n_{name}", columns, rows)
    work.joins.append(f"left join n_{name} on n_{name}.skeleton = r.k_{name}")
    value = _value(f"n_{name}", work.raw(name))
    if digits := work.feed.layout.implied_decimals.get(name):
        value = f"cast({value} * 0.{'1'.zfill(digits)} as decimal(18,4))"
        work.readings[name] = f"the last {digits} digits are decimals, as agreed"
    if is_ratio:  # 40, 40 % and 0.4 are the same chance
        value = (
            f"case when n_{name}.is_percent or {value} > 1 then cast({value} * 0.01 as decimal(9,6)) else {value} end"
        )
    work.columns[f"{name}_value"] = value
    work.columns[f"{name}_empty"] = f"coalesce(n_{name}.is_empty, true)"


def _plain_mark(skeleton: str) -> str | None:
    return next((mark for mark, pattern in _PLAIN.items() if pattern.fullmatch(skeleton)), None)


def _reading(skeleton: str, spelling: Spelling | None, mark: Mark, is_ratio: bool) -> tuple[object, ...]:
    if spelling is None or (spelling.is_percent and not is_ratio):
        return (None,) * 9
    decimal = {"whole": ".", "point": ".", "comma": ",", "either": mark}[spelling.shape]
    body = skeleton[spelling.start - 1 : spelling.start - 1 + spelling.length]
    others = set(body) - set("0.,-+eE")
    is_spaced = bool(others) and others <= {" ", "'"}
    sign = "-" if spelling.is_negative else ""
    cut = (spelling.start, spelling.length)
    return (
        *cut,
        sign,
        decimal,
        spelling.shape == "either",
        is_spaced,
        bool(others),
        spelling.is_percent,
        spelling.currency,
    )


def _value(n: str, cell: str) -> str:
    """SQL of the value as decimal(18,4): digits beyond the scale are rounded half away from zero."""
    cut = f"substring({cell}, {n}.start, {n}.length)"
    spaced = f"replace(replace({cut}, ' ', ''), '''', '')"
    odd = f"regexp_replace(translate({cut}, '０１２３４５６７８９．，', '0123456789.,'), '[^0-9.,eE+-]', '', 'g')"
    body = f"case when {n}.is_spaced then {spaced} when {n}.is_odd then {odd} else {cut} end"
    # A leading zero groups nothing: 0,123 has a decimal comma whatever the column's mark is.
    is_comma = f"case when {n}.is_either and {cut}[1] = '0' then {cut}[2] = ',' else {n}.decimal = ',' end"
    text = f"case when {is_comma} then replace(replace({body}, '.', ''), ',', '.') else replace({body}, ',', '') end"
    return f"""try_cast(case {n}.plain when '' then {cell} when '.' then replace({cell}, ',', '')
        when ',' then replace(replace({cell}, '.', ''), ',', '.') else {n}.sign || {text} end as decimal(18,4))"""
