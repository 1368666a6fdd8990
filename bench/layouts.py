"""Labelled layouts in, how many columns the mapper gets right, asks about or gets wrong out; also fits its confidence.

python -m bench.layouts [--fit] [--misses tuned|held_out]
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from sellthrough.errors import Held
from sellthrough.model.fields import PRODUCT_FIELDS, fold_heading
from sellthrough.model.reports import ReadReport
from sellthrough.model.workspace import Feed
from sellthrough.normalize import recognition
from sellthrough.normalize.mapping import Mapping, Sample, map_columns
from sellthrough.normalize.recognition.folds import folds_of
from sellthrough.normalize.recognition.recognise import Task, recognise
from sellthrough_samples.vendor import products
from sellthrough_samples.wild.layouts import WildLayout, headings_of, source_headings, sources, wild_layouts

CALIBRATION = Path(recognition.__file__).with_name("calibration.toml")
THRESHOLD = 0.95
LAYOUTS = {"tuned": 400, "held_out": 400}
_KNOWN = {p.product_id for p in products()} | {p.gtin for p in products()}
_CURRENCIES = ("USD", "EUR", "GBP", "JPY")


@dataclass
class Figures:
    """Counts over layouts.

    `right`, `asked` and `wrong` count mandatory columns; `mapped` and `wrong_of_all` count every column that was given
    a field without asking.
    """

    layouts: int = 0
    right: int = 0
    asked: int = 0
    wrong: int = 0
    mapped: int = 0
    wrong_of_all: int = 0
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)

    @property
    def right_share(self) -> float:
        """Mandatory columns right first time."""
        return self.right / (self.right + self.asked + self.wrong)

    @property
    def wrong_share(self) -> float:
        """Columns given a wrong field silently, of all columns given a field."""
        return self.wrong_of_all / self.mapped

    def __add__(self, other: "Figures") -> "Figures":
        names = ("layouts", "right", "asked", "wrong", "mapped", "wrong_of_all", "seconds")
        return Figures(**{n: getattr(self, n) + getattr(other, n) for n in names}, misses=self.misses + other.misses)


def withheld_headings() -> frozenset[str]:
    """Folded headings that only the held-out half has: the mapper is measured without knowing them."""
    return frozenset(map(fold_heading, headings_of("held_out"))) - frozenset(map(fold_heading, headings_of("tuned")))


def unseen_headings() -> dict[str, frozenset[str]]:
    """For each tuned source, its folded headings that no other tuned source has."""
    own = {n: {fold_heading(h) for h in source_headings("tuned", n)} for n in sources("tuned")}
    return {n: frozenset(h - set().union(*(o for m, o in own.items() if m != n))) for n, h in own.items()}


def measure_unseen(count: int) -> Figures:
    """The tuned half as if each source were new: what weights and confidence are tuned on."""
    hidden, total = unseen_headings(), Figures()
    for layout in wild_layouts("tuned", count, seed=7):
        total += measure([layout], hidden[layout.source])
    return total


def map_layout(layout: WildLayout, withheld: frozenset[str] = frozenset()) -> Mapping | None:
    """The mapper's answer for one layout; None when it held the file."""
    report = ReadReport(kind="delimited", headings=layout.headings, rows_in=len(layout.rows))
    feed = Feed.model_validate({"feed": "pos", "record_type": layout.record_type, "files": ".*"})
    sample = Sample(layout.rows, _resolve, withheld)
    try:
        return map_columns(report, feed, _CURRENCIES, layout.record_type != "sell_through", sample)
    except Held:
        return None


def task_of(layout: WildLayout, withheld: frozenset[str]) -> Task:
    """One layout as the mapper hands it to the recogniser."""
    headings = dict(enumerate(layout.headings, 1))
    return Task(
        headings=layout.headings,
        rows=layout.rows,
        record_type=layout.record_type,
        folds={p: folds_of(h, frozenset(_CURRENCIES)) for p, h in headings.items()},
        codes=frozenset(_CURRENCIES),
        buyer_is_customer=layout.record_type != "sell_through",
        resolve=_resolve,
        withheld=withheld,
    )


def _resolve(code: str) -> str | None:
    return code if code in _KNOWN else None


def evidence_of(count: int, seed: int) -> list[tuple[tuple[float, ...], bool]]:
    """Features of every field that the mapper would give a column of the tuned half, each source as if it were new."""
    hidden, found = unseen_headings(), []
    for layout in wild_layouts("tuned", count, seed=seed):
        for recognised in recognise(task_of(layout, hidden[layout.source])):
            if recognised.field and not recognised.is_known and recognised.rival is None:
                found.append((recognised.features, layout.fields[recognised.position - 1] == recognised.field))
    return found


def fit(count: int) -> dict[str, Any]:
    """Weights of the logistic curve (Newton's method, ridge 1), and how reliable they are on layouts not fitted to."""
    rows = evidence_of(2 * count, seed=11)
    x = np.array([f for f, _ in rows])
    y = np.array([float(right) for _, right in rows])
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (y - p) - weights
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.eye(len(weights))
        weights += np.linalg.solve(curve, slope)
    fresh = evidence_of(count, seed=12)
    chances = [(float(1 / (1 + np.exp(-np.array(f) @ weights))), right) for f, right in fresh]
    return {"weights": [round(float(w), 4) for w in weights], "reliability": _reliability(chances)}


def write_calibration(found: dict[str, Any]) -> None:
    """Write `calibration.toml`: the weights, the threshold and how reliable the confidence is."""
    rows = [", ".join(f"{k} = {v}" for k, v in row.items()) for row in found["reliability"]]
    CALIBRATION.write_text(
        "# The weights of the confidence, in the order of `features`, and the threshold below which a person is asked.\n"
        "# Written by `python -m bench.layouts --fit` from the tuned half of the labelled layouts, each source as if it\n"
        "# were new; only columns whose heading is not known letter by letter. `reliability` is of layouts not fitted to:\n"
        "# of so many columns with a confidence from there, what was said and what was right.\n"
        f"weights = {found['weights']}\nthreshold = {THRESHOLD}\n\n"
        "reliability = [\n" + "".join(f"  {{ {row} }},\n" for row in rows) + "]\n",
        encoding="utf-8",
    )


def _reliability(chances: list[tuple[float, bool]]) -> list[dict[str, float]]:
    bins = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 1.01)
    found = []
    for low, high in pairwise(bins):
        inside = [(p, r) for p, r in chances if low <= p < high]
        if inside:
            found.append({"from": low, "columns": len(inside), "said": round(sum(p for p, _ in inside) / len(inside), 4),
                          "right": round(sum(r for _, r in inside) / len(inside), 4)})  # fmt: skip
    return found


def measure(layouts: Iterable[WildLayout], withheld: frozenset[str] = frozenset()) -> Figures:
    """Map every layout and compare with its truth."""
    found = Figures()
    for layout in layouts:
        found.layouts += 1
        began = perf_counter()
        mapping = map_layout(layout, withheld)
        found.seconds += perf_counter() - began
        _count(found, layout, mapping)
    return found


def _count(found: Figures, layout: WildLayout, mapping: Mapping | None) -> None:
    truth = {name: place for place, name in enumerate(layout.fields, 1) if name}
    if mapping is None:
        found.asked += len(layout.mandatory)
        found.misses.append(f"{layout.name}: held, two headings: {layout.headings}")
        return
    needed_ok = all(_is_filled(mapping, name) for name in layout.mandatory)
    for name in layout.mandatory:
        given = mapping.positions.get(name)
        if given == truth.get(name) or (name == "product_code" and given is None and _is_filled(mapping, name)):
            found.right += 1
        elif given is None:
            found.asked += 1
            unclear = [(r.heading, r.field, round(r.confidence, 3)) for r in mapping.unclear]
            found.misses.append(f"{layout.name}: asked {name} {layout.headings[truth[name] - 1]!r}; unclear {unclear}")
        else:
            found.wrong += needed_ok
            found.asked += not needed_ok
    if not needed_ok:
        return  # the file is held or refused: nothing of it goes silently wrong
    found.mapped += len(mapping.positions)
    for name, place in mapping.positions.items():
        if layout.fields[place - 1] != name:
            found.wrong_of_all += 1
            how = mapping.columns[place - 1]
            found.misses.append(
                f"{layout.name}: WRONG {how.heading!r} is {layout.kinds[place - 1]}, taken for {name} "
                f"({how.how}, {how.confidence}) beside {layout.headings}"
            )


def _is_filled(mapping: Mapping, name: str) -> bool:
    return any(mapping.has(n) for n in (PRODUCT_FIELDS if name == "product_code" else (name,)))


def measure_all() -> dict[str, Figures]:
    """Both halves; the held-out one without its headings."""
    return {
        "tuned": measure(wild_layouts("tuned", LAYOUTS["tuned"])),
        "held_out": measure(wild_layouts("held_out", LAYOUTS["held_out"]), withheld_headings()),
    }


def main() -> None:
    """Print the figures of both halves and, when asked, what was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", choices=("tuned", "unseen", "held_out"))
    parser.add_argument("--only", choices=("tuned", "unseen"))
    parser.add_argument("--fit", action="store_true")
    arguments = parser.parse_args()
    if arguments.fit:
        write_calibration(fit(LAYOUTS["tuned"]))
        return
    if arguments.only == "tuned":
        found = {"tuned": measure(wild_layouts("tuned", LAYOUTS["tuned"]))}
    elif arguments.only == "unseen":
        found = {"unseen": measure_unseen(LAYOUTS["tuned"])}
    else:
        found = measure_all()
    for half, figures in found.items():
        print(json.dumps({"half": half, "layouts": figures.layouts, "right": round(figures.right_share, 4),
                          "asked": figures.asked, "wrong_mandatory": figures.wrong, "mapped": figures.mapped,
                          "silently_wrong": figures.wrong_of_all, "share": round(figures.wrong_share, 5),
                          "ms": round(1000 * figures.seconds / figures.layouts, 1)}))  # fmt: skip
    if arguments.misses:
        for miss, count in Counter(found[arguments.misses].misses).most_common(60):
            print(count, miss)


if __name__ == "__main__":
    main()
