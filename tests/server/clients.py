"""Clients to drive the server with: what real editors say of themselves, and what they send.

The fixture `client` is the server under both; every test may ask for it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Sequence  # noqa: TC003 (pytest-lsp reads the annotation)
from pathlib import Path  # noqa: TC003 (pytest-lsp reads the annotation)
from typing import Any

import pytest  # noqa: TC002 (pytest-lsp reads the annotation)
import pytest_lsp
from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from pytest_lsp.client import register_lsp_features

from backlog_ls.server.transport.json_data import to_plain_json
from backlog_ls.text.edit import Edit, apply_edits

PUSHED = "visual-studio-code@v1.65.2"
PULLED = "neovim@v0.11.0"


class EditorClient(LanguageClient):
    """An editor: it remembers what it was asked to do, and knows where the tests put their files."""

    profile: str
    root: Path
    offered: types.ServerCapabilities
    """What the server said that it can do."""

    def __init__(self) -> None:
        super().__init__(converter_factory=default_converter)
        self.applied: list[types.WorkspaceEdit] = []
        """The edits that the server asked for; it was told that they were made."""
        self.registered: list[types.Registration] = []
        self.partial: dict[object, list[Any]] = {}
        """Partial results, as JSON, by token."""
        register_lsp_features(self)

    def units(self, text: str) -> int:
        """How many units of a column this client counts for `text`."""
        return len(text.encode("utf-16-le")) // 2 if self.profile == PUSHED else len(text.encode())

    def offset(self, text: str, position: types.Position) -> int:
        """Return the code points of `text` before `position`."""
        coding, size = ("utf-16-le", 2) if self.profile == PUSHED else ("utf-8", 1)
        lines = text.split("\n")
        before = sum(len(line) + 1 for line in lines[: position.line])
        return before + len(
            lines[position.line].encode(coding)[: size * position.character].decode(coding)
        )

    def edited(self, text: str, edits: Sequence[types.TextEdit]) -> str:
        """Return `text` as this client has it after `edits`."""
        return apply_edits(
            text,
            [
                Edit(
                    self.offset(text, edit.range.start),
                    self.offset(text, edit.range.end),
                    edit.new_text,
                )
                for edit in edits
            ],
        )

    def write(self, name: str, text: str) -> Path:
        """Put a file on the disk, of which nobody tells the server."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
        return path


def make_client() -> EditorClient:
    made = EditorClient()

    @made.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]  # pygls's
    def _registered(params: types.RegistrationParams) -> None:
        made.registered += params.registrations  # nothing is watched: the tests say what changed

    @made.feature(types.WORKSPACE_APPLY_EDIT)  # type: ignore[untyped-decorator]  # pygls's
    def _apply(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        made.applied.append(params.edit)
        return types.ApplyWorkspaceEditResult(applied=True)

    # pytest-lsp's knows of work done only.
    work_done = made.protocol.fm.features.pop(types.PROGRESS)

    @made.feature(types.PROGRESS)  # type: ignore[untyped-decorator]  # pygls's
    def _progress(params: types.ProgressParams) -> None:
        value = to_plain_json(params.value)
        if "kind" in value:
            work_done(params)
        else:
            made.partial.setdefault(params.token, []).append(value)

    return made


CONFIG = ClientServerConfig(
    server_command=[sys.executable, "-m", "backlog_ls"],
    client_factory=make_client,
    # Shows at once what is wrong with a line that is typed: tests do not wait for a pause.
    server_env={**os.environ, "BACKLOG_LS_TYPING_PAUSE_S": "0"},
)


async def begin(
    client: EditorClient,
    profile: str,
    root: Path,
    capabilities: types.ClientCapabilities | None = None,
    folders: Sequence[str] | None = ("",),
) -> None:
    """Let `client` be the editor that `profile` names.

    Args:
        client: not yet connected.
        profile: one that pytest-lsp knows.
        root: where the tests put their files.
        capabilities: instead of those of the profile.
        folders: those of `root` that are opened; None for an editor of single files.
    """
    client.profile = profile
    client.root = root
    opened = [types.WorkspaceFolder((root / name).as_uri(), name) for name in folders or ()]
    answer = await client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities or client_capabilities(profile),
            workspace_folders=opened if folders is not None else None,
        )
    )
    client.offered = answer.capabilities


@pytest_lsp.fixture(params=[PUSHED, PULLED], config=CONFIG)  # type: ignore[untyped-decorator]  # pytest-lsp's
async def client(
    lsp_client: EditorClient, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[None]:
    await begin(lsp_client, request.param, tmp_path)
    yield
    await lsp_client.shutdown_session()


def uri(client: EditorClient, name: str = "BACKLOG.md") -> str:
    return (client.root / name).as_uri()


def identifier(client: EditorClient, name: str = "BACKLOG.md") -> types.TextDocumentIdentifier:
    return types.TextDocumentIdentifier(uri(client, name))


def open_document(client: EditorClient, text: str, name: str = "BACKLOG.md") -> None:
    item = types.TextDocumentItem(uri(client, name), types.LanguageKind.Markdown, 1, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))


def change(
    client: EditorClient, version: int, *changes: types.TextDocumentContentChangeEvent
) -> None:
    versioned = types.VersionedTextDocumentIdentifier(version, uri(client))
    client.text_document_did_change(types.DidChangeTextDocumentParams(versioned, list(changes)))


def partial(line: int, start: int, end: int, text: str) -> types.TextDocumentContentChangePartial:
    where = types.Range(types.Position(line, start), types.Position(line, end))
    return types.TextDocumentContentChangePartial(where, text)


def watched(client: EditorClient, path: Path, kind: types.FileChangeType) -> None:
    event = types.FileEvent(path.as_uri(), kind)
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))


async def diagnostics(client: EditorClient, name: str = "BACKLOG.md") -> list[types.Diagnostic]:
    """Return the diagnostics as this client gets them: by asking, or by waiting for the push."""
    if client.profile == PULLED:
        report = await client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(identifier(client, name))
        )
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        assert uri(client, name) not in client.diagnostics, "pushed to a client that asks"
        return list(report.items)
    # Messages are handled in order: when a request is answered, what was sent before it has arrived.
    await client.text_document_hover_async(
        types.HoverParams(identifier(client, name), types.Position(0, 0))
    )
    return list(client.diagnostics[uri(client, name)])
