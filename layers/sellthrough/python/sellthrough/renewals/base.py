"""Published contract lines of one partner come in; the contracts that stand come out, whatever order lines came in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sellthrough.model.contracts import Contract, ContractStatus, contract_id_of

Line = Mapping[str, Any]
MOST_PRODUCTS = 20


def contracts_of(lines: Iterable[Line]) -> list[Contract]:
    """The contracts that the lines make, sorted by id and last day.

    Of what is reported about the same asset (product and serial number) of a contract from the same first day on, the
    last word counts: of the latest report, and there the last line. A term that a later one of the same asset
    continues is history. What remains is put together by last day.

    Args:
        lines: Rows of `contracts` of one partner, each with `landing_order` of its submission.
    """
    of_contract: dict[tuple[str, str, str], list[Line]] = defaultdict(list)
    for line in lines:
        of_contract[line["partner_id"], line["contract_number"], line["customer_id"] or ""].append(line)
    contracts = []
    for key, own in of_contract.items():
        by_end: dict[Any, list[Line]] = defaultdict(list)
        for line in _standing(own):
            by_end[line["end_date"]].append(line)
        contracts += [_contract(key, parts) for parts in by_end.values()]
    return sorted(contracts, key=lambda c: c.cycle)


def _standing(lines: Iterable[Line]) -> list[Line]:
    words: dict[tuple[str, str], dict[Any, Line]] = defaultdict(dict)
    for line in sorted(lines, key=_reported):
        words[line["product_id"] or "", line["serial_number"] or ""][line["start_date"]] = line
    return [line for terms in words.values() for line in _current(list(terms.values()))]


def _current(terms: list[Line]) -> list[Line]:
    """The term that runs longest and, when that leaves some over, the cancelled ones that would have run longer."""
    last = {line["row_key"]: (line["end_date"], *_reported(line)) for line in terms}
    in_force = [line for line in terms if line["contract_status"] != "cancelled"]
    newest = max(in_force or terms, key=lambda line: last[line["row_key"]])
    return [newest] + [
        line
        for line in terms
        if line["contract_status"] == "cancelled" and line is not newest and line["end_date"] > newest["end_date"]
    ]


def _reported(line: Line) -> tuple[str, str, str, int, str]:
    """Sort key of reports, total: the period reported on, then landing, then the line's place."""
    return (
        line["reporting_period"] or "",
        line["landing_order"],
        line["source_sheet"] or "",
        line["source_line"] or 0,
        line["row_key"],
    )


def _contract(key: tuple[str, str, str], lines: list[Line]) -> Contract:
    partner_id, contract_number, customer_id = key
    status = _status({line["contract_status"] for line in lines})
    # What is cancelled of a contract that goes on is no longer part of it.
    parts = sorted((line for line in lines if line["contract_status"] == status), key=lambda line: line["row_key"])
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for line in parts:
        if line["net_amount"] is not None and line["net_currency"]:
            amounts[line["net_currency"]] += line["net_amount"]
    return Contract(
        contract_id=contract_id_of(partner_id, contract_number, customer_id),
        partner_id=partner_id,
        contract_number=contract_number,
        customer_id=customer_id,
        customer_name=max(parts, key=_reported)["customer_name"] or "",
        contract_status=status,
        start_date=min(line["start_date"] for line in parts),
        end_date=parts[0]["end_date"],
        product_ids=tuple(sorted({line["product_id"] for line in parts if line["product_id"]})[:MOST_PRODUCTS]),
        description=min((line["description"] for line in parts if line["description"]), default=""),
        line_count=len(parts),
        amounts={currency: f"{amount.normalize():f}" for currency, amount in sorted(amounts.items())},
    )


def _status(statuses: set[str]) -> ContractStatus:
    if "live" in statuses:
        return "live"
    return "warranty" if "warranty" in statuses else "cancelled"
