"""In: the receipts of an EDI file. Out: the acknowledgement its sender waits for: X12 997 or EDIFACT CONTRL, as text.

It says what was received, whether its envelopes were sound and whether it was refused; what became of the lines is
in the answer mail. A report that is held is not acknowledged before its question is answered. Codes:
X12 elements 715, 716, 717 and 718; EDIFACT 0083 and 0085 (ISO 9735-4).
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from sellthrough.errors import Refused
from sellthrough.read.edi.envelopes import Fault, FaultCode, Receipt
from sellthrough.read.edi.tokens import Segment, Separators
from sellthrough.read.edi.walk import EdiFile

State = Literal["accepted", "refused"]
_TRANSACTION_ERRORS = {
    FaultCode.UNSUPPORTED: "1",
    FaultCode.NO_TRAILER: "2",
    FaultCode.CONTROL_NUMBER: "3",
    FaultCode.COUNT: "4",
    FaultCode.REFUSED: "5",
}
_GROUP_ERRORS = {FaultCode.NO_TRAILER: "3", FaultCode.CONTROL_NUMBER: "4", FaultCode.COUNT: "5"}
_MESSAGE_ERRORS = {
    FaultCode.UNSUPPORTED: "14",
    FaultCode.NO_TRAILER: "13",
    FaultCode.CONTROL_NUMBER: "28",
    FaultCode.COUNT: "29",
    FaultCode.REFUSED: "18",
}
_REJECTING = frozenset({FaultCode.UNSUPPORTED, FaultCode.REFUSED})
_END_OF_FILE, _BAD_CONTENT = "023", "024"  # element I18
_NO_SECURITY = ("00", " " * 10, "00", " " * 10)  # no password goes back
_X12_VERSION = "004010"
_ACCEPTED, _REJECTED = "7", "4"
_RECEIVED = "8"


def acknowledgements_of(path: Path, at: datetime) -> dict[State, str]:
    """Both acknowledgements of an EDI file that was read: which one its sender gets is known when its run ends.

    Args:
        path: The file.
        at: When, in UTC.

    Returns:
        What `acknowledge` says of it, and what `rejection_of` would when its content is refused later.
    """
    file = EdiFile(path)
    for _ in file.items():
        pass
    accepted = acknowledge(file.interchanges, at)
    return {"accepted": accepted, "refused": _rejected(file, at, Fault(FaultCode.REFUSED, 1, "refused"))}


def rejection_of(path: Path, at: datetime, code: str) -> str:
    """The acknowledgement of an EDI file that was refused: every transaction of it, as far as it goes, is rejected.

    Args:
        path: The file.
        at: When, in UTC.
        code: Of the refusal. UNSUPPORTED_FORMAT says that the transactions are none that the feed takes.
    """
    file = EdiFile(path)
    with suppress(Refused):  # what the file was refused for may be that it cannot be walked to its end
        for _ in file.items():
            pass
    kind = FaultCode.UNSUPPORTED if code == "UNSUPPORTED_FORMAT" else FaultCode.REFUSED
    return _rejected(file, at, Fault(kind, 1, code))


def _rejected(file: EdiFile, at: datetime, fault: Fault) -> str:
    for interchange in file.interchanges:
        _reject(interchange, fault)
    return acknowledge(file.interchanges, at)


def _reject(receipt: Receipt, fault: Fault) -> None:
    """Mark the transactions in an envelope; the envelope itself where it holds none."""
    for child in receipt.children:
        _reject(child, fault)
    if not receipt.children and not _is_rejected(receipt):
        receipt.faults.append(fault)


def _is_rejected(receipt: Receipt) -> bool:
    return any(fault.code in _REJECTING for fault in receipt.faults)


def acknowledge(interchanges: Sequence[Receipt], at: datetime) -> str:
    """The acknowledgement of all interchanges of one file, each in its own standard and separators.

    An envelope with a fault that leaves its lines readable is accepted with errors; a transaction of a kind that is not
    read is rejected.

    Args:
        interchanges: As `EdiFile.interchanges` has them once its items were walked.
        at: When, in UTC; the same time gives the same text.

    Returns:
        "" when no interchange has an opening segment, for then nobody says whom to answer.
    """
    texts = []
    for receipt in interchanges:
        if receipt.opening is not None:
            write = _functional_acknowledgement if receipt.separators.standard == "x12" else _control_message
            texts.append(write(receipt, at))
    return "".join(texts)


def _functional_acknowledgement(receipt: Receipt, at: datetime) -> str:
    """997, one transaction for each group; TA1 for an interchange that holds none."""
    marks = receipt.separators
    fields = [element[0] for element in receipt.opening.elements] if receipt.opening else []
    sender, receiver = _padded(fields, 4), _padded(fields, 6)
    groups = [group for group in receipt.children if group.opening is not None]
    control = receipt.control.rjust(9, "0")
    head = ["ISA", *_NO_SECURITY, *receiver, *sender, f"{at:%y%m%d}", f"{at:%H%M}"]
    head += [_at(fields, 10) or "U", (_at(fields, 11) or "00401").rjust(5, "0"), control, "0", _at(fields, 14) or "P"]
    segments = [marks.element.join([*head, marks.component or ">"])]
    if not groups and _is_rejected(receipt):
        is_cut = any(fault.code is FaultCode.NO_TRAILER for fault in receipt.faults)
        received = [_at(fields, 8), _at(fields, 9)]
        answer = ["TA1", control, *received, "R", _END_OF_FILE if is_cut else _BAD_CONTENT]
        segments += [marks.element.join(answer), marks.element.join(["IEA", "0", control])]
        return _ended(segments, marks)
    group_head = ["GS", "FA", _group(groups, 3), _group(groups, 2), f"{at:%Y%m%d}", f"{at:%H%M}", receipt.control, "X"]
    segments.append(marks.element.join([*group_head, _X12_VERSION]))
    for number, group in enumerate(groups, 1):
        segments += _group_response(group, f"{number:04d}", marks)
    segments.append(marks.element.join(["GE", str(len(groups)), receipt.control]))
    segments.append(marks.element.join(["IEA", "1", control]))
    return _ended(segments, marks)


def _group_response(group: Receipt, number: str, marks: Separators) -> list[str]:
    opening = group.opening
    body: list[list[str]] = [["AK1", group.kind, group.control, *([opening.at(8)] if opening else [])]]
    accepted = 0
    for transaction in group.children:
        errors = _codes(transaction, _TRANSACTION_ERRORS)
        is_rejected = _is_rejected(transaction)
        accepted += not is_rejected
        body.append(["AK2", transaction.kind, transaction.control])
        body.append(["AK5", "R" if is_rejected else "E" if errors else "A", *errors])
    total = len(group.children)
    group_errors = _codes(group, _GROUP_ERRORS)
    is_rejected = (total and not accepted) or _is_rejected(group)
    state = "R" if is_rejected else "P" if accepted < total else "E" if _has_errors(group) else "A"
    body.append(["AK9", state, str(_claimed(group)), str(total), str(accepted), *group_errors])
    rows = [["ST", "997", number], *body, ["SE", str(len(body) + 2), number]]
    return [marks.element.join(row) for row in rows]


def _has_errors(group: Receipt) -> bool:
    return bool(group.faults) or any(child.faults for child in group.children)


def _claimed(group: Receipt) -> int:
    """Transactions that the group's trailer says it has; those that came, when it says nothing."""
    return group.claimed if group.claimed is not None else len(group.children)


def _codes(receipt: Receipt, codes: dict[FaultCode, str]) -> list[str]:
    found = dict.fromkeys(codes[fault.code] for fault in receipt.faults if fault.code in codes)
    return list(found)[:5]


def _element(segment: Segment | None, place: int) -> tuple[str, ...]:
    """The components of an element, from 0; none where a damaged envelope lacks it."""
    return segment.elements[place] if segment and len(segment.elements) > place else ()


def _control_message(receipt: Receipt, at: datetime) -> str:
    """CONTRL: the interchange, then every message of it."""
    unb, marks = receipt.opening, receipt.separators
    released = _releaser(marks)
    element, component = marks.element, marks.component
    sender = component.join(map(released, _element(unb, 1)))
    receiver = component.join(map(released, _element(unb, 2)))
    syntax = component.join(unb.elements[0]) if unb and unb.elements else f"UNOC{component}3"
    reference = released(receipt.control)
    messages = [child for group in receipt.children for child in ([group] if group.level == 2 else group.children)]
    faults = [fault.code for fault in receipt.faults]
    action = _RECEIVED if messages else _REJECTED if _is_rejected(receipt) else _ACCEPTED
    error = next((_MESSAGE_ERRORS[code] for code in faults if code in _MESSAGE_ERRORS), "")
    body = [_filled(["UCI", reference, sender, receiver, action, error], element)]
    for message in messages:
        errors = _codes(message, _MESSAGE_ERRORS)
        is_rejected = _is_rejected(message)
        kind = component.join(map(released, _element(message.opening, 1)))
        state = _REJECTED if is_rejected else _ACCEPTED
        body.append(_filled(["UCM", released(message.control), kind, state, *errors[:1]], element))
    head = [
        _filled(["UNB", syntax, receiver, sender, f"{at:%y%m%d}{component}{at:%H%M}", reference], element),
        element.join(["UNH", "1", component.join(("CONTRL", "D", "3", "UN"))]),
    ]
    tail = [element.join(["UNT", str(len(body) + 2), "1"]), element.join(["UNZ", "1", reference])]
    advice = f"UNA{component}{element}{marks.decimal}{marks.release or ' '} {marks.terminator}"
    return (advice if advice != "UNA:+.? '" else "") + _ended([*head, *body, *tail], marks)


def _filled(elements: list[str], element: str) -> str:
    """The segment without empty elements at its end."""
    while elements and not elements[-1]:
        elements.pop()
    return element.join(elements)


def _releaser(marks: Separators) -> Callable[[str], str]:
    special = {marks.element, marks.component, marks.terminator, marks.release} - {""}

    def released(text: str) -> str:
        return "".join(marks.release + c if c in special else c for c in text)

    return released


def _ended(segments: list[str], marks: Separators) -> str:
    end = marks.terminator if marks.terminator == "\n" else marks.terminator + "\n"
    return "".join(segment + end for segment in segments)


def _padded(fields: list[str], at: int) -> list[str]:
    """A qualifier and an id of ISA, the id 15 characters wide."""
    return [(_at(fields, at) or "ZZ").ljust(2), _at(fields, at + 1).ljust(15)]


def _at(fields: list[str], at: int) -> str:
    return fields[at].strip() if at < len(fields) else ""


def _group(groups: list[Receipt], element: int) -> str:
    opening = groups[0].opening if groups else None
    return opening.at(element) if opening else ""
