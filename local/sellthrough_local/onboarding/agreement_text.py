"""The text of `agreements/<partner>.toml` and a feed in, the text with that feed out; what a person wrote stays."""

import tomllib
from collections.abc import Iterable
from itertools import takewhile
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Item, Key, KeyType, SingleKey, Table, Whitespace

from sellthrough.model.workspace import Agreement, Feed
from sellthrough.onboard.agreements import agreement_with

_SENDERS_WORDS = ("columns", "stages", "units")  # the keys of these tables are headings and values: always quoted
_TABLES = (*_SENDERS_WORDS, "constants", "layout")


def agreement_text(text: str, partner_id: str, feed: Feed) -> str:
    """Put the feed in place of the one of its name, else behind the others; what is at its default is left out.

    Comments, order and spelling stay wherever the meaning does. Only where feeds are written so that their keys
    cannot be changed one by one (dotted keys, braces), the feeds are written anew.

    Args:
        text: The file as it is; "" when the partner has no agreement yet.
    """
    before = Agreement.model_validate(tomllib.loads(text)) if text else None
    wanted = agreement_with(before, partner_id, feed)
    if before is None:
        return f"partner_id = {_item(partner_id).as_string()}\n" + _written(wanted.feeds)
    try:
        changed = _changed(text, before, feed)
        if Agreement.model_validate(tomllib.loads(changed)) == wanted:
            return changed
    except (TOMLKitError, ValueError):  # what tomlkit or our appending makes of such a text is no TOML
        pass
    return _anew(text, wanted)


def _changed(text: str, before: Agreement, feed: Feed) -> str:
    place = next((n for n, f in enumerate(before.feeds) if f.feed == feed.feed), None)
    if place is None:
        return text.rstrip() + "\n" + _written((feed,))
    document = tomlkit.parse(text)
    table = document["feeds"][place]
    tail = _taken_tail(table)
    _change(table, _said(before.feeds[place]), _said(feed))
    _last_body(table).extend(tail)
    return document.as_string()


def _anew(text: str, wanted: Agreement) -> str:
    document = tomlkit.parse(text)
    document.remove("feeds")
    return document.as_string().rstrip() + "\n" + _written(wanted.feeds)


def _written(feeds: Iterable[Feed]) -> str:
    document = tomlkit.document()
    document["feeds"] = _array(_said(feed) for feed in feeds)
    return document.as_string()


def _said(feed: Feed) -> dict[str, Any]:
    return feed.model_dump(mode="json", exclude_defaults=True)


def _change(table: Any, before: dict[str, Any], after: dict[str, Any], *, is_quoted: bool = False) -> None:
    """Change what differs, key by key, so that everything else stays as it is written."""
    for name in before.keys() - after.keys():
        del table[name]
    for name, value in after.items():
        old = before.get(name)
        if old == value:
            continue
        if isinstance(old, dict) and name in _TABLES:
            _change(table[name], old, value, is_quoted=name in _SENDERS_WORDS)
        elif isinstance(old, list) and name == "remembered":
            _change_remembered(table[name], old, value)
        else:
            table[name if name in table else _key(name, is_quoted)] = _item(value, name)


def _change_remembered(array: AoT, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    old, new = ({tuple(entry["headings"]): entry for entry in entries} for entries in (before, after))
    kept = [headings for headings in old if headings in new]
    if list(new)[: len(kept)] != kept:  # in another order: which of equals is the latest has a meaning
        kept = []
    for place, headings in reversed(list(enumerate(old))):
        if headings not in kept:
            del array[place]
    for place, (headings, entry) in enumerate(new.items()):
        if headings in kept:
            _change(array[place], old[headings], entry)
        else:
            array.append(_table(entry))


def _taken_tail(table: Table) -> list[tuple[Key | None, Item]]:
    """Take off what stands behind the last key, from its last empty line on: it belongs to what comes next."""
    body = _last_body(table)
    behind = len(list(takewhile(lambda entry: entry[0] is None, reversed(body))))
    empty = [place for place in range(len(body) - behind, len(body)) if isinstance(body[place][1], Whitespace)]
    start = empty[-1] if empty else len(body) - behind
    tail = body[start:]
    del body[start:]
    return tail


def _last_body(table: Table) -> list[tuple[Key | None, Item]]:
    body = table.value.body
    last = next((item for key, item in reversed(body) if key is not None), None)
    if isinstance(last, AoT):
        return _last_body(last.body[-1])
    return _last_body(last) if isinstance(last, Table) else body


def _item(value: Any, name: str = "") -> Item:
    if isinstance(value, dict) and name in _TABLES:
        return _table(value, is_quoted=name in _SENDERS_WORDS)
    if isinstance(value, list) and name == "remembered":
        return _array(value)
    if isinstance(value, dict):
        braces = tomlkit.inline_table()
        braces.update(value)
        return braces
    item: Item = tomlkit.item(value)
    return item


def _array(entries: Iterable[dict[str, Any]]) -> AoT:
    array = tomlkit.aot()
    for entry in entries:
        array.append(_table(entry))
    return array


def _table(content: dict[str, Any], *, is_quoted: bool = False) -> Table:
    table = tomlkit.table()
    table.trivia.indent = "\n"
    for name, value in content.items():
        table.append(_key(name, is_quoted), _item(value, name))
    return table


def _key(name: str, is_quoted: bool) -> Key:
    return SingleKey(name, KeyType.Basic if is_quoted else None)
