"""The command `backlog-ls config`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any

import click

from backlog_ls.cli.exit_codes import FAILED
from backlog_ls.cli.inputs import DocumentError, Project, describe_error, display_path
from backlog_ls.cli.settings_file.toml import entries, format_key, format_value
from backlog_ls.cli.terminal import print_error, with_progress, write
from backlog_ls.rules.invalid_settings import find_settings_errors
from backlog_ls.workspace.configuration import SETTINGS_FILE, Configuration, ConfigurationCache
from backlog_ls.workspace.disk.disk import Disk


@click.group(
    short_help="Show settings, or begin a settings file.",
    epilog="""\b
Examples:
  backlog-ls config init                   write a settings file to edit
  backlog-ls config show docs/BACKLOG.md   the settings of a document
  backlog-ls config schema                 all settings, as JSON Schema
""",
)
def command() -> None:
    """Show the settings in use or the schema of all settings, or write a file to begin with.

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
  backlog-ls config init        for the documents in this folder
  backlog-ls config init docs   for those in docs

\b
Exit codes: 0 success; 2 there are settings already, or the file could not be written.
""",
)
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False))
def init(*, folder: str) -> int:
    """Write a settings file for FOLDER, in which every setting is explained and commented out.

    It says which documents are treated as backlogs, which statuses are in use, and what is found today.
    """
    from backlog_ls.cli.settings_file.template import Findings, write_template  # noqa: PLC0415 (imports pydantic)

    path = os.path.join(os.path.abspath(folder), SETTINGS_FILE)
    project = Project()
    there = project.configurations.for_folder(os.path.abspath(folder)).path
    if os.path.lexists(path) or (there and os.path.dirname(there) == os.path.dirname(path)):
        print_error(f"{display_path(there or path)} has settings already; nothing was written")
        return FAILED
    found = Findings()
    for source in with_progress(project.find_files((folder,)), "Reading"):
        try:
            loaded = project.load(source)
        except DocumentError:
            continue  # `check` reports it
        if loaded:
            found.add(source, loaded)
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(write_template(found))
    except OSError as error:
        print_error(f"{display_path(path)}: {describe_error(error)}")
        return FAILED
    write(f"Wrote {display_path(path)}. Nothing is set in it yet: all lines are comments.\n")
    return 0


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
    for name, value in entries(table):
        key = (*above, name)
        if is_dataclass(value) or isinstance(value, Mapping):
            inner.append((key, value))
            continue
        place = configuration.key_ranges.get(key)
        # A key with an invalid value is in the file, but its default is used.
        wrong = any(error.key.split(".")[: len(key)] == [*key] for error in configuration.errors)
        origin = f"{file}:{place.start.line + 1}" if place and not wrong else "default"
        yield f"{format_key(name)} = {format_value(value)}  # {origin}"
    for key, value in inner:
        yield ""
        yield f"[{'.'.join(format_key(part) for part in key)}]"
        yield from _table(configuration, value, key, file)
