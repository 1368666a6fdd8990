"""In: one file as it landed and its layout. Out: records.parquet and what was found (ReadReport), or why it cannot be.

report = read_file(path, "sales 2019-10.csv", layout, folder)
"""

from pathlib import Path

from sellthrough.model.reports import ReadReport
from sellthrough.model.workspace import Layout
from sellthrough.read.delimited import read_delimited
from sellthrough.read.kinds import kind_of
from sellthrough.read.limits import Limits
from sellthrough.read.workbook import read_workbook


def read_file(
    path: Path,
    file_name: str,
    layout: Layout,
    out_folder: Path,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> ReadReport:
    """Read one partner file.

    Every line of text, or row of the sheet, is a record or a named ignored line; `rows_in` counts the records.

    Args:
        path: The bytes as they landed.
        file_name: The name it came with; only ever shown, never opened.
        layout: The agreement's layout; what it leaves out is found out from the file.
        out_folder: An existing folder; takes `records.parquet`.
        limits: What the file may be at most.

    Raises:
        Refused: The file cannot be read; the code is one of EMPTY_FILE, UNREADABLE_FILE, UNSUPPORTED_FORMAT,
            ENCRYPTED_FILE and LIMIT_EXCEEDED.
        Held: UNCLEAR_LAYOUT with the question to ask.
        ConfigurationError: The layout names an encoding that does not exist.
    """
    del file_name  # the sniffed kind counts, whatever the name says
    if kind_of(path) == "xlsx":
        return read_workbook(path, layout, out_folder, limits)
    return read_delimited(path, layout, out_folder, limits)
