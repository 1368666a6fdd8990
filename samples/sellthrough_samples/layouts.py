"""How each partner writes its file: report lines in, the bytes of one file out. One function per partner's habit."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from sellthrough_samples.habits import Report, ReportLine
from sellthrough_samples.sales import Stock

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _english(value: Decimal) -> str:
    return f"{value:,.2f}"


def _continental(value: Decimal, thousands: str = ".") -> str:
    return f"{value:,.2f}".replace(",", "\0").replace(".", ",").replace("\0", thousands)


def _code(line: ReportLine) -> str:
    return {"no product": "", "unknown product": "ZZ-0000"}.get(line.broken, line.code)


def _quantity(line: ReportLine, wrong: str = "N/A") -> str:
    return wrong if line.broken == "quantity" else str(line.sale.quantity)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"') else cell


def _write(path: Path, rows: list[list[str]], delimiter: str, encoding: str, newline: str = "\r\n") -> None:
    quote = _quoted if delimiter == "," else str
    text = "".join(delimiter.join(quote(cell) for cell in row) + newline for row in rows)
    path.write_bytes(text.encode(encoding))


def harbor(report: Report, folder: Path) -> Path:
    """US: comma, month first, dollar signs and thousands separators."""
    rows = [
        [
            "Invoice #",
            "Inv Line",
            "Invoice Date",
            "Sold-To Name",
            "City",
            "State",
            "Mfr Part No",
            "Description",
            "Qty Shipped",
            "Unit Resale",
            "Ext Resale (USD)",
        ]
    ]
    for line in report.lines:
        sale = line.sale
        price = sale.amount / sale.quantity
        rows.append(
            [
                sale.invoice,
                str(sale.line),
                f"{sale.sold:%m/%d/%Y}",
                sale.buyer,
                sale.city,
                sale.state,
                _code(line),
                sale.product.name,
                _quantity(line),
                f"${_english(price)}",
                f"${_english(sale.amount)}",
            ]
        )
    path = folder / f"harbor_pos_{report.period.replace('-', '')}{report.suffix}.csv"
    _write(path, rows, ",", "utf-8")
    return path


def cascade(report: Report, folder: Path) -> Path:
    """US reseller: tab, ISO dates, end users."""
    rows = [["doc_no", "line", "ship_date", "end_user", "city", "state", "sku", "qty", "net_usd"]]
    for line in report.lines:
        sale = line.sale
        rows.append(
            [
                sale.invoice,
                str(sale.line),
                sale.sold.isoformat(),
                sale.buyer,
                sale.city,
                sale.state,
                _code(line),
                _quantity(line),
                str(sale.amount),
            ]
        )
    path = folder / f"cascade-sellout-{report.period}{report.suffix}.txt"
    _write(path, rows, "\t", "utf-8", "\n")
    return path


def rheintal(report: Report, folder: Path) -> Path:
    """Germany: semicolon, Windows-1252, decimal comma, German headings."""
    rows = [
        [
            "Rechnungsnr.",
            "Pos.",
            "Rechnungsdatum",
            "Kunde",
            "Ort",
            "Bundesland",
            "Artikelnummer",
            "Bezeichnung",
            "Menge",
            "Nettobetrag EUR",
        ]
    ]
    for line in report.lines:
        sale = line.sale
        rows.append(
            [
                sale.invoice,
                str(sale.line),
                f"{sale.sold:%d.%m.%Y}",
                sale.buyer,
                sale.city,
                sale.state,
                _code(line),
                sale.product.name,
                _quantity(line),
                _continental(sale.amount),
            ]
        )
    path = folder / f"Rheintal_Abverkauf_{report.period.replace('-', '_')}{report.suffix}.csv"
    _write(path, rows, ";", "cp1252")
    return path


def fenland(report: Report, folder: Path) -> Path:
    """United Kingdom: pound signs, 05-Jan-2025, no line numbers, a total line."""
    rows = [["Part", "Qty", "Value", "Account", "Town", "Date", "Ref"]]
    for line in report.lines:
        sale = line.sale
        day = f"{sale.sold.day:02d}-{_MONTHS[sale.sold.month - 1]}-{sale.sold.year}"
        rows.append(
            [_code(line), _quantity(line), f"£{_english(sale.amount)}", sale.buyer, sale.city, day, sale.invoice]
        )
    rows.append(["Total", str(sum(line.sale.quantity for line in report.lines)), "", "", "", "", ""])
    path = folder / f"Fenland_POS_{report.period.replace('-', '')}{report.suffix}.csv"
    _write(path, rows, ",", "cp1252")
    return path


def loire(report: Report, folder: Path) -> Path:
    """France: semicolon, UTF-8 with a mark, day first, narrow spaces between thousands."""
    rows = [
        [
            "N° facture",
            "Ligne",
            "Date de facture",
            "Référence",
            "Désignation",
            "Quantité",
            "Montant HT",
            "Client",
            "Ville",
            "Région",
        ]
    ]
    for line in report.lines:
        sale = line.sale
        day = f"31/02/{sale.sold.year}" if line.broken == "date" else f"{sale.sold:%d/%m/%Y}"
        rows.append(
            [
                sale.invoice,
                str(sale.line),
                day,
                _code(line),
                sale.product.name,
                _quantity(line),
                _continental(sale.amount, "\u202f"),
                sale.buyer,
                sale.city,
                sale.state,
            ]
        )
    path = folder / f"ventes_loire_{report.period}{report.suffix}.csv"
    _write(path, rows, ";", "utf-8-sig")
    return path


def alpes(report: Report, folder: Path) -> Path:
    """France: no headings, HDR and TRL records, UTF-16, the vendor's prefix left out."""
    rows = [["HDR", "ALPES RESEAUX", report.period, "EUR"]]
    for line in report.lines:
        sale = line.sale
        code = _code(line).strip().upper().replace(" ", "-").removeprefix("NL-")
        rows.append(
            [
                sale.invoice,
                str(sale.line),
                f"{sale.sold:%Y%m%d}",
                code,
                str(sale.quantity),
                str(sale.amount),
                sale.buyer,
            ]
        )
    rows.append(["TRL", str(len(report.lines))])
    path = folder / f"alpes_{report.period}{report.suffix}.txt"
    _write(path, rows, "|", "utf-16")
    return path


def kanda(report: Report, folder: Path) -> Path:
    """Japan: Shift-JIS, Japanese headings, whole yen."""
    rows = [["伝票番号", "行", "売上日", "得意先名", "都道府県", "型番", "数量", "金額(円)"]]
    for line in report.lines:
        sale = line.sale
        rows.append(
            [
                sale.invoice,
                str(sale.line),
                f"{sale.sold:%Y/%m/%d}",
                sale.buyer,
                sale.state,
                _code(line),
                _quantity(line),
                f"{sale.amount:,}",
            ]
        )
    path = folder / f"kanda_uriage_{report.period}{report.suffix}.csv"
    _write(path, rows, ",", "cp932")
    return path


def write_stock(partner_id: str, quarter: str, stock: list[Stock], folder: Path) -> Path:
    """A plain stock report of one quarter; German and French partners use their own headings and separator."""
    headings, delimiter = {
        "RHEINTAL": (["Artikelnr.", "Anfangsbestand", "Zugang", "Endbestand"], ";"),
        "LOIRE": (["Référence", "Stock initial", "Entrées", "Stock final"], ";"),
        "KANDA": (["型番", "期首在庫", "入庫", "期末在庫"], ","),
    }.get(partner_id, (["SKU", "Opening On Hand", "Receipts", "Closing On Hand"], ","))
    rows = [headings, *([r.product.product_id, str(r.opening), str(r.received), str(r.closing)] for r in stock)]
    path = folder / f"{partner_id.lower()}_inventory_{quarter}.csv"
    _write(path, rows, delimiter, "cp932" if partner_id == "KANDA" else "utf-8")
    return path


WRITERS: dict[str, Callable[[Report, Path], Path]] = {
    "harbor": harbor,
    "cascade": cascade,
    "rheintal": rheintal,
    "fenland": fenland,
    "loire": loire,
    "alpes": alpes,
    "kanda": kanda,
}
