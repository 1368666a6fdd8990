"""A seed in, a report as some system might send it and then broken by chance out: bytes that no reader was written for."""

import json
import random

_WORDS = ["SKU", "Qty", "Part No", "Größe", "Sold, to", 'Tube 26"', "合計", "Total", "x\ny", "'", "", " ", "1.234,50", "-3",
          "(12)", "2019-10-01", "31/31/2019", "#", "=1+1", "é", "\ufeff", "\u202e", "N/A", "C:\\dir\\", "a;b|c"]  # fmt: skip
_TOKENS = [b"\0", b'"', b'""', b"'", b"\\", b"\r", b"\n", b"\r\n", b",", b";", b"\t", b"||", b"  ", b"\xff", b"\xfe",
           b"\xef\xbb\xbf", b"\x1a", b"\xc3", b"<td>", b"</table>", b"<!--", b"&#x0;", b"&lt", b"{", b"[", b"]", b'{"a":',
           b"<?xml", b"<!DOCTYPE a>", b"]]>", b"sep=,", b"#", b"-" * 40, b"\x1b$B", b"1e999", b"\x01", b"\x02"]  # fmt: skip
_ENCODINGS = ["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp932", "gb18030", "mac_roman", "iso2022_jp"]  # fmt: skip
_MOST_BYTES = 200_000


def broken_file(seed: int) -> bytes:
    """The file of that seed; the same seed gives the same bytes."""
    chance = random.Random(seed)
    rows = [[chance.choice(_WORDS) for _ in range(chance.randint(1, 9))] for _ in range(chance.randint(0, 30))]
    form = chance.choice((_delimited, _delimited, _delimited, _fixed, _json, _xml, _html, _noise))
    content = form(chance, rows).encode(chance.choice(_ENCODINGS), "replace")
    for _ in range(chance.choice((0, 1, 1, 3, 10, 60))):
        content = _broken(chance, content)
    return content[:_MOST_BYTES]


def _delimited(chance: random.Random, rows: list[list[str]]) -> str:
    mark = chance.choice([",", ";", "\t", "|", "||", " ", "^", ", ", "~", ":"])
    quote, end = chance.choice(['"', '"', "'", "", "`"]), chance.choice(["\n", "\r\n", "\r"])
    lines = []
    for row in rows:
        cells = [
            quote + cell.replace(quote or "\0", quote * 2) + quote if chance.random() < 0.4 else cell for cell in row
        ]
        lines.append(mark.join(cells) + (end if chance.random() < 0.99 else ""))
    return "".join(lines)


def _fixed(chance: random.Random, rows: list[list[str]]) -> str:
    width = chance.randint(4, 20)
    return "".join("".join(cell.ljust(width) for cell in row) + "\n" for row in rows)


def _json(chance: random.Random, rows: list[list[str]]) -> str:
    objects = [dict(zip(_WORDS, row, strict=False)) for row in rows]
    if chance.random() < 0.3:
        return json.dumps(rows)
    return "\n".join(map(json.dumps, objects)) if chance.random() < 0.5 else json.dumps({"n": 1, "rows": objects})


def _xml(chance: random.Random, rows: list[list[str]]) -> str:
    lines = ("".join(f"<f{at}>{cell}</f{at}>" for at, cell in enumerate(row)) for row in rows)
    return '<?xml version="1.0"?><r>' + "".join(f"<line n='{chance.random()}'>{line}</line>" for line in lines) + "</r>"


def _html(chance: random.Random, rows: list[list[str]]) -> str:
    spans = (" colspan=2", " rowspan=3", " rowspan=0", " colspan=99999", "", "", "")
    lines = ("".join(f"<td{chance.choice(spans)}>{cell}" for cell in row) for row in rows)
    return "<html><table>" + "<tr>".join(lines) + chance.choice(("</table>", "<table>", "", "<script>"))


def _noise(chance: random.Random, rows: list[list[str]]) -> str:
    text = [chance.choice(_TOKENS).decode("latin-1") for _ in range(chance.randint(1, 200))]
    return "".join(text) + "".join(map(str, rows))


def _broken(chance: random.Random, content: bytes) -> bytes:
    at, to = sorted((chance.randint(0, len(content)), chance.randint(0, len(content))))
    return chance.choice(
        (
            lambda: content[:at] + chance.choice(_TOKENS) + content[at:],
            lambda: content[:at] + chance.choice(_TOKENS) * chance.randint(2, 3_000) + content[at:],
            lambda: content[:at] + content[min(to, at + 40) :],
            lambda: content[:to],
            lambda: content[:to] + content[at:to] + content[to:],
            lambda: content[:at] + bytes([chance.randint(0, 255)]) + content[at + 1 :],
            lambda: content[to:] + content[:to],
        )
    )()
