"""What an editor shows and does is what the command line says and does, document by document.

Over the real documents, through the handlers and conversions of the server.
"""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from command_line import backlog_ls
from lsprotocol import types
from workspace_index import index_workspace

from backlog_ls.server.connection import Client
from backlog_ls.server.documents.open_document import TextChange
from backlog_ls.server.requests.code_action import on_code_action
from backlog_ls.server.requests.diagnostic import on_diagnostic
from backlog_ls.server.requests.formatting import on_formatting
from backlog_ls.server.server import BacklogServer
from backlog_ls.server.transport.uris import path_to_uri, uri_to_path
from backlog_ls.syntax.document import Document
from backlog_ls.text.edit import Edit, apply_edits
from backlog_ls.text.position import Encoding, Position

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from backlog_ls.server.documents.open_document import OpenDocument

BOM = "\ufeff"
Place = dict[str, Any]


class Editor:
    """A client's side: it holds texts, counts UTF-16, and knows the server's answers only."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.server = server = BacklogServer()
        server.protocol.client_capabilities = types.ClientCapabilities(
            workspace=types.WorkspaceClientCapabilities(
                workspace_edit=types.WorkspaceEditClientCapabilities(
                    document_changes=True, resource_operations=[types.ResourceOperationKind.Create]
                )
            )
        )
        server.connection.client = Client(Encoding.UTF16, (self.folder,), pulls_diagnostics=True)
        index_workspace(server.session, self.folder)
        self.documents: dict[str, OpenDocument] = {}

    def open(self, name: str) -> OpenDocument:
        path = os.path.join(self.folder, name)
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read().removeprefix(BOM)
        effects = self.server.session.open(path_to_uri(path), 1, text)
        self.server.session.propagate(effects)
        document = effects.document
        if document.is_checked:
            self.documents[name] = document
        return document

    def text(self, name: str) -> str:
        return self.documents[name].backlog.document.text

    def findings(self, name: str) -> list[Any]:
        """As the command line's JSON has them."""
        asked = types.DocumentDiagnosticParams(self._named(name))
        report = on_diagnostic(self.server, asked)
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        fixes = self._fixes(name)
        fixable = {
            _key(action.diagnostics[0])
            for action in self._actions(name, "quickfix")
            if action.diagnostics and action.is_preferred
        }
        found = []
        for each in report.items:
            assert each.severity
            related = [
                {**self._place(other.location.range, other.location.uri), "message": other.message}
                for other in each.related_information or ()
            ]
            found.append(
                {
                    **self._place(each.range, path_to_uri(os.path.join(self.folder, name))),
                    "code": each.code,
                    "severity": each.severity.name.lower(),
                    "message": each.message,
                    "fix": fixes.get(_key(each)),
                    "fixable": _key(each) in fixable,
                    "related": related,
                }
            )
        return found

    def fix_all(self, name: str) -> None:
        """Run the action, and make the edits as a client makes them."""
        kind = "source.fixAll.backlog-ls"
        for action in self._actions(name, kind):
            self._change(name, _edits(action))

    def format(self, name: str) -> None:
        options = types.FormattingOptions(tab_size=4, insert_spaces=True)
        asked = types.DocumentFormattingParams(self._named(name), options)
        self._change(name, on_formatting(self.server, self.documents[name], asked) or ())

    def _fixes(self, name: str) -> dict[Any, Any]:
        """The first fix with edits of each finding."""
        fixes: dict[Any, Any] = {}
        for action in self._actions(name, "quickfix"):
            edits = _edits(action)
            title = action.title
            if title.startswith("Suppress ") or not edits or not action.diagnostics:
                continue
            uri = path_to_uri(os.path.join(self.folder, name))
            shown = [{**self._place(edit.range, uri), "text": edit.new_text} for edit in edits]
            for edit in shown:
                del edit["path"]
            fixes.setdefault(_key(action.diagnostics[0]), {"title": title, "edits": shown})
        return fixes

    def _actions(self, name: str, kind: str) -> list[types.CodeAction]:
        everything = types.Range(types.Position(0, 0), types.Position(10**6, 0))
        asked = types.CodeActionParams(
            self._named(name), everything, types.CodeActionContext([], only=[kind])
        )
        found: list[types.CodeAction] | None
        found = on_code_action(self.server, self.documents[name], asked)
        return found or []

    def _change(self, name: str, edits: Iterable[types.TextEdit]) -> None:
        text = self.text(name)
        document = Document.parse(text)
        done = [
            Edit(
                _offset(document, each.range.start),
                _offset(document, each.range.end),
                each.new_text,
            )
            for each in edits
        ]
        changed = self.server.session.change(
            self.documents[name].uri, 2, [TextChange(apply_edits(text, done))]
        )
        assert changed
        self.server.session.propagate(changed)

    def _named(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.documents[name].uri)

    def _place(self, where: types.Range, uri: str) -> Place:
        path = uri_to_path(uri)
        assert path
        backlog = self.server.session.workspace.backlog(path)
        assert backlog
        ends = {}
        for end, at in (("start", where.start), ("end", where.end)):
            offset = _offset(backlog.document, at)
            line, column = backlog.document.position_at(offset)
            ends[end] = {"line": line + 1, "column": column + 1}
        return {"path": os.path.relpath(path, self.folder).replace(os.sep, "/"), **ends}


def _key(diagnostic: types.Diagnostic) -> Any:
    start = diagnostic.range.start
    return diagnostic.code, start.line, start.character, diagnostic.message


def _edits(action: types.CodeAction) -> list[types.TextEdit]:
    assert action.edit
    changes = action.edit.document_changes or ()
    return [
        edit
        for change in changes
        if isinstance(change, types.TextDocumentEdit) and change.text_document.version is not None
        for edit in change.edits
        if isinstance(edit, types.TextEdit)
    ]


def _offset(document: Document, at: types.Position) -> int:
    return document.offset_at(Position(at.line, at.character), Encoding.UTF16)


def checked(folder: Path, *arguments: str) -> dict[str, list[Any]]:
    result = backlog_ls(folder, "check", "--jobs", "1", *arguments, "--output-format", "json")
    assert result.code in {0, 1}, result.err
    found: dict[str, list[Any]] = {}
    for each in json.loads(result.out):
        del each["url"]  # an editor asks the server for the page of a rule
        found.setdefault(each["path"], []).append(each)
    return found


def _copied(shared: Path, part: int, number: int, to: Path) -> list[Path]:
    """Copy a part of the real repositories, so that workers share them."""
    folders = [shared / "seeds", *sorted((shared / "corpus").iterdir())]
    chosen = [path for path in folders if path.is_dir()][part::number]
    return [shutil.copytree(path, to / path.name) for path in chosen]


PARTS = 6


@pytest.mark.parametrize("part", range(PARTS))
def test_findings_fixes_and_formats_are_the_same(part: int, shared: Path, tmp_path: Path) -> None:
    seen = 0
    for folder in _copied(shared, part, PARTS, tmp_path):
        editor = Editor(folder)
        names = sorted(
            os.path.relpath(path, folder)
            for path in editor.server.session.workspace.find_files(str(folder), ".md")
        )
        before = checked(folder)
        for name in names:
            editor.open(name)
        assert set(before) <= set(editor.documents)
        for name in editor.documents:
            assert editor.findings(name) == before.get(name, []), name
        after = checked(folder, "--fix")
        for name in editor.documents:
            editor.fix_all(name)
            assert editor.text(name) == on_disk(folder, name), name
        for name in editor.documents:
            assert editor.findings(name) == after.get(name, []), name
        backlog_ls(folder, "format")
        for name in editor.documents:
            editor.format(name)
            assert editor.text(name) == on_disk(folder, name), name
        seen += len(editor.documents)
    assert seen >= 3


def on_disk(folder: Path, name: str) -> str:
    return (folder / name).read_bytes().decode().removeprefix(BOM)
