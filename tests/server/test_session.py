"""The session by itself: what is judged again, and what a client is told is new."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sessions import codes, open_document, opened, replaced
from workspace_index import index_workspace

from backlog_ls.model.document.index import SymbolKind
from backlog_ls.rules.engine.incremental import check
from backlog_ls.server.documents.open_document import TextChange
from backlog_ls.server.documents.session import Session
from backlog_ls.text.position import Position

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LEGEND = "| Status | Meaning |\n|---|---|\n| `Todo` | Not started |\n| `Done` | Completed |\n\n"
WORK = "| Task | Status |\n|---|---|\n| One | Wibble |\n\n"


@pytest.fixture
def session(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Session]:
    made = Session(paranoid=True)
    made.workspace.roots = (str(tmp_path),)
    yield made
    assert "PARANOID" not in caplog.text, "it differs from a fresh reading"


def test_no_stamp_is_used_twice(session: Session) -> None:
    first = opened(session, "TODO.md", "[a](gone.md)\n")
    stamp = first.result_id
    session.close(first.uri)
    assert opened(session, "TODO.md", "nothing\n").result_id != stamp


def test_a_heading_of_another_document_changes_within_its_family(session: Session) -> None:
    plan = opened(session, "PLAN.md", "# Phase 1\n")
    backlog = opened(session, "BACKLOG.md", "[x](PLAN.md#phase-1)\n")
    assert codes(session, backlog) == []
    effects = replaced(session, plan, "Phase 1", "Phase 2")
    assert session.propagate(effects) == [backlog]
    assert codes(session, backlog) == ["broken-anchor"]
    assert session.propagate(effects) == [], "nothing changed since"


def test_a_link_to_the_own_file_by_its_name(session: Session) -> None:
    document = opened(session, "BACKLOG.md", "# Phase\n\n[x](BACKLOG.md#phase)\n")
    assert codes(session, document) == []
    replaced(session, document, "Phase", "Stage")
    assert codes(session, document) == ["broken-anchor"]
    replaced(session, document, "Stage", "Phase")
    assert codes(session, document) == []


def test_how_far_a_legend_reaches_changes_with_a_heading_above_it(session: Session) -> None:
    text = f"# A\n\n{LEGEND}## B\n\ntext\n\n# C\n\n{WORK}"
    document = opened(session, "BACKLOG.md", text)
    assert codes(session, document) == ["invalid-status"]
    replaced(session, document, "# A\n\n", "# A\n\n## T\n\n")
    assert codes(session, document) == []
    replaced(session, document, "## T\n\n", "")
    assert codes(session, document) == ["invalid-status"]


def test_an_id_is_no_heading_of_the_same_name(session: Session) -> None:
    document = opened(session, "BACKLOG.md", "[x](#foo-1)\n\n## foo\n\n## foo\n\n## Z\n")
    assert codes(session, document) == []
    replaced(session, document, "## foo\n\n## Z", '<a id="foo"></a>\n\n## Z')
    assert codes(session, document) == ["broken-anchor"]


def test_a_byte_order_mark_is_no_part_of_the_first_block(session: Session) -> None:
    document = opened(session, "BACKLOG.md", "\ufeff# Plan\n\n[x](#plan)\n")
    assert codes(session, document) == []
    table = opened(session, "TODO.md", "\ufeff| Task | Status |\n|---|---|\n| One | Done |\n")
    assert codes(session, table) == []


def test_one_wrong_severity_of_the_editor_leaves_the_others(session: Session) -> None:
    document = opened(session, "BACKLOG.md", "[x](gone.md)\n")
    session.update_settings({"severity": {"broken-link": "off", "mojibake": "bogus"}})
    assert document.settings.severity == {"broken-link": "off"}


def test_a_new_file_comes_with_its_folder(session: Session, tmp_path: Path) -> None:
    document = opened(session, "BACKLOG.md", "[x](new/)\n")
    assert codes(session, document) == ["broken-link"]
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "a.md").touch()
    session.update_files([str(tmp_path / "new" / "a.md")])
    assert codes(session, document) == []


def test_two_uris_of_one_path(session: Session) -> None:
    root = session.workspace.roots[0]
    first = session.open(f"file://{root}/a%20b.md", 1, "# X\n").document
    second = session.open(f"file://{root}/a b.md", 1, "# X\n").document
    session.close(first.uri)
    assert session.workspace.open[second.path] is second.backlog


def test_what_is_no_file_yet_has_the_settings_of_the_first_folder(
    session: Session, tmp_path: Path
) -> None:
    (tmp_path / ".backlog-ls.toml").write_text('statuses = ["Wibble", "Done"]\n', "utf-8")
    document = session.open("untitled:Untitled-1", 1, WORK).document
    assert document.settings.statuses == ("Wibble", "Done")
    assert codes(session, document) == []


@pytest.mark.parametrize(
    "text",
    [
        "# " + "-1" * 50_000 + "x",
        "Legend: a" + "\u00a0" * 100_000,
        "## Legend\n\n- a" + " " * 100_000 + "b",
        "[a](" + "1:" * 50_000 + "x)",
        "- [ ] " + "~~ " * 30_000 + "x",
        "- [x] a " + "**b:** " * 20_000,
        "# A\n" * 2_000 + "[a](#a) " * 2_000,
    ],
    ids=["slug", "legend", "term", "target", "struck", "fields", "anchors"],
)
def test_hostile_text_is_read_once(session: Session, text: str) -> None:
    """None of these took less than ten seconds while it was looked at again and again."""
    document = opened(session, "BACKLOG.md", text + "\n")
    session.change(document.uri, 2, [TextChange("x", Position(0, 2), Position(0, 2))])


SERIES = "- [ ] T001 a\n- [ ] T002 b\n- [ ] T003 c\n"


def test_an_id_of_another_document_comes_and_goes(session: Session) -> None:
    index_workspace(session, session.workspace.roots[0])
    tasks = opened(session, "TASKS.md", "- [ ] T010 x\n")
    backlog = opened(session, "BACKLOG.md", SERIES + "- [ ] T004 d (depends on T010)\n")
    assert codes(session, backlog) == []
    assert session.propagate(replaced(session, tasks, "T010", "T011")) == [backlog]
    assert codes(session, backlog) == ["unknown-dependency"]
    assert session.propagate(replaced(session, tasks, "x", "another name")) == [], "no id changed"
    session.close(tasks.uri)
    replaced(session, backlog, "T010", "T003")
    assert codes(session, backlog) == []


def test_a_circle_through_two_documents(session: Session) -> None:
    tasks = opened(session, "TASKS.md", "- [ ] T010 x\n")
    backlog = opened(session, "BACKLOG.md", SERIES + "- [ ] T004 d (depends on T010)\n")
    session.propagate(replaced(session, tasks, "x", "x (depends on T004)"))
    assert codes(session, tasks) == ["dependency-cycle"]
    assert codes(session, backlog) == ["dependency-cycle"]
    (finding,) = session.findings(backlog)
    assert [related.path for related in finding.related] == [tasks.path]
    session.propagate(replaced(session, tasks, "depends on T004", ""))
    assert codes(session, backlog) == codes(session, tasks) == []


INDEX = """\
| Milestone | Progress |
|---|---|
| [Sign-in](milestones/a.md) | 1/3 |
| [Search](milestones/b.md) | 1/2 |
| [More](milestones/b.md) | 1/2 |

[a](milestones/a.md) and [b](milestones/b.md) and [c](milestones/a.md#sign-in)
"""


def test_progress_of_a_document_that_a_row_links(session: Session, tmp_path: Path) -> None:
    (tmp_path / "milestones").mkdir()
    (tmp_path / "milestones" / "b.md").write_text("- [x] A\n- [ ] B\n", "utf-8")
    (tmp_path / "milestones" / "a.md").write_text("- [ ] A\n- [ ] B\n- [ ] C\n", "utf-8")
    index = opened(session, "ROADMAP.md", INDEX)
    other = opened(session, "TODO.md", "| Milestone | Progress |\n|---|---|\n| a.md | 1/3 |\n")
    assert codes(session, index) == ["broken-anchor", "progress-mismatch"][::-1]
    effects = open_document(session, "milestones/a.md", "# Sign-in\n\n- [x] A\n- [ ] B\n- [ ] C\n")
    milestone = effects.document
    assert session.propagate(effects) == [index]
    assert codes(session, index) == []
    stamp, untouched = other.result_id, other.report
    assert session.propagate(replaced(session, milestone, "[ ] B", "[x] B")) == [index]
    assert codes(session, index) == ["progress-mismatch"]
    assert index.report is not None
    assert index.report.checked_units == 1, "only the row that links it, of all links"
    assert (other.result_id, other.report) == (stamp, untouched)
    (finding,) = session.findings(index)
    assert [related.path for related in finding.related] == [milestone.path]
    before = index.report
    assert session.propagate(replaced(session, milestone, "B", "Better words for it")) == []
    assert index.report is before, "no count changed"
    closed = session.close(milestone.uri)
    assert closed
    session.propagate(closed)
    assert codes(session, index) == ["progress-mismatch", "broken-anchor"]
    (tmp_path / "milestones" / "a.md").write_text("# Sign-in\n- [x] A\n- [ ] B\n- [ ] C\n")
    assert session.update_files([milestone.path]) == [index]
    assert codes(session, index) == []


def test_any_edit_that_counts_otherwise_is_heard(session: Session) -> None:
    """Each of these makes `1/2` right or wrong by another way of counting."""
    index = opened(session, "ROADMAP.md", "| Item | Progress |\n|-|-|\n| [A](TASKS.md) | 1/2 |\n")
    effects = open_document(
        session, "TASKS.md", "# A\n\nWords\n\n- [x] a\n- [ ] b\n- [ ] c\n\n- x\n"
    )
    tasks = effects.document
    session.propagate(effects)
    for old, new in (
        ("[ ] c", "[ ] c (optional)"),
        ("(optional)", "more"),
        ("- [ ] c more\n", ""),
        ("- [ ] b\n", "- [ ] b\n\nWords\n\n- [ ] c\n"),
        ("Words\n\n- [ ] c", "- [ ] c"),
        ("- x", "- \u2705 x"),
        ("- \u2705 x", "## B (Done)\n\n- [x] y\n\n## C\n"),
        ("(Done)", "(Open)"),
        ("## C", "| Task | Status |\n|-|-|\n| One | Done |\n| Two | Todo |\n"),
        ("| Todo |", "| Done |"),
        ("Words", "**Progress**: 50%"),
    ):
        session.propagate(replaced(session, tasks, old, new))
        fresh = check(session.view(index)).findings()
        assert index.report is not None
        assert index.report.findings() == fresh, (old, new)


def test_a_heading_of_the_same_anchor_counts_otherwise(session: Session) -> None:
    index = opened(session, "ROADMAP.md", "| Item | Progress |\n|-|-|\n| [A](TASKS.md) | 1/2 |\n")
    text = "# A\n\n## B \u2705\n\n- [ ] y\n- [ ] z\n\n## C\n\n- [ ] w\n"
    effects = open_document(session, "TASKS.md", text)
    tasks = effects.document
    session.propagate(effects)
    assert codes(session, index) == []
    effects = replaced(session, tasks, "\u2705", "\u23f3")
    assert not effects.links
    assert session.propagate(effects) == [index]
    assert codes(session, index) == ["progress-mismatch"]


def test_what_is_on_disk_counts_once_it_is_known(session: Session, tmp_path: Path) -> None:
    backlog = opened(session, "BACKLOG.md", SERIES + "- [ ] T004 d (depends on T010)\n")
    assert codes(session, backlog) == [], "what stands on disk is not known yet"
    assert index_workspace(session, str(tmp_path)) == [backlog]
    assert codes(session, backlog) == ["unknown-dependency"]
    path = str(tmp_path / "TODO.md")
    (tmp_path / "TODO.md").write_text("- [ ] T010 x\n", "utf-8")
    assert index_workspace(session, str(tmp_path)) == [backlog]
    assert codes(session, backlog) == []
    (tmp_path / "TODO.md").write_text("- [ ] T011 x\n", "utf-8")
    session.update_files([path])
    assert codes(session, backlog) == ["unknown-dependency"]


TASK = "---\nid: TASK-1\nstatus: Finished\npriority: low\n---\n\n## Description\n"


def test_the_statuses_of_another_tool_count(session: Session, tmp_path: Path) -> None:
    config = tmp_path / "backlog" / "config.yml"
    config.parent.mkdir()
    config.write_text('statuses: ["To Do", "Done"]\n', "utf-8")
    document = opened(session, "backlog/tasks/task-1 - One.md", TASK)
    assert codes(session, document) == ["invalid-status"]
    config.write_text("statuses:\n  - To Do\n  - Finished\n", "utf-8")
    session.update_files([str(config)])
    assert codes(session, document) == []


def test_the_statuses_of_another_tool_govern_nothing_but_front_matter(
    session: Session, tmp_path: Path
) -> None:
    config = tmp_path / "backlog" / "config.yml"
    config.parent.mkdir()
    config.write_text('statuses: ["To Do", "Done"]\n', "utf-8")
    body = "# Locks\n\n**Status**: Finished\n\n| Task | Status |\n| - | - |\n| a | Shipped |\n"
    assert codes(session, opened(session, "backlog/tasks/task-2 - Two.md", body)) == []
    draft = TASK.replace("Finished", "Draft")
    assert codes(session, opened(session, "backlog/drafts/task-3 - Three.md", draft)) == []


def test_a_folder_that_went_is_not_known_when_it_comes_back(
    session: Session, tmp_path: Path
) -> None:
    (tmp_path / "TODO.md").write_text("- [ ] T010 x\n", "utf-8")
    index_workspace(session, str(tmp_path))
    backlog = opened(session, "BACKLOG.md", SERIES + "- [ ] T004 d (depends on T011)\n")
    assert codes(session, backlog) == ["unknown-dependency"]
    session.workspace.set_roots([])
    assert session.workspace.backlogs_with(SymbolKind.ID, "t10", backlog.path) == []
    session.workspace.set_roots([str(tmp_path)])
    session.update_settings()
    assert codes(session, backlog) == [], "what stands on disk is not known yet"
    assert str(tmp_path / "TODO.md") not in session.workspace._members


def test_a_day_that_begins_makes_work_overdue(session: Session) -> None:
    session.settings.editor = {"severity": {"overdue": "warning"}}
    session.today = date(2026, 3, 1)
    table = "| Task | Status | Due |\n|---|---|---|\n| One | Todo | 2026-03-02 |\n\nwords\n"
    document = opened(session, "BACKLOG.md", table)
    section = opened(session, "TODO.md", "# A\n\n## B\n\n**Status**: Todo\n**Due**: 2026-03-02\n")
    other = opened(session, "TASKS.md", "# A\n\n- [ ] One\n")
    assert session.update_day() == []
    session.today = date(2026, 3, 3)
    assert session.update_day() == [document, section]
    assert codes(session, document) == codes(session, section) == ["overdue"]
    assert document.report is not None
    assert document.report.checked_units == 1, "only what has a date"
    assert codes(session, other) == []
    for each in (document, section):
        assert each.report is not None
        assert each.report.findings() == check(session.view(each)).findings()


def test_a_heading_of_one_document_concerns_only_links_to_it(session: Session) -> None:
    plan = opened(session, "PLAN.md", "# Phase 1\n")
    opened(session, "OTHER.md", "# Phase 1\n")
    text = "[x](OTHER.md#phase-1)\n\n" * 20 + "[x](PLAN.md#phase-1)\n"
    backlog = opened(session, "BACKLOG.md", text)
    assert session.propagate(replaced(session, plan, "Phase 1", "Phase 2")) == [backlog]
    assert codes(session, backlog) == ["broken-anchor"]
    assert backlog.report is not None
    assert backlog.report.checked_units == 1
