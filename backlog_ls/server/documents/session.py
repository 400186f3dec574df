"""The state of one connection: the open documents, understood and judged, and the client's wishes.

All state stands here. The handlers that change it run one after the other on the event loop; what
they make is made of values, so that whoever reads a document later holds it as it was.
"""

from __future__ import annotations

import logging
import os
from copy import copy
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from backlog_ls.model.analysis.counting import counts_alike
from backlog_ls.model.analysis.document_status import SPEAKING, document_status
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.editing import edited
from backlog_ls.model.document.flags import bits_of
from backlog_ls.model.settings import Settings, overlaid
from backlog_ls.model.statuses.vocabulary import declared
from backlog_ls.rules.engine.incremental import (
    Report,
    checked,
    rechecked,
    recounted,
    redated,
    relinked,
    reminded,
    says_the_same,
)
from backlog_ls.rules.engine.visible import is_told_otherwise, reported
from backlog_ls.rules.invalid_settings import RULE as INVALID_SETTINGS
from backlog_ls.rules.invalid_settings import settings_errors
from backlog_ls.server.transport.uris import path_of, uri_of
from backlog_ls.syntax.document import Document
from backlog_ls.text.position import Encoding, Position
from backlog_ls.workspace.backlog_md_config import is_tool_config
from backlog_ls.workspace.configuration import (
    OWN_FILE,
    PROJECT_FILE,
    Configuration,
    Configurations,
)
from backlog_ls.workspace.detect import is_backlog
from backlog_ls.workspace.disk.disk import read_text
from backlog_ls.workspace.hang_guard import Guard
from backlog_ls.workspace.index.inventory import Limits
from backlog_ls.workspace.index.members import shared_subjects
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from backlog_ls.model.document.index import Subject
    from backlog_ls.model.statuses.vocabulary import Vocabulary
    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.server.documents.settings_files import SettingsFile
    from backlog_ls.workspace.index.inventory import Inventory

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
    relinks: bool = False
    """Whether an anchor that others can link to came, went or changed, and they have not heard."""
    recounts: bool = False
    """Whether its work may count otherwise since others heard of it."""
    told: frozenset[Subject] = frozenset()
    """What it writes about since others heard of it, as `Members.put` returns it."""
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
    workspace: Workspace = field(default_factory=lambda: Workspace(loads=False))
    documents: dict[str, OpenDocument] = field(default_factory=dict)  # by URI
    settings_files: dict[str, SettingsFile] = field(default_factory=dict)
    """The settings files that the client has open, by URI."""
    editor: dict[str, Any] = field(default_factory=dict)
    """The settings that the client gave; they count before those in files."""
    editor_by_root: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Those that it gave for workspace folders, by their absolute paths; they count there instead."""
    paranoid: bool = field(default_factory=lambda: bool(os.environ.get("BACKLOG_LS_PARANOID")))
    """Whether to compare every document with one parsed from scratch, after each edit."""
    today: date | None = None
    """The day; None for that of the clock."""
    guard: Guard = field(default_factory=Guard)
    """Where it is noted what is worked out on this thread, and what hung."""
    epoch: int = 0
    """Counts what may change what is to be said of documents in which nothing was typed."""
    configurations: Configurations = field(init=False)
    _told: set[str] = field(default_factory=set)
    _stamps: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.configurations = Configurations(self.workspace.disk)

    def opened(self, uri: str, version: int, text: str) -> OpenDocument:
        """Take in a document that the client opened."""
        path = path_of(uri) or uri
        self.guard.readmit(path, uri, "")
        settings = self._settings_told(path)
        backlog = Backlog.read(Document.parse(text), self._declared(path, settings))
        document = OpenDocument(uri, path, version, backlog, settings)
        self.documents[uri] = document
        document.relinks, document.told = True, self.workspace.put(path, backlog)
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
            document.relinks, document.told = True, self.workspace.release(document.path)
        return document

    def apart(self, guard: Guard) -> Session:
        """Return all that is known now, for a thread with `guard`: what it does changes nothing here."""
        documents = {uri: copy(document) for uri, document in self.documents.items()}
        given = self.editor, self.editor_by_root
        known = self.encoding, self.workspace.apart(), documents
        return Session(*known, *given, today=self.today, guard=guard)

    def unopened(self, path: str) -> OpenDocument | None:
        """Return the document at `path` as it would be if it were open, or None: it is no backlog."""
        self.workspace.next_file()
        try:
            text = read_text(path).removeprefix("\ufeff")  # as editors do
        except (OSError, UnicodeDecodeError):
            return None
        settings, _ = self._settings(path)
        vocabulary = self._declared(path, settings)
        backlog = self.workspace.same(path, text) if vocabulary is None else None
        backlog = backlog or Backlog.read(Document.parse(text), vocabulary)
        document = OpenDocument(uri_of(path), path, 0, backlog, settings)
        self._judge(document)
        return document if document.speaks else None

    def view(self, document: OpenDocument) -> View:
        """Return what may be looked at for `document`."""
        path = document.path if document.is_file else ""
        return View(
            document.backlog, self.workspace, path, document.settings, self.today, self.guard
        )

    def findings(self, document: OpenDocument) -> Sequence[Finding]:
        """Return what is to be said of `document`, in its order."""
        return reported(self.view(document), document.report) if document.report else []

    def files_changed(self, paths: Iterable[str]) -> list[OpenDocument]:
        """Look anew at `paths`, and return the documents of which something else may be said now."""
        settings = False
        told: set[Subject] = set()
        for path in paths:
            told |= self.workspace.forget(path)
            named = os.path.basename(path) in {OWN_FILE, PROJECT_FILE}
            settings = settings or named or is_tool_config(path)
        if settings:
            self.configurations.forget()
        return self.reconfigured() if settings else self._again(None, frozenset(told), relinks=True)

    def heard(self, changed: OpenDocument) -> list[OpenDocument]:
        """Judge what other documents say in the light of `changed`; return those affected."""
        relinks, recounts, told = changed.relinks, changed.recounts, changed.told
        changed.relinks, changed.recounts, changed.told = False, False, frozenset()
        if not relinks and not recounts and not told:
            return []
        return self._again(changed, told, relinks=relinks, recounts=recounts)

    def linked_again(self) -> list[OpenDocument]:
        """Follow the links of all documents again, and return those affected.

        New settings in files are applied where there are any.
        """
        before = [self._configuration(each.path) for each in self.documents.values()]
        self.configurations.forget()
        if before != [self._configuration(each.path) for each in self.documents.values()]:
            return self.reconfigured()
        return self._again(None, frozenset(), relinks=True)

    def _again(
        self,
        changed: OpenDocument | None,
        told: frozenset[Subject],
        *,
        relinks: bool,
        recounts: bool = False,
    ) -> list[OpenDocument]:
        self.epoch += 1

        def judged(report: Report, view: View) -> Report:
            if relinks:
                report = relinked(report, view, changed.path if changed else "")
            elif changed and recounts:
                report = recounted(report, view, changed.path)
            return reminded(report, view, told) if told else report

        return self._judged_again(judged, changed)

    def _judged_again(
        self, judged: Callable[[Report, View], Report], but: OpenDocument | None = None
    ) -> list[OpenDocument]:
        affected = []
        for document in self.documents.values():
            if document is but or document.report is None:
                continue
            before = document.report
            document.report = judged(before, self.view(document))
            if not says_the_same(document.report, before):
                document.stamp = next(self._stamps)
                affected.append(document)
        return affected

    def new_day(self) -> list[OpenDocument]:
        """Judge on another day, and return the documents of which something else is to be said."""
        self.epoch += 1
        return self._judged_again(redated)

    def learned(self, inventory: Inventory, told: frozenset[Subject]) -> list[OpenDocument]:
        """Judge in the light of what is under a root on disk, and return the documents affected.

        Args:
            inventory: of the root; `Workspace.learn` was told of its backlogs.
            told: what that returned.
        """
        root = inventory.root
        first = not self.workspace.knows_around(os.path.join(root, "any"))
        told |= self.workspace.learned(
            root, inventory.backlogs, inventory.files, whole=inventory.whole
        )
        if first:  # until now nothing was said of what may stand in others
            own = (shared_subjects(each.backlog) for each in self.documents.values())
            told = frozenset().union(*own)
        return self._again(None, told, relinks=True)

    def limits(self, root: str) -> Limits:
        """Return how much of the workspace folder `root` is read."""
        settings, _ = self._settings(os.path.join(root, OWN_FILE))
        return Limits(settings.max_files, settings.max_file_size * 1000)

    def reconfigured(
        self,
        editor: dict[str, Any] | None = None,
        by_root: dict[str, dict[str, Any]] | None = None,
    ) -> list[OpenDocument]:
        """Apply new settings, of the editor or of files, to all documents, and return these."""
        self.epoch += 1
        self.editor = self.editor if editor is None else editor
        self.editor_by_root = self.editor_by_root if by_root is None else by_root
        for document in self.documents.values():
            document.settings = self._settings_told(document.path)
            text = document.backlog.document
            document.backlog = Backlog.read(text, self._declared(document.path, document.settings))
            self.workspace.put(document.path, document.backlog)
            self._judge(document)
        return list(self.documents.values())

    def _declared(self, path: str, settings: Settings) -> Vocabulary | None:
        folder = os.path.dirname(path) if os.path.isabs(path) else ""
        return declared(settings.statuses, self.workspace.tool(folder).statuses)

    def _configuration(self, path: str) -> Configuration:
        # What is no file yet will most likely be one of the first folder.
        roots = self.workspace.roots or ("",)
        folder = os.path.dirname(path) if os.path.isabs(path) else roots[0]
        return self.configurations.of(folder) if folder else Configuration()

    def _settings(self, path: str) -> tuple[Settings, list[str]]:
        """Return the settings that count for `path`, and what is wrong with them."""
        configuration = self._configuration(path)
        of_file = settings_errors(configuration)
        told = [
            f"{error.path}:{error.range.start.line + 1}: {INVALID_SETTINGS.code}: {error}"
            for error in of_file
        ]
        editor = self.editor_by_root.get(self.workspace.root_of(path), self.editor)
        settings, errors = overlaid(configuration.settings, editor)
        known = {error.key for error in of_file}
        wrong = [f"{each.key}: {each.message}" for each in errors]
        wrong += [
            f"{each.key}: {each.message}"
            for each in settings_errors(Configuration(settings))
            if each.key not in known
        ]
        told += [f"settings of the editor: {INVALID_SETTINGS.code}: {each}" for each in wrong]
        return settings, told

    def _settings_told(self, path: str) -> Settings:
        settings, told = self._settings(path)
        for each in (each for each in told if each not in self._told):
            log.warning("%s", each)
        self._told.update(told)
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
        was = document.backlog
        document.backlog, affected = edited(was, made)
        told = self.workspace.put(document.path, document.backlog, affected.subjects)
        document.told = document.told.union(told)
        if affected.anchors or bool(text.length) != bool(made.document.length):
            document.relinks = True
        elif any(
            bits_of(block) & SPEAKING for _, block in (*made.delta.removed, *made.delta.added)
        ):
            said, says = document_status(was), document_status(document.backlog)
            document.relinks |= (said and said[2]) is not (says and says[2])
        document.recounts = document.recounts or not counts_alike(made.delta)
        view = self.view(document)
        spoke, document.speaks = document.speaks, is_backlog(view)
        if not document.speaks:
            document.report = None
        elif document.report is None:
            document.report = checked(view)
        else:
            before = document.report
            document.report = report = rechecked(before, view, made.delta, affected)
            otherwise = moved or is_told_otherwise(made.document.rope, made.delta)
            if says_the_same(report, before) and not otherwise:
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
