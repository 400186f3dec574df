"""The index of shared symbols, updated after edits, equals one of the same documents from scratch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.editing import update_backlog
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.index.members import SHARED_KINDS, Members

if TYPE_CHECKING:
    from backlog_ls.model.document.index import SymbolKind

PATHS = ["/w/a.md", "/w/b.md", "/w/c.md"]
LINES = [
    "- [ ] T1 one\n",
    "- [ ] T2 two (depends on T1)\n",
    "- [x] T3 x, blocked by T2\n",
    "## T1: x\n\n",
    "\n",
]
lines = st.lists(st.sampled_from(LINES), max_size=4).map("".join)
steps = st.lists(
    st.tuples(st.sampled_from(PATHS), st.floats(0, 1), st.integers(0, 20), lines), max_size=6
)


def read(text: str) -> Backlog:
    return Backlog.read(Document.parse(text))


def writers(members: Members) -> dict[tuple[SymbolKind, str], list[str]]:
    texts = {"t1", "t2", "t3", "t#"}
    return {(sort, text): members.paths_with(sort, text) for sort in SHARED_KINDS for text in texts}


@given(st.tuples(lines, lines, lines), steps)
@settings(max_examples=60)
def test_an_updated_index_equals_a_new_one(
    texts: tuple[str, str, str], edits: list[tuple[str, float, int, str]]
) -> None:
    members = Members()
    backlogs = {path: read(text) for path, text in zip(PATHS, texts, strict=True)}
    for path, backlog in backlogs.items():
        members.put(path, backlog)
    for path, share, count, new in edits:
        document = backlogs[path].document
        start = int(share * document.length)
        change = document.edit(start, min(start + count, document.length), new)
        backlogs[path], affected = update_backlog(backlogs[path], change)
        members.put(path, backlogs[path], affected.symbols)
        fresh = Members()
        for other, backlog in backlogs.items():
            fresh.put(other, read(backlog.document.text))
        assert writers(members) == writers(fresh)
    for path in PATHS:
        members.drop(path)
    assert not any(writers(members).values())
