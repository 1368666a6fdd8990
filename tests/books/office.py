"""A table of cells comes in; the files that LibreOffice makes of it come out, one for each format."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

import pytest

ABSENT = "there is no `soffice` on the path (Debian: apt-get install libreoffice-calc-nogui)"
# Comma, double quote, UTF-8; every cell as it is shown.
FILTERS = {"xls": "xls:MS Excel 97", "xlsx": "xlsx", "ods": "ods", "csv": "csv:Text - txt - csv (StarCalc):44,34,76"}
_SECONDS = 300
_NAMES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{address}"
    for name, address in {
        "office": "office:1.0", "table": "table:1.0", "text": "text:1.0", "style": "style:1.0", "number": "datastyle:1.0",
        "of": "of:1.2",
    }.items()
}  # fmt: skip
_STYLES = {
    "day": '<number:date-style style:name="Nday"><number:year number:style="long"/><number:text>-</number:text>'
    '<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>',
    "money": '<number:number-style style:name="Nmoney"><number:number number:decimal-places="2" '
    'number:min-decimal-places="2" number:min-integer-digits="1"/></number:number-style>',
    "count": '<number:number-style style:name="Ncount"><number:number number:decimal-places="0" '
    'number:min-integer-digits="1"/></number:number-style>',
    "share": '<number:percentage-style style:name="Nshare"><number:number number:decimal-places="1" '
    'number:min-decimal-places="1" number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>',
    "truth": '<number:boolean-style style:name="Ntruth"><number:boolean/></number:boolean-style>',
    "words": '<number:text-style style:name="Nwords"><number:text-content/></number:text-style>',
}
_KINDS = {
    "day": "date",
    "money": "float",
    "count": "float",
    "share": "percentage",
    "truth": "boolean",
    "words": "string",
}


@dataclass(frozen=True)
class Shown:
    """A cell: what it holds, as OpenDocument writes it, how it is shown, and the formula that gave it."""

    value: str
    style: Literal["day", "money", "count", "share", "truth", "words"] = "words"
    formula: str = ""


def soffice() -> str:
    """LibreOffice; skips where there is none, fails there when SELLTHROUGH_REQUIRE_SHARED is 1."""
    path = shutil.which("soffice")
    if path is None and os.environ.get("SELLTHROUGH_REQUIRE_SHARED") == "1":
        pytest.fail(f"{ABSENT}, and this run must not skip")
    if path is None:
        pytest.skip(ABSENT)
    return path


def flat_sheet(rows: list[list[Shown | None]]) -> bytes:
    """A sheet as flat OpenDocument (.fods), from which LibreOffice makes every other format."""
    spaces = " ".join(f'xmlns:{name}="{address}"' for name, address in _NAMES.items())
    styles = "".join(
        f'{text}<style:style style:name="{name}" style:family="table-cell" style:data-style-name="N{name}"/>'
        for name, text in _STYLES.items()
    )
    body = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    text = (
        f'<office:document {spaces} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="Sales">{body}</table:table></office:spreadsheet></office:body></office:document>'
    )
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + text).encode()


def _cell(cell: Shown | None) -> str:
    if cell is None:
        return "<table:table-cell/>"
    kind = _KINDS[cell.style]
    formula = f' table:formula="{escape(cell.formula)}"' if cell.formula else ""
    name = {"date": "date-value", "boolean": "boolean-value", "string": "string-value"}.get(kind, "value")
    text = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.value.split("\n"))
    value = "" if kind == "string" else f' office:{name}="{cell.value}"'
    return f'<table:table-cell table:style-name="{cell.style}"{formula} office:value-type="{kind}"{value}>{text}</table:table-cell>'


def made_by_office(sheet: bytes, folder: Path) -> dict[str, bytes]:
    """The sheet in each format of `FILTERS`."""
    source = folder / "table.fods"
    source.write_bytes(sheet)
    program = soffice()
    for name in FILTERS.values():
        command = [
            program,
            "--headless",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to",
            name,
        ]
        subprocess.run(
            [*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=_SECONDS
        )
    return {ending: (folder / f"table.{ending}").read_bytes() for ending in FILTERS}


_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Module1"/></library:library>
"""
_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
 library:link="false"/></library:libraries>
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Protect(source As String, target As String, secret As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = &quot;Hidden&quot;
  hidden(0).Value = True
  Dim document As Object
  document = StarDesktop.loadComponentFromURL(ConvertToURL(source), &quot;_blank&quot;, 0, hidden())
  Dim saved(1) As New com.sun.star.beans.PropertyValue
  saved(0).Name = &quot;FilterName&quot;
  saved(0).Value = &quot;calc8&quot;
  saved(1).Name = &quot;Password&quot;
  saved(1).Value = secret
  document.storeToURL(ConvertToURL(target), saved())
  document.close(True)
End Sub
</script:module>
"""


def protected_by_office(sheet: bytes, password: str, folder: Path) -> bytes:
    """The sheet as .ods with a password; no option of the command line saves with one, a macro does."""
    source, target, profile = folder / "open.fods", folder / "protected.ods", folder / "profile"
    source.write_bytes(sheet)
    basic = profile / "user" / "basic"
    (basic / "Standard").mkdir(parents=True)
    call = f'macro:///Standard.Module1.Protect("{source}","{target}","{password}")'
    command = [soffice(), "--headless", f"-env:UserInstallation={profile.as_uri()}", call]
    for _ in range(2):  # the first start of a new profile sets it up, with libraries of its own
        if not target.exists():
            (basic / "script.xlc").write_text(_LIBRARIES)
            (basic / "Standard" / "script.xlb").write_text(_LIBRARY)
            (basic / "Standard" / "Module1.xba").write_text(_MODULE)
            subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
    return target.read_bytes()
