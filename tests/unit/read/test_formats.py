"""The same table in every separator, encoding and decimal mark reads to the same records."""

import itertools

import pytest
from tests.unit.read.reading import read_bytes

from sellthrough.model.workspace import Layout

DELIMITERS = [",", ";", "\t", "|", "^"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]
DECIMALS = [".", ","]
HEADINGS = ("Artikel-Nr.", "Größe", "Menge", "Umsatz €", "Datum", "Händler")
ROWS = [
    ["A-1", "groß, rot", "3", "1{0}50", "03.10.2019", "Müller & Söhne"],
    ["A-2", "klein; blau", "12", "-1234{0}05", "04.10.2019", 'Café "Zum Löwen"'],
    ["A-3", None, "7", "0{0}99", "05.10.2019", "Straße | Weg"],
    ["A-4", "2\tZeilen", "1", "10{0}00", "06.10.2019", "Überall^"],
]


def table(delimiter: str, decimal: str) -> tuple[list[list[str | None]], str]:
    """The rows with that decimal mark, and the text in that separator."""
    rows = [[cell.format(decimal) if cell else None for cell in row] for row in ROWS] * 3
    lines = [delimiter.join(HEADINGS)]
    for row in rows:
        lines.append(delimiter.join(quoted(cell or "", delimiter) for cell in row))
    return rows, "\r\n".join(lines) + "\r\n"


def quoted(cell: str, delimiter: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if delimiter in cell or '"' in cell else cell


@pytest.mark.feature("E6")
@pytest.mark.parametrize(("delimiter", "encoding", "decimal"), list(itertools.product(DELIMITERS, ENCODINGS, DECIMALS)))
def test_five_delimiters_four_encodings_two_decimal_marks_read_alike(
    delimiter: str, encoding: str, decimal: str
) -> None:
    rows, text = table(delimiter, decimal)
    found = read_bytes(text.encode(encoding))
    assert found.report.headings == HEADINGS
    assert found.rows == rows
    assert found.lines == list(range(2, 14))
    assert (found.report.delimiter, found.report.encoding) == (delimiter, encoding)


@pytest.mark.feature("E7")
def test_tab_and_pipe_twins_read_alike() -> None:
    tab, pipe = (read_bytes(table(mark, ",")[1].encode(), name="x.txt") for mark in ("\t", "|"))
    assert (tab.rows, tab.lines, tab.report.headings) == (pipe.rows, pipe.lines, pipe.report.headings)


TEXTS = {
    "cp1252": "Référence;Désignation;Quantité\nA-1;Vélo d'été à 20 €;3\nA-2;Mälzer Straße £5;4\n",
    "cp932": "商品コード,商品名,数量,金額\nA-1,自転車ヘルメット 赤,3,1200\nA-2,東京のキャップ,4,800\n",
    "euc_jp": "商品コード,商品名,数量,金額\nA-1,自転車ヘルメット 赤,3,1200\nA-2,東京のキャップ,4,800\n",
    "gb18030": "产品编号,产品名称,数量,金额\nA-1,自行车头盔红色,3,1200\nA-2,上海的帽子,4,800\n",
    "euc_kr": "제품번호,제품명,수량,금액\nA-1,자전거 헬멧 빨강,3,1200\nA-2,서울 모자,4,800\n",
    "cp1251": "Артикул;Наименование;Количество\nA-1;Шлем велосипедный;3\nA-2;Кепка красная;4\n",
    "cp1250": "Číslo;Název zboží;Množství\nA-1;Žluťoučký kůň;3\nA-2;Přílba šedá;4\n",
    "mac_roman": "Référence;Désignation;Quantité\nA-1;Vélo d'été façon œuf;3\nA-2;Mälzer Straße;4\n",
    "cp850": "Händler;Größe;Menge\nMüller & Söhne;groß;3\nÖztürk;Äußere Straße;4\n",
    "cp852": "Číslo;Název zboží;Množství\nA-1;Žluťoučký kůň;3\nA-2;Přílba šedá;4\n",
    "cp866": "Артикул;Наименование;Количество\nA-1;Шлем велосипедный;3\nA-2;Кепка красная;4\n",
    "koi8_r": "Артикул;Наименование;Количество\nA-1;Шлем велосипедный;3\nA-2;Кепка красная;4\n",
    "mac_cyrillic": "Артикул;Наименование;Количество\nA-1;Шлем велосипедный;3\nA-2;Кепка красная;4\n",
    "cp1253": "Κωδικός;Περιγραφή;Ποσότητα\nA;Κράνος ποδηλάτου;3\nB;Καπέλο κόκκινο;4\n",
    "cp1254": "Ürün;Açıklama;Miktar\nA;Bisiklet kaskı şık;3\nB;Kırmızı şapka;4\n",
    "big5": "產品編號,產品名稱,數量,金額\nA-1,自行車頭盔紅色,3,1200\nA-2,臺北的帽子,4,800\n",
    "iso2022_jp_2": "商品コード,商品名,数量,金額\nA-1,自転車ヘルメット 赤,3,1200\nA-2,東京のキャップ,4,800\n",
    "utf-16-le": "SKU\tNäme\tQty\nA-1\tcafé\t3\n",
    "utf-16-be": "SKU\tNäme\tQty\nA-1\tcafé\t3\n",
    "utf-8": "SKU\tNäme\tQty\nA-1\tcafé 合計 €\t3\n",
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_an_encoding_is_decided_by_evidence(encoding: str) -> None:
    text = TEXTS[encoding]
    found = read_bytes(text.encode(encoding))
    expected = [line.split(found.report.delimiter) for line in text.splitlines()]
    assert [list(found.report.headings), *found.rows] == expected
    assert found.report.encoding == encoding


def test_the_agreements_encoding_wins() -> None:
    content = "Název;Počet\nŽluť;3\n".encode("cp1250")
    assert read_bytes(content, Layout(encoding="cp1250")).rows == [["Žluť", "3"]]


def test_a_byte_order_mark_is_no_part_of_the_first_heading() -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        assert read_bytes('"SKU","Qty"\nA-1,5\n'.encode(encoding)).report.headings == ("SKU", "Qty")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_few_lines_in_another_encoding_are_read_line_by_line(end: bytes) -> None:
    content = "SKU,Name\nA-1,café\nA-2,Müller\nA-3,naïve\n".encode() + "A-4,Größe\n".encode("cp1252")
    found = read_bytes(content.replace(b"\n", end))
    assert [row[1] for row in found.rows] == ["café", "Müller", "naïve", "Größe"]
    assert [(issue.code, issue.line) for issue in found.report.issues] == [("MIXED_ENCODING", 5)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_with_zero_bytes_are_named(end: bytes) -> None:
    found = read_bytes(b"SKU,Qty\nA-1,3\nA\x00-2,4\nA-3,\x005\n".replace(b"\n", end))
    assert [row[0] for row in found.rows] == ["A-1", "A\ufffd-2", "A-3"]
    (issue,) = found.report.issues
    assert (issue.code, issue.line, issue.detail[-7:]) == ("NUL_CHARACTERS", 3, ": 3, 4.")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Artículo;Año;Cantidad\nMuñeca pequeña;2019;3\nCamión rápido;2019;4\n", "cp1252"),
        ("Nazwa;Ilość\nKsiążka żółta;3\nGęś wędzona;4\n", "cp1250"),
        ("Megnevezés;Mennyiség\nTűző gép;3\nŐszi kőrös űr;4\n", "cp1250"),
        ("Återförsäljare;Antal\nÅkes Cykel, Malmö;3\n", "cp1252"),
    ],
)
def test_letters_that_no_language_mixes_tell_the_table(text: str, encoding: str) -> None:
    found = read_bytes(text.encode(encoding))
    assert [";".join(found.report.headings), *(";".join(map(str, row)) for row in found.rows)] == text.splitlines()
