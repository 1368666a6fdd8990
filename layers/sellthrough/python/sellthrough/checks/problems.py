"""Mistakes found in a workspace in, one message that names every one of them out."""

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

_SHOWN_PER_FILE = 20


@dataclass
class Problems:
    """Collects what is wrong, so that one load names everything and not the first mistake only."""

    found: list[tuple[str, str]] = field(default_factory=list)

    def add(self, file: str, place: str, rule: str, todo: str) -> None:
        """Note one mistake.

        Args:
            file: Path as the vendor knows it, relative to the workspace.
            place: Line, key or "" for the whole file.
            rule: What is wrong, a clause without a full stop.
            todo: What to do about it, a sentence.
        """
        self.found.append((file, f"{file}{', ' if place else ''}{place}: {rule}. {todo}"))

    def add_invalid(
        self, file: str, place: str, model: type[BaseModel], error: ValidationError, document: object = None
    ) -> None:
        """Note every mistake that pydantic found in one document; `document` is what was validated."""
        found = error.errors()
        for detail in found:
            if detail["type"] == "too_short" and any(_is_within(other["loc"], detail["loc"]) for other in found):
                continue  # pydantic counts only the elements that are right
            key = _key_of(detail["loc"], document)
            where = ", ".join(part for part in (place, f"key {key}" if key else "") if part)
            self.add(file, where, *_sentences(detail, model))

    @property
    def lines(self) -> list[str]:
        """One line per mistake, in the order found; per file the first twenty, then how many more there are."""
        shown: dict[str, int] = {}
        lines = []
        for file, text in self.found:
            shown[file] = shown.get(file, 0) + 1
            if shown[file] <= _SHOWN_PER_FILE:
                lines.append(text)
        more = {file: count - _SHOWN_PER_FILE for file, count in shown.items() if count > _SHOWN_PER_FILE}
        return lines + [f"{file}: {count} more of these" for file, count in more.items()]


def _is_within(loc: tuple[int | str, ...], outer: tuple[int | str, ...]) -> bool:
    return len(loc) > len(outer) and loc[: len(outer)] == outer


def did_you_mean(word: str, known: list[str]) -> str:
    """A hint: the closest known word, or all known words."""
    close = get_close_matches(word, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"Known: {', '.join(known)}."


def _key_of(loc: tuple[int | str, ...], document: object) -> str:
    """feeds[pos].layout.decimal for ("feeds", 0, "layout", "decimal"): an element goes by its name if it has one."""
    key = ""
    for part in loc:
        step: Any = None
        if isinstance(document, dict):
            step = document.get(part)
        elif isinstance(document, list | tuple) and isinstance(part, int) and part < len(document):
            step = document[part]
        if isinstance(part, int):
            name = step.get("feed") or step.get("email") if isinstance(step, dict) else None
            key += f"[{name or part + 1}]"
        else:
            key += f".{part}" if key else part
        document = step
    return key


def _sentences(detail: Any, model: type[BaseModel]) -> tuple[str, str]:
    kind, key, value = detail["type"], str(detail["loc"][-1]) if detail["loc"] else "", detail.get("input")
    if kind == "extra_forbidden":
        return "there is no such key", did_you_mean(key, _keys_at(model, detail["loc"]))
    if kind == "missing":
        return "it is missing", "Add it."
    if kind == "literal_error":
        return f"{value!r} is not allowed", f"Write {detail['ctx']['expected']}."
    if kind == "string_pattern_mismatch":
        return f"{value!r} is not written as it must be", f"It must match {detail['ctx']['pattern']}."
    return f"{value!r} is not accepted ({detail['msg'][:1].lower()}{detail['msg'][1:]})", "Correct it."


def _keys_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The keys that the table at `loc` knows, found by walking the models' annotations."""
    for part in loc[:-1]:
        if isinstance(part, str) and part in model.model_fields:
            inner = _model_in(model.model_fields[part].annotation)
            if inner is not None:
                model = inner
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for m in map(_model_in, getattr(annotation, "__args__", ())) if m), None)
