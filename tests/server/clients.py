"""Clients to drive the server with: what real editors say of themselves, and what they send.

The fixture `client` is the server under both; every test may ask for it.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator  # noqa: TC003 (pytest-lsp reads the annotation)
from pathlib import Path  # noqa: TC003 (pytest-lsp reads the annotation)

import pytest  # noqa: TC002 (pytest-lsp reads the annotation)
import pytest_lsp
from lsprotocol import types
from pytest_lsp import (
    ClientServerConfig,
    LanguageClient,
    client_capabilities,
    make_test_lsp_client,
)

PUSHED = "visual-studio-code@v1.65.2"
PULLED = "neovim@v0.11.0"


def make_client() -> LanguageClient:
    made = make_test_lsp_client()

    @made.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]  # pygls's
    def _registered(_params: types.RegistrationParams) -> None:
        pass  # these clients watch nothing: the tests say what changed

    return made


@pytest_lsp.fixture(  # type: ignore[untyped-decorator]  # pytest-lsp's
    params=[PUSHED, PULLED],
    config=ClientServerConfig(
        server_command=[sys.executable, "-m", "backlog_ls"], client_factory=make_client
    ),
)
async def client(
    lsp_client: LanguageClient, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[None]:
    lsp_client.profile = request.param  # type: ignore[attr-defined]  # the tests tell them apart
    lsp_client.root = tmp_path  # type: ignore[attr-defined]  # where the tests put files
    folder = types.WorkspaceFolder(tmp_path.as_uri(), "work")
    await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities(request.param), workspace_folders=[folder]
        )
    )
    yield
    await lsp_client.shutdown_session()


def uri(client: LanguageClient, name: str = "BACKLOG.md") -> str:
    root: Path = client.root  # type: ignore[attr-defined]  # set by the fixture
    return (root / name).as_uri()


def open_document(client: LanguageClient, text: str, name: str = "BACKLOG.md") -> None:
    item = types.TextDocumentItem(uri(client, name), types.LanguageKind.Markdown, 1, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))


def change(
    client: LanguageClient, version: int, *changes: types.TextDocumentContentChangeEvent
) -> None:
    identifier = types.VersionedTextDocumentIdentifier(version, uri(client))
    client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, list(changes)))


def partial(line: int, start: int, end: int, text: str) -> types.TextDocumentContentChangePartial:
    where = types.Range(types.Position(line, start), types.Position(line, end))
    return types.TextDocumentContentChangePartial(where, text)


async def diagnostics(client: LanguageClient) -> list[types.Diagnostic]:
    """Return the diagnostics as this client gets them: by asking, or by waiting for the push."""
    if client.profile == PULLED:  # type: ignore[attr-defined]  # set by the fixture
        identifier = types.TextDocumentIdentifier(uri(client))
        report = await client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(identifier)
        )
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        assert uri(client) not in client.diagnostics, "pushed to a client that asks"
        return list(report.items)
    # Messages are handled in order: when a request is answered, what was sent before it has arrived.
    await client.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(uri(client)), types.Position(0, 0))
    )
    return list(client.diagnostics[uri(client)])
