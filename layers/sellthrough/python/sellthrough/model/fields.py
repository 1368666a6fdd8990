"""The fields a heading can mean: `fields.toml` in, one typed definition per field out; how headings are compared."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

FieldKind = Literal["text", "code", "date", "number", "currency", "country"]

# Any one of these says which product a line is about, so a record type that needs a product needs one of them.
PRODUCT_FIELDS = ("product_code", "partner_product_code", "gtin")
IGNORE = "ignore"


@dataclass(frozen=True)
class FieldSpec:
    """One canonical field.

    `synonyms` and `fallbacks` are folded headings; a fallback counts only when no synonym is in the file, and the
    earliest of them wins. `synonyms_written` and `fallbacks_written` are the same headings as `fields.toml` has them.
    """

    name: str
    kind: FieldKind
    record_types: frozenset[str]
    mandatory_in: frozenset[str]
    synonyms: tuple[str, ...]
    fallbacks: tuple[str, ...]
    synonyms_written: tuple[str, ...]
    fallbacks_written: tuple[str, ...]


def fold_heading(heading: str) -> str:
    """The heading without case, accents, punctuation, currency signs and spaces; "" when nothing is left.

    "N° pièce" and "n piece" fold alike, and so do "Vendor Part #" and "VENDOR_PART".
    """
    text = unicodedata.normalize("NFKD", heading.replace("º", "").replace("°", "")).casefold()
    return "".join(c for c in unicodedata.normalize("NFKC", _without_marks(text)) if c.isalnum())


def _without_marks(text: str) -> str:
    # Latin accents go; the sound marks of Japanese kana stay, they make another letter.
    return re.sub(r"[\u0300-\u036f]", "", text)


@cache
def fields() -> dict[str, FieldSpec]:
    """All fields by name, in the order of `fields.toml`."""
    raw = tomllib.loads(files(__package__).joinpath("fields.toml").read_text(encoding="utf-8"))
    return {
        name: FieldSpec(
            name=name,
            kind=spec["kind"],
            record_types=frozenset(t.rstrip("!") for t in spec["in"]),
            mandatory_in=frozenset(t.rstrip("!") for t in spec["in"] if t.endswith("!")),
            synonyms=tuple(fold_heading(s) for s in spec["synonyms"]),
            fallbacks=tuple(fold_heading(s) for s in spec.get("fallbacks", ())),
            synonyms_written=tuple(spec["synonyms"]),
            fallbacks_written=tuple(spec.get("fallbacks", ())),
        )
        for name, spec in raw.items()
    }


def fields_of(record_type: str) -> dict[str, FieldSpec]:
    """The fields that the record type knows, in the order of `fields.toml`."""
    return {name: spec for name, spec in fields().items() if record_type in spec.record_types}


def mandatory_fields(record_type: str) -> tuple[str, ...]:
    """The fields without which a record of that type cannot be used."""
    return tuple(name for name, spec in fields_of(record_type).items() if record_type in spec.mandatory_in)
