"""Cells as written in, clean text out: one rule, as an SQL macro for whole columns and as Python for single values."""

import re

import duckdb

from sellthrough.model.reports import CleanedWhat

# For classes of regular expressions, of Python and of DuckDB alike.
SPACES = "\u00a0\u202f\u2000-\u200a\u3000"
CONTROLS = "\\x00-\\x08\\x0e-\\x1f\\x7f\u200b-\u200f\u2060\ufeff"
_LETTERS = "À-ɏぁ-ヿ一-鿿"  # a few ranges: a Unicode class takes milliseconds to compile, and there are many columns
_BLANK = rf"[\t\r\n\x0b\x0c {SPACES}]"
_SPACE_RUN = re.compile(f"[\t\r\n\x0b\x0c {SPACES}]+")
_CONTROL = re.compile(f"[{CONTROLS}]")
_IS_CLEAN = re.compile("[!#-&(-<>-~][!-~]*(?: [!-~]+)*")
# What cleaning takes, each with what a cell with it looks like; their order is that of the bits of `taken`.
TAKEN: dict[CleanedWhat, str] = {
    "spaces": rf"^{_BLANK}|{_BLANK}$|{_BLANK}{{2}}|[\t\r\n\x0b\x0c{SPACES}]",
    "control characters": f"[{CONTROLS}]",
    "quotes": r"""^=?"|^'.*'$""",
}
_EXCEL_TEXT = re.compile(r'^="(.*)"$')


def clean(cell: str | None) -> str | None:
    """The cell without control characters, outer spaces, paired outer quotes and Excel's ="..."; None when empty."""
    if cell is None or _IS_CLEAN.fullmatch(cell):
        return cell
    text = _SPACE_RUN.sub(" ", _CONTROL.sub("", cell)).strip()
    text = _EXCEL_TEXT.sub(r"\1", text)
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    return text.removeprefix('"').strip() or None


def define_text_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the macros `clean(x)`, `clean_spaces(x)` for cells with nothing but spaces to take, `taken(x, cleaned)`.

    `clean` is what the Python function does, with short ways for cells that are clean but for spaces. `taken` has a bit
    for each of `TAKEN` that cleaning the cell x took; only cells that cleaning changes are looked at, and those that
    start as Excel's texts do but do not end so.
    """
    letters = f"!-~{_LETTERS}"
    first = f"!#-&(-<>-~{_LETTERS}"  # no quote and no =
    bits = " + ".join(
        f"cast(regexp_matches(x, '{pattern.replace(chr(39), chr(39) * 2)}', 's') as utinyint) * {1 << bit}"
        for bit, pattern in enumerate(TAKEN.values())
    )
    connection.execute(rf"""
        create or replace macro taken(x, cleaned) as
            cast(case when x is distinct from cleaned or starts_with(x, '="') then {bits} else 0 end as utinyint);
        create or replace macro fewer_spaces(x) as
            case when contains(x, '  ') then regexp_replace(x, ' +', ' ', 'g') else x end;
        create or replace macro clean_spaces(x) as
            nullif(trim(case when contains(x, '  ') then fewer_spaces(replace(x, '  ', ' ')) else x end), '');
        create or replace macro clean_slowly(x) as
            nullif(trim(regexp_replace(regexp_replace(regexp_replace(
                trim(regexp_replace(
                    regexp_replace(x, '[{CONTROLS}]', '', 'g'), '[\t\r\n\x0b\x0c {SPACES}]+', ' ', 'g')),
                '^="(.*)"$', '\1'), '^"(.*)"$|^''(.*)''$', '\1\2'), '^"', '')), '');
        create or replace macro clean(x) as case
            when regexp_full_match(x, '[{first}][{letters}]*( [{letters}]+)*') then x
            when regexp_full_match(x, ' *[{first}][ {letters}]*') then trim(regexp_replace(x, ' +', ' ', 'g'))
            else clean_slowly(x)
        end;
    """)
