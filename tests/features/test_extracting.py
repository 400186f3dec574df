"""Extract items into a document: what goes there, what stays, and that links lead to the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cursor import CURSOR, view_of, write

from backlog_ls.features.code_actions.action import RefusedError
from backlog_ls.features.code_actions.refactorings import refactored, refactorings
from backlog_ls.rules.engine.incremental import checked
from backlog_ls.rules.engine.visible import reported
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
    (action,) = (each for each in refactorings(view, start, end) if each.kind == "refactor.extract")
    done = refactored(view, action)
    assert done.edits is not None
    return apply_edits(view.backlog.document.text, done.edits), done


def codes(view: View) -> set[str]:
    return {finding.code for finding in reported(view, checked(view))}


def test_a_section_becomes_a_document_and_every_link_leads_to_the_same(tmp_path: Path) -> None:
    files = {"docs/milestones/plan.md": "# Plan\n", "src/a.py": "x\n", "BACKLOG.md": "x\n"}
    write(tmp_path, files)
    assert codes(view_of(SECTION.replace(CURSOR, ""), tmp_path)) <= {"done-with-open-tasks"}
    after, action = extract(tmp_path, SECTION)
    assert action.create == str(tmp_path / "docs" / "milestones" / "sign-in-core.md")
    assert action.content == (
        "# Sign-in ✅ (core)\n\nSee [code](../../src/a.py#L1), [here](#details),"
        " [top](../../BACKLOG.md#other) and [web](https://example.org).\n\n## Details\n\n- [ ] a\n"
    )
    assert after == (
        "# Backlog\n\nTop [sub](docs/milestones/sign-in-core.md#details)"
        " and [plan](docs/milestones/plan.md).\n\n## Sign-in ✅ (core)\n\n"
        "[Sign-in (core)](docs/milestones/sign-in-core.md)\n\n## Other\n\nEnd.\n"
    )
    name = "docs/milestones/sign-in-core.md"
    write(tmp_path, {name: action.content, "BACKLOG.md": after})
    assert not codes(view_of(after, tmp_path))
    assert codes(view_of(action.content, tmp_path, name=name)) <= {"done-with-open-tasks"}


def test_rows_and_tasks(tmp_path: Path) -> None:
    head = "# B\n\n## Sprint 4\n\n| ID | Task | Status |\n|---|---|---|\n"
    text = f"{head}| T0 | x | Done |\n$0| T1 | a | Todo |\n| T2 | b | Todo |$0\n| T3 | c | Todo |\n"
    after, action = extract(tmp_path, text)
    link = "[Sprint 4](milestones/sprint-4.md)"
    assert after == f"{head}| T0 | x | Done |\n|  | {link} | Todo |\n| T3 | c | Todo |\n"
    assert action.content == (
        "# Sprint 4\n\n| ID | Task | Status |\n|---|---|---|\n| T1 | a | Todo |\n| T2 | b | Todo |\n"
    )
    after, action = extract(tmp_path, "- [x] z\n- [ ] **A** thing$0\n  - [x] b\n\n- [ ] c\n")
    assert after == "- [x] z\n- [ ] [A](milestones/a.md)\n\n- [ ] c\n"
    assert action.content == "# A\n\n- [ ] **A** thing\n  - [x] b\n"


def test_no_file_is_written_over(tmp_path: Path) -> None:
    write(tmp_path, {"milestones/a.md": "x\n", "milestones/a-2.md": "x\n"})
    _, action = extract(tmp_path, "- [ ] a$0\n")
    assert action.create == str(tmp_path / "milestones" / "a-3.md")


def test_what_would_lead_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="defined elsewhere"):
        extract(tmp_path, "- [ ] see [a]$0\n\n[a]: b.md\n")
    with pytest.raises(RefusedError, match="empty"):
        extract(tmp_path, "# A\n\n## B$0\n\n## C\n")


def test_a_document_that_is_no_file_has_no_place_for_another() -> None:
    view = view_of("- [ ] a\n")
    assert not [each for each in refactorings(view, 3, 3) if each.kind == "refactor.extract"]
