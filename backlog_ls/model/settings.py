"""What a user can set: one definition for the settings file, the editor and the JSON Schema.

The classes are plain dataclasses, which pydantic validates when there is something to validate. So
nobody without settings pays for importing it, and the defaults are written once.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal, NamedTuple

Level = Literal["error", "warning", "information", "hint", "off"]
Style = Literal["auto", "aligned", "compact"]


def _kebab(name: str) -> str:
    return name.replace("_", "-")


# pydantic reads this attribute; a plain dict needs no import of it.
_CONFIG = {
    "extra": "forbid",
    "alias_generator": _kebab,
    "populate_by_name": False,
    "use_attribute_docstrings": True,
}


@dataclass(frozen=True, slots=True)
class TableSettings:
    """How tables are formatted."""

    style: Style = "auto"
    """`aligned` pads every column, `compact` none, `auto` aligns while lines stay short."""
    max_width: int = 160
    """In style `auto`, the widest line, in columns of a terminal, that padding may make."""
    ambiguous_wide: bool = False
    """Whether characters of ambiguous East Asian width take two columns."""


TableSettings.__pydantic_config__ = _CONFIG  # type: ignore[attr-defined]  # how pydantic is told


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, with their defaults."""

    include: tuple[str, ...] = ()
    """Globs of documents that are backlogs, whatever their name and content."""
    exclude: tuple[str, ...] = ()
    """Globs of documents that are none."""
    statuses: tuple[str, ...] = ()
    """The declared statuses, which count before any legend."""
    severity: Mapping[str, Level] = field(default_factory=dict)
    """For each diagnostic by its code: `error`, `warning`, `information`, `hint` or `off`."""
    table: TableSettings = TableSettings()
    max_files: int = 20_000
    """Of a workspace folder with more Markdown files, only what open documents link to is read."""
    max_file_size: int = 2_000
    """Backlogs of more kilobytes are read only where they are open, or where a link leads."""


Settings.__pydantic_config__ = _CONFIG  # type: ignore[attr-defined]  # how pydantic is told

DEFAULTS = Settings()


class SettingsError(NamedTuple):
    """What is wrong in settings, and at which key."""

    key: str
    """Dotted, as in `table.style`; empty for the settings as a whole."""
    message: str


def read_settings(data: Mapping[str, Any]) -> tuple[Settings, list[SettingsError]]:
    """Return the settings that `data` gives, and what is wrong in it.

    A key with an error keeps its default; the others count.
    """
    if not data:
        return DEFAULTS, []
    from pydantic import ValidationError  # noqa: PLC0415 (35 ms that only users of settings pay)

    remaining = _copied(data)
    errors: list[SettingsError] = []
    while True:
        try:
            return _adapter().validate_python(remaining), errors
        except ValidationError as invalid:  # noqa: PERF203 (once for each wrong key)
            for error in invalid.errors():
                path = [str(part) for part in error["loc"]]
                errors.append(SettingsError(".".join(path), _message(error, path)))
                _removed(remaining, path)


def overlaid(base: Settings, data: Mapping[str, Any]) -> tuple[Settings, list[SettingsError]]:
    """Return `base` with what `data` gives laid over it, and what is wrong in that.

    A value of None gives nothing: so editors send a setting that is not set.
    """
    data = _without_none(data)
    if not data:
        return base, []
    over, errors = read_settings(data)
    wrong = {error.key for error in errors}
    given = {key.replace("-", "_") for key in data if key not in wrong}
    changes: dict[str, Any] = {key: getattr(over, key) for key in given if key != "table"}
    if "severity" in changes:
        changes["severity"] = {**base.severity, **over.severity}
    if isinstance(data.get("table"), Mapping):
        names = {key.replace("-", "_") for key in data["table"]}
        known = {key: getattr(over.table, key) for key in names if hasattr(over.table, key)}
        changes["table"] = replace(base.table, **known)
    return replace(base, **changes), errors


def _without_none(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _without_none(value) if isinstance(value, Mapping) else value
        for key, value in data.items()
        if value is not None
    }


def parse_toml(text: str) -> dict[str, Any]:
    """Return what the TOML document `text` says.

    Raises:
        ValueError: it is malformed, or nested too deeply to be read.
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
        from backlog_ls.model.names.did_you_mean import meant  # noqa: PLC0415 (only for errors)

        known = known_keys(path[:-1])
        close = meant(path[-1], known, 3)
        hint = f"; did you mean `{close}`?" if close else f"; known are {', '.join(known)}"
        return f"unknown setting `{path[-1]}`{hint}"
    return str(error["msg"])


def known_keys(path: list[str]) -> list[str]:
    """Return the keys that the settings under `path` have."""
    from dataclasses import fields  # noqa: PLC0415 (only for errors)

    owner = {(): Settings, ("table",): TableSettings}.get(tuple(path))
    return [_kebab(each.name) for each in fields(owner)] if owner else []


def _copied(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _copied(value) if isinstance(value, Mapping) else value for key, value in data.items()
    }


def _removed(data: dict[str, Any], path: list[str]) -> None:
    """Take out of `data` what stands at `path`, or the last part of it that is there."""
    for key in path[:-1]:
        if not isinstance(data.get(key), dict):
            data.pop(key, None)
            return
        data = data[key]
    if path:
        data.pop(path[-1], None)
