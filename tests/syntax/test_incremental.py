from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import example, given, settings

from backlog_ls.syntax.block import Block, Kind
from backlog_ls.syntax.document import Document

sys.path.insert(0, str(Path(__file__).parents[1]))
from markdown import documents, edits


def blocks_of(document: Document) -> list[Block]:
    return list(document.rope)


def check_equal(document: Document, text: str) -> None:
    fresh = Document.parse(text)
    assert document.text == text
    assert blocks_of(document) == blocks_of(fresh)


@given(documents, edits)
@settings(max_examples=600)
def test_incremental_equals_full(text: str, changes: list[tuple[float, int, str]]) -> None:
    document = Document.parse(text)
    assert document.text == text
    for share, count, new in changes:
        start = int(share * len(text))
        end = min(start + count, len(text))
        before = {place.key: place.piece for place in document.rope.places()}
        document, delta = document.edit(start, end, new)
        text = text[:start] + new + text[end:]
        check_equal(document, text)
        for key, block in delta.removed:
            assert before.pop(key) is block
        before.update(delta.added)
        after = {place.key: place.piece for place in document.rope.places()}
        assert before.keys() == after.keys()
        # What is not in the delta is the same object, not merely equal.
        assert all(before[key] is block for key, block in after.items())


@given(documents, documents)
def test_replace(text: str, other: str) -> None:
    document = Document.parse(text)
    check_equal(document.replace(other).document, other)
    assert document.replace(text).document is document


def table(rows: int) -> str:
    body = "".join(f"| **Feature {i}** | Done | words about number {i} |\n" for i in range(rows))
    return "# Title\n\n| Task | Status | Description |\n| --- | --- | --- |\n" + body + "\n## End\n"


def checklist(items: int) -> str:
    return "# Title\n\n" + "".join(f"- [ ] task number {i}\n" for i in range(items)) + "\n## End\n"


def test_a_letter_in_a_large_table_parses_a_few_lines() -> None:
    text = table(5_000)
    document = Document.parse(text)
    for place in ("number 0 ", "Feature 2500", "Feature 4999"):
        offset = text.index(place)
        changed, delta = document.edit(offset, offset, "x")
        assert delta.parsed_lines <= 12
        assert [block.kind for _, block in delta.removed] == [Kind.ROW]
        assert len(delta.added) == 1
        assert changed.text == text[:offset] + "x" + text[offset:]


def test_a_letter_in_a_large_list_parses_a_few_lines() -> None:
    text = checklist(5_000)
    document = Document.parse(text)
    for place in ("number 0\n", "number 2500", "number 4999"):
        offset = text.index(place)
        changed, delta = document.edit(offset, offset, "x")
        assert delta.parsed_lines <= 12
        assert [block.kind for _, block in delta.removed] == [Kind.ITEM]
        assert changed.text == text[:offset] + "x" + text[offset:]


def test_typing_in_the_seeds_reuses_nearly_everything(seeds: tuple[Path, ...]) -> None:
    for path in seeds:
        text = path.read_text(encoding="utf-8")
        document = Document.parse(text)
        removed = []
        for offset in range(0, len(text), max(len(text) // 60, 1)):
            changed, delta = document.edit(offset, offset, "x")
            removed.append(len(delta.removed))
            undone = changed.edit(offset, offset + 1, "").document
            assert blocks_of(undone) == blocks_of(document)
            check_equal(changed, text[:offset] + "x" + text[offset:])
        # A letter before a fence's backticks opens it up and changes much. Most letters do not.
        assert sum(count > 2 for count in removed) <= len(removed) // 10


@example("---\n# a\n\nb\n\n---\n", "title: x\n")
@given(documents, documents)
def test_a_distant_edit_may_create_front_matter(text: str, new: str) -> None:
    document = Document.parse("---\n" + text)
    for offset in (4, document.length):
        check_equal(
            document.edit(offset, offset, new).document,
            document.text[:offset] + new + document.text[offset:],
        )
