"""Completion and hover in a settings file, based on its JSON schema."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_ls.features.settings.toml_cursor import Key, find_toml_keys, find_toml_position
from backlog_ls.rules.docs.settings_schema import describe_setting
from backlog_ls.workspace.configuration import PROJECT_FILE, PROJECT_TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.settings.toml_cursor import TomlPosition


class SettingCompletion(NamedTuple):
    """A completion item that replaces the code points ``[start, end)`` by `insert`."""

    label: str
    insert: str
    """Also the filter text, as a quote may be typed already."""
    start: int
    end: int
    is_value: bool
    detail: str = ""
    documentation: str = ""
    """In Markdown."""


class SettingHover(NamedTuple):
    """A hover in Markdown for the code points ``[start, end)``."""

    text: str
    start: int
    end: int


def complete_setting(path: str, text: str, offset: int) -> list[SettingCompletion]:
    """Return the completions at `offset` in the settings file `path` with the text `text`."""
    place, table = find_toml_position(text, offset), _settings_table(path)
    if place.part == "header":
        return list(_complete_header(place, table))
    key = _relative_key(place.key, table)
    if key is None or place.part == "done":
        return []
    if place.part == "key":
        return list(_complete_key(place, key, text))
    return list(_complete_value(place, key))


def hover_setting(path: str, text: str, offset: int) -> SettingHover | None:
    """Return the hover of the setting at `offset`; None if there is no setting."""
    place, table = find_toml_position(text, offset), _settings_table(path)
    if not place.word:
        return None
    named = place.part in {"key", "header"}
    whole = (*place.key, place.word.strip("\"'")) if named else place.key
    key = _relative_key(whole, table)
    setting = describe_setting(key) if key else None
    if key is None or setting is None:
        return None
    text = f"**{'.'.join(key)}**\n\n{_describe_setting(setting)}"
    return SettingHover(text, place.start, place.end)


def _complete_header(place: TomlPosition, table: Key) -> Iterator[SettingCompletion]:
    names: list[Key] = [(), *((name,) for name in (describe_setting(()) or {})["properties"])]
    for name in names:
        setting = describe_setting(name) or {}
        left = _relative_key((*table, *name), place.key)
        if left and "properties" in setting:
            shown = ".".join(left)
            documentation = _describe_setting(setting)
            yield SettingCompletion(
                shown, shown, place.start, place.end, False, "table", documentation
            )


def _complete_key(place: TomlPosition, key: Key, text: str) -> Iterator[SettingCompletion]:
    properties = (describe_setting(key) or {}).get("properties", {})
    given = {each for each, start, _ in find_toml_keys(text) if start != place.start}
    follows = text[place.end :].lstrip(" \t")[:1]
    for name in properties:
        setting = describe_setting((*key, name)) or {}
        table = "properties" in setting
        if not table and (*place.key, name) in given:
            continue
        end = "" if follows in {"=", "."} else "." if table else " = "
        detail = "table" if table else f"default {_to_toml(setting.get('default'))}"
        yield SettingCompletion(
            name, name + end, place.start, place.end, False, detail, _describe_setting(setting)
        )


def _complete_value(place: TomlPosition, key: Key) -> Iterator[SettingCompletion]:
    setting = describe_setting(key) or {}
    if place.array:
        return
    if setting.get("type") == "boolean":
        values = {"true": "true", "false": "false"}
    else:
        values = {value: f'"{value}"' for value in setting.get("enum", ())}
    for label, insert in values.items():
        default = "default" if label == _to_text(setting.get("default")) else ""
        yield SettingCompletion(
            label, insert, place.start, place.end, True, default, setting.get("description", "")
        )


def _describe_setting(setting: dict[str, Any]) -> str:
    return "\n\n".join(
        part for part in (setting.get("description"), _describe_values(setting)) if part
    )


def _describe_values(setting: dict[str, Any]) -> str:
    """Return the possible values of a setting, and its default."""
    if "properties" in setting:
        return ""
    known = [f"`{_to_toml(value)}`" for value in setting.get("enum", ())]
    sorts = {
        "boolean": "`true` or `false`",
        "integer": "a number",
        "array": "a list of strings",
    }
    values = " · ".join(known) or sorts.get(setting.get("type", ""), "")
    default = _to_toml(setting.get("default"))
    return f"{values}; default `{default}`" if values else f"Default `{default}`"


def _to_toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else _to_text(value)


def _to_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _settings_table(path: str) -> Key:
    return PROJECT_TABLE if os.path.basename(path) == PROJECT_FILE else ()


def _relative_key(key: Key, table: Key) -> Key | None:
    """Return `key` relative to `table`; None if it is not in that table."""
    return key[len(table) :] if key[: len(table)] == table else None
