"""Sign, decimal mark, order of day and month, implied decimals: how each is read with its evidence, or asked about."""

from typing import Any

import pytest

from sellthrough.errors import Held

HEADINGS = ["Invoice Date", "SKU", "Qty", "Amount"]


def file(*rows: tuple[str, str, str]) -> list[list[str]]:
    return [[day, "VX-100", quantity, amount] for day, quantity, amount in rows]


NEGATIVE = file(*((f"2025-03-0{n}", str(-n), f"-{n}0.00") for n in range(1, 7)))
MIXED = file(*((f"2025-03-0{n}", str(n if n == 3 else -n), f"{n if n == 3 else -n}0.00") for n in range(1, 7)))
ON_THE_RIGHT = file(*((f"2025-03-0{n}", str(-n), f"{n}0.00") for n in range(1, 7)))


@pytest.mark.feature("E18")
def test_nothing_but_negative_quantities_is_asked_about(run) -> None:
    with pytest.raises(Held, match=r"UNCLEAR_NUMBERS: 6 of 6 quantities .* column 'Qty' are negative"):
        run(HEADINGS, NEGATIVE)
    with pytest.raises(Held, match="6 of 6"):
        run(HEADINGS, ON_THE_RIGHT)
    assert run(HEADINGS, NEGATIVE[:4]).report.accepted_rows == 4, "four lines may well be four returns"
    assert run(HEADINGS, MIXED).report.accepted_rows == 6


@pytest.mark.parametrize(
    ("rows", "sign", "quantity", "amount"),
    [
        (NEGATIVE, "as_written", -21, -210), (NEGATIVE, "reversed", 21, 210), (ON_THE_RIGHT, "reversed", 21, 210),
        (MIXED, "reversed", 15, 150),
    ],
)  # fmt: skip
def test_the_agreement_says_what_a_negative_quantity_is(
    run, rows: list[list[str]], sign: str, quantity: int, amount: int
) -> None:
    result = run(HEADINGS, rows, layout={"sign": sign})
    assert sum(row["quantity_units"] for row in result.candidates) == quantity
    assert sum(row["net_amount"] for row in result.candidates) == amount
    returns = [row for row in result.candidates if row["transaction_type"] == "return"]
    assert all(row["quantity_units"] < 0 for row in returns)


@pytest.mark.feature("E17", "E18")
@pytest.mark.parametrize(
    ("rows", "layout", "field", "reading"),
    [
        (file(("13/03/2025", "1", "5"), ("04/03/2025", "1", "5")), {}, "sold_date",
         "day first: shown by 1, 1 could be either"),
        (file(("03/13/2025", "1", "5"), ("03/14/2025", "1", "5")), {}, "sold_date",
         "month first: shown by 2"),
        (file(("04/03/2025", "1", "5")), {"date_order": "dmy"}, "sold_date", "day first: as agreed, 1 could be either"),
        (file(("2025-03-04", "1", "5")), {}, "sold_date", ""),
        (file(("2025-03-04", "1", "1.234,50"), ("2025-03-04", "1", "1.234")), {}, "net_amount",
         "decimal comma: shown by 1, 1 could be either"),
        (file(("2025-03-04", "1", "99.5")), {}, "net_amount", "decimal point: shown by 1"),
        (file(("2025-03-04", "1", "1.234")), {"decimal": ","}, "net_amount",
         "decimal comma: as agreed, 1 could be either"),
        (file(("2025-03-04", "1", "12345")), {"implied_decimals": {"net_amount": 2}}, "net_amount",
         "the last 2 digits are decimals, as agreed"),
        (file(("2025-03-04", "1", "5")), {}, "net_amount", ""),
    ],
)  # fmt: skip
def test_how_a_column_is_read_is_told_with_the_evidence(
    run, rows: list[list[str]], layout: dict[str, Any], field: str, reading: str
) -> None:
    columns = run(HEADINGS, rows, layout=layout).report.columns
    assert next(c.reading for c in columns if c.field == field) == reading


@pytest.mark.feature("E17", "E18")
@pytest.mark.parametrize(
    ("rows", "code", "asked", "answer"),
    [
        (file(("04/03/2025", "1", "5"), ("05/03/2025", "1", "5")), "UNCLEAR_DATES", "'Invoice Date'.*04/03/2025",
         {"date_order": "dmy"}),
        (file(("2025-03-04", "1", "1.234"), ("2025-03-04", "1", "5.678")), "UNCLEAR_NUMBERS", "'Amount'.*1.234",
         {"decimal": ","}),
        (NEGATIVE, "UNCLEAR_NUMBERS", "negative", {"sign": "reversed"}),
    ],
    ids=["day or month", "thousands or decimals", "sales or returns"],
)  # fmt: skip
def test_what_has_two_readings_is_asked_and_the_answer_settles_it(
    run, rows: list[list[str]], code: str, asked: str, answer: dict[str, Any]
) -> None:
    with pytest.raises(Held, match=asked) as held:
        run(HEADINGS, rows)
    assert held.value.code == code
    assert run(HEADINGS, rows, layout=answer).report.accepted_rows == len(rows)
