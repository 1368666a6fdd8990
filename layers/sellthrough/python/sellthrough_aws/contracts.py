"""Contracts in the ledger: those of one partner brought in line with what stands; read by customer, or by last day."""

from collections.abc import Iterable, Iterator
from datetime import date

from sellthrough.model.contracts import Contract
from sellthrough_aws.ledger_table import Item, LedgerTable


class Contracts(LedgerTable):
    """The CONTRACTS and ENDING items of the ledger (docs/architecture.md)."""

    def replace(self, partner_id: str, contracts: Iterable[Contract]) -> int:
        """Make these the partner's contracts; repeating it changes nothing, and a crash half way loses none.

        An ENDING item is written before its contract and deleted after it, so each contract can always be found.

        Returns:
            How many items were written or deleted.
        """
        wanted = {_ending_key(contract): contract for contract in contracts}
        known = [item["sk"] for item in self.query(f"ENDING#{partner_id}")]
        stored = {(i["pk"], i["sk"]): i for i in self.get_many([_contract_key_of(sk) for sk in known])}
        changed = {sk: c for sk, c in wanted.items() if sk not in known or stored.get(_contract_key_of(sk)) != _item(c)}
        gone = [sk for sk in known if sk not in wanted]
        self.put_many({"pk": f"ENDING#{partner_id}", "sk": sk} for sk in changed if sk not in known)
        self.put_many(_item(contract) for contract in changed.values())
        for sk in gone:
            self.delete(*_contract_key_of(sk))
            self.delete(f"ENDING#{partner_id}", sk)
        return len(changed) + len(gone)

    def ending(self, partner_id: str, first: date, last: date) -> Iterator[Contract]:
        """The partner's contracts whose last day lies between these days, both included; the earliest first."""
        keys = self.query_between(f"ENDING#{partner_id}", first.isoformat(), f"{last.isoformat()}#~")
        found = self.get_many([_contract_key_of(item["sk"]) for item in keys])
        yield from sorted((Contract.model_validate(item) for item in found), key=lambda c: (c.end_date, c.contract_id))

    def of_customer(self, customer_id: str) -> list[Contract]:
        """Every contract of that account."""
        return [Contract.model_validate(item) for item in self.query(f"CONTRACTS#{customer_id}")]


def _ending_key(contract: Contract) -> str:
    return f"{contract.end_date.isoformat()}#{contract.contract_id}#{contract.customer_id}"


def _contract_key_of(ending: str) -> tuple[str, str]:
    end_date, contract_id, customer_id = ending.split("#", 2)
    return f"CONTRACTS#{customer_id}", f"{contract_id}#{end_date}"


def _item(contract: Contract) -> Item:
    pk, sk = _contract_key_of(_ending_key(contract))
    values = contract.model_dump(mode="json")
    return {"pk": pk, "sk": sk, **values}
