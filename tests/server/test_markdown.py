"""What people know from other Markdown servers: headings, lists, link targets, markup and regions."""

from __future__ import annotations

import pytest
from clients import (
    PUSHED,
    EditorClient,
    change,
    diagnostics,
    identifier,
    open_document,
    partial,
    uri,
)
from lsprotocol import types

TEXT = """\
# Work 😀

## 😀 `Login` & mail

- [x] 😀 one

See [it](#-login--mail) and **two `x` words**.

<!-- #region -->

> Quoted **wo rds**

<!-- #endregion -->
"""
OPTIONS = types.FormattingOptions(4, insert_spaces=True)


async def highlighted(client: EditorClient, line: int, words: str) -> list[tuple[int, bool]]:
    """The lines of the highlights at `words`, and whether they are definitions."""
    place = types.Position(line, client.units(TEXT.split("\n")[line].partition(words)[0]))
    found = await client.text_document_document_highlight_async(
        types.DocumentHighlightParams(identifier(client), place)
    )
    write = types.DocumentHighlightKind.Write
    return [(each.range.start.line, each.kind == write) for each in found or ()]


@pytest.mark.asyncio
async def test_a_heading_is_meant_anywhere_on_its_line(client: EditorClient) -> None:
    open_document(client, TEXT)
    both = [(2, True), (6, False)]
    assert await highlighted(client, 2, "##") == both
    assert await highlighted(client, 6, "login") == both
    start = types.Position(2, 0)
    defined = await client.text_document_definition_async(
        types.DefinitionParams(identifier(client), start)
    )
    assert isinstance(defined, list)
    (place,) = defined
    assert isinstance(place, types.LocationLink)
    assert place.target_range.start.line == 2
    assert place.origin_selection_range is None
    offered = await client.text_document_prepare_rename_async(
        types.PrepareRenameParams(identifier(client), start)
    )
    assert isinstance(offered, types.PrepareRenamePlaceholder)
    assert offered.placeholder == "`Login` & mail"
    renamed = await client.text_document_rename_async(
        types.RenameParams(identifier(client), start, "_Log_ in & out")
    )
    assert renamed is not None
    edits = [edit for change in renamed.document_changes or () for edit in change.edits]  # type: ignore[union-attr]  # no files
    new = client.edited(TEXT, [edit for edit in edits if isinstance(edit, types.TextEdit)])
    assert "## 😀 _Log_ in & out\n" in new
    assert "[it](#-log-in--out)" in new


@pytest.mark.asyncio
async def test_enter_continues_a_list_and_ends_it(client: EditorClient) -> None:
    open_document(client, TEXT)
    end = client.units("- [x] 😀 one")
    change(client, 2, partial(4, end, end, "\n"))
    text = TEXT.replace("one\n", "one\n\n")
    for number, (line, expected) in enumerate([(5, "one\n- [ ] \n"), (6, "one\n\n\n")]):
        place = types.Position(line, 0)
        edits = await client.text_document_on_type_formatting_async(
            types.DocumentOnTypeFormattingParams(identifier(client), place, "\n", OPTIONS)
        )
        assert edits is not None
        (edit,) = edits
        text = client.edited(text, edits)
        assert expected in text
        where = edit.range
        assert where.start.line == where.end.line
        change(client, 3 + 2 * number, types.TextDocumentContentChangePartial(where, edit.new_text))
        if not number:
            change(client, 4, partial(5, 6, 6, "\n"))
            text = text.replace("- [ ] \n", "- [ ] \n\n")
    change(client, 6, partial(4, end, end, "\n- "))
    place = types.Position(5, 2)
    done = await client.text_document_on_type_formatting_async(
        types.DocumentOnTypeFormattingParams(identifier(client), place, "\n", OPTIONS)
    )
    assert not done, "the editor has continued it"


@pytest.mark.asyncio
async def test_a_setting_keeps_enter_as_it_is(client: EditorClient) -> None:
    client.write(".backlog-ls.toml", "continue-lists = false\n")
    open_document(client, "- one\n\n")
    edits = await client.text_document_on_type_formatting_async(
        types.DocumentOnTypeFormattingParams(
            identifier(client), types.Position(1, 0), "\n", OPTIONS
        )
    )
    assert not edits


@pytest.mark.asyncio
async def test_markup_is_selected_and_regions_fold(client: EditorClient) -> None:
    open_document(client, TEXT)
    lines = TEXT.split("\n")
    code = lines[6].index("x` words")
    bold = lines[10].index("rds")
    found = await client.text_document_selection_range_async(
        types.SelectionRangeParams(
            identifier(client), [types.Position(6, code), types.Position(10, bold)]
        )
    )
    shown = []
    for first in found or ():
        selection: types.SelectionRange | None = first
        for _ in range(4):
            assert selection is not None
            start, end = selection.range.start, selection.range.end
            if start.line == end.line:
                shown.append(lines[start.line][start.character : end.character])
            selection = selection.parent
    assert shown[:4] == ["x", "`x`", "two `x` words", "**two `x` words**"]
    assert shown[4:7] == ["wo rds", "**wo rds**", "Quoted **wo rds**"]
    folds = await client.text_document_folding_range_async(
        types.FoldingRangeParams(identifier(client))
    )
    assert (8, 12) in [(fold.start_line, fold.end_line) for fold in folds or ()]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("line", "character", "expected"),
    [
        ("😀 [a](<docs/my plan.md#", "#", [("A & b", "a--b")]),
        ("😀 ![a](images/", "/", [("images/logo.png", "images/logo.png")]),
        ('😀 <img src="', '"', [("docs/", "docs/"), ("images/", "images/")]),
        ("😀 [a](##a b", "", [("A & b", "docs/my%20plan.md#a--b")]),
    ],
)
async def test_targets_of_links(
    client: EditorClient, line: str, character: str, expected: list[tuple[str, str]]
) -> None:
    client.write("docs/my plan.md", "## A & b\n")
    client.write("images/logo.png", "")
    open_document(client, "## A & b\n", "docs/my plan.md")
    open_document(client, line + "\n")
    context = types.CompletionContext(types.CompletionTriggerKind.Invoked)
    if character:
        context = types.CompletionContext(types.CompletionTriggerKind.TriggerCharacter, character)
    found = await client.text_document_completion_async(
        types.CompletionParams(
            types.TextDocumentIdentifier(uri(client)),
            types.Position(0, client.units(line)),
            context=context,
        )
    )
    assert isinstance(found, types.CompletionList)
    provider = client.offered.completion_provider
    assert provider is not None
    assert character in {"", *(provider.trigger_characters or ())}
    offered = [
        (
            item.label,
            item.text_edit.new_text
            if isinstance(item.text_edit, types.TextEdit)
            else item.text_edit_text,
        )
        for item in found.items
    ]
    assert [each for each in offered if each in expected] == expected


LINKS = """\
# Work

- [ ] 😀 [the plan][Plan], [Plan] and a note[^one].
- [ ] 😀 ![logo](images/logo.png) <img src="images/logo.png"> [x](src/x.py#L3)
- [ ] 😀 [gone][nobody] [[#Nowhere]]

[Plan]: <docs/my plan.md#a--b>
[^one]: The *note*.
"""


def at(client: EditorClient, line: int, before: str) -> types.Position:
    """The place behind `before` in a line of `LINKS`."""
    text = LINKS.split("\n")[line]
    return types.Position(line, client.units(text[: text.index(before) + len(before)]))


def open_links(client: EditorClient) -> None:
    client.write("docs/my plan.md", "# Plan\n\n## A & b\n\nThe goal.\n")
    client.write("images/logo.png", "")
    client.write("src/x.py", "one\ntwo\nthree\n")
    open_document(client, LINKS)


@pytest.mark.asyncio
async def test_labels_of_references_and_footnotes(client: EditorClient) -> None:
    open_links(client)
    for line, before, defined in [(2, "[the pl", 6), (2, "note[^o", 7)]:
        found = await client.text_document_definition_async(
            types.DefinitionParams(identifier(client), at(client, line, before))
        )
        assert isinstance(found, list)
        (place,) = found
        assert isinstance(place, types.LocationLink)
        assert place.target_range.start.line == defined
    uses = await client.text_document_references_async(
        types.ReferenceParams(
            types.ReferenceContext(include_declaration=True),
            identifier(client),
            at(client, 6, "[Pl"),
        )
    )
    assert [each.range.start.line for each in uses or ()] == [2, 2, 6]
    shown = await client.text_document_document_highlight_async(
        types.DocumentHighlightParams(identifier(client), at(client, 2, "note[^o"))
    )
    assert [each.range.start.line for each in shown or ()] == [2, 7]
    linked = await client.text_document_linked_editing_range_async(
        types.LinkedEditingRangeParams(identifier(client), at(client, 2, "plan][P"))
    )
    assert linked is not None
    assert len(linked.ranges) == 3
    for line, before, text in [(2, "plan][P", "A & b"), (2, "note[^o", "The note.")]:
        hover = await client.text_document_hover_async(
            types.HoverParams(identifier(client), at(client, line, before))
        )
        assert hover is not None
        assert isinstance(hover.contents, types.MarkupContent)
        assert text in hover.contents.value
    renamed = await client.text_document_rename_async(
        types.RenameParams(identifier(client), at(client, 2, "plan][P"), "goal")
    )
    assert renamed is not None
    edits = [edit for change in renamed.document_changes or () for edit in change.edits]  # type: ignore[union-attr]  # no files
    new = client.edited(LINKS, [edit for edit in edits if isinstance(edit, types.TextEdit)])
    assert "[the plan][goal], [goal] and" in new
    assert "[goal]: <docs/my plan.md#a--b>" in new


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("line", "character", "expected"),
    [
        ("😀 [a][", "[", [("Plan", "Plan]")]),
        ("😀 a[^", "^", [("one", "one]")]),
        ("[b]: docs/", "/", [("docs/my plan.md", "docs/my%20plan.md")]),
    ],
)
async def test_labels_and_targets_of_definitions_are_completed(
    client: EditorClient, line: str, character: str, expected: list[tuple[str, str]]
) -> None:
    client.write("docs/my plan.md", "# Plan\n")
    text = LINKS + "\n" + line + "\n"
    open_document(client, text)
    provider = client.offered.completion_provider
    assert provider is not None
    assert character in (provider.trigger_characters or ())
    found = await client.text_document_completion_async(
        types.CompletionParams(
            identifier(client),
            types.Position(LINKS.count("\n") + 1, client.units(line)),
            context=types.CompletionContext(
                types.CompletionTriggerKind.TriggerCharacter, character
            ),
        )
    )
    assert isinstance(found, types.CompletionList)
    offered = [
        (
            item.label,
            item.text_edit.new_text
            if isinstance(item.text_edit, types.TextEdit)
            else item.text_edit_text,
        )
        for item in found.items
    ]
    assert offered == expected


@pytest.mark.asyncio
async def test_a_link_opens_the_file_at_its_line(client: EditorClient) -> None:
    open_links(client)
    found = await client.text_document_definition_async(
        types.DefinitionParams(identifier(client), at(client, 3, "src/x"))
    )
    assert isinstance(found, list)
    (place,) = found
    assert isinstance(place, types.LocationLink)
    assert place.target_uri == uri(client, "src/x.py")
    assert place.target_selection_range.start == types.Position(2, 0)
    links = await client.text_document_document_link_async(
        types.DocumentLinkParams(identifier(client))
    )
    targets = []
    for link in links or ():
        solved = await client.document_link_resolve_async(link)
        targets.append((link.range.start.line, solved.target))
    plan = uri(client, "docs/my plan.md") + "#L3"
    assert [target for line, target in targets if line == 2] == [plan, plan]
    logo = uri(client, "images/logo.png")
    assert [target for line, target in targets if line == 3] == [
        logo,
        logo,
        uri(client, "src/x.py") + "#L3",
    ]


@pytest.mark.asyncio
async def test_what_is_wrong_with_links(client: EditorClient) -> None:
    open_links(client)
    found = await diagnostics(client)
    assert [(each.code, each.range.start.line) for each in found] == [
        ("undefined-reference", 4),
        ("broken-anchor", 4),
    ]


@pytest.mark.asyncio
async def test_links_follow_an_image_that_is_renamed(client: EditorClient) -> None:
    open_links(client)
    operations = client.offered.workspace and client.offered.workspace.file_operations
    if client.profile == PUSHED:  # Neovim 0.11 does not say that it asks
        assert operations
        assert operations.will_rename
        patterns = [each.pattern for each in operations.will_rename.filters]
        assert ("**/*", types.FileOperationPatternKind.File) in [
            (each.glob, each.matches) for each in patterns
        ]
    new = uri(client, "images/sign.svg")
    files = [types.FileRename(uri(client, "images/logo.png"), new)]
    edit = await client.workspace_will_rename_files_async(types.RenameFilesParams(files))
    assert edit is not None
    edits = [edit for change in edit.document_changes or () for edit in change.edits]  # type: ignore[union-attr]  # no files
    text = client.edited(LINKS, [each for each in edits if isinstance(each, types.TextEdit)])
    assert '![logo](images/sign.svg) <img src="images/sign.svg">' in text
    (client.root / "images/logo.png").rename(client.root / "images/sign.svg")
    client.workspace_did_rename_files(types.RenameFilesParams(files))
    codes = [each.code for each in await diagnostics(client)]
    assert codes.count("broken-link") == 1


@pytest.mark.asyncio
async def test_targets_move_to_definitions_and_back(client: EditorClient) -> None:
    text = "- [ ] 😀 [a](x.md) and [b]\n\n[b]: https://example.org/b\n"
    client.write("other.md", "[x](<https://example.org/b/>)\n")
    client.write("x.md", "# X\n\nThe beginning.\n")
    open_document(client, text)

    async def after(place: types.Position, title: str) -> str:
        found = await client.text_document_code_action_async(
            types.CodeActionParams(
                identifier(client), types.Range(place, place), types.CodeActionContext([])
            )
        )
        (action,) = [
            each
            for each in found or ()
            if isinstance(each, types.CodeAction) and each.title == title
        ]
        if action.edit is None:
            action = await client.code_action_resolve_async(action)
        assert action.edit is not None
        edit = action.edit
        edits = [each for change in edit.document_changes or () for each in change.edits]  # type: ignore[union-attr]  # no files
        edits += (edit.changes or {}).get(uri(client), [])
        return client.edited(text, [each for each in edits if isinstance(each, types.TextEdit)])

    first = types.Position(0, client.units("- [ ] 😀 [a"))
    assert await after(first, "Move the target to a definition") == (
        "- [ ] 😀 [a][] and [b]\n\n[b]: https://example.org/b\n[a]: x.md\n"
    )
    second = types.Position(0, client.units("- [ ] 😀 [a](x.md) and [b"))
    assert await after(second, "Write the target into the link") == (
        "- [ ] 😀 [a](x.md) and [b](https://example.org/b)\n\n"
    )
    uses = await client.text_document_references_async(
        types.ReferenceParams(
            types.ReferenceContext(include_declaration=True),
            identifier(client),
            types.Position(2, client.units("[b]: https")),
        )
    )
    assert [each.uri for each in uses or ()] == [uri(client), uri(client, "other.md")]
    hover = await client.text_document_hover_async(types.HoverParams(identifier(client), first))
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert "The beginning." in hover.contents.value
