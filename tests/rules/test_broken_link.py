"""Links from the root, fixes of merged findings, and the cost of a repository with many dead links."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from call_count import spy_on

from backlog_ls.features.code_actions.fix_all import compute_fixable_findings, fix_all
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.settings import Settings
from backlog_ls.rules.engine.fixes import find_fixes
from backlog_ls.rules.engine.incremental import check
from backlog_ls.rules.engine.visible import visible_findings
from backlog_ls.syntax.document import Document
from backlog_ls.text.edit import apply_edits
from backlog_ls.workspace import files
from backlog_ls.workspace.disk import disk, file_index
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from backlog_ls.rules.engine.finding import Finding


def view_of(root: Path, name: str, text: str, workspace: Workspace | None = None) -> View:
    workspace = workspace or Workspace((str(root),))
    return View(Backlog.read(Document.parse(text)), workspace, str(root / name), Settings())


def write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x\n", "utf-8")


def shown(view: View) -> list[Finding]:
    return visible_findings(view, check(view))


FROM_ROOT = """# Roadmap

- [ ] Parse [x](crates/x.rs) in [the folder](crates/)
- [ ] Write [y](crates/y.rs#L3), [z](/crates/z.rs), [beside](beside.md)
- [ ] Gone: [gone](crates/gone.rs)
"""


def test_links_written_from_the_root_are_one_finding(tmp_path: Path) -> None:
    write(tmp_path, "crates/x.rs", "crates/y.rs", "docs/beside.md", "src/x.rs")
    view = view_of(tmp_path, "docs/ROADMAP.md", FROM_ROOT)
    found = shown(view)
    assert [finding.message for finding in found] == [
        (
            "Written from the repository root: from here the path is `../crates/x.rs`. "
            "The same in 2 other places."
        ),
        "`z.rs` not found in `crates`.",
        "`gone.rs` not found in `docs/crates`.",
    ]
    first, *others = find_fixes(view, found[0])
    assert first.title == "Correct 3 paths written from the root"
    assert first.preferred
    assert [edit.text for edit in first.edits] == ["../crates/x.rs", "../crates/", "../crates/y.rs"]
    assert [(other.title, other.preferred) for other in others] == [("Link to ../src/x.rs", False)]


def test_fix_all_corrects_each_link(tmp_path: Path) -> None:
    write(tmp_path, "crates/x.rs", "crates/y.rs", "docs/beside.md")
    view = view_of(tmp_path, "docs/ROADMAP.md", FROM_ROOT)
    findings = compute_fixable_findings(view)
    assert [len(find_fixes(view, finding)[:1]) for finding in findings] == [1, 1, 1, 0, 0]
    result = fix_all(view, findings)
    assert result.fix_count == 3
    fixed = FROM_ROOT.replace("](crates/", "](../crates/").replace("../crates/gone", "crates/gone")
    assert apply_edits(FROM_ROOT, result.edits) == fixed
    assert apply_edits(FROM_ROOT, fix_all(view, shown(view)).edits) == fixed


def test_more_links_than_a_finding_has_places(tmp_path: Path) -> None:
    write(tmp_path, "docs/plan.md")
    text = "".join(f"- [{number}](plan.md)\n" for number in range(50))
    view = view_of(tmp_path, "BACKLOG.md", text)
    (finding,) = shown(view)
    assert finding.message == "`plan.md` not found. The same in 49 other places."
    assert apply_edits(text, fix_all(view, [finding]).edits) == text.replace("plan", "docs/plan")


def test_a_milestone_written_from_the_root(tmp_path: Path) -> None:
    write(tmp_path, "milestones/m1.md")
    view = view_of(tmp_path, "docs/TODO.md", "- [ ] One [M1](milestones/m1.md)\n")
    (finding,) = shown(view)
    assert finding.code == "broken-milestone-link"
    assert finding.message == (
        "Written from the repository root: from here the path is `../milestones/m1.md`."
    )
    assert find_fixes(view, finding)[0].preferred


def test_many_dead_links_list_the_files_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of 40 documents has 5 dead links, in a repository of 300 files in 11 folders."""
    write(tmp_path, ".git/HEAD", *(f"src/{n % 8}/part-{n:03}.py" for n in range(260)))
    write(tmp_path, *(f"docs/{'abcdefgh'[n % 8]}lpha-plan-{n}.md" for n in range(40)))
    (tmp_path / ".gitignore").write_text("*.log\nreport.[0-9]*.[0-9]*.[0-9]*.json\n", "utf-8")
    calls = {
        "listed": spy_on(monkeypatch, os, "scandir"),
        "walked": spy_on(monkeypatch, files, "walk"),
        "parsed": spy_on(monkeypatch, disk, "parse_gitignore"),
        "compared": spy_on(monkeypatch, file_index, "edit_distance"),
    }
    workspace = Workspace((str(tmp_path),))
    for number in range(40):
        links = (f"- [x](old/alpha-pla-{number + at}.md)\n" for at in range(5))
        view = view_of(tmp_path, f"docs/TODO-{number}.md", "".join(links), workspace)
        for finding in shown(view):
            find_fixes(view, finding)
    counts = {name: made.call_count for name, made in calls.items()}
    assert counts.pop("compared") <= 5 * 40
    assert counts == {"listed": 11, "walked": 1, "parsed": 1}


def test_findings_are_shown_without_listing_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only fixes need the files of the repository."""
    walked = spy_on(monkeypatch, files, "walk")
    view = view_of(tmp_path, "TODO.md", "- [x](old/plan.md)\n")
    assert len(shown(view)) == 1
    assert not walked.called


def test_the_listing_follows_changes(tmp_path: Path) -> None:
    write(tmp_path, ".git/HEAD", "docs/plan.md")
    workspace = Workspace((str(tmp_path),))
    view = view_of(tmp_path, "TODO.md", "- [x](old/plan.md)\n", workspace)
    (finding,) = shown(view)

    def titles() -> list[str]:
        return [fix.title for fix in find_fixes(view, finding)]

    assert titles() == ["Link to docs/plan.md"]
    write(tmp_path, "notes/plan.md")
    workspace.invalidate(str(tmp_path / "notes" / "plan.md"))
    assert titles() == ["Link to docs/plan.md", "Link to notes/plan.md"]
    (tmp_path / "docs" / "plan.md").unlink()
    workspace.invalidate(str(tmp_path / "docs" / "plan.md"))
    assert titles() == ["Link to notes/plan.md"]
    (tmp_path / ".gitignore").write_text("notes\n", "utf-8")
    workspace.invalidate(str(tmp_path / ".gitignore"))
    assert titles() == []


def test_a_request_hands_its_listing_to_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, ".git/HEAD", "docs/plan.md")
    walked = spy_on(monkeypatch, files, "walk")
    workspace = Workspace((str(tmp_path),))
    root = str(tmp_path)
    early = workspace.snapshot(workspace.deadline)
    for _ in range(3):
        snapshot = workspace.snapshot(workspace.deadline)
        assert snapshot.file_index(root).find_by_name("plan.md")
    assert walked.call_count == 1
    (tmp_path / "docs" / "plan.md").unlink()
    workspace.invalidate(str(tmp_path / "docs" / "plan.md"))
    assert not workspace.file_index(root).find_by_name("plan.md")
    early.file_index(root)
    assert not workspace.file_index(root).find_by_name("plan.md")
    assert not workspace.snapshot(workspace.deadline).file_index(root).find_by_name("plan.md")


def test_links_with_one_wrong_beginning_are_one_finding(tmp_path: Path) -> None:
    write(tmp_path, "packages/core/a.ts", "backlog/tasks/T-2.md")
    text = "- [ ] [a](../packages/core/a.ts), [b](../packages/b.ts) and [c](../packages/c.ts)\n"
    found = shown(view_of(tmp_path, "backlog/tasks/T-1.md", text))
    message = "`a.ts` not found in `backlog/packages/core`. 2 others are not there either."
    assert [finding.message for finding in found] == [message]


def test_links_that_miss_the_same_folder_are_one_finding(tmp_path: Path) -> None:
    write(tmp_path, "docs/parts/one.md", "docs/parts/two.md", "docs/parts/three.md")
    write(tmp_path, "old/one.md", "docs/lost.txt")
    text = "See [1](one.md), [2](two.md), [3](three.md) and [4](four.md).\n"
    view = view_of(tmp_path, "docs/ROADMAP.md", text)
    found = shown(view)
    assert [finding.message for finding in found] == [
        "`one.md` not found in `docs`. 2 others are not there either.",
        "`four.md` not found in `docs`.",
    ]
    fix = next(iter(find_fixes(view, found[0])))
    assert fix.title == "Correct 3 links"
    assert [edit.text for edit in fix.edits] == ["parts/one.md", "parts/two.md", "parts/three.md"]


def test_no_correction_of_others_only(tmp_path: Path) -> None:
    """What a fix of a finding corrects begins with its own link."""
    write(tmp_path, "a/one.md", "b/one.md", "c/two.md", "d/three.md")
    names = ("one", "two", "three", "four", "five")
    text = " ".join(f"See [{name}](x/{name}.md)." for name in names) + "\n"
    view = view_of(tmp_path, "ROADMAP.md", text)
    (found,) = shown(view)
    titles = [fix.title for fix in find_fixes(view, found)]
    assert titles[:2] == ["Link to a/one.md", "Link to b/one.md"]


def test_a_document_in_its_own_list_of_files(tmp_path: Path) -> None:
    write(tmp_path, "src/x.rs")
    text = "- [ ] Changed: [this](docs/ROADMAP.md)\n- [ ] Changed: [that](src/x.rs)\n"
    write(tmp_path, "docs/ROADMAP.md")
    found = shown(view_of(tmp_path, "docs/ROADMAP.md", text))
    assert [finding.message for finding in found] == [
        "Written from the repository root: from here the path is `../src/x.rs`."
    ]


def test_no_file_outside_of_a_hidden_folder(tmp_path: Path) -> None:
    write(tmp_path, "docs/CLAUDE.md", "src/README.md")
    view = view_of(tmp_path, "BACKLOG.md", "- [ ] As in [the rules](.claude/CLAUDE.md)\n")
    (found,) = shown(view)
    assert not list(find_fixes(view, found))
