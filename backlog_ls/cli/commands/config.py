"""The command `backlog-ls config`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import click

from backlog_ls.cli.exit_codes import FAILED
from backlog_ls.cli.inputs import display_path
from backlog_ls.cli.terminal import print_error, write
from backlog_ls.rules.invalid_settings import find_settings_errors
from backlog_ls.workspace.configuration import Configuration, ConfigurationCache
from backlog_ls.workspace.disk.disk import Disk


@click.group(
    short_help="Show settings.",
    epilog="""\b
Examples:
  backlog-ls config show docs/BACKLOG.md   the settings of a document
  backlog-ls config schema                 all settings, as JSON Schema
""",
)
def command() -> None:
    """Show the settings in use, or the schema of all settings.

    Settings are read from .backlog-ls.toml, or from [tool.backlog-ls] in pyproject.toml, in the
    folder of the document or in the nearest folder above it.
    """


@command.command(
    epilog="""\b
Examples:
  backlog-ls config show                   for documents in this folder
  backlog-ls config show docs/BACKLOG.md   for one document

\b
Exit codes: 0 success; 2 the settings are invalid.
""",
)
@click.argument("path", default=".", type=click.Path())
def show(*, path: str) -> int:
    """Show the settings for PATH as TOML, and where each is set."""
    absolute = os.path.abspath(path)
    folder = absolute if os.path.isdir(absolute) else os.path.dirname(absolute)
    configuration = ConfigurationCache(Disk()).for_folder(folder)
    write("".join(f"{line}\n" for line in to_toml_lines(configuration)))
    errors = find_settings_errors(configuration)
    for error in errors:
        where = f"{display_path(error.path)}:{error.range.start.line + 1}"
        print_error(f"{where}: {error}")
    return FAILED if errors else 0


@command.command(
    epilog="""\b
Examples:
  backlog-ls config schema > backlog-ls.json   for a TOML editor
"""
)
def schema() -> int:
    """Print the JSON Schema of the settings file."""
    from backlog_ls.rules.docs.settings_schema import documented_schema  # noqa: PLC0415 (imports pydantic)

    write(json.dumps(documented_schema(), indent=2, ensure_ascii=False) + "\n")
    return 0


def to_toml_lines(configuration: Configuration) -> Iterator[str]:
    """Yield the lines of an equivalent settings file that includes the defaults."""
    file = display_path(configuration.path) if configuration.path else ""
    yield f"# from {file}" if file else "# no settings file: all defaults"
    yield from _table(configuration, configuration.settings, (), file)


def _table(
    configuration: Configuration, table: Any, above: tuple[str, ...], file: str
) -> Iterator[str]:
    inner = []
    for name, value in _entries(table):
        key = (*above, name)
        if is_dataclass(value) or isinstance(value, Mapping):
            inner.append((key, value))
            continue
        place = configuration.key_ranges.get(key)
        # A key with an invalid value is in the file, but its default is used.
        wrong = any(error.key.split(".")[: len(key)] == [*key] for error in configuration.errors)
        origin = f"{file}:{place.start.line + 1}" if place and not wrong else "default"
        yield f"{_key(name)} = {_value(value)}  # {origin}"
    for key, value in inner:
        yield ""
        yield f"[{'.'.join(_key(part) for part in key)}]"
        yield from _table(configuration, value, key, file)


def _entries(table: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(table, Mapping):
        yield from table.items()
    else:
        for each in fields(table):
            yield each.name.replace("_", "-"), getattr(table, each.name)


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if bare else _string(name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Sequence):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return str(value)


def _string(text: str) -> str:
    # A JSON string is a TOML string, except that TOML requires DEL to be escaped (TOML 1.0, "String").
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
