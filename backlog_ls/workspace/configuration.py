"""Where settings come from: the nearest `.backlog-ls.toml`, or `pyproject.toml`, upwards.

Of two in one folder, `.backlog-ls.toml` counts. A `pyproject.toml` without a table
`[tool.backlog-ls]` is passed over. Nothing here raises: what is wrong with a file is a value.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_ls.model.names.did_you_mean import meant
from backlog_ls.model.settings import DEFAULTS, Settings, parse_toml, read_settings
from backlog_ls.text.lines import content_end, line_starts
from backlog_ls.text.pattern import pattern
from backlog_ls.text.position import Position, Range
from backlog_ls.workspace.disk.disk import Disk, read_text

if TYPE_CHECKING:
    from collections.abc import Collection

OWN_FILE = ".backlog-ls.toml"
PROJECT_FILE = "pyproject.toml"
PROJECT_TABLE = ("tool", "backlog-ls")

Key = tuple[str, ...]


class ConfigurationError(NamedTuple):
    """What is wrong in a settings file."""

    path: str
    """Absolute, of the file."""
    key: str
    """Dotted, as in `table.style`; empty for the file as a whole."""
    message: str
    range: Range
    """Of the key as written; lines and code-point columns are 0-based."""

    def __str__(self) -> str:
        """Return the key and what is wrong there."""
        return f"{self.key}: {self.message}" if self.key else self.message


class Configuration(NamedTuple):
    """The settings of one file."""

    settings: Settings = DEFAULTS
    path: str = ""
    """Absolute, of the file that they are from; empty where there is none."""
    given: Mapping[Key, Range] = {}
    """Where the file gives which keys."""
    errors: tuple[ConfigurationError, ...] = ()


class Configurations:
    """The configurations of a file system, remembered by folder. Paths are absolute."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._files: dict[str, Configuration | None] = {}

    def of(self, folder: str) -> Configuration:
        """Return the configuration that counts for the documents in `folder`."""
        for above in _upwards(folder):
            found = self._in(above)
            if found:
                return found
        return Configuration()

    def root(self, folder: str) -> str:
        """Return the nearest folder, from `folder` upwards, that is the root of a project.

        That is one with a repository or with settings; an empty string without any.
        """
        for above in _upwards(folder):
            if self._disk.exists(os.path.join(above, ".git")) or self._in(above):
                return above
        return ""

    def forget(self) -> None:
        """Read the files anew: one of them is said to have come, gone or changed."""
        self._files.clear()

    def _in(self, folder: str) -> Configuration | None:
        if folder not in self._files:
            self._files[folder] = self._found_in(folder)
        return self._files[folder]

    def _found_in(self, folder: str) -> Configuration | None:
        for name in (OWN_FILE, PROJECT_FILE):
            path = os.path.join(folder, name)
            found = read_configuration(path) if self._disk.exists(path) else None
            if found:
                return found
        return None


def is_settings_file(path: str) -> bool:
    """Tell whether settings can stand in the file at `path`, by its name."""
    return os.path.basename(path) in {OWN_FILE, PROJECT_FILE}


def read_configuration(path: str) -> Configuration | None:
    """Return what the settings file at `path` says; None for a pyproject.toml without settings."""
    own = os.path.basename(path) != PROJECT_FILE
    try:
        text = read_text(path).removeprefix("\ufeff")  # some editors write one; TOML allows none
    except (OSError, UnicodeDecodeError) as error:
        # An unreadable project file is for other tools to report.
        return _failed(path, "", str(error)) if own else None
    return configuration_in(path, text)


def configuration_in(path: str, text: str) -> Configuration | None:
    """Return what the settings file at `path` says with `text` in it; None as for that on disk."""
    own = os.path.basename(path) != PROJECT_FILE
    prefix = () if own else PROJECT_TABLE
    try:
        data: Any = parse_toml(text)
    except ValueError as error:
        return _failed(path, text, str(error)) if own or "backlog-ls" in text else None
    for part in prefix:
        data = data.get(part) if isinstance(data, Mapping) else None
    if data is None:
        return None
    keys = _keys(text)
    if not isinstance(data, Mapping):
        message = "the settings must be a table"
        no_table = ConfigurationError(path, "", message, _range_of(keys, prefix))
        return Configuration(path=path, errors=(no_table,))
    settings, invalid = read_settings(data)
    errors = tuple(
        ConfigurationError(path, key, message, _range_of(keys, (*prefix, *key.split("."))))
        for key, message in invalid
    )
    given = {key: _range_of(keys, (*prefix, *key)) for key in _leaves(data)}
    return Configuration(settings, path, given, errors)


def unknown_codes(
    configuration: Configuration, codes: Collection[str]
) -> tuple[ConfigurationError, ...]:
    """Return what is wrong with the codes in `severity`, of which `codes` are known."""
    errors = []
    for code in configuration.settings.severity:
        if code in codes:
            continue
        close = meant(code, codes, 3)
        hint = f"; did you mean `{close}`?" if close else ""
        key = ("severity", code)
        where = configuration.given.get(key, _range_of({}, ()))
        message = f"unknown diagnostic `{code}`{hint}"
        errors.append(ConfigurationError(configuration.path, ".".join(key), message, where))
    return tuple(errors)


def _upwards(folder: str) -> list[str]:
    found = [folder]
    while (above := os.path.dirname(found[-1])) != found[-1]:
        found.append(above)
    return found


_PLACE = pattern(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")


def _failed(path: str, text: str, message: str) -> Configuration:
    starts = line_starts(text)
    place = _PLACE.search(message)
    line = column = 0
    if place:
        message = message[: place.start()]
        line = min(int(place[1]), len(starts)) - 1 if place[1] else len(starts) - 1
        column = int(place[2]) - 1 if place[2] else 0
    at = Position(line, column)
    error = ConfigurationError(path, "", message, Range(at, at))
    return Configuration(path=path, errors=(error,))


_PART = pattern(r"""[ \t]*(?:"([^"\\\n]*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*""")
_HEADER = pattern(r"[ \t]*\[\[?")


def _keys(text: str) -> dict[Key, Range]:
    """Return where the tables and keys of a TOML document stand, each where it comes first.

    It need not be complete (keys of inline tables are not read): it only places messages.
    """
    found: dict[Key, Range] = {}
    table: Key = ()
    starts = line_starts(text)
    for line, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True)):
        content = text[start : content_end(text, start, end)]
        header = _HEADER.match(content)
        first = header.end() if header else 0
        key: Key = () if header else table
        position = first
        while part := _PART.match(content, position):
            key = (*key, part[1] or part[2] or part[3] or "")
            position = part.end()
            if content[position : position + 1] != ".":
                break
            position += 1
        if position == first or content[position : position + 1] != ("]" if header else "="):
            continue
        if header:
            table = key
        left = len(content) - len(content[first:].lstrip())
        right = len(content[:position].rstrip())
        found.setdefault(key, Range(Position(line, left), Position(line, right)))
    return found


def _range_of(keys: Mapping[Key, Range], key: Key) -> Range:
    """Return where `key` stands, or the nearest of those that hold it, or the very start."""
    for length in range(len(key), 0, -1):
        if key[:length] in keys:
            return keys[key[:length]]
    return Range(Position(0, 0), Position(0, 0))


def _leaves(data: Mapping[str, Any], above: Key = ()) -> list[Key]:
    leaves: list[Key] = []
    for name, value in data.items():
        key = (*above, name)
        leaves += _leaves(value, key) if isinstance(value, Mapping) else [key]
    return leaves
