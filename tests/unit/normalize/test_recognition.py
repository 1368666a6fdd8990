"""What headings mean, what values say, and how both are put together."""

import pytest

from sellthrough.model.fields import fold_heading
from sellthrough.normalize.recognition.assignment import assign, regret
from sellthrough.normalize.recognition.headings import meanings
from sellthrough.normalize.recognition.profiles import products_of_columns, profile_of
from sellthrough.normalize.recognition.recognise import Recognised, Task, recognise

NO_CODES: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("heading", "concepts"),
    [
        ("Rechnungsdatum", {"invoice", "date"}),
        ("請求日付", {"invoice", "date"}),
        ("Fecha de factura", {"invoice", "date"}),
        ("DATE_FACTURE", {"invoice", "date"}),
        ("InvoiceDate", {"invoice", "date"}),
        ("Invoice\nDate:", {"invoice", "date"}),
        ("SHIP_TO_CUST_ID", {"customer", "number"}),
        ("Qty Sold to End User", {"quantity", "sale", "end"}),
        ("Listenpreis", {"list", "price"}),
        ("Montant HT €", {"amount", "net"}),
    ],
)
def test_a_heading_is_made_of_meanings_in_any_language(heading: str, concepts: set[str]) -> None:
    first = meanings(heading)[0]
    assert first.concepts - {"soldto"} == concepts
    assert first.unknown == 0


def test_a_misspelt_word_is_understood_with_doubt() -> None:
    found = meanings("Resller Post Code")[0]
    assert "reseller" in found.concepts
    assert found.unknown > 0


def test_the_assignment_with_the_greatest_sum_is_found() -> None:
    scores = {(1, "a"): 0.9, (1, "b"): 0.8, (2, "a"): 0.85, (3, "b"): 0.1}
    assert assign(scores) == {1: "b", 2: "a"}
    assert regret(scores, assign(scores), (2, "a")) == pytest.approx(1.65 - 1.0)


def test_a_column_that_another_could_replace_is_worth_nothing() -> None:
    scores = {(1, "a"): 0.9, (2, "a"): 0.9}
    assigned = assign(scores)
    assert regret(scores, assigned, next(iter(assigned.items()))) == pytest.approx(0)


def test_quantity_times_price_finds_its_amount() -> None:
    rows = [["2", "9.99", "19.98"], ["3", "1.50", "4.50"], ["10", "7.00", "70.00"], ["4", "2.5", "10.00"]]
    assert (0, 1, 2) in products_of_columns(rows, [0, 1, 2])


def test_values_are_profiled_once_per_spelling() -> None:
    found = profile_of(["4006381333931", "4006381333931", "", None, "4006381333932"])
    assert (found.filled, found.distinct, found.gtins) == (3, 2, 0.5)


def recognised(headings: list[str], rows: list[list[str]], master: set[str] = frozenset()) -> dict[str, Recognised]:  # type: ignore[assignment]
    folds = {p: frozenset({fold_heading(h)}) for p, h in enumerate(headings, 1)}
    resolve = (lambda code: code if code in master else None) if master else None
    return {r.heading: r for r in recognise(Task(headings, rows, "sell_through", folds, resolve=resolve))}


def test_the_product_master_proves_a_column_whatever_its_heading() -> None:
    rows = [[f"VX-{n}", f"X{n}9"] for n in range(100, 108)]
    found = recognised(["Kolumna A", "Kolumna B"], rows, {row[0] for row in rows})
    assert found["Kolumna A"].field == "product_code"
    assert found["Kolumna B"].field is None


@pytest.mark.parametrize("decoy", ["Listenpreis", "Prix d'achat", "税込金額", "Fecha de vencimiento", "Order Qty"])
def test_what_resembles_a_field_and_is_none_is_left_alone(decoy: str) -> None:
    found = recognised([decoy, "Menge"], [["12", "4"], ["7", "9"]])
    assert found[decoy].field is None


def test_the_shipped_quantity_counts_before_the_ordered_one() -> None:
    rows = [[str(n + 2), str(n)] for n in range(1, 9)]
    found = recognised(["Bestellte Menge", "Gelieferte Menge"], rows)
    assert found["Gelieferte Menge"].field == "quantity_units"
    assert found["Bestellte Menge"].field is None


def test_a_heading_that_is_known_but_whose_values_are_not_that_is_doubted() -> None:
    found = recognised(["Invoice Date"], [["red"], ["green"], ["blue"], ["black"], ["white"]])
    assert found["Invoice Date"].is_contradicted
