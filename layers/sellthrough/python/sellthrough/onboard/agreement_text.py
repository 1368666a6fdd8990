"""An agreement in, its TOML text as a person would write it out; defaults are left out."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from sellthrough.model.workspace import Agreement, Feed, Layout

_TABLES = ("columns", "constants", "stages", "units")


def agreement_text(agreement: Agreement) -> str:
    """The whole of `agreements/<partner>.toml`."""
    lines = [f"partner_id = {_value(agreement.partner_id)}"]
    lines += [f"{key} = {_value(value)}" for key, value in _set(agreement, ("partner_id", "feeds")).items()]
    return "\n".join(lines) + "\n" + "".join(feed_text(feed) for feed in agreement.feeds)


def feed_text(feed: Feed) -> str:
    """One `[[feeds]]` with its layout, to be put behind an agreement."""
    lines = ["", "[[feeds]]"]
    lines += [f"{key} = {_value(value)}" for key, value in _set(feed, ("layout",)).items()]
    return "\n".join([*lines, *_layout_lines(feed.layout)]) + "\n"


def _layout_lines(layout: Layout) -> list[str]:
    plain = _set(layout, (*_TABLES, "remembered"))
    lines = ["", "[feeds.layout]", *(f"{key} = {_value(value)}" for key, value in plain.items())] if plain else []
    for name in _TABLES:
        table: Mapping[str, str | int] = getattr(layout, name)
        lines += _table(f"[feeds.layout.{name}]", table) if table else []
    for remembered in layout.remembered:
        lines += ["", "[[feeds.layout.remembered]]", f"headings = {_value(list(remembered.headings))}"]
        lines += _table("[feeds.layout.remembered.columns]", remembered.columns)
    return lines


def _table(title: str, table: Mapping[str, str | int]) -> list[str]:
    return ["", title, *(f"{_value(key)} = {_value(value)}" for key, value in table.items())]


def _set(model: BaseModel, without: tuple[str, ...]) -> dict[str, Any]:
    """The keys that are not at their default."""
    document = model.model_dump(mode="json", exclude_defaults=True)
    return {key: value for key, value in document.items() if key not in without}


def _value(value: Any) -> str:
    """TOML of a value; a JSON string is a TOML basic string, but for DEL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)
