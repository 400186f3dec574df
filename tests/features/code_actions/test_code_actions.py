"""Code actions: what holds for any document, and what is computed only when it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cursor import at_cursor, view_of
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents

from backlog_ls.features.code_actions.action import (
    FORMAT_TABLES,
    QUICK_FIX,
    REWRITE,
    Action,
)
from backlog_ls.features.code_actions.code_actions import (
    MAX_EAGER_TABLE_LINES,
    MAX_SUPPRESSED_FINDINGS,
    find_code_actions,
    resolve_code_action,
)
from backlog_ls.features.code_actions.fix_all import (
    compute_visible_findings,
    fix_all,
    resolve_edits,
)
from backlog_ls.features.formatting.format import format_document
from backlog_ls.model.settings import Settings
from backlog_ls.rules.engine.finding import BlockEdit, Finding, Fix
from backlog_ls.text.edit import Edit, apply_edits

if TYPE_CHECKING:
    from backlog_ls.workspace.view import View

LEGEND = """\
| Status        | Meaning     |
| ------------- | ----------- |
| `Todo`        | Not started |
| `In Progress` | Working     |
| `Done`        | Completed   |

"""
TABLE = "| Task | Status |\n| ---- | ------ |\n"
SAMPLES = [
    f"{LEGEND}{TABLE}| a | done |\n| b | Shipped |\n| `c | d` | Todo |\n| e |\n",
    "<details>\n<summary>Old</summary>\n- [x] a\n- [x] b\n</details>\n",
    "words\nand more\n---\n\n## A\n\n[x](#aa)\n",
    "**Status**: âœ… COMPLETED\n\nAnd â€“ again.\n",
]


def applied(view: View, action: Action) -> str:
    assert action.edits is not None
    return apply_edits(view.backlog.document.text, action.edits)


def at(text: str) -> tuple[View, list[Action]]:
    view, offset = at_cursor(text)
    return view, find_code_actions(
        view, offset, offset, compute_visible_findings(view), refactors=False
    )


def test_a_finding_can_be_suppressed_last_and_never_by_fix_all() -> None:
    text = f"{LEGEND}{TABLE}| a | do$0ne |\n"
    view, offered = at(text)
    last = offered[-1]
    assert (last.title, last.kind, last.preferred) == (
        "Suppress `status-spelling` in this table",
        QUICK_FIX,
        False,
    )
    assert compute_visible_findings(view_of(applied(view, last))) == []
    assert "backlog-ls-" not in apply_edits(
        text, fix_all(view, compute_visible_findings(view)).edits
    )
    offset = text.index("$0")
    without = find_code_actions(view, offset, offset, compute_visible_findings(view), fixes=False)
    assert not [action for action in without if action.kind == QUICK_FIX]


def test_no_suppressions_for_a_large_selection() -> None:
    rows = "".join(
        f"**Status**: d{'o' * count}ne\n\n" for count in range(MAX_SUPPRESSED_FINDINGS + 1)
    )
    view = view_of(LEGEND + rows)
    found = compute_visible_findings(view)
    assert len(found) == MAX_SUPPRESSED_FINDINGS + 1
    end = view.backlog.document.length
    titles = [action.title for action in find_code_actions(view, 0, end, found)]
    assert not [title for title in titles if title.startswith("Suppress")]
    titles = [action.title for action in find_code_actions(view, 0, end, found[1:])]
    assert (
        len([title for title in titles if title.startswith("Suppress")]) == MAX_SUPPRESSED_FINDINGS
    )


def test_a_rule_that_is_off_has_no_findings() -> None:
    text = f"{LEGEND}{TABLE}| a | done |\n"
    view = view_of(text, settings=Settings(severity={"status-spelling": "off"}))
    assert compute_visible_findings(view) == []


def test_the_table_at_the_cursor_is_formatted() -> None:
    text = "|e|\n|-|\n\n|a|b|\n|-|-|\n|c|$0d|\n"
    view, offered = at(text)
    action = next(action for action in offered if action.kind == REWRITE)
    laid_out = "| a   | b   |\n| --- | --- |\n| c   | d   |\n"
    assert applied(view, action) == f"|e|\n|-|\n\n{laid_out}"
    whole = next(action for action in offered if action.kind == FORMAT_TABLES)
    assert whole.edits is None
    assert resolve_code_action(view, whole, []).edits == tuple(format_document(view))


def test_a_large_table_is_formatted_when_it_is_chosen() -> None:
    text = "|a|b|\n|-|-|\n" + "|c|d|\n" * MAX_EAGER_TABLE_LINES
    view = view_of(text)
    action = next(action for action in find_code_actions(view, 3, 3, []) if action.kind == REWRITE)
    assert action.edits is None
    assert applied(view, resolve_code_action(view, action, [])) == apply_edits(
        text, format_document(view)
    )


def test_a_fix_of_a_deleted_block_does_nothing() -> None:
    view = view_of("a\n\nb\n")
    key = view.backlog.rope.at_index(1).key
    assert resolve_edits(view, Fix("", (BlockEdit(key, 0, 1, "c"),))) == [Edit(3, 4, "c")]
    gone = Fix("", (BlockEdit(key, 0, 1, "c"), BlockEdit(key + 1, 0, 1, "c")))
    assert resolve_edits(view, gone) == []
    assert (
        find_code_actions(view, 0, 9, [Finding("status-spelling", key + 1, 0, 1, "", (gone,))])[:-1]
        == []
    )


@pytest.mark.parametrize("text", SAMPLES)
def test_a_fix_removes_its_finding_and_adds_none(text: str) -> None:
    view = view_of(text)
    findings = compute_visible_findings(view)
    before = [(finding.code, finding.message) for finding in findings]
    offered = find_code_actions(view, 0, len(text), findings)
    fixes = [action for action in offered if action.kind == QUICK_FIX and not action.create]
    assert fixes
    for action in fixes:
        left = compute_visible_findings(view_of(applied(view, action)))
        after = [(finding.code, finding.message) for finding in left]
        assert action.finding is not None
        fixed = (action.finding.code, action.finding.message)
        assert after.count(fixed) < before.count(fixed)
        assert {code for code, _ in after} <= {code for code, _ in before}, action.title
        assert len(after) <= len(before)


texts = st.lists(st.one_of(st.sampled_from(SAMPLES), documents), max_size=3).map("\n\n".join)


@given(texts, st.floats(0, 1), st.floats(0, 1))
def test_every_action_can_be_done(text: str, low: float, high: float) -> None:
    view = view_of(text)
    findings = compute_visible_findings(view)
    start, end = sorted((int(low * len(text)), int(high * len(text))))
    for action in find_code_actions(view, start, end, findings):
        done = resolve_code_action(view, action, findings)
        assert done.edits is not None
        apply_edits(text, done.edits)
