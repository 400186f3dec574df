"""Completion and hover in a settings file, from the schema that it is checked by."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_ls.features.settings.toml_cursor import Key, toml_keys, toml_place
from backlog_ls.rules.docs.settings_schema import described
from backlog_ls.workspace.configuration import PROJECT_FILE, PROJECT_TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.settings.toml_cursor import TomlPlace


class SettingItem(NamedTuple):
    """Replace the code points ``[start, end)`` by `insert`."""

    label: str
    insert: str
    """Also what it is found by, once a quote is typed."""
    start: int
    end: int
    is_value: bool
    detail: str = ""
    documentation: str = ""
    """In Markdown."""


class SettingHover(NamedTuple):
    """What is told of the code points ``[start, end)``, in Markdown."""

    text: str
    start: int
    end: int


def setting_items(path: str, text: str, offset: int) -> list[SettingItem]:
    """Return what can stand at `offset`, in the settings file `path` whose text is `text`."""
    place, table = toml_place(text, offset), _table(path)
    if place.part == "header":
        return list(_headers(place, table))
    key = _within(place.key, table)
    if key is None or place.part == "done":
        return []
    if place.part == "key":
        return list(_keys(place, key, text))
    return list(_values(place, key))


def setting_hover(path: str, text: str, offset: int) -> SettingHover | None:
    """Return what is known of the setting at `offset`; None where there is none."""
    place, table = toml_place(text, offset), _table(path)
    if not place.word:
        return None
    named = place.part in {"key", "header"}
    whole = (*place.key, place.word.strip("\"'")) if named else place.key
    key = _within(whole, table)
    setting = described(key) if key else None
    if key is None or setting is None:
        return None
    told = f"**{'.'.join(key)}**\n\n{_document(setting)}"
    return SettingHover(told, place.start, place.end)


def _headers(place: TomlPlace, table: Key) -> Iterator[SettingItem]:
    names: list[Key] = [(), *((name,) for name in (described(()) or {})["properties"])]
    for name in names:
        setting = described(name) or {}
        left = _within((*table, *name), place.key)
        if left and "properties" in setting:
            shown = ".".join(left)
            told = _document(setting)
            yield SettingItem(shown, shown, place.start, place.end, False, "table", told)


def _keys(place: TomlPlace, key: Key, text: str) -> Iterator[SettingItem]:
    properties = (described(key) or {}).get("properties", {})
    given = {each for each, start, _ in toml_keys(text) if start != place.start}
    follows = text[place.end :].lstrip(" \t")[:1]
    for name in properties:
        setting = described((*key, name)) or {}
        table = "properties" in setting
        if not table and (*place.key, name) in given:
            continue
        end = "" if follows in {"=", "."} else "." if table else " = "
        detail = "table" if table else f"default {_toml(setting.get('default'))}"
        yield SettingItem(
            name, name + end, place.start, place.end, False, detail, _document(setting)
        )


def _values(place: TomlPlace, key: Key) -> Iterator[SettingItem]:
    setting = described(key) or {}
    if place.array:
        return
    if setting.get("type") == "boolean":
        values = {"true": "true", "false": "false"}
    else:
        values = {value: f'"{value}"' for value in setting.get("enum", ())}
    for label, insert in values.items():
        default = "default" if label == _shown(setting.get("default")) else ""
        yield SettingItem(
            label, insert, place.start, place.end, True, default, setting.get("description", "")
        )


def _document(setting: dict[str, Any]) -> str:
    return "\n\n".join(part for part in (setting.get("description"), _told(setting)) if part)


def _told(setting: dict[str, Any]) -> str:
    """Return which values a setting takes, and its default."""
    if "properties" in setting:
        return ""
    known = [f"`{_toml(value)}`" for value in setting.get("enum", ())]
    sorts = {
        "boolean": "`true` or `false`",
        "integer": "a number",
        "array": "a list of strings",
    }
    values = " · ".join(known) or sorts.get(setting.get("type", ""), "")
    default = _toml(setting.get("default"))
    return f"{values}; default `{default}`" if values else f"Default `{default}`"


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else _shown(value)


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _table(path: str) -> Key:
    return PROJECT_TABLE if os.path.basename(path) == PROJECT_FILE else ()


def _within(key: Key, table: Key) -> Key | None:
    """Return `key` from `table` on, or None: it is elsewhere."""
    return key[len(table) :] if key[: len(table)] == table else None
