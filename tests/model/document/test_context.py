from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.scope import NO_SCOPE, SCOPE
from backlog_ls.syntax.document import Document

sys.path.insert(0, str(Path(__file__).parents[2]))
from markdown import documents

LEGEND = "| Status | Meaning |\n|---|---|\n| `Todo` | Not started |\n| `Done` | Completed |\n\n"
PARTS = st.sampled_from(
    [
        "# A\n\n",
        "## B\n\n",
        "### C\n\n",
        "text\n\n",
        "- item\n",
        LEGEND,
        "<details>\n\n",
        "</details>\n\n",
        "**Legend:** ✅ done | 🔶 partial\n\n",
        "| Task | Status |\n|--|--|\n| x | y |\n\n",
    ]
)


@given(st.lists(PARTS, max_size=14).map("".join) | documents, st.data())
def test_joining_scopes_is_associative(text: str, data: st.DataObject) -> None:
    """Joined from the left or in any two halves, the scope of a document is the same."""
    pieces = list(Document.parse(text).rope.places())
    step = NO_SCOPE
    for place in pieces:
        step = SCOPE.join(step, SCOPE.of(place.key, place.piece))
    cut = data.draw(st.integers(0, len(pieces)))
    halves = []
    for half in (pieces[:cut], pieces[cut:]):
        scope = NO_SCOPE
        for place in reversed(half):
            scope = SCOPE.join(SCOPE.of(place.key, place.piece), scope)
        halves.append(scope)
    assert SCOPE.join(*halves) == step


@given(st.lists(PARTS, max_size=14).map("".join), st.data())
def test_joining_truncated_scopes_is_associative(text: str, data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("backlog_ls.model.document.scope.MAX_LEGENDS_PER_LEVEL", 1)
        test_joining_scopes_is_associative.hypothesis.inner_test(text, data)  # type: ignore[attr-defined]


def context_of(text: str, words: str) -> tuple[list[str], list[str]]:
    """Return the titles above, and the declared spellings in force, at the block with `words`."""
    backlog = Backlog.read(Document.parse(text))
    place = backlog.rope.at_offset(text.index(words))
    context = backlog.context(place)
    titles = []
    for section in context.sections:
        above = backlog.rope.at_key(section.key)
        assert above is not None
        heading = facts_of(above.piece).heading
        assert heading is not None
        titles.append(heading.title)
    terms = context.vocabulary.terms if context.vocabulary else ()
    return titles, [term.spelling for term in terms]


@pytest.mark.parametrize(
    ("text", "titles", "spellings"),
    [
        (f"{LEGEND}# A\n\n## B\n\nHERE", ["A", "B"], ["Todo", "Done"]),
        (f"# A\n\n## Legend\n\n{LEGEND}## B\n\nHERE", ["A", "B"], ["Todo", "Done"]),
        (f"# A\n\n## Legend\n\n{LEGEND}# B\n\nHERE", ["B"], []),
        (f"# A\n\nHERE\n\n## Legend\n\n{LEGEND}", ["A"], []),
        (
            "# A\n\n**Legend:** ✅ done | 🔶 partial | ⏳ todo\n\n## B\n\nHERE",
            ["A", "B"],
            ["✅ done", "🔶 partial", "⏳ todo"],
        ),
        (
            "## Legend\n\n- `Open`: not started\n- `Closed`: completed\n\n## B\n\nHERE",
            ["B"],
            ["Open", "Closed"],
        ),
        (
            "# Legend\n\n- [ ] not started\n- [x] completed\n\n## B\n\nHERE",
            ["Legend", "B"],
            ["[ ]", "[x]"],
        ),
        (
            "# Legend\n\n| Symbol | Meaning |\n|--|--|\n| 🔴 | High |\n| 🟢 | Low |\n\nHERE",
            ["Legend"],
            [],
        ),
    ],
)
def test_titles_and_vocabulary_in_context(
    text: str, titles: list[str], spellings: list[str]
) -> None:
    assert context_of(text, "HERE") == (titles, spellings)
