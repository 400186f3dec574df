"""`backlog-ls config`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import click

from backlog_ls.cli.inputs import shown
from backlog_ls.cli.terminal import complain, write
from backlog_ls.rules.invalid_settings import settings_errors
from backlog_ls.workspace.configuration import Configuration, Configurations
from backlog_ls.workspace.disk.disk import Disk

FAILED = 2


@click.group(
    short_help="Show the settings.",
    epilog="""\b
Examples:
  backlog-ls config show docs/BACKLOG.md   the settings that count there
  backlog-ls config schema                 what can be set, as JSON Schema
""",
)
def command() -> None:
    """Show settings: those in force, or all that there are.

    They stand in .backlog-ls.toml or under [tool.backlog-ls] in pyproject.toml, in the folder of the
    document or the nearest one above it.
    """


@command.command(
    epilog="""\b
Examples:
  backlog-ls config show                   for documents in this folder
  backlog-ls config show docs/BACKLOG.md   for one document

\b
Exit code: 0, or 2 where something in the settings is wrong.
""",
)
@click.argument("path", default=".", type=click.Path())
def show(*, path: str) -> int:
    """Show the settings that count for PATH, and where each is from, as TOML."""
    absolute = os.path.abspath(path)
    folder = absolute if os.path.isdir(absolute) else os.path.dirname(absolute)
    configuration = Configurations(Disk()).of(folder)
    write("".join(f"{line}\n" for line in as_toml(configuration)))
    errors = settings_errors(configuration)
    for error in errors:
        where = f"{shown(error.path)}:{error.range.start.line + 1}"
        complain(f"{where}: {error}")
    return FAILED if errors else 0


@command.command(
    epilog="""\b
Examples:
  backlog-ls config schema > backlog-ls.json   for an editor of TOML
"""
)
def schema() -> int:
    """Print the JSON Schema of the settings file."""
    from backlog_ls.rules.docs.settings_schema import described_schema  # noqa: PLC0415 (imports pydantic)

    write(json.dumps(described_schema(), indent=2, ensure_ascii=False) + "\n")
    return 0


def as_toml(configuration: Configuration) -> Iterator[str]:
    """Yield the lines of a settings file that says the same, the defaults included."""
    file = shown(configuration.path) if configuration.path else ""
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
        place = configuration.given.get(key)
        # A key whose value was wrong is given, and yet it keeps its default.
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
    # A JSON string is one of TOML, but for DEL, which only JSON allows as it is (TOML 1.0, "String").
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
