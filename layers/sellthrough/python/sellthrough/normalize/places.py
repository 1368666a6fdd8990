"""Countries, states and postcodes as senders write them in, ISO countries and the vendor's regions out."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from sellthrough.model.workspace import Configuration, Region
from sellthrough.normalize.names import fold_text

_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_POSTCODE_PREFIX = re.compile(r"(?:([A-Z]{2}):)?([0-9A-Z][0-9A-Z -]*)\*")


@cache
def country_names() -> dict[str, str]:
    """Folded codes and names of countries to ISO 3166-1 alpha-2."""
    raw = tomllib.loads(files(__package__).joinpath("countries.toml").read_text(encoding="utf-8"))
    named = {fold_text(name): code for code, names in raw["names"].items() for name in names}
    return {code: code for code in raw["codes"]["codes"].split()} | named


class Places:
    """Where a line belongs, by the vendor's own regions.

    `Region.match` holds country codes ("FR"), ISO 3166-2 subdivisions ("US-CA"), names of states ("California") and
    postcode prefixes ("80*", or with the country "DE:80*"); a region without any covers its whole country.
    """

    def __init__(self, configuration: Configuration) -> None:
        aliases = [a for a in configuration.aliases if a.kind == "country"]
        self._countries = country_names() | {fold_text(a.alias): a.id for a in aliases}
        self._regions = configuration.regions
        self._by_code = {r.region_code: r for r in configuration.regions}
        self._whole: dict[str, str] = {}
        self._states: dict[tuple[str, str], str] = {}
        self._prefixes: list[tuple[str, str, str]] = []
        for region in configuration.regions:
            self._learn(region)
        for alias in configuration.aliases:
            if alias.kind == "region" and alias.id in self._by_code:
                self._states[("", fold_text(alias.alias))] = alias.id
        self._prefixes.sort(key=lambda p: (-len(p[1]), p))

    def _learn(self, region: Region) -> None:
        code = region.region_code
        for name in (code, region.region_name):
            self._states.setdefault(("", fold_text(name)), code)
        if not region.match:
            self._whole.setdefault(region.country_code, code)
        for entry in region.match:
            if entry in country_names() and len(entry) == 2:
                self._whole.setdefault(entry, code)
            elif prefix := _POSTCODE_PREFIX.fullmatch(entry):
                self._prefixes.append((prefix[1] or region.country_code, _digits(prefix[2]), code))
            elif _SUBDIVISION.fullmatch(entry):
                self._states[(entry[:2], fold_text(entry[3:]))] = code
                self._states[(entry[:2], fold_text(entry))] = code
            else:
                self._states[(region.country_code, fold_text(entry))] = code

    @property
    def has_regions(self) -> bool:
        """False when the vendor has no regions; then nothing is looked up and nothing is rejected for its place."""
        return bool(self._regions)

    @property
    def uses_postcodes(self) -> bool:
        """True when a postcode can decide the region."""
        return bool(self._prefixes)

    def country(self, text: str) -> str | None:
        """ISO alpha-2 code of a country's code or name, or None."""
        return self._countries.get(fold_text(text))

    def region(self, country: str | None, state: str | None, postcode: str | None) -> tuple[str | None, str | None]:
        """Region and country of a place; (None, country) when it lies in no region.

        A state's name decides before a postcode, the longest postcode prefix before the whole country.
        """
        if state and (found := self._state(country, fold_text(state))):
            return found, country or self._by_code[found].country_code
        for prefix_country, prefix, code in self._prefixes if postcode else ():
            if country in (None, prefix_country) and _digits(postcode or "").startswith(prefix):
                return code, country or prefix_country
        return self._whole.get(country or ""), country

    def _state(self, country: str | None, state: str) -> str | None:
        if country:
            found = self._states.get((country, state))
        else:
            codes = {code for (_, name), code in self._states.items() if name == state}
            found = codes.pop() if len(codes) == 1 else None
        return found or self._states.get(("", state))


def _digits(postcode: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", postcode.upper())
