"""Legend heads and vocabularies, in all languages of the word lists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.items.legend import MAX_ENTRIES, MAX_HEAD_LENGTH, is_legend_head
from backlog_ls.model.words.loading import languages
from backlog_ls.syntax.document import Document

if TYPE_CHECKING:
    from pathlib import Path


def spellings(path: Path) -> list[str]:
    found: list[str] = json.loads(path.read_text("utf-8"))["legend"]
    assert found
    return found


WORDS = [spelling for path in languages() for spelling in spellings(path)]


def is_head(text: str) -> bool:
    return is_legend_head(Document.parse(text).rope.at_index(0).piece)


@pytest.mark.parametrize("path", languages(), ids=lambda path: path.stem)
def test_a_heading_or_the_first_words_of_a_paragraph(path: Path) -> None:
    for word in spellings(path):
        for text in (f"## {word.capitalize()}\n", f"**{word.upper()}:** a\n", f"_{word}_: a\n"):
            assert is_head(text), text
        assert is_head(f"### 2. Wibble {word} 🔑\n")
        assert not is_head("wibble " * (MAX_HEAD_LENGTH // 7 + 1) + word)
        assert not is_head(f"- {word}: a\n")


@pytest.mark.parametrize(
    "text",
    [
        "## Legendary\n",
        "## Status\n",
        "## State of the statute\n",
        "Prose about the state of things, and at its end a legend.\n",
        "# A heading that goes on for so long that it is no legend at all\n",
        "## 状态\n",
        "",
    ],
)
def test_texts_that_are_not_legend_heads(text: str) -> None:
    assert not is_head(text)


@given(st.sampled_from(WORDS), st.booleans())
def test_a_legend_declares_a_vocabulary(word: str, heading: bool) -> None:
    head = f"## {word}" if heading else f"**{word}**:"
    text = f"{head}\n\n- `Todo`: not started\n- `Done`: completed\n\nwords\n"
    backlog = Backlog.read(Document.parse(text))
    *_, (_, context) = backlog.contexts()
    assert context.vocabulary is not None
    assert [term.spelling for term in context.vocabulary.terms] == ["Todo", "Done"]


def test_a_directive_does_not_separate_legend_entries() -> None:
    ours = "<!-- backlog-ls-disable-next-line invalid-status -->\n"
    other = "<!-- a comment -->\n"

    def spellings(comment: str) -> list[str]:
        text = f"## Legend\n{comment}- `Todo`: not started\n{comment}- `Done`: completed\n\nwords\n"
        *_, (_, context) = Backlog.read(Document.parse(text)).contexts()
        return [term.spelling for term in context.vocabulary.terms] if context.vocabulary else []

    assert spellings(ours) == spellings("") == ["Todo", "Done"]
    assert spellings(ours + other) == []


def test_items_with_a_status_each_are_not_a_legend() -> None:
    def count(*statuses: str) -> int:
        rows = "".join(f"| {status} | what it is |\n" for status in statuses)
        text = f"| Status | Description |\n|---|---|\n{rows}\nwords\n"
        *_, (_, context) = Backlog.read(Document.parse(text)).contexts()
        return len(context.vocabulary.terms) if context.vocabulary else 0

    assert count("Todo", "Done", "Blocked") == 3
    assert count("Todo", "Done", "Todo") == 3  # a slip
    assert count("Todo", "Todo") == 0
    assert count("Todo", "Done", "Todo", "Done", "Blocked") == 0


def test_a_long_list_is_not_a_legend() -> None:
    def count(head: str, entry: str, number: int) -> int:
        text = head + "".join(entry.format(each) for each in range(number)) + "\n\nwords\n"
        *_, (_, context) = Backlog.read(Document.parse(text)).contexts()
        return len(context.vocabulary.terms) if context.vocabulary else 0

    for head, entry in (
        ("**Legend:** ", "✅ done {} | "),
        ("## Legend\n\n", "- `a{}`: done\n"),
        ("| Status | Meaning |\n|---|---|\n", "| `a{}` | done |\n"),
    ):
        assert count(head, entry, MAX_ENTRIES) == MAX_ENTRIES
        assert count(head, entry, MAX_ENTRIES + 1) == 0


@pytest.mark.parametrize(
    "legend",
    [
        "Legend: **Todo** (not begun), `In progress` (one at a time), __Done__ (move to archive)\n",
        "## Legend\n\n- **Todo** (not begun)\n- _In progress_ (one at a time)\n- *`Done`* (move to archive)\n",
    ],
)
def test_a_remark_after_markup_is_not_part_of_the_spelling(legend: str) -> None:
    *_, (_, context) = Backlog.read(Document.parse(legend + "\nwords\n")).contexts()
    assert context.vocabulary is not None
    assert [(term.spelling, term.meaning) for term in context.vocabulary.terms] == [
        ("Todo", "not begun"),
        ("In progress", "one at a time"),
        ("Done", "move to archive"),
    ]


def test_ranges_of_spellings_with_remarks() -> None:
    text = "Legend: **Todo** (not begun) = open, **In** progress, Done (all of it), **Won't** or (not)\n"
    *_, (_, context) = Backlog.read(Document.parse(text + "\nwords\n")).contexts()
    assert context.vocabulary is not None
    terms = context.vocabulary.terms
    assert [(term.spelling, term.meaning) for term in terms] == [
        ("Todo", "open"),
        ("**In** progress", ""),
        ("Done (all of it)", ""),
        ("**Won't** or (not)", ""),
    ]
    assert [text[term.start : term.end] for term in terms] == [term.spelling for term in terms]
