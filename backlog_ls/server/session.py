"""The state of one connection: the open documents, understood and judged, and the client's wishes.

All state stands here. The handlers that change it run one after the other on the event loop; what
they make is made of values, so that whoever reads a document later holds it as it was.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from backlog_ls.model.backlog import Backlog
from backlog_ls.model.editing import edited
from backlog_ls.model.settings import Settings, overlaid
from backlog_ls.model.vocabulary import declared
from backlog_ls.rules.report import Report, checked, rechecked, relinked
from backlog_ls.syntax.document import Document
from backlog_ls.text.position import Encoding, Position
from backlog_ls.workspace.configuration import (
    OWN_FILE,
    PROJECT_FILE,
    Configuration,
    Configurations,
)
from backlog_ls.workspace.detect import is_backlog
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backlog_ls.rules.finding import Finding

log = logging.getLogger(__name__)


@dataclass(slots=True)
class OpenDocument:
    """A document that the client has open."""

    uri: str
    path: str
    """Absolute; the URI itself where it names no file, so that it is a key all the same."""
    version: int
    backlog: Backlog
    settings: Settings
    speaks: bool = False
    """Whether it is a backlog, so that something may be said of it."""
    report: Report | None = None
    stamp: int = 0
    """Drawn anew, from all documents' numbers, whenever what is published could differ."""
    anchors: int = 0
    """Grows whenever an anchor that other documents can link to came, went or changed."""
    pushed: bool = False
    """Whether diagnostics were pushed, so that they may have to be taken back."""

    @property
    def is_file(self) -> bool:
        """Whether it has a path."""
        return self.path != self.uri


@dataclass(slots=True)
class TextChange:
    """A change as a client sends it; without a range it is the whole text."""

    text: str
    start: Position | None = None
    end: Position | None = None


@dataclass(slots=True)
class Session:
    """Everything that the server knows."""

    encoding: Encoding = Encoding.UTF16
    workspace: Workspace = field(default_factory=Workspace)
    documents: dict[str, OpenDocument] = field(default_factory=dict)
    """By URI."""
    editor: dict[str, Any] = field(default_factory=dict)
    """The settings that the client gave; they count before those in files."""
    paranoid: bool = field(default_factory=lambda: bool(os.environ.get("BACKLOG_LS_PARANOID")))
    """Whether to compare every document with one parsed from scratch, after each edit."""
    configurations: Configurations = field(init=False)
    _stamps: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.configurations = Configurations(self.workspace.disk)

    def opened(self, uri: str, version: int, text: str) -> OpenDocument:
        """Take in a document that the client opened."""
        path = path_of(uri) or uri
        settings = self._settings(path)
        backlog = Backlog.read(Document.parse(text), declared(settings.statuses))
        document = OpenDocument(uri, path, version, backlog, settings)
        self.documents[uri] = document
        self.workspace.open[path] = backlog
        self._judge(document)
        return document

    def changed(self, uri: str, version: int, changes: Iterable[TextChange]) -> OpenDocument | None:
        """Take in changes, each of which refers to the text that the one before left."""
        document = self.documents.get(uri)
        if document is None:
            log.warning("change of a document that is not open: %s", uri)
            return None
        document.version = version
        for change in changes:
            self._change(document, change)
        if self.paranoid:
            self._compare(document)
        return document

    def closed(self, uri: str) -> OpenDocument | None:
        """Let go of a document: from now on what is on disk counts."""
        document = self.documents.pop(uri, None)
        if document is None:
            log.warning("close of a document that is not open: %s", uri)
            return None
        if all(other.path != document.path for other in self.documents.values()):
            self.workspace.open.pop(document.path, None)
            self.workspace.forget(document.path)
        return document

    def view(self, document: OpenDocument) -> View:
        """Return what may be looked at for `document`."""
        path = document.path if document.is_file else ""
        return View(document.backlog, self.workspace, path, document.settings)

    def findings(self, document: OpenDocument) -> Sequence[Finding]:
        """Return what is to be said of `document`, in its order."""
        return document.report.findings() if document.report else []

    def files_changed(self, paths: Iterable[str]) -> list[OpenDocument]:
        """Look anew at `paths`, and return the documents of which something else may be said now."""
        settings = False
        for path in paths:
            self.workspace.forget(path)
            settings = settings or os.path.basename(path) in {OWN_FILE, PROJECT_FILE}
        if settings:
            self.configurations.forget()
        return self.reconfigured() if settings else self.linked_again(None)

    def linked_again(self, changed: OpenDocument | None) -> list[OpenDocument]:
        """Follow the links of all documents but `changed` again, and return those affected."""
        affected = []
        for document in self.documents.values():
            if document is changed or document.report is None:
                continue
            report = relinked(document.report, self.view(document))
            if report.blocks is not document.report.blocks:
                document.stamp = next(self._stamps)
                affected.append(document)
            document.report = report
        return affected

    def reconfigured(self, editor: dict[str, Any] | None = None) -> list[OpenDocument]:
        """Apply new settings, of the editor or of files, to all documents, and return these."""
        if editor is not None:
            self.editor = editor
        for document in self.documents.values():
            document.settings = self._settings(document.path)
            text = document.backlog.document
            document.backlog = Backlog.read(text, declared(document.settings.statuses))
            self.workspace.open[document.path] = document.backlog
            self._judge(document)
        return list(self.documents.values())

    def _settings(self, path: str) -> Settings:
        # What is no file yet will most likely be one of the first folder.
        roots = self.workspace.roots or ("",)
        folder = os.path.dirname(path) if os.path.isabs(path) else roots[0]
        configuration = self.configurations.of(folder) if folder else Configuration()
        for error in configuration.errors:
            log.warning("%s: %s: %s", error.path, error.key, error.message)
        settings, errors = overlaid(configuration.settings, self.editor)
        for wrong in errors:
            log.warning("settings of the editor: %s: %s", wrong.key, wrong.message)
        return settings

    def _change(self, document: OpenDocument, change: TextChange) -> None:
        text = document.backlog.document
        if change.start is None or change.end is None:
            made = text.replace(change.text)
        else:
            start = text.offset_at(change.start, self.encoding)
            end = text.offset_at(change.end, self.encoding)
            made = text.edit(start, end, change.text)
        moved = made.document.rope.newlines != text.rope.newlines
        document.backlog, affected = edited(document.backlog, made)
        self.workspace.open[document.path] = document.backlog
        if affected.anchors or bool(text.length) != bool(made.document.length):
            document.anchors += 1
        view = self.view(document)
        spoke, document.speaks = document.speaks, is_backlog(view)
        if not document.speaks:
            document.report = None
        elif document.report is None:
            document.report = checked(view)
        else:
            before = document.report
            document.report = report = rechecked(before, view, made.delta, affected)
            same = (
                report.blocks is before.blocks
                and report.sections is before.sections
                and report.subjects is before.subjects
                and report.whole is before.whole
            )
            if same and not moved:
                return  # nothing that is published can differ
        if spoke or document.speaks:
            document.stamp = next(self._stamps)

    def _judge(self, document: OpenDocument) -> None:
        view = self.view(document)
        document.speaks = is_backlog(view)
        document.report = checked(view) if document.speaks else None
        document.stamp = next(self._stamps)

    def _compare(self, document: OpenDocument) -> None:
        """Say loudly where incremental work came to another result than work from scratch."""
        fresh = Document.parse(document.backlog.document.text)
        if list(fresh.rope) != list(document.backlog.rope):
            log.error("PARANOID: the blocks of %s differ from a fresh parse", document.uri)
        backlog = Backlog.read(document.backlog.document, document.backlog.declared)
        if backlog.index != document.backlog.index:
            log.error("PARANOID: the index of %s differs from a fresh one", document.uri)
        if document.report:
            view = self.view(document)._replace(backlog=backlog)
            if checked(view).findings() != document.report.findings():
                log.error("PARANOID: the findings of %s differ from fresh ones", document.uri)


def path_of(uri: str) -> str | None:
    """Return the absolute path that the file URI `uri` names, or None: it names no local file."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"}:
        return None
    path = unquote(parts.path)
    if os.name == "nt":
        path = path.lstrip("/")
    return os.path.normpath(path) if path and "\0" not in path else None
