"""Dead links that nobody would mend are not shown, and fixes are for what is meant."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

import pytest
from call_count import spy_on

from backlog_ls.features.code_actions.code_actions import find_code_actions
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.editing import update_backlog
from backlog_ls.model.settings import Settings
from backlog_ls.rules.engine.fixes import find_fixes
from backlog_ls.rules.engine.incremental import check, has_same_findings, update_after_edit
from backlog_ls.rules.engine.visible import may_change_visibility, visible_findings
from backlog_ls.rules.shared import link_findings
from backlog_ls.rules.shared.moved_anchors import find_moved_anchor
from backlog_ls.rules.shared.name_likeness import are_alike, is_named_in, split_name
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.trace import Trace, TracingWorkspace
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from backlog_ls.rules.engine.finding import Finding


def view_of(root: Path, name: str, files: dict[str, str]) -> View:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    backlog = Backlog.read(Document.parse(files[name]))
    return View(backlog, Workspace((str(root),)), str(root / name), Settings())


def shown(view: View) -> list[Finding]:
    return visible_findings(view, check(view))


def targets(view: View) -> list[str]:
    """Return the targets of the links that are reported, as they are written."""
    found = []
    for finding in visible_findings(view, check(view), merge=False):
        place = view.backlog.rope.at_key(finding.key)
        assert place
        found.append(place.piece.text[finding.start : finding.end])
    return list(dict.fromkeys(found))


def fixes(view: View) -> list[tuple[str, bool]]:
    return [(fix.title, fix.preferred) for each in shown(view) for fix in find_fixes(view, each)]


COPY = """# Story {0}

[Epic](../epic.md), [sketch](files/sketch-{0}.png)

- [Mockup](files/mockup.png)
- [Notes](../../notes.md)
"""


def test_text_that_was_copied_into_every_document(tmp_path: Path) -> None:
    """Their own files are meant by nobody; the same file, missing for all of them, is."""
    files = {f"stories/s{number}/README.md": COPY.format(number) for number in range(3)}
    view = view_of(tmp_path, "stories/s1/README.md", files)
    assert targets(view) == ["../epic.md", "files/sketch-1.png", "../../notes.md"]


def test_two_copies_are_no_template(tmp_path: Path) -> None:
    files = {f"stories/s{number}/README.md": COPY.format(number) for number in range(2)}
    assert "files/mockup.png" in targets(view_of(tmp_path, "stories/s1/README.md", files))


def test_copies_whose_file_exists_are_no_template(tmp_path: Path) -> None:
    files = {f"stories/s{number}/README.md": COPY.format(number) for number in range(4)}
    files |= {f"stories/s{number}/files/mockup.png": "x" for number in (0, 2)}
    assert "files/mockup.png" in targets(view_of(tmp_path, "stories/s1/README.md", files))


@pytest.mark.parametrize("template", ["templates/story.md", "stories/TEMPLATE.md"])
def test_text_of_a_template(tmp_path: Path, template: str) -> None:
    files = {
        template: "- [Mockup](files/mockup.png)\n",
        "stories/login.md": "- [Mockup](files/mockup.png)\n- [The mockup](files/mockup.png)\n",
    }
    assert targets(view_of(tmp_path, "stories/login.md", files)) == ["files/mockup.png"]


def test_the_cache_of_results_knows_what_was_read(tmp_path: Path) -> None:
    files = {f"stories/s{number}/README.md": COPY.format(number) for number in range(3)}
    view = view_of(tmp_path, "stories/s1/README.md", files)
    workspace = TracingWorkspace((str(tmp_path),))
    workspace.trace = trace = Trace()
    assert len(shown(view._replace(workspace=workspace))) == 3
    workspace.trace = None
    other = tmp_path / "stories" / "s2" / "README.md"
    assert workspace.still_holds(trace, view.path)
    other.write_text("# Story\n", "utf-8")
    assert not TracingWorkspace((str(tmp_path),)).still_holds(trace, view.path)


EPIC = "**Epic:** [EPIC-7: Reports](../README.md)\n"


def test_a_readme_one_step_above(tmp_path: Path) -> None:
    files = {
        "README.md": "# All\n",
        "EPIC-007-reports/README.md": "# Reports\n",
        "EPIC-007-reports/stories/S1/README.md": EPIC,
    }
    view = view_of(tmp_path, "EPIC-007-reports/stories/S1/README.md", files)
    assert fixes(view) == [("Link to ../../README.md", True)]
    files["EPIC-007-reports/README.md"] = "# EPIC-8: Numbers\n"
    files["EPIC-007-reports/stories/S1/README.md"] = EPIC.replace("EPIC-7", "EPIC-8")
    view = view_of(tmp_path, "EPIC-007-reports/stories/S1/README.md", files)
    assert fixes(view) == [("Link to ../../README.md", True)]
    files["EPIC-007-reports/README.md"] = "# Reports\n"
    view = view_of(tmp_path, "EPIC-007-reports/stories/S1/README.md", files)
    assert fixes(view) == [("Link to ../../README.md", False)]


def test_a_file_beside_is_not_written_from_the_root(tmp_path: Path) -> None:
    files = {
        "README.md": "",
        "CHANGES.md": "",
        "work/TODO.md": "[a](./README.md) [b](CHANGES.md)\n",
    }
    first, second = shown(view_of(tmp_path, "work/TODO.md", files))
    assert first.message == "`README.md` not found in `work`."
    assert second.message.startswith("Written from the repository root")


def test_one_step_too_few(tmp_path: Path) -> None:
    files = {"docs/adr/0007-queue.md": "", "docs/work/2026/plan.md": "[a](../adr/0007-queue.md)\n"}
    view = view_of(tmp_path, "docs/work/2026/plan.md", files)
    assert fixes(view) == [("Link to ../../adr/0007-queue.md", True)]
    files["old/adr/0007-queue.md"] = ""
    view = view_of(tmp_path, "docs/work/2026/plan.md", files)
    assert fixes(view)[0] == ("Link to ../../adr/0007-queue.md", False)


def test_a_planned_document_beside_the_readme_of_its_folder(tmp_path: Path) -> None:
    text = "| ID | Story | Status |\n|--|--|--|\n| [S2](stories/S2-search/README.md) | Search | Todo |\n"
    files = {"TODO.md": text, "stories/README.md": "# Stories\n"}
    assert targets(view_of(tmp_path, "TODO.md", files)) == []
    files["stories/S2-search-page/README.md"] = ""
    assert targets(view_of(tmp_path, "TODO.md", files)) == ["stories/S2-search/README.md"]


def test_a_name_that_many_folders_have(tmp_path: Path) -> None:
    """The specification of another feature is not the one that is planned."""
    files = {"TODO.md": "- [ ] [Search](features/search/spec.md)\n", "a/spec.md": ""}
    assert targets(view_of(tmp_path, "TODO.md", files)) == ["features/search/spec.md"]
    files["b/spec.md"] = ""
    assert targets(view_of(tmp_path, "TODO.md", files)) == []
    files["old/search/spec.md"] = ""
    assert targets(view_of(tmp_path, "TODO.md", files)) == ["features/search/spec.md"]


def test_a_short_id_means_something_else_elsewhere(tmp_path: Path) -> None:
    files = {
        "work/login/TODO.md": "- [ ] [S8](S8.md)\n- [ ] [ADR 8](adr/ADR-8.md)\n- [ ] [T1](T1-form.md)\n",
        "S8_PLAN.md": "",
        "adr/adr-008-queue.md": "",
        "work/login/tasks/T1-form.md": "",
        "work/search/T1-form.md": "",
    }
    found = targets(view_of(tmp_path, "work/login/TODO.md", files))
    assert found == ["adr/ADR-8.md", "T1-form.md"]


def test_a_submodule_that_is_not_there(tmp_path: Path) -> None:
    """Git leaves an empty folder in its place."""
    text = "[a](lib/parser/docs/guide.md) [b](lib/parser/README.md) [c](lib/gone/README.md)\n"
    (tmp_path / "lib" / "parser").mkdir(parents=True)
    assert len(targets(view_of(tmp_path, "TODO.md", {"TODO.md": text}))) == 3
    view = view_of(tmp_path, "TODO.md", {"TODO.md": text, ".gitmodules": ""})
    assert targets(view) == ["lib/gone/README.md"]
    (tmp_path / "lib" / "parser" / "README.md").write_text("x", "utf-8")
    again = view_of(tmp_path, "TODO.md", {"TODO.md": text})
    assert targets(again) == ["lib/parser/docs/guide.md", "lib/gone/README.md"]


def test_another_word_is_another_document(tmp_path: Path) -> None:
    files = {"TODO.md": "[a](schema_evolution.md) [b](instalation.md)\n"}
    files |= {"schema_solution.md": "", "installation.md": ""}
    assert fixes(view_of(tmp_path, "TODO.md", files)) == [("Link to installation.md", False)]


def test_the_readme_of_a_folder_with_the_same_id_comes_first(tmp_path: Path) -> None:
    text = "[Design](../EPIC-014-design/README.md), [manual](../manual/README.md)\n"
    files = {"epics/README.md": "", "epics/EPIC-014-design-system/README.md": ""}
    files["epics/EPIC-016-data/README.md"] = text
    assert fixes(view_of(tmp_path, "epics/EPIC-016-data/README.md", files)) == [
        ("Link to ../EPIC-014-design-system/README.md", False),
        ("Link to ../README.md", False),
    ]


def test_a_site_below_the_root(tmp_path: Path) -> None:
    text = "[a](/guide/start) [b](/img/logo.png) [c](/guide/gone) [d](/img/gone.png)\n"
    files = {"site/plans/TODO.md": text, "site/guide/start.md": "", "site/static/img/logo.png": ""}
    assert targets(view_of(tmp_path, "site/plans/TODO.md", files)) == [
        "/guide/gone",
        "/img/gone.png",
    ]


def test_each_link_is_resolved_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "[a](gone.md) [b](milestones/m1.md)\n\n[c](#gone)\n\n[d](TODO.md)\n"
    view = view_of(tmp_path, "TODO.md", {"TODO.md": text})
    resolved = spy_on(monkeypatch, link_findings, "resolve_link")
    assert len(check(view).findings()) == 3
    assert resolved.call_count == 4


def test_a_fix_at_each_place_of_a_merged_finding(tmp_path: Path) -> None:
    text = "".join(f"- [{name}](guide/{name}.md) [again](guide/{name}.md)\n" for name in "abcdef")
    files = {"TODO.md": text} | {f"docs/guide/{name}.md": "" for name in "abcdef"}
    view = view_of(tmp_path, "TODO.md", files)
    (finding,) = shown(view)
    assert finding.message == "`a.md` not found in `guide`. 5 others are not there either."
    unmerged = visible_findings(view, check(view), merge=False)
    at = text.rindex("guide/c.md") + 2
    titles = [
        action.title
        for action in find_code_actions(view, at, at, [finding], unmerged=unmerged, refactors=False)
    ]
    assert titles[0] == "Link to docs/guide/c.md"
    at = text.index("guide/a.md") + 2
    offered = find_code_actions(view, at, at, [finding], unmerged=unmerged, refactors=False)
    assert [action.title for action in offered][:2] == [
        "Correct 12 links", "Link to docs/guide/a.md",
    ]  # fmt: skip


PARTS = [
    "# Work\n\n**Status**: Planned\n\n",
    "## S1: Login\n\n**Status**: Todo\n\nDetails: [S1](stories/S1.md)\n\n",
    "## S2: Search\n\nDetails: [S2](stories/S2.md)\n\n",
    "| ID | Task | Status |\n|--|--|--|\n| [T1](t/T1.md) | One | Todo |\n| [T2](t/T2.md) | Two | Done |\n\n",
    "## Todo\n\n- [Card](card.md)\n- [ ] [Box](box.md)\n- [ ] S3\n  - [S3](S3.md)\n\n",
    "```md\n```sh\nx\n```\n\n[e](e.md)\n\n```\n\nswallowed\n\n```yaml\na: 1\n```\n\n",
    "[f](f.md) (planned)\n\n",
]
EDITS = ["Todo", "Done", "x", "S1", "```", "md", "Planned", "\n", "|", "#", "(", "sh", " "]
PLACES = re.compile(r"Todo|Done|Planned|\[ \]|S\d|```\w*|Status|#+|planned|\|")


@pytest.mark.parametrize("seed", range(60))
def test_what_is_shown_follows_edits(tmp_path: Path, seed: int) -> None:
    """Where nothing says that more may be shown, the same is shown."""
    random = Random(seed)
    text = "".join(random.sample(PARTS, 5))
    view = view_of(tmp_path, "TODO.md", {"TODO.md": text})
    report = check(view)
    for _ in range(8):
        before = visible_findings(view, report)
        text = view.backlog.document.text
        places = list(PLACES.finditer(text))
        at = random.choice(places).span() if places else (0, 0)
        made = view.backlog.document.edit(*at, random.choice(["", *EDITS]))
        backlog, affected = update_backlog(view.backlog, made)
        now = view._replace(backlog=backlog)
        again = update_after_edit(report, now, made.delta, affected)
        fresh = view._replace(backlog=Backlog.read(Document.parse(backlog.document.text)))
        assert _places(now, visible_findings(now, again)) == _places(fresh, shown(fresh))
        same = has_same_findings(again, report)
        if same and not may_change_visibility(backlog.rope, made.delta):
            assert visible_findings(now, again) == before
        view, report = now, again


def _places(view: View, findings: list[Finding]) -> list[tuple[str, str, int]]:
    found = []
    for finding in findings:
        place = view.backlog.rope.at_key(finding.key)
        assert place
        found.append((finding.code, finding.message, place.offset + finding.start))
    return sorted(found)


ANCHORS = [
    "release-plan", "n8n4-templates--docs", "wf13-rest_sync-executor", "wf16-timerdelay-executor",
    "34-runtime-library", "33-printer-integration", "s1-theme-and-colour-foundation",
    "s4-form-components", "br-task-001", "notes", "goals", "part-one", "part-one-more",
]  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("relase-plan", "release-plan"),
        ("n8n4-templates-docs", "n8n4-templates--docs"),
        ("wf13-rest-sync-executor", "wf13-rest_sync-executor"),
        ("wf16-timer-delay-executor", "wf16-timerdelay-executor"),
        ("runtime-library", "34-runtime-library"),
        ("s1-theme-and-colour-system", "s1-theme-and-colour-foundation"),
        ("notes-1", "notes"),
        ("goal", "goals"),
        ("week-4-printer-integration", ""),
        ("s3-form-components", ""),
        ("s4-form-validation", ""),
        ("br-gate-001", ""),
        ("part", ""),
        ("part-on", ""),
        ("", ""),
        ("---", ""),
    ],
)
def test_the_anchor_that_is_meant(wanted: str, meant: str) -> None:
    assert find_moved_anchor(wanted, ANCHORS) == meant


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("META-003", "META3-unique-constraints", True),
        ("S1-data-view-engine", "DUX1-universal-data-view-engine", True),
        ("CORE-001-markdown-structure", "BL1-markdown-structure-templates", True),
        ("0021-blazor-vendor-portal", "0021-blazor-for-vendor-portal-web", True),
        ("S8-custom-popups", "DUX8-custom-popup-layouts", True),
        ("user_story_3", "user-story-03-login", True),
        ("EPIC-010-ml-platform", "EPIC-010-work-management", False),
        ("EPIC-005-workflow-engine", "EPIC-006-workflow-engine", False),
        ("plan-1", "plan-2", False),
        ("2026-02-03-login", "2026-02-03-search", False),
        ("login", "login-form", False),
        ("login", "notes", False),
    ],
)
def test_names_of_the_same_document(one: str, other: str, *, alike: bool) -> None:
    assert are_alike(split_name(one), split_name(other)) is alike
    assert are_alike(split_name(other), split_name(one)) is alike


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("N8N7", "N8N7: Provisioning", True),
        ("E2E18-tenant-identity", "E2E18: Tenant & identity", True),
        ("role-based-layouts", "Layouts of a role", False),
        ("role-layouts", "Layouts by role", True),
        ("phase-2", "Phase 2: Export", True),
        ("S1", "S12: Export", False),
        ("notes", "Notes", False),
        ("0021-notes", "21 notes", False),
    ],
)
def test_a_title_that_names_a_document(name: str, text: str, *, named: bool) -> None:
    assert is_named_in(split_name(name), text) is named
