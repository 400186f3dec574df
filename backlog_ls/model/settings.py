"""User settings: one definition for the settings file, the editor and the JSON Schema.

The classes are plain dataclasses. pydantic validates them, and is imported only if there are settings
to validate.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal, NamedTuple

RoleName = Literal["backlog", "work-item", "finished", "archive", "reference", "template"]
SeverityLevel = Literal["error", "warning", "information", "hint", "off"]
TableStyle = Literal["auto", "aligned", "compact"]


def _kebab(name: str) -> str:
    return name.replace("_", "-")


# The pydantic configuration. A plain dict does not need to import pydantic.
_CONFIG = {
    "extra": "forbid",
    "alias_generator": _kebab,
    "populate_by_name": False,
    "use_attribute_docstrings": True,
}


@dataclass(frozen=True, slots=True)
class TableSettings:
    """How tables are formatted."""

    style: TableStyle = "auto"
    """`aligned` pads all columns, `compact` pads none, `auto` pads them if the lines stay short."""
    max_width: int = 160
    """In style `auto`, the maximum width of a padded line, in terminal columns."""
    ambiguous_wide: bool = False
    """Whether characters of ambiguous East Asian width take two columns."""


TableSettings.__pydantic_config__ = _CONFIG  # type: ignore[attr-defined]  # read by pydantic


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, with their defaults."""

    include: tuple[str, ...] = ()
    """Globs of documents that are always backlogs, regardless of their name and content."""
    exclude: tuple[str, ...] = ()
    """Globs of documents that are never backlogs."""
    roles: Mapping[str, RoleName] = field(default_factory=dict)
    """The role of documents by glob: `backlog`, `work-item`, `finished`, `archive`, `reference` or
    `template`. The first glob that matches decides."""
    statuses: tuple[str, ...] = ()
    """The statuses in use. They take precedence over legends in documents."""
    severity: Mapping[str, SeverityLevel] = field(default_factory=dict)
    """The severity of diagnostics by code: `error`, `warning`, `information`, `hint` or `off`."""
    table: TableSettings = TableSettings()
    continue_lists: bool = True
    """Whether Enter continues a list or ends it, if the editor formats while typing."""
    max_files: int = 20_000
    """Maximum number of Markdown files in a folder. With more, only open and linked ones are read."""
    max_file_size: int = 2_000
    """Maximum size of a backlog in kilobytes. Larger ones are read only if they are open or linked."""


Settings.__pydantic_config__ = _CONFIG  # type: ignore[attr-defined]  # read by pydantic

DEFAULTS = Settings()


class SettingsError(NamedTuple):
    """An error in the settings, with its key."""

    key: str
    """A dotted key such as `table.style`; empty for the settings as a whole."""
    message: str


def read_settings(data: Mapping[str, Any]) -> tuple[Settings, list[SettingsError]]:
    """Return the settings in `data`, and the errors in it.

    A key with an error keeps its default value.
    """
    if not data:
        return DEFAULTS, []
    from pydantic import ValidationError  # noqa: PLC0415 (35 ms that only users of settings pay)

    remaining = _deep_copy(data)
    errors: list[SettingsError] = []
    while True:
        try:
            return _adapter().validate_python(remaining), errors
        except ValidationError as invalid:  # noqa: PERF203 (once for each wrong key)
            for error in invalid.errors():
                path = [str(part) for part in error["loc"]]
                errors.append(SettingsError(".".join(path), _message(error, path)))
                _remove_key(remaining, path)


def overlay_settings(
    base: Settings, data: Mapping[str, Any]
) -> tuple[Settings, list[SettingsError]]:
    """Return `base` overridden by `data`, and the errors in `data`.

    A value of None is ignored: editors send it for settings that are not set.
    """
    data = _without_none(data)
    if not data:
        return base, []
    overrides, errors = read_settings(data)
    invalid_keys = {error.key for error in errors}
    given = {key.replace("-", "_") for key in data if key not in invalid_keys}
    changes: dict[str, Any] = {key: getattr(overrides, key) for key in given if key != "table"}
    if "severity" in changes:
        changes["severity"] = {**base.severity, **overrides.severity}
    if isinstance(data.get("table"), Mapping):
        names = {key.replace("-", "_") for key in data["table"]}
        known = {
            key: getattr(overrides.table, key) for key in names if hasattr(overrides.table, key)
        }
        changes["table"] = replace(base.table, **known)
    return replace(base, **changes), errors


def _without_none(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _without_none(value) if isinstance(value, Mapping) else value
        for key, value in data.items()
        if value is not None
    }


def parse_toml(text: str) -> dict[str, Any]:
    """Return the parsed TOML document `text`.

    Raises:
        ValueError: It is malformed, or nested too deeply.
    """
    if sys.version_info >= (3, 11):
        import tomllib  # noqa: PLC0415 (only users of settings pay)
    else:
        import tomli as tomllib  # noqa: PLC0415 (only users of settings pay)

    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def settings_schema() -> dict[str, Any]:
    """Return the JSON Schema of the settings."""
    schema = _adapter().json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter  # noqa: PLC0415 (35 ms that only users of settings pay)

    return TypeAdapter(Settings)


def _message(error: Mapping[str, Any], path: list[str]) -> str:
    if error["type"] in {"unexpected_keyword_argument", "extra_forbidden"}:
        from backlog_ls.model.names.did_you_mean import find_close_match  # noqa: PLC0415 (only for errors)

        known = known_keys(path[:-1])
        close = find_close_match(path[-1], known, 3)
        hint = f"; did you mean `{close}`?" if close else f"; known settings: {', '.join(known)}"
        return f"unknown setting `{path[-1]}`{hint}"
    return str(error["msg"])


def known_keys(path: list[str]) -> list[str]:
    """Return the keys of the settings table at `path`; empty if there is none."""
    from dataclasses import fields  # noqa: PLC0415 (only for errors)

    owner = {(): Settings, ("table",): TableSettings}.get(tuple(path))
    return [_kebab(each.name) for each in fields(owner)] if owner else []


def _deep_copy(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _deep_copy(value) if isinstance(value, Mapping) else value
        for key, value in data.items()
    }


def _remove_key(data: dict[str, Any], path: list[str]) -> None:
    """Remove the value at `path` from `data`, or the innermost existing parent of it."""
    for key in path[:-1]:
        if not isinstance(data.get(key), dict):
            data.pop(key, None)
            return
        data = data[key]
    if path:
        data.pop(path[-1], None)
