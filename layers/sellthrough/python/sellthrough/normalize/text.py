"""Cells as written in, clean text out: one rule, as an SQL macro for whole columns and as Python for single values."""

import re

import duckdb

# For classes of regular expressions, of Python and of DuckDB alike.
SPACES = "\u00a0\u202f\u2000-\u200a\u3000"
CONTROLS = "\\x00-\\x08\\x0e-\\x1f\\x7f\u200b-\u200f\u2060\ufeff"
_LETTERS = "À-ɏぁ-ヿ一-鿿"  # a few ranges: a Unicode class takes milliseconds to compile, and there are many columns
_SPACE_RUN = re.compile(f"[\t\r\n\x0b\x0c {SPACES}]+")
_CONTROL = re.compile(f"[{CONTROLS}]")
_IS_CLEAN = re.compile("[!#-&(-<>-~][!-~]*(?: [!-~]+)*")
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
    """Create the macro `clean(x)`: what `clean` does, with short ways for cells that are clean but for spaces."""
    letters = f"!-~{_LETTERS}"
    first = f"!#-&(-<>-~{_LETTERS}"  # no quote and no =
    connection.execute(rf"""
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
