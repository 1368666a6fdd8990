"""In: what a report says it holds and what was read of it. Out: an issue for every difference, at its segment."""

from decimal import Decimal

from sellthrough.model.reports import Issue
from sellthrough.read.edi.envelopes import Fault, FaultCode
from sellthrough.read.edi.lines import Tally, number_of

_COUNTS = frozenset({FaultCode.COUNT, FaultCode.CONTROL_NUMBER})


def issue_of(fault: Fault) -> Issue:
    """The issue that tells of a broken envelope."""
    code = "CONTROL_TOTAL_MISMATCH" if fault.code in _COUNTS else "BROKEN_ENVELOPE"
    return Issue(code=code, detail=f"Segment {fault.segment}: {fault.detail}", line=fault.segment)


def control_issues(tally: Tally) -> list[Issue]:
    """Compare the control totals of one report with what its lines add up to.

    CTT counts lines or loops, as the guide says; its hash total may leave out the decimal points.
    """
    issues = [
        _issue(at, f"{missing[:1].upper()}{missing[1:]} is missing.", "LINE_INCOMPLETE") for at, missing in tally.unread
    ]
    for segment, whole, shares in tally.unequal_shares:
        issues.append(_issue(segment, f"The quantity is {whole}; its shares by location add up to {shares}."))
    for segment, what, value in tally.claims:
        claimed = number_of(value)
        found = _found(tally, what)
        if claimed is None:
            issues.append(_issue(segment, f"The control total of {_WORDS[what]} is {value!r}, no number."))
        elif found and claimed not in found:
            issues.append(_issue(segment, f"The report says {value} {_WORDS[what]}; its lines have {found[0]}."))
    return issues


_WORDS = {"lines": "lines", "quantity": "units", "hash": "units (hash total)", "amount": "as the sum of amounts"}


def _found(tally: Tally, what: str) -> list[Decimal]:
    """The values that the control total may rightly have; empty when nothing can be compared."""
    if what == "lines":
        return [Decimal(tally.seen[tag]) for tag in ("LIN", "PTD", "PAD", "CON", "SII") if tally.seen[tag]] or [
            Decimal(0)
        ]
    if what == "amount":
        return [tally.amounts] if tally.amount_count == tally.seen["LIN"] else []
    sums = [tally.quantities]
    if what == "hash":
        exponent = tally.quantities.as_tuple().exponent
        sums.append(tally.quantities.scaleb(-exponent) if isinstance(exponent, int) and exponent < 0 else sums[0])
    return sums


def _issue(segment: int, detail: str, code: str = "CONTROL_TOTAL_MISMATCH") -> Issue:
    return Issue(code=code, detail=f"Segment {segment}: {detail}", line=segment)
