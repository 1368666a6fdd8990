"""Product codes as senders spell them in, the vendor's product ids out; what resolves nowhere is None, not a guess."""

from collections import Counter

from sellthrough.model.workspace import Configuration
from sellthrough.normalize.names import product_key

_GTIN_LENGTHS = {8, 12, 13, 14}


def gtin14(text: str) -> str | None:
    """The trade item number padded to 14 digits, or None when the length or the GS1 check digit is wrong.

    The check digit makes the sum of digits, weighted 3 and 1 from the right, a multiple of ten (GS1 General
    Specifications, section 7.9).
    """
    if not (text.isascii() and text.isdigit() and len(text) in _GTIN_LENGTHS):
        return None
    padded = text.zfill(14)
    return padded if sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(padded)) % 10 == 0 else None


class ProductCatalogue:
    """The vendor's products as one sender may call them.

    Args:
        configuration: Masters and aliases.
        partner_id: Whose aliases count before those of everybody.
        prefix: Put before a code by senders that leave it out (`Layout.product_prefix`).
    """

    def __init__(self, configuration: Configuration, partner_id: str, prefix: str = "") -> None:
        self._prefix = prefix
        self._ids = {p.product_id for p in configuration.products}
        self._gtins = {g: p.product_id for p in configuration.products if p.gtin and (g := gtin14(p.gtin))}
        keys = [product_key(product_id) for product_id in self._ids]
        count = Counter(keys)
        self._keys = {key: i for key, i in zip(keys, self._ids, strict=True) if count[key] == 1}
        aliases = [a for a in configuration.aliases if a.kind == "product" and a.id in self._ids]
        self._aliases: dict[str, str] = {}
        for owner in (None, partner_id):  # the partner's own come last and win
            self._aliases |= {product_key(a.alias): a.id for a in aliases if a.partner_id == owner}

    def resolve(self, code: str) -> str | None:
        """Exact id, then alias, then trade item number, then the unique normalised key."""
        for candidate in (self._prefix + code, code) if self._prefix else (code,):
            if candidate in self._ids:
                return candidate
            key = product_key(candidate)
            if not key:
                continue
            found = self._aliases.get(key) or self._gtins.get(gtin14(candidate) or "") or self._keys.get(key)
            if found:
                return found
        return None
