"""Find and load the documents that a command line names, each in its workspace."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.roles.role import DocumentRole
from backlog_ls.workspace.configuration import Configuration, ConfigurationCache
from backlog_ls.workspace.declared_roles import relative_path
from backlog_ls.workspace.disk.disk import Disk, read_text
from backlog_ls.workspace.disk.walk import is_home_folder, walk
from backlog_ls.workspace.document_names import is_markdown
from backlog_ls.workspace.load import load_backlog
from backlog_ls.workspace.read_root import read_with_cache
from backlog_ls.workspace.roles import may_be_checked, role_of
from backlog_ls.workspace.trace import TracingWorkspace
from backlog_ls.workspace.view import View

if TYPE_CHECKING:
    from backlog_ls.model.settings import Settings

STDIN = "-"
BOM = "\ufeff"


class InputFile(NamedTuple):
    """A Markdown file that may be a backlog, or standard input."""

    path: str
    """Absolute; empty for standard input without a name."""
    display_path: str
    """The path to print: relative to the working folder, with slashes."""
    root: str
    """Absolute path of its workspace folder."""
    explicit: bool
    """Whether the user named this file. Such a file counts whatever its role is."""


class LoadedDocument(NamedTuple):
    """A document that was read from a file or from standard input."""

    text: str
    """The whole text, with a byte order mark if there is one."""
    view: View
    """The parsed document, without the byte order mark, in its role."""

    @property
    def bom(self) -> str:
        """The byte order mark, or an empty string."""
        return BOM if self.text.startswith(BOM) else ""


class DocumentError(Exception):
    """A document cannot be read or must not be changed; the message, one line, says why."""


@dataclass(slots=True)
class Project:
    """The files, settings and workspaces that one run of a command uses."""

    disk: Disk = field(default_factory=Disk)
    force_exclude: bool = False
    """Whether roles and the setting `exclude` count for files that the user named, too."""
    use_cache: bool = False
    """Whether the backlogs of a root are read from the cache folder where nothing changed."""
    configurations: ConfigurationCache = field(init=False)
    _workspaces: dict[str, TracingWorkspace] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.configurations = ConfigurationCache(self.disk)

    def configuration_for(self, source: InputFile) -> Configuration:
        """Return the configuration of a document."""
        return self.configurations.for_folder(os.path.dirname(source.path) or os.getcwd())

    def require_valid_settings(self, source: InputFile) -> None:
        """Raise DocumentError if the settings of a document are invalid.

        The wrong part may have been meant to turn something off, so the document stays unchanged.
        """
        for error in self.configuration_for(source).errors:
            where = f"{display_path(error.path)}:{error.range.start.line + 1}"
            raise DocumentError(f"skipped: invalid settings: {where}: {error}")

    def find_files(self, paths: tuple[str, ...]) -> list[InputFile]:
        """Return each Markdown file in `paths` once; folders are walked."""
        found: dict[str, InputFile] = {}
        for path in paths:
            absolute = os.path.abspath(path)
            if os.path.isdir(absolute):
                for inside in walk(self.disk, absolute):
                    if is_markdown(inside):
                        found.setdefault(inside, self._file(inside, absolute, explicit=False))
            else:
                found[absolute] = self.explicit_file(absolute)
        return list(found.values())

    def explicit_file(self, path: str) -> InputFile:
        """Return the file that the user named; an empty `path` stands for standard input."""
        return self._file(path, os.path.dirname(path), explicit=True)

    def load(self, source: InputFile) -> LoadedDocument | None:
        """Read a document; return None if nothing is reported about documents of its role.

        Raises:
            DocumentError: it cannot be read, or is not UTF-8.
        """
        try:
            text = read_text(source.path)
            if not self._may_be_checked(source, text):
                return None
            loaded = self.parse(source, text)
        except (OSError, UnicodeDecodeError) as error:
            # Do not complain about Markdown files that are not backlogs.
            if not source.explicit and not self.parse(source, "").view.role.is_checked:
                return None
            raise DocumentError(describe_error(error)) from None
        return loaded if loaded.view.role.is_checked else None

    def workspace_of(self, root: str) -> TracingWorkspace:
        """Return the workspace of the documents under `root`; empty for those without a file."""
        workspace = self._workspaces.get(root)
        if workspace is None:
            workspace = TracingWorkspace((root,) if root else (), self.disk)
            workspace.settings_of_root = self._settings_of_root
            workspace.read_root = read_with_cache if self.use_cache else None
            self._workspaces[root] = workspace
        return workspace

    def parse(self, source: InputFile, text: str) -> LoadedDocument:
        """Parse `text` as the content of `source`."""
        settings = self.configuration_for(source).settings
        workspace = self.workspace_of(source.root)
        folder = os.path.dirname(source.path) or os.getcwd()
        backlog = load_backlog(workspace, source.path, text.removeprefix(BOM), settings, folder)
        view = View(backlog, workspace, source.path, settings)
        role = role_of(view).role
        if source.explicit and not self.force_exclude and not role.is_checked:
            role = DocumentRole.BACKLOG
        return LoadedDocument(text, view._replace(role=role))

    def _may_be_checked(self, source: InputFile, text: str) -> bool:
        """Return whether a document needs to be parsed; most Markdown files are not backlogs."""
        if source.explicit and not self.force_exclude:
            return True
        settings = self.configuration_for(source).settings
        return may_be_checked(
            relative_path(source.path, source.root), text.removeprefix(BOM), settings
        )

    def _settings_of_root(self, root: str) -> Settings:
        return self.configurations.for_folder(root).settings

    def _file(self, path: str, beside: str, *, explicit: bool) -> InputFile:
        if not path:
            return InputFile("", STDIN, "", explicit)
        root = self.configurations.find_root(os.path.dirname(path)) or _working_folder_above(path)
        root = root or beside
        return InputFile(path, display_path(path), root, explicit)


def _working_folder_above(path: str) -> str:
    """Return the working folder if it holds `path` and is a place for a project; else nothing."""
    folder = os.getcwd()
    holds = path.startswith(folder.rstrip(os.sep) + os.sep)
    return folder if holds and not is_home_folder(folder) else ""


def no_backlog_message(paths: tuple[str, ...]) -> str:
    """Return the message for when none of the folders `paths` contains a backlog."""
    places = " and ".join("this folder" if path == "." else path for path in paths)
    return f"no backlogs in {places}; files named explicitly are always included"


def display_path(path: str) -> str:
    """Return the absolute `path` relative to the working folder, with slashes."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # on another drive
        relative = path
    # File names are taken as UTF-8 whatever the locale, like the output.
    return os.fsencode(relative).decode("utf-8", "surrogateescape").replace(os.sep, "/")


def describe_error(error: OSError | UnicodeDecodeError) -> str:
    """Return the reason of `error`, without the path."""
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8: byte 0x{error.object[error.start]:02x} at offset {error.start}"
    return error.strerror or str(error).partition(":")[0]


def read_stdin() -> str:
    """Return standard input.

    Raises:
        DocumentError: it is not UTF-8.
    """
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError(describe_error(error)) from None
