"""The prefilter skips only texts that have no shared symbols when they are parsed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import documents

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.index.prefilter import may_contain_ids
from backlog_ls.workspace.index.summary import Summary, summarize

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = [
    "- [ ] ",
    "* [x] **",
    "## ",
    "### 4. [x] ",
    "> - [ ] ",
    "1. ",
    "| ",
    "|a| ",
    "",
    "  ",
    "# <a id='x'></a>",
]
BEFORE += [
    "- [ ] Login 🆔 ",
    "- [ ] Login [id:: ",
    "| 1.2 | ",
    "<summary>",
    "- [ ] ~~`",
    "## [",
    "id: ",
    "- id: ",
    "  - ",
    "Words and ",
    "\ufeff- [ ] ",
    "(",
    "- Ünder ",
]
WAITS = [
    "- [ ] T-2 Login ⛔ ",
    "- [ ] T-2 Login (dependsOn:: ",
    "depends on ",
    "Blocked by: ",
    "**Depends on**: ",
    "- Abhängigkeiten: ",
    "blocked by\n",
    "dependencies:\n  - ",
    "依赖: ",
]
IDS = [
    "T1",
    "T-001",
    "P0.1",
    "TASK-12",
    "FT-M-05.06",
    "ab1-2",
    "US٣",
    "x-1a",
    "A1/B2",
    "2026-01-02",
    "UTF-8",
    "T_1",
    "__T1__",
]
AFTER = [
    "",
    ": words",
    " | Todo |",
    "** - words",
    "](x.md)",
    ", T2",
    "\n===",
    "</summary>",
    "–T9 words",
]
lines = st.tuples(
    st.sampled_from(BEFORE),
    st.sampled_from(["", *WAITS]),
    st.sampled_from(IDS),
    st.sampled_from(AFTER),
).map("".join)
HEADS = [
    "",
    "---\nstatus: Todo\nid: T-7\npriority: low\n---\n",
    "| ID | Task | Status |\n|-|-|-|\n",
    "## Todo\n\n",
    "<details>\n",
]


def found(text: str) -> Summary:
    return summarize(Backlog.read(Document.parse(text)))


@given(st.sampled_from(HEADS), st.lists(lines, max_size=3), st.sampled_from(["\n", "\r\n", "\r"]))
@settings(max_examples=400)
def test_skipped_texts_have_no_shared_symbols(head: str, body: list[str], end: str) -> None:
    text = (head + "\n".join(body)).replace("\n", end)
    if not may_contain_ids(text):
        assert not found(text).ids
        assert not found(text).required_ids


@given(documents)
def test_skipped_documents_have_no_shared_symbols(text: str) -> None:
    if not may_contain_ids(text):
        assert not found(text).ids
        assert not found(text).required_ids


def test_skipped_real_documents_have_no_shared_symbols(corpus: tuple[Path, ...]) -> None:
    sifted = 0
    for path in corpus:
        text = path.read_text("utf-8", "replace")
        if not may_contain_ids(text):
            sifted += 1
            assert not found(text).ids, path
            assert not found(text).required_ids, path
    assert sifted > len(corpus) / 2, "it pays"


@pytest.mark.parametrize(
    "text", ["- [ ] T-1 x", "x depends on T-1", "|T-1|", "---\nid: T-1\n---\n"]
)
def test_texts_with_ids_are_not_skipped(text: str) -> None:
    assert may_contain_ids(text)
    assert not may_contain_ids(re.sub("T-1", "T", text))
