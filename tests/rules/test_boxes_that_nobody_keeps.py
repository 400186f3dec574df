"""Which findings of `done-with-open-tasks` are shown depends on all boxes of the document."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from incremental_checks import CheckedBacklog, make_view

from backlog_ls.model.document.editing import update_backlog
from backlog_ls.rules.engine.incremental import update_after_edit
from backlog_ls.rules.engine.visible import may_change_visibility, visible_findings

CODE = "done-with-open-tasks"
ITEM = "## Item {0}\n\n**Status:** Done\n\n- [x] Read {0}\n- [ ] Commit {0}\n\n"
FRAGMENTS = [
    *("## One", "**Status:** Done", "**Status:** Todo", "- [x] Commit", "- [ ] Commit it", "words"),
    *("- [x] Read", "- [ ] Test it", "- [x] Parser", "  - [x] Rules", "  - [ ] Commit"),
]
documents = st.lists(
    st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(["\n", "\n\n"])), max_size=16
).map(lambda parts: "".join(a + b for a, b in parts))


def shown_lines(state: CheckedBacklog) -> list[int]:
    """Return the 0-based lines of the findings that are shown."""
    found = visible_findings(make_view(state.backlog), state.report)
    places = [state.backlog.rope.at_key(each.key) for each in found if each.code == CODE]
    return [place.line for place in places if place]


def test_a_checked_box_elsewhere_shows_that_such_boxes_are_kept() -> None:
    text = "".join(map(ITEM.format, range(3))) + "## Later\n\n- [ ] Commit all\n"
    state = CheckedBacklog.read(text)
    assert shown_lines(state) == []
    at = text.index("[ ] Commit all") + 1
    change = state.backlog.document.edit(at, at + 1, "x")
    assert may_change_visibility(change.document.rope, change.delta)
    state = state.edit(at, at + 1, "x")
    assert shown_lines(state) == [2, 9, 16]
    assert shown_lines(state.edit(at, at + 1, " ")) == []


@given(
    documents, st.floats(0, 1), st.integers(0, 12), st.sampled_from(["", "x", " ", "- [x] Test"])
)
def test_what_is_shown_after_an_edit_is_what_a_new_check_shows(
    text: str, share: float, count: int, new: str
) -> None:
    state = CheckedBacklog.read(text)
    before = shown_lines(state)
    start = int(share * len(text))
    change = state.backlog.document.edit(start, start + count, new)
    backlog, affected = update_backlog(state.backlog, change)
    report = update_after_edit(state.report, make_view(backlog), change.delta, affected)
    after = CheckedBacklog(backlog, report)
    assert shown_lines(after) == shown_lines(
        CheckedBacklog.read(text[:start] + new + text[start + count :])
    )
    moved = backlog.rope.newlines != state.backlog.rope.newlines
    same = state.report.findings() == report.findings() and not moved
    if same and not may_change_visibility(backlog.rope, change.delta):
        assert shown_lines(after) == before
