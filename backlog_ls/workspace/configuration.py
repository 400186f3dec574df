"""Settings files: the nearest `.backlog-ls.toml` or `pyproject.toml`, in a folder or above it.

If both are in one folder, `.backlog-ls.toml` is used. A `pyproject.toml` without a table
`[tool.backlog-ls]` is ignored. Errors in a file are returned, not raised.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_ls.model.names.did_you_mean import find_close_match
from backlog_ls.model.settings import DEFAULTS, Settings, parse_toml, read_settings
from backlog_ls.text.lines import content_end, line_starts
from backlog_ls.text.pattern import pattern
from backlog_ls.text.position import Position, Range
from backlog_ls.workspace.disk.disk import Disk, read_text

if TYPE_CHECKING:
    from collections.abc import Collection

SETTINGS_FILE = ".backlog-ls.toml"
PROJECT_FILE = "pyproject.toml"
PROJECT_TABLE = ("tool", "backlog-ls")

Key = tuple[str, ...]


class ConfigurationError(NamedTuple):
    """An error in a settings file."""

    path: str
    """Absolute path of the file."""
    key: str
    """Dotted, as in `table.style`; empty for an error of the file as a whole."""
    message: str
    range: Range
    """The range of the key in the file; 0-based lines and columns of code points."""

    def __str__(self) -> str:
        """Return the key and the message."""
        return f"{self.key}: {self.message}" if self.key else self.message


class Configuration(NamedTuple):
    """The settings of one file."""

    settings: Settings = DEFAULTS
    path: str = ""
    """Absolute path of the file; empty for the default settings."""
    key_ranges: Mapping[Key, Range] = {}
    """The ranges of the keys in the file."""
    errors: tuple[ConfigurationError, ...] = ()


class ConfigurationCache:
    """The configurations of a file system, cached by folder. Paths are absolute."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._files: dict[str, Configuration | None] = {}

    def for_folder(self, folder: str) -> Configuration:
        """Return the configuration for the documents in `folder`."""
        for above in _with_ancestors(folder):
            found = self._configuration_in(above)
            if found:
                return found
        return Configuration()

    def find_root(self, folder: str) -> str:
        """Return `folder`, or the nearest folder above it, that holds a repository or settings.

        Return an empty string if there is none.
        """
        for above in _with_ancestors(folder):
            if self._disk.exists(os.path.join(above, ".git")) or self._configuration_in(above):
                return above
        return ""

    def invalidate(self) -> None:
        """Read the files again: a settings file was created, deleted or changed."""
        self._files.clear()

    def _configuration_in(self, folder: str) -> Configuration | None:
        if folder not in self._files:
            self._files[folder] = self._read_folder(folder)
        return self._files[folder]

    def _read_folder(self, folder: str) -> Configuration | None:
        for name in (SETTINGS_FILE, PROJECT_FILE):
            path = os.path.join(folder, name)
            found = read_configuration(path) if self._disk.exists(path) else None
            if found:
                return found
        return None


def is_settings_file(path: str) -> bool:
    """Return whether the file at `path` has the name of a settings file."""
    return os.path.basename(path) in {SETTINGS_FILE, PROJECT_FILE}


def read_configuration(path: str) -> Configuration | None:
    """Return the configuration in the file at `path`; None for a pyproject.toml without settings."""
    own = os.path.basename(path) != PROJECT_FILE
    try:
        text = read_text(path).removeprefix("\ufeff")  # which TOML does not allow
    except (OSError, UnicodeDecodeError) as error:
        # Other tools report an unreadable pyproject.toml.
        return _with_error(path, "", str(error)) if own else None
    return parse_configuration(path, text)


def parse_configuration(path: str, text: str) -> Configuration | None:
    """Return what `read_configuration` would, if the file at `path` contained `text`."""
    own = os.path.basename(path) != PROJECT_FILE
    prefix = () if own else PROJECT_TABLE
    try:
        data: Any = parse_toml(text)
    except ValueError as error:
        return _with_error(path, text, str(error)) if own or "backlog-ls" in text else None
    for part in prefix:
        data = data.get(part) if isinstance(data, Mapping) else None
    if data is None:
        return None
    keys = _find_keys(text)
    if not isinstance(data, Mapping):
        message = "the settings must be a table"
        not_a_table = ConfigurationError(path, "", message, _range_of(keys, prefix))
        return Configuration(path=path, errors=(not_a_table,))
    settings, invalid = read_settings(data)
    errors = tuple(
        ConfigurationError(path, key, message, _range_of(keys, (*prefix, *key.split("."))))
        for key, message in invalid
    )
    given = {key: _range_of(keys, (*prefix, *key)) for key in _leaves(data)}
    return Configuration(settings, path, given, errors)


def find_unknown_codes(
    configuration: Configuration, codes: Collection[str]
) -> tuple[ConfigurationError, ...]:
    """Return an error for each key of `severity` that is not in `codes`."""
    errors = []
    for code in configuration.settings.severity:
        if code in codes:
            continue
        close = find_close_match(code, codes, 3)
        hint = f"; did you mean `{close}`?" if close else ""
        key = ("severity", code)
        where = configuration.key_ranges.get(key, _range_of({}, ()))
        message = f"unknown diagnostic `{code}`{hint}"
        errors.append(ConfigurationError(configuration.path, ".".join(key), message, where))
    return tuple(errors)


def _with_ancestors(folder: str) -> list[str]:
    found = [folder]
    while (above := os.path.dirname(found[-1])) != found[-1]:
        found.append(above)
    return found


_POSITION = pattern(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")


def _with_error(path: str, text: str, message: str) -> Configuration:
    starts = line_starts(text)
    position = _POSITION.search(message)
    line = column = 0
    if position:
        message = message[: position.start()]
        line = min(int(position[1]), len(starts)) - 1 if position[1] else len(starts) - 1
        column = int(position[2]) - 1 if position[2] else 0
    at = Position(line, column)
    error = ConfigurationError(path, "", message, Range(at, at))
    return Configuration(path=path, errors=(error,))


_PART = pattern(r"""[ \t]*(?:"([^"\\\n]*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*""")
_HEADER = pattern(r"[ \t]*\[\[?")


def _find_keys(text: str) -> dict[Key, Range]:
    """Return the ranges of the tables and keys in a TOML document, each where it comes first.

    Keys of inline tables are missing: the ranges are only used to place messages.
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
    """Return the range of `key`, or of the innermost table around it, or else the start."""
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
