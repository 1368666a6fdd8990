"""Resellers and end customers as senders write them in, account ids out: the master's, or a provisional one."""

import hashlib
import re
from collections import Counter
from functools import cached_property

import pyarrow as pa

from sellthrough.model.sql_texts import enumerated
from sellthrough.model.workspace import Configuration
from sellthrough.normalize.lookups import arrow_table, create_table
from sellthrough.normalize.names import fold_text, name_key
from sellthrough.normalize.work import Work

_RULES = ("code", "tax_number", "alias", "name", "name_and_postcode")


def provisional_id(key: str, country_code: str | None) -> str:
    """The id of a reseller or end customer that no master has: the same name in the same country, the same id."""
    return "new-" + hashlib.sha256(f"{key}|{country_code or ''}".encode()).hexdigest()[:12]


class Accounts:
    """The vendor's resellers and end customers as one sender may call them.

    `aliases` are name keys of other spellings; `names` are (name key, country or None, account id); `sites` are the
    accounts that share a name key with another, by that key, as (country or None, postcode, account id).
    """

    def __init__(self, configuration: Configuration, partner_id: str) -> None:
        accounts = configuration.accounts
        self._ids = {a.account_id for a in accounts}
        self._taxes = {_bare(a.tax_number): a.account_id for a in accounts if a.tax_number}
        self.names = [(name_key(a.account_name), a.country_code, a.account_id) for a in accounts]
        self.sites = _sites(configuration, [key for key, _, _ in self.names])
        aliases = [a for a in configuration.aliases if a.kind == "account" and a.id in self._ids]
        self.aliases: dict[str, str] = {}
        for owner in (None, partner_id):  # the partner's own come last and win
            self.aliases |= {name_key(a.alias): a.id for a in aliases if a.partner_id == owner}

    @cached_property
    def tables(self) -> dict[str, pa.Table]:
        """`account_aliases` (key, id) and `account_names` (key, country, id)."""
        return {
            "account_aliases": arrow_table({"key": str, "id": str}, self.aliases.items()),
            "account_names": arrow_table({"key": str, "country": str, "id": str}, self.names),
        }

    def by_code(self, code: str) -> str | None:
        """The account of that id or alias."""
        return code if code in self._ids else self.aliases.get(name_key(code))

    def by_tax_number(self, number: str) -> str | None:
        """The account of that tax number, however it is spaced."""
        return self._taxes.get(_bare(number))

    def at(self, name: str, country: str, postcode: str) -> str | None:
        """The one account of several of that name that has that postcode, and may be in that country ("": any)."""
        wanted = _postcode(postcode)
        sites = self.sites.get(name_key(name), ()) if wanted else ()
        found = {i for own, code, i in sites if code == wanted and (not country or own in {None, country})}
        return found.pop() if len(found) == 1 else None


def create_account_tables(work: Work, accounts: Accounts) -> None:
    """Create `account_aliases` (key, id) and `account_names` (key, country, id)."""
    for name, table in accounts.tables.items():
        work.connection.register(name, table)


def identify(work: Work, table: str, pairs: str) -> None:
    """Create `table` (k, country, id, is_provisional, is_shared, matched_by): the account of each name in its country.

    The alias counts first, then the only account of that name key that may be in that country; else the id is
    provisional, and shared when several accounts may be meant.

    Args:
        pairs: SQL of the distinct names `k` and countries (empty when not known).
    """
    connection = work.connection
    connection.execute(
        f"create or replace temp table pairs as select k, country, fold_name(k) as folded "
        f"from ({pairs}) where clean(k) is not null"
    )
    hard = connection.execute("select distinct k from pairs where not is_plain_name(k, folded)").fetchall()
    create_table(work, "hard_names", {"k": str, "key": str}, [(k, name_key(k) or fold_text(k) or k) for (k,) in hard])
    connection.execute(f"""
        create or replace temp table {table} as
        with keyed as (
            select p.k, p.country, coalesce(h.key, p.folded) as key from pairs p left join hard_names h using (k)),
        found as (
            select w.key, w.country, count(distinct n.id) > 1 as is_shared,
                case when count(distinct n.id) = 1 then min(n.id) end as id
            from (select distinct key, country from keyed) w join account_names n on n.key = w.key
                and (w.country = '' or n.country is null or n.country = w.country)
            group by w.key, w.country
        )
        select k, country, coalesce(a.id, f.id, 'new-' || left(sha256(key || '|' || country), 12)) as id,
            a.id is null and f.id is null as is_provisional, coalesce(f.is_shared, false) as is_shared,
            case when a.id is not null then {matched_by("alias")}
                when f.id is not null then {matched_by("name")} end as matched_by
        from keyed left join account_aliases a using (key) left join found f using (key, country);
        drop table pairs;
    """)


def tell_apart(work: Work, accounts: Accounts, table: str, places: str) -> str:
    """Create `<table>_at` (k, country, postcode, id): accounts that share their name, told apart by their postcode.

    Args:
        table: As `identify` has created it.
        places: SQL of the distinct names `k`, countries and postcodes as written.

    Returns:
        The name of the new table.
    """
    rows = work.connection.execute(
        f"select k, country, postcode from ({places}) join {table} using (k, country) "
        "where is_provisional and is_shared and postcode is not null order by all"
    ).fetchall()
    found = [(*row, account_id) for row in rows if (account_id := accounts.at(*row))]
    create_table(work, f"{table}_at", {"k": str, "country": str, "postcode": str, "id": str}, found)
    return f"{table}_at"


def matched_by(rule: str) -> str:
    """SQL of what an account was matched by; one of the values of the column `<kind>_matched_by`."""
    return enumerated(rule, *_RULES)


def _sites(configuration: Configuration, keys: list[str]) -> dict[str, list[tuple[str | None, str, str]]]:
    accounts_of = Counter(keys)
    sites: dict[str, list[tuple[str | None, str, str]]] = {}
    for account, key in zip(configuration.accounts, keys, strict=True):
        if accounts_of[key] > 1:
            site = (account.country_code, _postcode(account.postcode or ""), account.account_id)
            sites.setdefault(key, []).append(site)
    return sites


def _postcode(text: str) -> str:
    """Letters and digits of a postcode; of a ZIP+4 the first five, which name the place."""
    bare = _bare(text)
    return bare[:5] if len(bare) == len("100012345") and bare.isdecimal() else bare


def _bare(number: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", number.upper())
