"""Code actions: what is offered where, and that what it does is what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cursor import at_cursor, view_of
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents

from backlog_ls.features.code_actions.action import (
    FIX_ALL,
    FORMAT_TABLES,
    QUICK_FIX,
    REWRITE,
    Action,
)
from backlog_ls.features.code_actions.code_actions import (
    MOST_SUPPRESSED,
    SMALL_TABLE,
    actions,
    resolved,
)
from backlog_ls.features.code_actions.fix_all import edits_of, judged, mended
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
    return view, actions(view, offset, offset, judged(view), refactors=False)


def test_the_fixes_of_the_finding_under_the_cursor() -> None:
    rows = "| b    | DONE   |\n| a    | do$0ne   |\n| c    | todo   |\n"
    text = f"{LEGEND}{TABLE}{rows}"
    view, offered = at(text)
    fix, _suppression = (action for action in offered if action.kind == QUICK_FIX)
    assert (fix.title, fix.preferred) == ("Spell it `Done`", True)
    assert fix.finding is not None
    assert fix.finding.code == "status-spelling"
    assert applied(view, fix) == text.replace("do$0ne", "Done")


def test_a_range_has_the_fixes_of_all_in_it() -> None:
    text = f"{LEGEND}{TABLE}| a | done |\n| b | todo |\n"
    view = view_of(text)
    offered = actions(view, text.index("done"), text.index("todo"), judged(view))
    assert [action.title for action in offered if action.kind == QUICK_FIX] == [
        "Spell it `Done`",
        "Spell it `Todo`",
        "Suppress `status-spelling` in this table",
    ]


def test_a_finding_can_be_suppressed_last_and_never_by_fix_all() -> None:
    text = f"{LEGEND}{TABLE}| a | do$0ne |\n"
    view, offered = at(text)
    last = offered[-1]
    assert (last.title, last.kind, last.preferred) == (
        "Suppress `status-spelling` in this table",
        QUICK_FIX,
        False,
    )
    assert judged(view_of(applied(view, last))) == []
    assert "backlog-ls-" not in apply_edits(text, mended(view, judged(view)).edits)
    offset = text.index("$0")
    without = actions(view, offset, offset, judged(view), fixes=False)
    assert not [action for action in without if action.kind == QUICK_FIX]


def test_no_ways_to_suppress_are_looked_for_where_much_is_selected() -> None:
    rows = "".join(f"**Status**: d{'o' * count}ne\n\n" for count in range(MOST_SUPPRESSED + 1))
    view = view_of(LEGEND + rows)
    found = judged(view)
    assert len(found) == MOST_SUPPRESSED + 1
    end = view.backlog.document.length
    titles = [action.title for action in actions(view, 0, end, found)]
    assert not [title for title in titles if title.startswith("Suppress")]
    titles = [action.title for action in actions(view, 0, end, found[1:])]
    assert len([title for title in titles if title.startswith("Suppress")]) == MOST_SUPPRESSED


def test_what_is_turned_off_is_not_mended_either() -> None:
    text = f"{LEGEND}{TABLE}| a | done |\n"
    view = view_of(text, settings=Settings(severity={"status-spelling": "off"}))
    assert judged(view) == []


def test_nothing_to_mend_nothing_to_lay_out_nothing_offered() -> None:
    assert at("# A$0\n\nwords\n")[1] == []
    kinds = [action.kind for action in at(f"{TABLE}| a$0    | Done   |\n")[1]]
    assert kinds == [FORMAT_TABLES]


def test_the_table_at_the_cursor_is_laid_out() -> None:
    text = "|e|\n|-|\n\n|a|b|\n|-|-|\n|c|$0d|\n"
    view, offered = at(text)
    action = next(action for action in offered if action.kind == REWRITE)
    laid_out = "| a   | b   |\n| --- | --- |\n| c   | d   |\n"
    assert applied(view, action) == f"|e|\n|-|\n\n{laid_out}"
    whole = next(action for action in offered if action.kind == FORMAT_TABLES)
    assert whole.edits is None
    assert resolved(view, whole, []).edits == tuple(format_document(view))


def test_a_large_table_is_laid_out_when_it_is_chosen() -> None:
    text = "|a|b|\n|-|-|\n" + "|c|d|\n" * SMALL_TABLE
    view = view_of(text)
    action = next(action for action in actions(view, 3, 3, []) if action.kind == REWRITE)
    assert action.edits is None
    assert applied(view, resolved(view, action, [])) == apply_edits(text, format_document(view))


def test_fix_all_takes_what_is_preferred_and_leaves_the_rest() -> None:
    text = f"{LEGEND}{TABLE}| a$0 | done |\n| b | Shipped |\n| `c | d` | Todo |\n"
    view, offered = at(text)
    action = resolved(view, next(each for each in offered if each.kind == FIX_ALL), judged(view))
    assert applied(view, action) == (
        f"{LEGEND}{TABLE}| a | Done |\n| b | Shipped |\n| `c \\| d` | Todo |\n"
    )


def test_a_fix_of_a_block_that_is_gone_does_nothing() -> None:
    view = view_of("a\n\nb\n")
    key = view.backlog.rope.at_index(1).key
    assert edits_of(view, Fix("", (BlockEdit(key, 0, 1, "c"),))) == [Edit(3, 4, "c")]
    gone = Fix("", (BlockEdit(key, 0, 1, "c"), BlockEdit(key + 1, 0, 1, "c")))
    assert edits_of(view, gone) == []
    assert actions(view, 0, 9, [Finding("status-spelling", key + 1, 0, 1, "", (gone,))])[:-1] == []


@pytest.mark.parametrize("text", SAMPLES)
def test_a_fix_mends_its_finding_and_breaks_nothing(text: str) -> None:
    view = view_of(text)
    findings = judged(view)
    before = [(finding.code, finding.message) for finding in findings]
    offered = actions(view, 0, len(text), findings)
    fixes = [action for action in offered if action.kind == QUICK_FIX and not action.create]
    assert fixes
    for action in fixes:
        left = judged(view_of(applied(view, action)))
        after = [(finding.code, finding.message) for finding in left]
        assert action.finding is not None
        mended = (action.finding.code, action.finding.message)
        assert after.count(mended) < before.count(mended)
        assert {code for code, _ in after} <= {code for code, _ in before}, action.title
        assert len(after) <= len(before)


texts = st.lists(st.one_of(st.sampled_from(SAMPLES), documents), max_size=3).map("\n\n".join)


@given(texts, st.floats(0, 1), st.floats(0, 1))
def test_every_action_can_be_done(text: str, low: float, high: float) -> None:
    view = view_of(text)
    findings = judged(view)
    start, end = sorted((int(low * len(text)), int(high * len(text))))
    for action in actions(view, start, end, findings):
        done = resolved(view, action, findings)
        assert done.edits is not None
        apply_edits(text, done.edits)
