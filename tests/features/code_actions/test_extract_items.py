"""Extract items: the links of both documents still work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cursor import CURSOR, view_of, write

from backlog_ls.features.code_actions.refactorings import find_refactorings, resolve_refactoring
from backlog_ls.rules.engine.incremental import check
from backlog_ls.rules.engine.visible import visible_findings
from backlog_ls.text.edit import apply_edits

if TYPE_CHECKING:
    from pathlib import Path

    from backlog_ls.features.code_actions.action import Action
    from backlog_ls.workspace.view import View

SECTION = """\
# Backlog

Top [sub](#details) and [plan](docs/milestones/plan.md).

## Sign-in ✅ (core)$0

See [code](src/a.py#L1), [here](#details), [top](#other) and [web](https://example.org).

### Details

- [ ] a

## Other

End.
"""


def extract(root: Path, text: str) -> tuple[str, Action]:
    """Return the document after the extraction at the cursor or selection, and what was done."""
    start, end = text.index(CURSOR), text.rindex(CURSOR)
    end = end - len(CURSOR) if end > start else start
    view = view_of(text.replace(CURSOR, ""), root)
    (action,) = (
        each for each in find_refactorings(view, start, end) if each.kind == "refactor.extract"
    )
    done = resolve_refactoring(view, action)
    assert done.edits is not None
    return apply_edits(view.backlog.document.text, done.edits), done


def codes(view: View) -> set[str]:
    return {finding.code for finding in visible_findings(view, check(view))}


def test_no_link_is_broken(tmp_path: Path) -> None:
    files = {"docs/milestones/plan.md": "# Plan\n", "src/a.py": "x\n", "BACKLOG.md": "x\n"}
    write(tmp_path, files)
    assert codes(view_of(SECTION.replace(CURSOR, ""), tmp_path)) <= {"done-with-open-tasks"}
    after, action = extract(tmp_path, SECTION)
    assert action.create == str(tmp_path / "docs" / "milestones" / "sign-in-core.md")
    name = "docs/milestones/sign-in-core.md"
    write(tmp_path, {name: action.content, "BACKLOG.md": after})
    assert not codes(view_of(after, tmp_path))
    assert codes(view_of(action.content, tmp_path, name=name)) <= {"done-with-open-tasks"}
