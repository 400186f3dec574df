"""Settings files in the editor: what is wrong, what can be set, and that they are no backlogs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from clients import PULLED, PUSHED, partial, uri
from lsprotocol import types
from pytest_lsp import client_capabilities

from backlog_ls.server.lifecycle.initialized import register_settings_files
from backlog_ls.server.server import BacklogServer

if TYPE_CHECKING:
    from clients import EditorClient

OWN = ".backlog-ls.toml"
# The emoji takes two UTF-16 units.
TEXT = 'include = ["🛟.md"]\n[table]\nsytle = "compact"\n'


def open_file(client: EditorClient, text: str, name: str = OWN) -> None:
    item = types.TextDocumentItem(uri(client, name), "toml", 1, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))


def place(client: EditorClient, line: int, character: int, name: str = OWN) -> Any:
    return types.TextDocumentIdentifier(uri(client, name)), types.Position(line, character)


async def said(client: EditorClient, name: str = OWN) -> list[types.Diagnostic]:
    if client.profile == PULLED:
        report = await client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri(client, name)))
        )
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        assert uri(client, name) not in client.diagnostics
        return list(report.items)
    await client.text_document_hover_async(types.HoverParams(*place(client, 0, 0, name)))
    return list(client.diagnostics.get(uri(client, name), ()))


@pytest.mark.asyncio
async def test_problems_are_told_at_their_key_while_it_is_typed(client: EditorClient) -> None:
    open_file(client, TEXT)
    (found,) = await said(client)
    assert found.message == "table.sytle: unknown setting `sytle`; did you mean `style`?"
    assert found.code == "invalid-settings"
    assert found.range == types.Range(types.Position(2, 0), types.Position(2, 5))
    identifier = types.VersionedTextDocumentIdentifier(2, uri(client, OWN))
    changes = [partial(2, 0, 5, "style"), partial(0, 14, 15, "x")]
    client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, changes))
    assert await said(client) == []
    whole = types.TextDocumentContentChangeWholeDocument('statuses = "🛟" x')
    client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [whole]))
    (found,) = await said(client)
    assert found.range.start == types.Position(0, client.units('statuses = "🛟" '))
    client.text_document_did_close(
        types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri(client, OWN)))
    )
    if client.profile != PULLED:
        assert await said(client) == []


@pytest.mark.asyncio
async def test_a_value_is_completed_in_the_units_of_the_client(client: EditorClient) -> None:
    open_file(client, '# 🛟\ntable = { ambiguous-wide = true, style = "a" } # 🛟\n')
    answer = await client.text_document_completion_async(
        types.CompletionParams(*place(client, 1, 43))
    )
    assert isinstance(answer, types.CompletionList)
    assert [item.label for item in answer.items] == ["auto", "aligned", "compact"]
    edit = answer.items[0].text_edit
    assert isinstance(edit, types.TextEdit)
    assert edit == types.TextEdit(
        types.Range(types.Position(1, 41), types.Position(1, 44)), '"auto"'
    )


@pytest.mark.asyncio
async def test_hover_tells_what_a_setting_is(client: EditorClient) -> None:
    open_file(client, "[tool.backlog-ls.severity]\noverdue = 'hint'\n", "pyproject.toml")
    hover = await client.text_document_hover_async(
        types.HoverParams(*place(client, 1, 3, "pyproject.toml"))
    )
    assert hover
    assert isinstance(hover.contents, types.MarkupContent)
    assert hover.contents.value.startswith("**severity.overdue**\n\nAn item that is not done ")
    assert hover.contents.value.endswith('default `"off"`')
    assert hover.range == types.Range(types.Position(1, 0), types.Position(1, 7))


@pytest.mark.asyncio
async def test_of_anything_else_nothing_is_said(client: EditorClient) -> None:
    open_file(client, '[project]\nname = "x"\n\n[tool.other]\n', "pyproject.toml")
    assert await said(client, "pyproject.toml") == []
    for line in (1, 2, 4):
        answer = await client.text_document_completion_async(
            types.CompletionParams(*place(client, line, 0, "pyproject.toml"))
        )
        assert isinstance(answer, types.CompletionList)
        assert list(answer.items) == []
    symbols = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(types.TextDocumentIdentifier(uri(client, "pyproject.toml")))
    )
    assert symbols is None


def test_a_client_is_asked_for_settings_files_and_for_no_other_toml() -> None:
    asked: list[types.RegistrationParams] = []
    server = BacklogServer()
    server.client_register_capability = asked.append  # type: ignore[assignment,method-assign]  # instead of sending it
    able = client_capabilities(PUSHED)
    server.protocol.client_capabilities = able
    register_settings_files(server)
    (params,) = asked
    told = server.protocol._converter.unstructure(params)["registrations"]
    assert [each["method"].rpartition("/")[2] for each in told] == [
        *("didOpen", "didChange", "didClose", "hover", "completion")
    ]
    for each in told:
        assert each["registerOptions"]["documentSelector"] == [
            {"pattern": f"**/{name}", "scheme": "file"} for name in (OWN, "pyproject.toml")
        ]
    assert able.text_document
    assert able.text_document.synchronization
    able.text_document.synchronization.dynamic_registration = False
    register_settings_files(server)
    assert len(asked) == 1
