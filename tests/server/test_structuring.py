"""Folds, selections, colours, lenses, hints, links and dependencies through the server."""

from __future__ import annotations

import pytest
from clients import EditorClient, change, identifier, open_document, partial, uri
from lsprotocol import types

TEXT = """\
# Work 😀

| ID | Task | Status | Due | Depends on |
| --- | --- | --- | --- | --- |
| T-1 | 😀 one | Done | 2026-01-02 | |
| T-2 | two | Todo | 2020-01-01 | T-1 |

See [the plan](plan.md#later) and [nothing](gone.md) or [[plan]].
"""


def applied(data: list[int] | tuple[int, ...], edits: list[types.SemanticTokensEdit]) -> list[int]:
    result = list(data)
    for edit in edits:
        result[edit.start : edit.start + edit.delete_count] = edit.data or []
    return result


@pytest.mark.asyncio
async def test_colours_in_the_units_of_the_client_and_what_changed_in_them(
    client: EditorClient,
) -> None:
    open_document(client, TEXT)
    asked = types.SemanticTokensParams(identifier(client))
    first = await client.text_document_semantic_tokens_full_async(asked)
    assert first is not None
    wide = client.units("😀")
    emoji_name = [4, 2, 3, 1, 0, 0, 6, wide + 4, 4, 32, 0, wide + 7, 4, 0, 32]
    assert list(first.data[: len(emoji_name)]) == emoji_name
    change(client, 2, partial(5, 8, 11, "three"))
    change(client, 3, partial(0, 0, 0, "\n"))
    since = types.SemanticTokensDeltaParams(identifier(client), first.result_id or "")
    delta = await client.text_document_semantic_tokens_full_delta_async(since)
    assert isinstance(delta, types.SemanticTokensDelta)
    again = await client.text_document_semantic_tokens_full_async(asked)
    assert again is not None
    assert applied(list(first.data), list(delta.edits)) == list(again.data)
    assert sum(len(edit.data or ()) for edit in delta.edits) < len(again.data)
    stale = types.SemanticTokensDeltaParams(identifier(client), "none of ours")
    whole = await client.text_document_semantic_tokens_full_delta_async(stale)
    assert isinstance(whole, types.SemanticTokens)
    assert list(whole.data) == list(again.data)
    lines = types.Range(types.Position(6, 0), types.Position(6, 5))
    some = await client.text_document_semantic_tokens_range_async(
        types.SemanticTokensRangeParams(identifier(client), lines)
    )
    assert some is not None
    assert some.data[0] == 6
    assert 0 < len(some.data) < len(again.data)


@pytest.mark.asyncio
async def test_folds_and_selections(client: EditorClient) -> None:
    open_document(client, TEXT)
    folds = await client.text_document_folding_range_async(
        types.FoldingRangeParams(identifier(client))
    )
    assert [(fold.start_line, fold.end_line) for fold in folds or ()] == [(0, 7), (2, 5)]
    places = [types.Position(4, 10), types.Position(7, 0)]
    found = await client.text_document_selection_range_async(
        types.SelectionRangeParams(identifier(client), places)
    )
    assert found is not None
    assert len(found) == len(places)
    cell = found[0].range
    assert (cell.start.character, cell.end.character) == (8, 12 + client.units("😀"))


@pytest.mark.asyncio
async def test_lenses_and_hints(client: EditorClient) -> None:
    open_document(client, TEXT)
    found = await client.text_document_code_lens_async(types.CodeLensParams(identifier(client)))
    assert found is not None
    assert found[0].command is None, "what it says is worked out for those in sight"
    shown = await client.code_lens_resolve_async(found[0])
    assert shown.command is not None
    assert shown.command.title == "1 of 2 done · 50 %"
    everything = types.Range(types.Position(0, 0), types.Position(99, 0))
    hints = await client.text_document_inlay_hint_async(
        types.InlayHintParams(identifier(client), everything)
    )
    assert hints is not None
    assert [hint.position.line for hint in hints] == [5]
    assert str(hints[0].label).endswith("days ago")


@pytest.mark.asyncio
async def test_links(client: EditorClient) -> None:
    root = client.root
    (root / "plan.md").write_text("# Plan\n\n## Later\n", "utf-8")
    open_document(client, TEXT)
    links = await client.text_document_document_link_async(
        types.DocumentLinkParams(identifier(client))
    )
    assert links is not None
    led = [await client.document_link_resolve_async(link) for link in links]
    assert [link.target for link in led] == [
        uri(client, "plan.md") + "#L3",
        None,
        uri(client, "plan.md"),
    ]


@pytest.mark.asyncio
async def test_who_waits_for_whom(client: EditorClient) -> None:
    open_document(client, TEXT)
    where = types.CallHierarchyPrepareParams(identifier(client), types.Position(4, 9))
    items = await client.text_document_prepare_call_hierarchy_async(where)
    assert items is not None
    (item,) = items
    assert (item.name, item.detail) == ("T-1 😀 one", "done")
    calls = await client.call_hierarchy_incoming_calls_async(
        types.CallHierarchyIncomingCallsParams(item)
    )
    assert calls is not None
    assert [call.from_.name for call in calls] == ["T-2 two"]
    assert [place.start.line for place in calls[0].from_ranges] == [5]
    back = await client.call_hierarchy_outgoing_calls_async(
        types.CallHierarchyOutgoingCallsParams(calls[0].from_)
    )
    assert back is not None
    assert [call.to.name for call in back] == ["T-1 😀 one"]


@pytest.mark.asyncio
async def test_a_pipe_lays_out_its_table(client: EditorClient) -> None:
    open_document(client, "# Work\n\n| Task | Status |\n| --- | --- |\n| 😀 one |\n")
    typed = types.Position(4, 6 + client.units("😀"))
    edits = await client.text_document_on_type_formatting_async(
        types.DocumentOnTypeFormattingParams(
            identifier(client), typed, "|", types.FormattingOptions(4, insert_spaces=True)
        )
    )
    assert edits is not None
    assert {edit.range.start.line for edit in edits} == {2, 3}
    assert "".join(edit.new_text for edit in edits).strip("- ") == ""
