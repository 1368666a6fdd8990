"""A partner who sends workbooks: sales on one sheet, the stock on another."""

import io
from pathlib import Path

from openpyxl import Workbook

from sellthrough_samples.habits import Report
from sellthrough_samples.sales import Stock


def nordwind(report: Report, folder: Path, stock: list[Stock]) -> Path:
    """Germany: a workbook with title rows, a total row and the stock on a second sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Verkauf"
    sheet.append(["Nordwind Systemhaus AG - Abverkaufsmeldung"])
    sheet.append([f"Zeitraum: {report.period}"])
    sheet.append([])
    sheet.append(["Belegnr", "Position", "Datum", "Kunde", "Ort", "Artikel", "Stück", "Umsatz netto", "Währung"])
    for line in report.lines:
        sale = line.sale
        amount = "n.v." if line.broken == "amount" else float(sale.amount)
        sheet.append(
            [sale.invoice, sale.line, sale.sold, sale.buyer, sale.city, line.code, sale.quantity, amount, "EUR"]
        )
    sound = [line.sale for line in report.lines if not line.broken]
    sheet.append(
        [
            "Summe",
            None,
            None,
            None,
            None,
            None,
            sum(line.sale.quantity for line in report.lines),
            float(sum(s.amount for s in sound)),
            None,
        ]
    )
    second = book.create_sheet("Bestand")
    second.append(["Artikel", "Anfangsbestand", "Zugang", "Endbestand"])
    for row in stock:
        second.append([row.product.product_id, row.opening, row.received, row.closing])
    stream = io.BytesIO()
    book.save(stream)
    path = folder / f"Nordwind_{report.period}{report.suffix}.xlsx"
    path.write_bytes(stream.getvalue())
    return path
