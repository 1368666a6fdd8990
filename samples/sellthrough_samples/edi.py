"""A seed goes in; EDI reports (X12 867 and 852, EDIFACT SLSRPT and INVRPT) and what they truly say come out.

Senders differ: other separators, line breaks after segments, the quantity before or after the product, quantities split
by location, prices in UIT or CTP. Each report draws its habits from the seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

_PRODUCTS = (("VX-100", "8801643000011"), ("VX-200", "8801643000028"), ("VX-350", "8801643000035"))
_BUYERS = (("R-17", "LAKESIDE SYSTEMS", "OMAHA", "NE", "68102"), ("R-42", "O'HARE & SONS", "AUSTIN", "TX", "73301"))
_STORES = ("S001", "S014", "S027")


@dataclass(frozen=True)
class Line:
    """What one line truly says; `units` are negative for a return, `on_hand_units` is the stock at the period's end."""

    product_code: str
    gtin: str
    units: int
    price: Decimal
    sold: date
    invoice: str
    buyer: tuple[str, str, str, str, str]
    location: str
    on_hand_units: int
    serial: str


@dataclass(frozen=True)
class Marks:
    """How a sender separates; `end` may hold a line break after the terminator."""

    element: str
    component: str
    end: str


def sample_lines(seed: int, count: int, month: date = date(2025, 3, 1)) -> list[Line]:
    """Lines of one month; the same for the same seed."""
    rng = Random(f"edi/{seed}")
    lines = []
    for number in range(count):
        code, gtin = rng.choice(_PRODUCTS)
        lines.append(
            Line(
                product_code=code,
                gtin=gtin,
                units=rng.choice((1, 2, 3, 5, 10, 24, -1)),
                price=Decimal(rng.randint(900, 90_000)) / 100,
                sold=month + timedelta(days=rng.randint(0, 27)),
                invoice=f"INV{seed:03d}{number:04d}",
                buyer=rng.choice(_BUYERS),
                location=rng.choice(_STORES),
                on_hand_units=rng.randint(0, 400),
                serial=f"SN{rng.randint(10**6, 10**7)}",
            )
        )
    return lines


def x12_marks(seed: int) -> Marks:
    """Separators of one X12 sender."""
    rng = Random(f"x12/{seed}")
    return Marks(rng.choice("*|^"), rng.choice(">:\\"), rng.choice(("~", "~\n", "\n", "~\r\n")))


def write_867(lines: Sequence[Line], seed: int, marks: Marks | None = None) -> str:
    """A product transfer and resale report (point of sale): one PTD loop for each line."""
    rng, marks = Random(f"867/{seed}"), marks or x12_marks(seed)
    is_quantity_first, has_uit = rng.random() < 0.5, rng.random() < 0.5
    body = [f"BPT*00*RPT{seed}*20250401*DR", "CUR*SE*USD", "DTM*090*20250301", "DTM*091*20250331"]
    body += ["N1*DS*BIRCH DISTRIBUTION*92*B1"]
    for line in lines:
        name, city, state, postcode = line.buyer[1:]
        body += [f"PTD*{'RU' if line.units < 0 else 'SS'}***IV*{line.invoice}*{'CD' if line.units < 0 else 'DC'}"]
        body += [f"DTM*003*{line.sold:%Y%m%d}", f"N1*BY*{name}*92*{line.buyer[0]}"]
        body += ["N3*1 MAIN ST", f"N4*{city}*{state}*{postcode}*US"]
        quantity = [f"QTY*{'76' if line.units < 0 else '32'}*{abs(line.units)}*EA"]
        product = [f"LIN**VP*{line.product_code}*UP*{line.gtin}", f"PID*F****UNIT {line.product_code}"]
        price = [f"UIT*EA*{line.price}" if has_uit else f"CTP**RES*{line.price}"]
        body += (quantity + product if is_quantity_first else product + quantity) + price
        body += [f"REF*SE*{line.serial}"]
    body += [f"CTT*{len(lines)}*{sum(abs(line.units) for line in lines)}"]
    return _x12("867", "PT", body, seed, marks)


def write_852(lines: Sequence[Line], seed: int, marks: Marks | None = None) -> str:
    """Product activity: sold and on hand of each line, by store (SDQ) or for the one store of each transaction."""
    rng, marks = Random(f"852/{seed}"), marks or x12_marks(seed)
    is_split = rng.random() < 0.5
    body = ["XQ*H*20250301*20250331"]
    if not is_split:
        body.append(f"N1*ST*STORE*92*{lines[0].location if lines else ''}")
    for number, line in enumerate(lines, 1):
        body.append(f"LIN*{number}*VN*{line.product_code}*UP*{line.gtin}")
        sold = ("QU" if line.units < 0 else "QS", abs(line.units))
        for code, units in (sold, ("QA", line.on_hand_units)):
            if is_split:
                body += [f"ZA*{code}", f"SDQ*EA*92*{line.location}*{units}"]
            else:
                body.append(f"ZA*{code}*{units}*EA")
    body.append(f"CTT*{len(lines)}")
    return _x12("852", "PD", body, seed, marks)


def _x12(kind: str, group: str, body: Sequence[str], seed: int, marks: Marks) -> str:
    control = f"{seed % 10**9:09d}"
    segments = [f"ST*{kind}*0001", *body, f"SE*{len(body) + 2}*0001"]
    header = [
        f"ISA*00*          *00*          *ZZ*{'BIRCH':15}*ZZ*{'VEXA':15}*250401*0800*U*00401*{control}*0*P*",
        f"GS*{group}*BIRCH*VEXA*20250401*0800*{seed}*X*004010",
    ]
    text = [one.replace("*", marks.element) for one in (*header, *segments, f"GE*1*{seed}", f"IEA*1*{control}")]
    text[0] += marks.component
    return "".join(one + marks.end for one in text)


def write_slsrpt(lines: Sequence[Line], seed: int) -> str:
    """An EDIFACT sales report: a location above its lines."""
    rng = Random(f"slsrpt/{seed}")
    body = [f"BGM+73E+SR{seed}+9", "DTM+137:20250401:102", "DTM+90:20250301:102", "DTM+91:20250331:102"]
    body += ["NAD+SE+5412345000013::9", "CUX+2:USD:9"]
    for number, line in enumerate(lines, 1):
        body += [f"LOC+162+{line.location}::91", f"DTM+356:{line.sold:%Y%m%d}:102"]
        body += [f"LIN+{number}++{line.gtin}:EN", f"PIA+1+{line.product_code}:SA"]
        body += [f"IMD+F++:::{_released('UNIT ' + line.product_code + ' (50+)')}"]
        price = str(line.price).replace(".", ",") if rng.random() < 0.5 else str(line.price)
        body += [f"QTY+{'61' if line.units < 0 else '153'}:{abs(line.units)}:PCE", f"PRI+AAA:{price}"]
    body += ["UNS+S", f"CNT+2:{len(lines)}"]
    return _edifact("SLSRPT", body, seed)


def write_invrpt(lines: Sequence[Line], seed: int) -> str:
    """An EDIFACT inventory report of one warehouse."""
    body = [f"BGM+35+IR{seed}+9", "DTM+137:20250401:102", "DTM+366:20250331:102", f"NAD+WH+{_STORES[0]}::92"]
    for number, line in enumerate(lines, 1):
        body += [f"LIN+{number}++{line.gtin}:EN", f"PIA+1+{line.product_code}:SA"]
        body += [f"QTY+145:{line.on_hand_units}:PCE", f"QTY+21:{abs(line.units)}:PCE"]
    return _edifact("INVRPT", [*body, f"CNT+2:{len(lines)}"], seed)


def _edifact(kind: str, body: Sequence[str], seed: int) -> str:
    rng = Random(f"edifact/{seed}")
    break_after = rng.choice(("", "\n", "\r\n"))
    advice = "UNA:+.? '" + break_after if rng.random() < 0.5 else ""
    segments = [
        f"UNB+UNOC:3+5412345000013:14+4012345000009:14+250401:0800+REF{seed}",
        f"UNH+1+{kind}:D:96A:UN:EAN008",
        *body,
        f"UNT+{len(body) + 2}+1",
        f"UNZ+1+REF{seed}",
    ]
    return advice + "".join(segment + "'" + break_after for segment in segments)


def _released(text: str) -> str:
    """The text with EDIFACT's separators released."""
    for mark in "?:+'":
        text = text.replace(mark, "?" + mark)
    return text
