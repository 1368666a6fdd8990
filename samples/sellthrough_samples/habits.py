"""How partners spoil their reports: sales in; lines of each file with repeats, corrections and broken lines out."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from random import Random

from sellthrough_samples.sales import Sale
from sellthrough_samples.vendor import MONTHS, QUARTERS, SamplePartner, quarter_of_month


@dataclass(frozen=True)
class ReportLine:
    """One line as it goes into a file. `code` is how the sender spells the product; `broken` names the defect."""

    sale: Sale
    code: str
    broken: str = ""
    is_repeat: bool = False


@dataclass
class Report:
    """One file's worth of lines. `stands` is False for a report that a later one replaces."""

    partner: SamplePartner
    period: str
    suffix: str = ""
    stands: bool = True
    lines: list[ReportLine] = field(default_factory=list)


BROKEN = {
    "HARBOR": ("quantity", "no product"),
    "LOIRE": ("date",),
    "KANDA": ("unknown product",),
    "NORDWIND": ("amount",),
}
REJECT_CODE = {
    "quantity": "INVALID_NUMBER",
    "amount": "INVALID_NUMBER",
    "no product": "MISSING_MANDATORY",
    "unknown product": "UNKNOWN_PRODUCT",
    "date": "INVALID_DATE",
}
NIL_REPORT = ("ALPES", "2025-Q3")
REPEATED_LINES = {("HARBOR", "2025-05"): 6, ("KANDA", "2025-Q2"): 4}
LATE_REPEATS = {("RHEINTAL", "2025-Q3"): 12}
CORRECTED = ("FENLAND", "2025-Q2")


def spell(rng: Random, code: str) -> str:
    """A product code the way people type it: now and then lower case, with spaces for dashes, or padded."""
    return rng.choice((code, code, code, code.lower(), code.replace("-", " "), f" {code} "))


def _preliminary(rng: Random, report: Report) -> Report:
    lines = list(report.lines)
    for index in rng.sample(range(len(lines)), 5):
        sale = lines[index].sale
        lines[index] = replace(lines[index], sale=replace(sale, quantity=sale.quantity + 3))
    del lines[10:13]
    return Report(report.partner, report.period, "", stands=False, lines=lines)


def reports_of(partner: SamplePartner, sales: list[Sale], rng: Random) -> list[Report]:
    """The reports of one partner's year in the order they are sent."""
    periods = MONTHS if partner.cadence == "monthly" else QUARTERS
    by_period: dict[str, list[Sale]] = defaultdict(list)
    for sale in sales:
        by_period[sale.month if partner.cadence == "monthly" else quarter_of_month(sale.month)].append(sale)
    reports: list[Report] = []
    for index, period in enumerate(periods):
        lines = [ReportLine(sale, spell(rng, sale.product.product_id)) for sale in by_period[period]]
        for broken in BROKEN.get(partner.partner_id, ()) if index % 2 else ():
            model = rng.choice(lines)
            spoiled = replace(model, sale=replace(model.sale, invoice=f"{model.sale.invoice}X"), broken=broken)
            lines.insert(rng.randrange(1, len(lines)), spoiled)
        for line in rng.sample(
            [x for x in lines if not x.broken and x.sale.quantity > 0],
            REPEATED_LINES.get((partner.partner_id, period), 0),
        ):
            lines.append(replace(line, is_repeat=True))
        late = LATE_REPEATS.get((partner.partner_id, period), 0)
        earlier = [x for x in reports[-1].lines if not x.broken and x.sale.quantity > 0] if late else []
        lines.extend(replace(line, is_repeat=True) for line in rng.sample(earlier, late))
        report = Report(partner, period, lines=lines)
        if (partner.partner_id, period) == CORRECTED:
            reports.append(_preliminary(rng, report))
            report.suffix = "_CORRECTED"
        reports.append(report)
    return reports
