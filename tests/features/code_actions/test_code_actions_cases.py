"""Code actions: what is offered at the cursor, and the document after it is done.

Operations on refactorings: `offered PATTERN` lists the titles that match a regular expression, `apply
TITLE` is the document after that refactoring, or why it is refused. `set_status SPELLING`, `mark_done`
and `cycle_status` are the document after the commands of that name, and `card` is the kanban card at
the cursor. `extract` is the document and the new file after the extraction of items.

Operations on findings: `code_actions` lists all actions without refactorings, `run TITLE` is the
document after one of them. `suppress CODE` is the document after a finding at the cursor was
suppressed. `milestone PATH` is the text of a new milestone document.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from fixtures import case_files, case_name, check_cases
from markdown_it import MarkdownIt
from undo import undo_edits

from backlog_ls.features.code_actions.action import RefusedError
from backlog_ls.features.code_actions.code_actions import find_code_actions, resolve_code_action
from backlog_ls.features.code_actions.create_milestone import build_milestone_text
from backlog_ls.features.code_actions.fix_all import compute_visible_findings
from backlog_ls.features.code_actions.move.cards import card_at
from backlog_ls.features.code_actions.refactorings import find_refactorings, resolve_refactoring
from backlog_ls.features.code_actions.set_status import (
    CYCLE_STATUS,
    MARK_DONE,
    SET_STATUS,
    compute_status_edits,
)
from backlog_ls.features.code_actions.suppress import find_suppression
from backlog_ls.rules.engine.finding import Finding
from backlog_ls.text.edit import apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from fixtures import Request

    from backlog_ls.features.code_actions.action import Action
    from backlog_ls.text.edit import Edit

MARKDOWN = MarkdownIt("commonmark").enable("table")


def edited(request: Request, edits: Iterable[Edit]) -> str:
    """The document after `edits`, which can be undone; the end of its last line is also shown."""
    edits = list(edits)
    old = request.view.backlog.document.text
    new = apply_edits(old, edits)
    assert apply_edits(new, undo_edits(old, edits)) == old
    shown = request.shown(new) if new.count("\n") == new.count("\r\n") or "\r" not in new else new
    if new.endswith("\n") == old.endswith("\n"):
        return shown
    return f"{shown}\n(line ending at the end)" if shown.endswith("\n") else f"{shown}\n(no end)"


def titles(actions: Iterable[Action], pattern: str) -> str:
    """The titles that match `pattern`, with the preferred ones and the refused ones marked."""
    lines = []
    for action in actions:
        if re.match(pattern, action.title):
            preferred = " (preferred)" if action.preferred else ""
            refused = f": {action.disabled}" if action.disabled else ""
            lines.append(f"{action.title}{preferred}{refused}")
    return "\n".join(lines)


def called(actions: Iterable[Action], title: str) -> Action:
    return next(action for action in actions if action.title == title)


def offered(request: Request) -> str:
    return titles(find_refactorings(request.view, *request.selection), request.argument)


def apply(request: Request) -> str:
    actions = find_refactorings(request.view, *request.selection)
    action = called(actions, request.argument)
    if action.disabled:
        return f"disabled: {action.disabled}"
    try:
        edits = resolve_refactoring(request.view, action).edits
    except RefusedError as error:
        return f"refused: {error}"
    assert edits is not None
    return edited(request, edits)


def extract(request: Request) -> str:
    actions = find_refactorings(request.view, *request.selection)
    action = next(each for each in actions if each.kind == "refactor.extract")
    try:
        done = resolve_refactoring(request.view, action)
    except RefusedError as error:
        return f"refused: {error}"
    assert done.edits is not None
    after = edited(request, done.edits)
    return request.shown_files({"": after, done.create: done.content})


def set_status(request: Request) -> str:
    edits = compute_status_edits(request.view, *request.selection, SET_STATUS, request.argument)
    return edited(request, edits)


def mark_done(request: Request) -> str:
    return edited(request, compute_status_edits(request.view, *request.selection, MARK_DONE))


def cycle_status(request: Request) -> str:
    return edited(request, compute_status_edits(request.view, *request.selection, CYCLE_STATUS))


def card(request: Request) -> str:
    found = card_at(request.view, request.offset)
    if found is None:
        return ""
    columns = ", ".join(column.title for column in found.columns)
    return f"in {found.own_column.title} of {columns}"


def all_actions(request: Request) -> tuple[Sequence[Action], list[Finding]]:
    findings = compute_visible_findings(request.view)
    start, end = request.selection
    return find_code_actions(request.view, start, end, findings, refactors=False), findings


def code_actions(request: Request) -> str:
    lines = []
    for action in all_actions(request)[0]:
        fixed = f" {action.finding.code}" if action.finding else ""
        preferred = " (preferred)" if action.preferred else ""
        lines.append(f"{action.kind}{fixed}: {action.title}{preferred}")
    return "\n".join(lines)


def run(request: Request) -> str:
    actions, findings = all_actions(request)
    action = resolve_code_action(request.view, called(actions, request.argument), findings)
    assert action.edits is not None
    return edited(request, action.edits)


def suppress(request: Request) -> str:
    place = request.view.backlog.rope.at_offset(request.offset)
    at = request.offset - place.offset
    finding = Finding(request.argument, place.key, at, at + 1, "")
    found = find_suppression(request.view, finding)
    if found is None:
        return ""
    text = request.view.backlog.document.text
    assert rendered(apply_edits(text, found.edits)) == rendered(text)
    return edited(request, found.edits)


def rendered(text: str) -> str:
    """What a reader sees: the page without comments, with single spaces."""
    page = re.sub(r"<!-- backlog-ls-.*?-->", "", MARKDOWN.render(text.removeprefix("\ufeff")))
    # Two blocks may be separated by the line of the comment.
    return re.sub(r"(?<=>)\s+|\s+(?=<)|\s+", " ", page).replace("> ", ">").replace(" <", "<")


def milestone(request: Request) -> str:
    assert request.root is not None
    return request.shown(build_milestone_text(request.view, str(request.root / request.argument)))


OPERATIONS = {
    "offered": offered,
    "apply": apply,
    "extract": extract,
    "set_status": set_status,
    "mark_done": mark_done,
    "cycle_status": cycle_status,
    "card": card,
    "code_actions": code_actions,
    "run": run,
    "suppress": suppress,
    "milestone": milestone,
}


@pytest.mark.parametrize("path", case_files("code_actions"), ids=case_name)
def test_code_actions_cases(path: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    check_cases(path, OPERATIONS, tmp_path, pytestconfig)
