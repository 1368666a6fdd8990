"""Codes and names of one file in, the vendor's ids out: as look-up tables to join, with the checks on them.

Products, places, currencies, statuses, owners, resellers and end customers.
"""

from sellthrough.model.fields import PRODUCT_FIELDS
from sellthrough.model.sql_texts import quoted
from sellthrough.model.tables import table_of
from sellthrough.normalize.currencies import currency_in_heading, currency_of
from sellthrough.normalize.lookups import create_lookup, create_table
from sellthrough.normalize.masters import master
from sellthrough.normalize.names import fold_text, name_key
from sellthrough.normalize.parties import Accounts, identify, matched_by, tell_apart
from sellthrough.normalize.places import Places
from sellthrough.normalize.products import ProductCatalogue
from sellthrough.normalize.text import clean
from sellthrough.normalize.work import Check, Work

_PLACE_FIELDS = ("country", "region_text", "postcode")


def resolve_products(work: Work) -> None:
    """Add `product_id` and `product_code` (as written); an unknown product is a reject."""
    names = [n for n in PRODUCT_FIELDS if n in work.fields]
    catalogue = master(
        ProductCatalogue, work.configuration, work.submission.partner_id, work.feed.layout.product_prefix
    )
    for name in names:
        create_lookup(work, name, catalogue.resolve)
    ids = [f"l_{n}.value" for n in names]
    work.columns["product_id"] = _first(ids)
    work.texts["product_code"] = _first([work.text(n) for n in names])
    if names:
        given = " and ".join(f"{n}_empty" for n in names)
        work.checks.append(Check("UNKNOWN_PRODUCT", f"product_id is null and not ({given})", names[0]))


def resolve_places(work: Work) -> None:
    """Add `country_code`, `region_code`, `is_region_inferred`; a place in no region is a reject."""
    names = [n for n in _PLACE_FIELDS if n in work.fields]
    places = master(Places, work.configuration)
    if not places.uses_postcodes:
        names = [n for n in names if n != "postcode"]
    has_regions = "region_code" in {c.name for c in table_of(work.feed.record_type).columns} and places.has_regions
    key = {n: f"coalesce({work.raw(n)}, '')" for n in names}
    select = ", ".join(f"{sql} as {n}" for n, sql in key.items()) or "'' as nothing"
    cursor = work.connection.execute(f"select distinct {select} from records r order by all")
    found = []
    for row in cursor.fetchall():
        cells = {n: clean(c) for n, c in zip(names, row, strict=False)}
        found.append((*row, *_place(places, cells, work.partner.country_code, has_regions)))
    columns = dict.fromkeys(names or ["nothing"], str)
    create_table(
        work, "l_place", columns | {"country_code": str, "region_code": str, "is_inferred": bool, "fault": str}, found
    )
    on = " and ".join(f"l_place.{n} = {sql}" for n, sql in key.items()) or "true"
    work.joins.append(f"left join l_place on {on}")
    work.columns |= {
        "country_code": "l_place.country_code",
        "region_code": "l_place.region_code",
        "is_region_inferred": "l_place.is_inferred",
        "place_fault": "l_place.fault",
    }
    if "region_code" in {c.name for c in table_of(work.feed.record_type).columns}:
        work.checks += [Check("UNKNOWN_REGION", f"place_fault = '{n}'", n) for n in names]


def _place(
    places: Places, cells: dict[str, str | None], partner_country: str | None, has_regions: bool
) -> tuple[str | None, str | None, bool, str | None]:
    country_text, state, postcode = (cells.get(n) for n in _PLACE_FIELDS)
    country = places.country(country_text) if country_text else None
    if country_text and country is None:
        return None, None, False, "country"
    if not has_regions:
        return country or partner_country, None, country is None, None
    if not (country or state or postcode):
        return partner_country, places.region(partner_country, None, None)[0], True, None
    region, found_country = places.region(country or partner_country, state, postcode)
    if region is None and country is None:
        region, found_country = places.region(None, state, postcode)
    if region is None:
        return country, None, False, "region_text" if state else "country" if country else "postcode"
    return found_country, region, False, None


def resolve_currencies(work: Work) -> None:
    """Add `currency_code` of each line: the row's, the heading's, the feed's, the partner's, the vendor's own."""
    vendor, partner = work.configuration.vendor, work.partner
    rated = {r.currency_code for r in work.configuration.exchange_rates}
    known = frozenset({*rated, vendor.reporting_currency, partner.currency_code or vendor.reporting_currency})
    money = [n for n in ("net_amount", "unit_price_amount") if n in work.fields]
    in_heading = next((c for n in money if (c := currency_in_heading(work.heading(n) or "", known))), None)
    own = vendor.reporting_currency if partner.partner_type == "vendor" else None
    default = in_heading or work.feed.currency or partner.currency_code or own
    if "net_currency" in work.fields:
        create_lookup(work, "net_currency", lambda text: currency_of(text, default))
    named = " union ".join(f"select distinct currency as k from n_{n} where currency is not null" for n in money)
    rows = work.connection.execute(f"{named or 'select null where false'} order by 1").fetchall()
    create_table(work, "l_sign", {"k": str, "value": str}, [(k, currency_of(k, default) or "") for (k,) in rows])
    sign = _first([f"n_{n}.currency" for n in money])
    work.joins.append(f"left join l_sign on l_sign.k = {sign}")
    from_column = "case when not coalesce(l_net_currency.is_empty, true) then coalesce(l_net_currency.value, '') end"
    column = from_column if "net_currency" in work.fields else "null"
    # '' is a currency that was named and is not known; null is none at all.
    work.columns["currency_code"] = f"coalesce({column}, l_sign.value, {quoted(default) if default else 'null'})"


def resolve_statuses(work: Work) -> None:
    """Add `<field>_value` for stages and statuses: the agreement's words first, then the table's own."""
    own = {
        "stage_name": {"open": "open", "won": "won", "closed won": "won", "lost": "lost", "closed lost": "lost"},
        "order_status": {"booked": "booked", "cancelled": "cancelled", "canceled": "cancelled"},
        "contract_status": {
            "live": "live",
            "active": "live",
            "cancelled": "cancelled",
            "canceled": "cancelled",
            "warranty": "warranty",
        },
    }
    agreed = {fold_text(text): status for text, status in work.feed.layout.stages.items()}
    for name in [n for n in own if n in work.fields]:
        words = {fold_text(text): status for text, status in own[name].items()} | agreed
        create_lookup(work, name, lambda text, words=words: words.get(fold_text(text)))  # type: ignore[misc]
        work.checks.append(Check("UNKNOWN_STATUS", f"not {name}_empty and {name}_value is null", name))


def resolve_owners(work: Work) -> None:
    """Add `owner_region` and `owner_manager`: the team of the sales person that owns an opportunity."""
    people = {name_key(p.owner_name): p for p in work.configuration.sales_people}
    aliases = {name_key(a.alias): name_key(a.id) for a in work.configuration.aliases if a.kind == "owner"}
    rows = []
    for cell in work.values("owner_name"):
        key = name_key(cell)
        person = people.get(aliases.get(key, key))
        rows.append((cell, person.sales_region if person else None, person.manager_name if person else None))
    create_table(work, "l_owner", {"k": str, "region": str, "manager": str}, rows)
    work.joins.append(f"left join l_owner on l_owner.k = {work.raw('owner_name')}")
    work.columns |= {"owner_region": "l_owner.region", "owner_manager": "l_owner.manager"}


def resolve_parties(work: Work, accounts: Accounts, kind: str) -> None:
    """Add `<kind>_id`, `is_<kind>_provisional` and `<kind>_matched_by` for kind "reseller" or "customer".

    By code, by tax number, by the unique name in its country, by one that several share and the postcode; else a
    provisional id, so that the row is accepted.
    """
    code, name = f"{kind}_code", f"{kind}_name"
    if not (code in work.fields or name in work.fields):
        nothing = "cast(null as varchar)"
        work.columns |= {f"{kind}_id": nothing, f"is_{kind}_provisional": "false", f"{kind}_matched_by": nothing}
        return
    joins = [next(j for j in work.joins if "l_place" in j)]
    known = {}
    if code in work.fields:
        joins.append(create_lookup(work, code, accounts.by_code))
        known[f"l_{code}.value"] = "code"
    if "tax_number" in work.fields and _owns_tax_number(work, kind):
        joins.append(create_lookup(work, "tax_number", accounts.by_tax_number))
        known["l_tax_number.value"] = "tax_number"
    named = [work.raw(n) for n in (name, code) if n in work.fields]
    if len(named) == 2:
        named[0] = named[0] if name in work.clean else f"nullif(trim({named[0]}), '')"
    given, party = _first([*known]), _first(named)
    if known:  # a name says nothing of a party that is known by its code
        party = f"case when {given} is null then {party} end"
    table, country = f"l_{kind}", "coalesce(l_place.country_code, '')"
    source = f"records r {' '.join(joins)} where {party} is not null"
    identify(work, table, f"select distinct {party} as k, {country} as country from {source}")
    work.joins.append(f"left join {table} on {table}.k = {party} and {table}.country = {country}")
    cases = "".join(f"when {sql} is not null then {matched_by(rule)} " for sql, rule in known.items())
    is_provisional, found = f"{table}.is_provisional", f"{table}.id"
    if accounts.sites and "postcode" in work.fields and _owns_postcode(work, kind):
        postcode = work.raw("postcode")
        places = f"select distinct {party} as k, {country} as country, {postcode} as postcode from {source}"
        at = tell_apart(work, accounts, table, places)
        on = f"{at}.k = {party} and {at}.country = {country} and {at}.postcode = {postcode}"
        work.joins.append(f"left join {at} on {on}")
        cases += f"when {at}.id is not null then {matched_by('name_and_postcode')} "
        is_provisional, found = f"{is_provisional} and {at}.id is null", f"{at}.id, {found}"
    work.columns |= {
        f"{kind}_id": f"coalesce({given}, {found})",
        f"is_{kind}_provisional": f"coalesce({is_provisional}, false)",
        f"{kind}_matched_by": f"case {cases}else {table}.matched_by end" if cases else f"{table}.matched_by",
    }


def _owns_postcode(work: Work, kind: str) -> bool:
    """The postcode says where the goods went: to the end customer, where the file names one."""
    return kind == "customer" or not ({"customer_code", "customer_name"} & set(work.fields))


def _owns_tax_number(work: Work, kind: str) -> bool:
    return kind == "reseller" or not ({"reseller_code", "reseller_name"} & set(work.fields))


def _first(expressions: list[str]) -> str:
    """SQL of the first of these texts that is not null."""
    return f"coalesce({', '.join([*expressions, 'cast(null as varchar)'])})"
