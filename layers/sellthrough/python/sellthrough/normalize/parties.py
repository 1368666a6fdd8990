"""Resellers and end customers as senders write them in, account ids out: the master's, or a provisional one."""

import hashlib
import re
from collections.abc import Iterable

from sellthrough.model.workspace import Configuration
from sellthrough.normalize.names import name_key


def provisional_id(key: str, country_code: str | None) -> str:
    """The id of a reseller or end customer that no master has: the same name in the same country, the same id."""
    return "new-" + hashlib.sha256(f"{key}|{country_code or ''}".encode()).hexdigest()[:12]


class Accounts:
    """The vendor's resellers and end customers as one sender may call them."""

    def __init__(self, configuration: Configuration, partner_id: str) -> None:
        self._ids = {a.account_id for a in configuration.accounts}
        self._taxes = {_bare(a.tax_number): a.account_id for a in configuration.accounts if a.tax_number}
        self._names: dict[str, list[tuple[str | None, str]]] = {}
        for account in configuration.accounts:
            self._names.setdefault(name_key(account.account_name), []).append(
                (account.country_code, account.account_id)
            )
        aliases = [a for a in configuration.aliases if a.kind == "account" and a.id in self._ids]
        self._aliases: dict[str, str] = {}
        for owner in (None, partner_id):  # the partner's own come last and win
            self._aliases |= {name_key(a.alias): a.id for a in aliases if a.partner_id == owner}

    def by_code(self, code: str) -> str | None:
        """The account of that id or alias."""
        return code if code in self._ids else self._aliases.get(name_key(code))

    def by_tax_number(self, number: str) -> str | None:
        """The account of that tax number, however it is spaced."""
        return self._taxes.get(_bare(number))

    def by_name(self, key: str, country_code: str | None) -> str | None:
        """The account of that alias, or the only one of that name key that may be in that country."""
        if key in self._aliases:
            return self._aliases[key]
        ids = {i for c, i in self._names.get(key, ()) if country_code is None or c in (None, country_code)}
        return ids.pop() if len(ids) == 1 else None

    def identify(self, names: Iterable[tuple[str, str | None]]) -> list[tuple[str, bool]]:
        """Id and whether it is provisional for each (name key, country)."""
        found = [(key, country, self.by_name(key, country)) for key, country in names]
        return [(i, False) if i else (provisional_id(key, country), True) for key, country, i in found]


def _bare(number: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", number.upper())
