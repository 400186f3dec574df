"""The server end to end, under the profiles of real clients.

What features answer is tested with the features; here it is about the wiring.
"""

from __future__ import annotations

import pytest
from clients import PULLED, EditorClient, change, diagnostics, open_document, partial, uri, watched
from lsprotocol import types

TEXT = """\
# Backlog 😀

## Legend

| Status | Meaning |
| --- | --- |
| `Todo` | Not started |
| `Done` | Completed |

## Work

| Task | Status |
| --- | --- |
| 😀 one | Shipped |
| two | Done |

See [the plan](milestones/plan.md).
"""


def codes(found: list[types.Diagnostic]) -> list[str]:
    return sorted(str(each.code) for each in found)


@pytest.mark.asyncio
async def test_a_hover_tells_about_the_rule_of_a_finding(client: EditorClient) -> None:
    open_document(client, "# Work\n\n- [ ] One\n- [x ] Two\n")
    (found,) = await diagnostics(client)
    # A file of the installed package would be opened as text to edit.
    assert found.code_description is None
    shown = []
    for line, character in ((3, 3), (2, 3), (0, 3)):
        where = types.Position(line, character)
        params = types.HoverParams(types.TextDocumentIdentifier(uri(client)), where)
        hover = await client.text_document_hover_async(params)
        contents = hover.contents if hover else None
        shown.append(contents.value if isinstance(contents, types.MarkupContent) else "")
    assert "**malformed-checkbox**: Reports" in shown[0]
    assert "`backlog-ls rule malformed-checkbox` explains it." in shown[0]
    assert "malformed-checkbox" not in "".join(shown[1:])


@pytest.mark.asyncio
async def test_diagnostics_while_typing(client: EditorClient) -> None:
    open_document(client, TEXT)
    found = await diagnostics(client)
    assert codes(found) == ["broken-milestone-link", "invalid-status"]
    status = next(each for each in found if each.code == "invalid-status")
    line = TEXT.split("\n").index("| 😀 one | Shipped |")
    # The emoji takes two UTF-16 units and four bytes; neither client speaks UTF-32 first.
    assert status.range.start.line == status.range.end.line == line
    width = status.range.end.character - status.range.start.character
    assert width == len("Shipped")
    start = status.range.start.character
    change(
        client,
        2,
        partial(line, start, start + width, "Don"),
        partial(line, start + 3, start + 3, "e"),
    )
    assert codes(await diagnostics(client)) == ["broken-milestone-link"]
    change(client, 3, types.TextDocumentContentChangeWholeDocument("# Nothing\n"))
    assert await diagnostics(client) == []


@pytest.mark.asyncio
async def test_unchanged_is_said_in_a_word(client: EditorClient) -> None:
    if client.profile != PULLED:
        pytest.skip("only pulled diagnostics have result ids")
    open_document(client, TEXT)
    identifier = types.TextDocumentIdentifier(uri(client))
    first = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(identifier))
    again = await client.text_document_diagnostic_async(
        types.DocumentDiagnosticParams(identifier, previous_result_id=first.result_id)
    )
    assert again.kind == "unchanged"
    line = TEXT.split("\n").index("| two | Done |")
    change(client, 2, partial(line, 3, 3, "x"))
    again = await client.text_document_diagnostic_async(
        types.DocumentDiagnosticParams(identifier, previous_result_id=first.result_id)
    )
    assert again.kind == "unchanged", "a letter in a clean row moves no finding"
    change(client, 3, partial(0, 0, 0, "\n"))
    again = await client.text_document_diagnostic_async(
        types.DocumentDiagnosticParams(identifier, previous_result_id=first.result_id)
    )
    assert again.kind == "full", "a line above moves them all"


@pytest.mark.asyncio
async def test_a_link_target_appears_and_disappears(client: EditorClient) -> None:
    open_document(client, TEXT)
    assert "broken-milestone-link" in codes(await diagnostics(client))
    root = client.root
    target = root / "milestones" / "plan.md"
    target.parent.mkdir()
    target.write_text("# Plan\n", encoding="utf-8")
    watched(client, target, types.FileChangeType.Created)
    assert "broken-milestone-link" not in codes(await diagnostics(client))
    target.unlink()
    watched(client, target, types.FileChangeType.Deleted)
    assert "broken-milestone-link" in codes(await diagnostics(client))
    # A document that is open counts even where none is on disk.
    open_document(client, "# Plan\n", "milestones/plan.md")
    assert "broken-milestone-link" not in codes(await diagnostics(client))


@pytest.mark.asyncio
async def test_settings_are_live(client: EditorClient) -> None:
    open_document(client, TEXT)
    assert "invalid-status" in codes(await diagnostics(client))
    off = {"backlog-ls": {"severity": {"invalid-status": "off"}}}
    client.workspace_did_change_configuration(types.DidChangeConfigurationParams(off))
    assert "invalid-status" not in codes(await diagnostics(client))
    client.workspace_did_change_configuration(types.DidChangeConfigurationParams({}))
    root = client.root
    file = root / ".backlog-ls.toml"
    file.write_text('statuses = ["Shipped", "Done"]\nnonsense = 1\n', encoding="utf-8")
    watched(client, file, types.FileChangeType.Created)
    assert "invalid-status" not in codes(await diagnostics(client))


@pytest.mark.asyncio
async def test_requests(client: EditorClient) -> None:
    open_document(client, TEXT)
    identifier = types.TextDocumentIdentifier(uri(client))
    line = TEXT.split("\n").index("| two | Done |")
    here = types.Position(line, 8)
    hover = await client.text_document_hover_async(types.HoverParams(identifier, here))
    assert hover is not None
    assert "Completed" in str(hover.contents)
    listed = await client.text_document_completion_async(types.CompletionParams(identifier, here))
    assert isinstance(listed, types.CompletionList)
    assert [item.label for item in listed.items][:2] == ["Todo", "Done"]
    symbols = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(identifier)
    )
    assert symbols is not None
    (top,) = symbols
    assert isinstance(top, types.DocumentSymbol)
    assert [child.name for child in top.children or ()] == ["Legend", "Work"]
    options = types.FormattingOptions(4, insert_spaces=True)
    edits = await client.text_document_formatting_async(
        types.DocumentFormattingParams(identifier, options)
    )
    assert edits
    found = await diagnostics(client)
    status = next(each for each in found if each.code == "invalid-status")
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(identifier, status.range, types.CodeActionContext([status]))
    )
    assert any(action.title == "Change to `Done`" for action in actions or ())


@pytest.mark.asyncio
async def test_other_markdown_is_left_alone(client: EditorClient) -> None:
    open_document(
        client, "# Notes\n\n[gone](gone.md)\n\n| a | b |\n|--|--|\n| 1 | 2 |\n", "notes.md"
    )
    identifier = types.TextDocumentIdentifier(uri(client, "notes.md"))
    options = types.FormattingOptions(4, insert_spaces=True)
    edits = await client.text_document_formatting_async(
        types.DocumentFormattingParams(identifier, options)
    )
    assert not edits
    assert not client.diagnostics.get(uri(client, "notes.md"))


@pytest.mark.asyncio
async def test_the_milestone_that_a_link_names_can_be_created(client: EditorClient) -> None:
    open_document(client, TEXT)
    found = await diagnostics(client)
    link = next(each for each in found if each.code == "broken-milestone-link")
    identifier = types.TextDocumentIdentifier(uri(client))
    context = types.CodeActionContext([link], only=[types.CodeActionKind.QuickFix])
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(identifier, link.range, context)
    )
    create = next(action for action in actions or () if action.title.startswith("Create"))
    assert isinstance(create, types.CodeAction)
    assert create.edit is not None
    made, titled = create.edit.document_changes or ()
    assert isinstance(made, types.CreateFile)
    assert isinstance(titled, types.TextDocumentEdit)
    assert made.uri == titled.text_document.uri == uri(client, "milestones/plan.md")
    assert [edit.new_text for edit in titled.edits if isinstance(edit, types.TextEdit)] == [
        "# Plan\n"
    ]
