"""The state of one connection. All state of the server is here, or in what a `Session` owns.

Handlers that change it run one after the other on the event loop. What it consists of are values: a
thread that reads a document keeps the version that it began with.
"""

from __future__ import annotations

import logging
import os
from copy import copy
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from backlog_ls.model.analysis.counting import keeps_counts
from backlog_ls.model.document.editing import update_backlog
from backlog_ls.rules.engine import incremental
from backlog_ls.rules.engine.incremental import Report, check, has_same_findings, update_after_edit
from backlog_ls.rules.engine.visible import may_change_visibility, merge_causes, visible_findings
from backlog_ls.server.connection import Connection
from backlog_ls.server.documents.link_effects import may_break_links
from backlog_ls.server.documents.open_document import OpenDocument, PendingEffects
from backlog_ls.server.documents.paranoid import compare_with_fresh
from backlog_ls.server.documents.settings_sources import SettingsSources
from backlog_ls.server.documents.unfinished_lines import (
    is_continued,
    is_typed_together,
    read_typing_pause,
    update_lines,
    withhold_findings,
)
from backlog_ls.server.transport.uris import path_to_uri, uri_to_path
from backlog_ls.text.position import Encoding, Position
from backlog_ls.workspace.backlog_md_config import is_backlog_md_config
from backlog_ls.workspace.configuration import SETTINGS_FILE, is_settings_file
from backlog_ls.workspace.disk.disk import read_text
from backlog_ls.workspace.index.inventory import Limits
from backlog_ls.workspace.index.members import shared_symbols
from backlog_ls.workspace.load import load_backlog, read_backlog
from backlog_ls.workspace.roles import role_of
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from backlog_ls.model.document.index import Symbol
    from backlog_ls.model.settings import Settings
    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.server.documents.open_document import SettingsFile, TextChange
    from backlog_ls.workspace.deadline.deadline import Deadline
    from backlog_ls.workspace.index.inventory import Inventory

log = logging.getLogger(__name__)

BOM = "\ufeff"


@dataclass(slots=True)
class Session:
    """The open documents with their findings, and everything else that the server remembers."""

    encoding: Encoding = Encoding.UTF16
    workspace: Workspace = field(default_factory=lambda: Workspace(loads_lazily=False))
    documents: dict[str, OpenDocument] = field(default_factory=dict)
    """The Markdown documents that the client has open, by URI."""
    settings_files: dict[str, SettingsFile] = field(default_factory=dict)
    """The settings files that the client has open, by URI."""
    refused: set[str] = field(default_factory=set)
    """The URIs of open documents that are ignored because they are too large."""
    paranoid: bool = field(default_factory=lambda: bool(os.environ.get("BACKLOG_LS_PARANOID")))
    """Whether to compare every document with one parsed from scratch, after each edit."""
    typing_pause_s: float = field(default_factory=read_typing_pause)
    """Time after which a line is finished; 0 to show at once what is wrong with a line."""
    today: date | None = None
    """None for today's date by the clock."""
    connection: Connection = field(default_factory=Connection)
    epoch: int = 0
    """Increases when the findings of documents may have changed without an edit of them."""
    settings: SettingsSources = field(init=False)
    _result_ids: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.settings = SettingsSources(self.workspace, self.connection.warnings)
        self.workspace.settings_of_root = self._settings_of_root

    @classmethod
    def begin(cls, connection: Connection) -> Session:
        """Return the session of an initialized `connection`."""
        session = cls(connection.client.encoding, connection=connection)
        session.workspace.deadline = connection.deadline
        session.workspace.roots = connection.client.roots
        session.settings.editor = connection.client.settings
        session.typing_pause_s *= connection.client.can_be_notified
        return session

    def snapshot(self, deadline: Deadline) -> Session:
        """Return a copy for another thread. What that thread changes is not seen here.

        Args:
            deadline: of that thread.
        """
        documents = {uri: copy(document) for uri, document in self.documents.items()}
        made = Session(self.encoding, self.workspace.snapshot(deadline), documents)
        made.today, made.connection = self.today, self.connection
        made.settings.editor = self.settings.editor
        made.settings.by_folder = self.settings.by_folder
        return made

    def view(self, document: OpenDocument) -> View:
        """Return `document` in its workspace, as rules and features take it."""
        path = document.path if document.is_file else ""
        return View(
            document.backlog,
            self.workspace,
            path,
            document.settings,
            self.today,
            document.verdict.role,
        )

    def find_backlog(self, uri: str) -> OpenDocument | None:
        """Return the open document `uri`; None if it is not open or not a backlog."""
        document = self.documents.get(uri)
        return document if document is not None and document.is_checked else None

    def find_work(self, uri: str, line: int, character: int) -> OpenDocument | None:
        """Return the open document `uri` if it has work at a position of the client, else None."""
        document = self.documents.get(uri)
        if document is None:
            return None
        from backlog_ls.features.work_at import has_work_at  # noqa: PLC0415 (seldom needed)

        view = self.view(document)
        position = Position(line, character)
        offset = document.backlog.document.offset_at(position, self.encoding)
        return document if has_work_at(view, offset) else None

    def is_settings_file(self, method: str, uri: str) -> bool:
        """Tell whether a message of `method` about the document `uri` is about a settings file."""
        if method == "textDocument/didOpen":
            return is_settings_file(uri_to_path(uri) or "")
        return uri in self.settings_files

    def findings(self, document: OpenDocument, *, merge: bool = True) -> Sequence[Finding]:
        """Return the visible findings of `document`, also on unfinished lines; see `visible`."""
        view, report = self.view(document), document.report
        return visible_findings(view, report, merge=merge) if report else []

    def show_findings(self, document: OpenDocument) -> Sequence[Finding]:
        """Return the findings of `document` that the client is to show now, and remember them."""
        report, lines = document.report, document.unfinished
        found = self.findings(document, merge=False)
        document.shown = withhold_findings(lines, document.backlog, report, found) if report else []
        document.is_withholding = len(document.shown) < len(found)
        return merge_causes(document.shown)

    def finish_lines(self, document: OpenDocument) -> bool:
        """Take what was typed in `document` as finished; return whether this shows more findings."""
        is_withholding = document.is_withholding
        document.unfinished, document.is_withholding = (), False
        if is_withholding:
            document.result_id = next(self._result_ids)
        return is_withholding

    def open(self, uri: str, version: int, text: str) -> PendingEffects:
        """Add a document that the client opened."""
        path = uri_to_path(uri) or uri
        self.workspace.deadline.retry(path, uri, "")
        settings = self.settings.effective_settings(path)
        document = self.documents[uri] = self._load(uri, path, version, text, settings)
        symbols = self.workspace.put(path, document.backlog)
        self._check(document)
        return PendingEffects(document, links=True, symbols=symbols)

    def load_unopened(self, path: str) -> OpenDocument | None:
        """Return the file at `path` as if it were open; None if unreadable or not a backlog."""
        self.workspace.deadline.next_file()
        try:
            text = read_text(path).removeprefix(BOM)  # as editors do
        except (OSError, UnicodeDecodeError):
            return None
        settings, _ = self.settings.resolve(path)
        document = self._load(path_to_uri(path), path, 0, text, settings)
        self._check(document)
        return document if document.is_checked else None

    def change(
        self, uri: str, version: int, changes: Iterable[TextChange]
    ) -> PendingEffects | None:
        """Apply changes, each to the text that the one before left; None if it is not open."""
        document = self.documents.get(uri)
        if document is None:
            log.warning("change of a document that is not open: %s", uri)
            return None
        document.version = version
        effects = PendingEffects(document)
        changes = tuple(changes)
        together = is_typed_together([change.text for change in changes])
        for change in changes:
            effects = effects.combine(self._apply_change(document, change, together=together))
        if self.paranoid:
            compare_with_fresh(document, self.view(document))
        return effects

    def close(self, uri: str) -> PendingEffects | None:
        """Remove a document, so that its file counts again; None if it is not open."""
        document = self.documents.pop(uri, None)
        if document is None:
            log.warning("close of a document that is not open: %s", uri)
            return None
        if any(other.path == document.path for other in self.documents.values()):
            return PendingEffects(document)
        return PendingEffects(document, links=True, symbols=self.workspace.release(document.path))

    def propagate(self, effects: PendingEffects) -> list[OpenDocument]:
        """Update the findings of other documents; return those whose findings changed."""
        document, links, counts, symbols = effects
        if not links and not counts and not symbols:
            return []
        return self._update(document, symbols, links=links, counts=counts)

    def update_files(self, paths: Iterable[str]) -> list[OpenDocument]:
        """Read files again that changed on disk; return the documents whose findings may differ."""
        settings_changed = False
        symbols: set[Symbol] = set()
        for path in paths:
            symbols |= self.workspace.invalidate(path)
            if is_settings_file(path) or is_backlog_md_config(path):
                settings_changed = True
        if settings_changed:
            self.settings.files.invalidate()
            return self.update_settings()
        return self._update(None, frozenset(symbols), links=True)

    def refresh_links(self) -> list[OpenDocument]:
        """Check all links again; return the documents whose findings changed.

        If settings files changed, they are applied.
        """
        before = [self.settings.configuration(each.path) for each in self.documents.values()]
        self.settings.files.invalidate()
        if before != [self.settings.configuration(each.path) for each in self.documents.values()]:
            return self.update_settings()
        return self._update(None, frozenset(), links=True)

    def update_day(self) -> list[OpenDocument]:
        """Update findings that depend on today's date; return the documents that they changed in."""
        self.epoch += 1
        return self._update_reports(incremental.update_day)

    def update_index(self, inventory: Inventory, symbols: frozenset[Symbol]) -> list[OpenDocument]:
        """Take over what was read under a root; return the documents whose findings changed.

        Args:
            inventory: of the root; its backlogs were passed to `Workspace.add_summaries`.
            symbols: what that returned.
        """
        root = inventory.root
        is_first = not self.workspace.is_root_loaded(os.path.join(root, "any"))
        symbols |= self.workspace.finish_root(
            root, inventory.backlogs, inventory.files, complete=inventory.is_complete
        )
        if is_first:  # findings that depend on other documents were left out until now
            own = (shared_symbols(each.backlog) for each in self.documents.values())
            symbols = frozenset().union(*own)
        return self._update(None, symbols, links=True)

    def _settings_of_root(self, root: str) -> Settings:
        return self.settings.resolve(os.path.join(root, SETTINGS_FILE))[0]

    def index_limits(self, root: str) -> Limits:
        """Return the limits for reading the workspace folder `root`."""
        settings = self._settings_of_root(root)
        return Limits(settings.max_files, settings.max_file_size * 1000)

    def update_settings(
        self,
        editor: dict[str, Any] | None = None,
        by_folder: dict[str, dict[str, Any]] | None = None,
    ) -> list[OpenDocument]:
        """Apply changed settings to all documents, and return these.

        Args:
            editor: new settings of the editor; None if they did not change.
            by_folder: new settings for workspace folders; None if they did not change.
        """
        self.epoch += 1
        self.settings.editor = self.settings.editor if editor is None else editor
        self.settings.by_folder = self.settings.by_folder if by_folder is None else by_folder
        for document in self.documents.values():
            path, text = document.path, document.backlog.document
            document.settings = own = self.settings.effective_settings(path)
            document.backlog = read_backlog(self.workspace, path, text, own, _folder(path))
            self.workspace.put(path, document.backlog)
            document.drop_converted(None)
            self._check(document)
        return list(self.documents.values())

    def _load(
        self, uri: str, path: str, version: int, text: str, settings: Settings
    ) -> OpenDocument:
        backlog = load_backlog(self.workspace, path, text, settings, _folder(path))
        backlog.keep_contexts()
        return OpenDocument(uri, path, version, backlog, settings)

    def _update(
        self,
        changed: OpenDocument | None,
        symbols: frozenset[Symbol],
        *,
        links: bool,
        counts: bool = False,
    ) -> list[OpenDocument]:
        self.epoch += 1

        def update(report: Report, view: View) -> Report:
            if links:
                report = incremental.update_links(report, view, changed.path if changed else "")
            elif changed and counts:
                report = incremental.update_counts(report, view, changed.path)
            return incremental.update_shared_symbols(report, view, symbols) if symbols else report

        return self._update_reports(update, changed)

    def _update_reports(
        self, update: Callable[[Report, View], Report], except_: OpenDocument | None = None
    ) -> list[OpenDocument]:
        affected = []
        for document in self.documents.values():
            if document is except_ or document.report is None:
                continue
            before = document.report
            document.report = update(before, self.view(document))
            if incremental.may_show_others(document.report, before):
                document.result_id = next(self._result_ids)
                affected.append(document)
        return affected

    def _apply_change(
        self, document: OpenDocument, change: TextChange, *, together: bool
    ) -> PendingEffects:
        text, before = document.backlog.document, document.backlog
        edit = change.to_edit(text, self.encoding)
        made = text.edit(*edit) if edit else text.replace(change.text)
        typed = edit if self.typing_pause_s else None
        known, shown = document.unfinished, document.shown
        lines = update_lines(known, shown, text, made.document, typed, together)
        if not is_continued(known, lines):
            self.finish_lines(document)
        document.unfinished = lines
        document.backlog, affected = update_backlog(before, made)
        lines_moved = made.document.rope.newlines != text.rope.newlines
        document.drop_converted(None if lines_moved else made.delta)
        symbols = self.workspace.put(document.path, document.backlog, affected.symbols)
        effects = PendingEffects(
            document,
            bool(affected.anchors) or may_break_links(before, document.backlog, made),
            not keeps_counts(made.delta),
            symbols,
        )
        role = document.verdict.role
        view = self._view_in_role(document)
        if not document.is_checked:
            document.report = None
        elif document.report is None:
            document.report = check(view)
        else:
            report = update_after_edit(document.report, view, made.delta, affected)
            is_same = has_same_findings(report, document.report)
            document.report = report
            if is_same and not (
                role is not view.role
                or lines_moved
                or may_change_visibility(made.document.rope, made.delta)
            ):
                return effects  # the diagnostics are the same
        if role.is_checked or document.is_checked:
            document.result_id = next(self._result_ids)
        return effects

    def _view_in_role(self, document: OpenDocument) -> View:
        """Find the role of `document`, as it is now, and return its view."""
        name = "" if document.is_file else urlsplit(document.uri).path.strip("/")
        document.verdict = role_of(self.view(document), name)
        return self.view(document)

    def _check(self, document: OpenDocument) -> None:
        view = self._view_in_role(document)
        document.report = check(view) if document.is_checked else None
        document.result_id = next(self._result_ids)


def _folder(path: str) -> str:
    """Return the folder of the document at `path`; empty if it is not a file."""
    return os.path.dirname(path) if os.path.isabs(path) else ""
