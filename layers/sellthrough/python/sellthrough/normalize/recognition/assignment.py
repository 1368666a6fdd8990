"""Scores of (column, field) pairs in, the best one-to-one assignment out, and what each pair is worth to it."""

from collections.abc import Mapping

Pair = tuple[int, str]


def assign(scores: Mapping[Pair, float]) -> dict[int, str]:
    """The one-to-one assignment with the greatest sum of scores; pairs without a positive score are left out.

    Augmenting paths on the residual graph (successive best paths, Bellman-Ford): columns are few.
    """
    of_field: dict[str, int] = {}
    of_column: dict[int, str] = {}
    edges: dict[int, list[tuple[str, float]]] = {}
    for (column, name), score in sorted(scores.items()):
        if score > 0:
            edges.setdefault(column, []).append((name, score))
    while path := _best_path(edges, of_field, of_column):
        for column, name in path:
            of_field[name] = column
            of_column[column] = name
    return of_column


def _best_path(
    edges: dict[int, list[tuple[str, float]]], of_field: dict[str, int], of_column: dict[int, str]
) -> list[Pair]:
    """The path of changes that gains most: a free column takes a field, whose column takes another, and so on."""
    scores = {(c, n): s for c, pairs in edges.items() for n, s in pairs}
    gain: dict[int, float] = {c: 0.0 for c in edges if c not in of_column}
    via: dict[int, Pair | None] = dict.fromkeys(gain)
    for _ in edges:
        changed = False
        for column in list(gain):
            for name, score in edges[column]:
                owner = of_field.get(name)
                if owner is None or owner == column:
                    continue
                reached = gain[column] + score - scores[owner, name]
                if reached > gain.get(owner, float("-inf")) + 1e-12:
                    gain[owner], via[owner] = reached, (column, name)
                    changed = True
        if not changed:
            break
    ends = [(gain[c] + s, c, n) for c in gain for n, s in edges[c] if n not in of_field and gain[c] + s > 1e-12]
    if not ends:
        return []
    _, column, name = max(ends, key=lambda end: (end[0], -end[1], end[2]))
    path = [(column, name)]
    while step := via[column]:
        path.append(step)
        column = step[0]
    return path


def total(scores: Mapping[Pair, float], assigned: Mapping[int, str]) -> float:
    """The sum of the scores of an assignment."""
    return sum(scores[pair] for pair in assigned.items())


def regret(scores: Mapping[Pair, float], assigned: Mapping[int, str], pair: Pair) -> float:
    """How much the best assignment without this pair loses: near zero, something else is as likely."""
    near = _component(scores, pair[0])
    within = {p: s for p, s in scores.items() if p[0] in near}
    best = total(within, {c: n for c, n in assigned.items() if c in near})
    without = {p: s for p, s in within.items() if p != pair}
    return best - total(without, assign(without))


def _component(scores: Mapping[Pair, float], column: int) -> set[int]:
    """The columns that share a field with this one, directly or through others."""
    fields_of: dict[int, set[str]] = {}
    for (other, name), score in scores.items():
        if score > 0:
            fields_of.setdefault(other, set()).add(name)
    near, names = {column}, set(fields_of.get(column, ()))
    while grown := {c for c, found in fields_of.items() if c not in near and found & names}:
        near |= grown
        names |= {n for c in grown for n in fields_of[c]}
    return near
