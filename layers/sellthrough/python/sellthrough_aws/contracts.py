"""Contracts in the ledger: put one, read all."""

from collections.abc import Iterator

from sellthrough.model.contracts import Contract
from sellthrough_aws.ledger_table import LedgerTable


class Contracts(LedgerTable):
    """The CONTRACT items of the ledger (docs/architecture.md)."""

    def put_contract(self, contract: Contract) -> None:
        """Keep a contract, replacing what was known of it."""
        self.put({"pk": f"CONTRACT#{contract.contract_id}", "sk": "CONTRACT", **contract.model_dump(mode="json")})

    def contracts(self) -> Iterator[Contract]:
        """Every contract (reads the whole table)."""
        yield from (Contract.model_validate(item) for item in self.scan("CONTRACT"))
