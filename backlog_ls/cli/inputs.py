"""The documents that a command line names, and each in its workspace."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from typing import NamedTuple

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.statuses.vocabulary import declared
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.configuration import Configuration, Configurations
from backlog_ls.workspace.detect import is_backlog
from backlog_ls.workspace.disk.disk import Disk, read_text
from backlog_ls.workspace.disk.walk import walk
from backlog_ls.workspace.document_names import is_markdown
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

STDIN = "-"
BOM = "\ufeff"


class Source(NamedTuple):
    """A document that may have to be looked at."""

    path: str
    """Absolute; empty for standard input without a name."""
    shown: str
    """As it is called in the output: from the working folder, with slashes."""
    root: str
    """Absolute path of its workspace folder."""
    named: bool
    """Whether the user named this very file, so that it counts whatever it looks like."""


class Loaded(NamedTuple):
    """A document as its file has it."""

    text: str
    """All of the file; as UTF-8 it is the file's bytes."""
    view: View
    """Without the byte order mark, which is none of the document's text."""

    @property
    def mark(self) -> str:
        """The byte order mark, or nothing."""
        return BOM if self.text.startswith(BOM) else ""


class DocumentError(Exception):
    """A document cannot be read, or must be left as it is; the message says why, in a line."""


@dataclass(slots=True)
class Project:
    """What one run of a command knows of the file system."""

    disk: Disk = field(default_factory=Disk)
    configurations: Configurations = field(init=False)
    _workspaces: dict[str, Workspace] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.configurations = Configurations(self.disk)

    def configuration(self, source: Source) -> Configuration:
        """Return the configuration that counts for a document."""
        return self.configurations.of(os.path.dirname(source.path) or os.getcwd())

    def require_settings(self, source: Source) -> None:
        """Raise DocumentError where the settings of a document have an error.

        What they would have switched off is not known, so that the document must not be changed.
        """
        for error in self.configuration(source).errors:
            where = f"{shown(error.path)}:{error.range.start.line + 1}"
            raise DocumentError(f"not changed, for the settings are invalid: {where}: {error}")

    def sources(self, paths: tuple[str, ...]) -> list[Source]:
        """Return the documents that `paths` name, folders walked, each once."""
        found: dict[str, Source] = {}
        for path in paths:
            absolute = os.path.abspath(path)
            if os.path.isdir(absolute):
                for inside in walk(self.disk, absolute):
                    if is_markdown(inside):
                        found.setdefault(inside, self._source(inside, absolute, named=False))
            else:
                found[absolute] = self.named(absolute)
        return list(found.values())

    def named(self, path: str) -> Source:
        """Return the document at `path`, which the user named; empty for standard input."""
        return self._source(path, os.path.dirname(path), named=True)

    def load(self, source: Source) -> Loaded | None:
        """Read a document; None where it is no backlog, and was not named.

        Raises:
            DocumentError: it cannot be read, or is not UTF-8.
        """
        try:
            loaded = self.understood(source, read_text(source.path))
        except (OSError, UnicodeDecodeError) as error:
            # Of other people's Markdown files nothing is said, not even that one is in Latin-1.
            if not source.named and not is_backlog(self.understood(source, "").view):
                return None
            raise DocumentError(reason(error)) from None
        return loaded if source.named or is_backlog(loaded.view) else None

    def understood(self, source: Source, text: str) -> Loaded:
        """Return the document `text`, as what stands at `source`."""
        settings = self.configuration(source).settings
        workspace = self._workspaces.get(source.root)
        if workspace is None:
            workspace = Workspace((source.root,) if source.root else (), self.disk)
            self._workspaces[source.root] = workspace
        folder = os.path.dirname(source.path) or os.getcwd()
        vocabulary = declared(settings.statuses, workspace.tool(folder).statuses)
        body = text.removeprefix(BOM)
        # It may have been read already, for what it shares with those before it.
        backlog = workspace.same(source.path, body) if vocabulary is None else None
        backlog = backlog or Backlog.read(Document.parse(body), vocabulary)
        return Loaded(text, View(backlog, workspace, source.path, settings))

    def _source(self, path: str, beside: str, *, named: bool) -> Source:
        if not path:
            return Source("", STDIN, "", named)
        root = self.configurations.root(os.path.dirname(path)) or beside
        return Source(path, shown(path), root, named)


def nothing_in(paths: tuple[str, ...]) -> str:
    """Return what to say where no document was found in `paths`, which are folders."""
    places = " and ".join("this folder" if path == "." else path for path in paths)
    return f"no backlog in {places}; a file that is named itself counts in any case"


def shown(path: str) -> str:
    """Return the absolute `path` from the working folder, with slashes."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # on another drive
        relative = path
    # Where the locale is not UTF-8, the names of files are all the same, and so is our output.
    return os.fsencode(relative).decode("utf-8", "surrogateescape").replace(os.sep, "/")


def reason(error: OSError | UnicodeDecodeError) -> str:
    """Return what `error` says, in a few words and without the path."""
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
        raise DocumentError(reason(error)) from None
