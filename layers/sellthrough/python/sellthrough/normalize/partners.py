"""Partners as a file names them in, their ids as a look-up table to join, with the check on it, out."""

from collections import Counter

from sellthrough.model.sql_texts import quoted
from sellthrough.normalize.lookups import create_lookup
from sellthrough.normalize.names import name_key
from sellthrough.normalize.work import Check, Work


def resolve_partners(work: Work) -> None:
    """Add `partner_id`: the row's own partner where the file names one, else the sender.

    The sender's aliases count first, then the others, then ids, then a name that only one partner has.
    """
    names = [n for n in ("partner_code", "partner_name") if n in work.fields]
    partners = work.configuration.partners
    shared = Counter(name_key(p.partner_name) for p in partners)
    known = {key: p.partner_id for p in partners if shared[key := name_key(p.partner_name)] == 1}
    known |= {name_key(p.partner_id): p.partner_id for p in partners}
    for owner in (None, work.submission.partner_id):
        aliases = (a for a in work.configuration.aliases if a.kind == "partner" and a.partner_id == owner)
        known |= {name_key(a.alias): a.id for a in aliases}
    for name in names:
        create_lookup(work, name, lambda text: known.get(name_key(text)))
    empty = " and ".join(f"coalesce(l_{n}.is_empty, true)" for n in names) or "true"
    found = ", ".join(f"l_{n}.value" for n in names) or "null"
    work.columns["partner_id"] = f"coalesce({found}, case when {empty} then {quoted(work.submission.partner_id)} end)"
    if names:
        work.checks.append(Check("UNKNOWN_PARTNER", "partner_id is null", names[0]))
