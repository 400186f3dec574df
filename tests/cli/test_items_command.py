"""`backlog-ls items`: everything that was understood, as other programs read it."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from command_line import backlog_ls

from backlog_ls.cli.report.item_table import as_table

if TYPE_CHECKING:
    from pathlib import Path

BACKLOG = """\
# Plan

## Doing

- [ ] T001 Draw the screens
  - Owner: ann
  - Due: 2026-03-01
- Write the text

## E-2: Export

**Status**: Blocked
**Estimate**: 3d
**Depends on**: T001, E-1

| ID | Task | Status | Owner |
| --- | --- | --- | --- |
| X-1 | ~~Columns~~ | ✅ Done | bob |
| X-2 | Rows | deferred | |

### 12. [x] Headers

- [ ] In the end
  - [x] at once
"""


def items(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    (folder / "BACKLOG.md").write_text(BACKLOG, "utf-8")
    found: list[dict[str, Any]] = json.loads(backlog_ls(folder, "items", *arguments).out)
    return found


def test_every_shape_is_an_item(tmp_path: Path) -> None:
    assert [
        (item["line"], item["kind"], item["name"], item["id"], item["status"]["canonical"])
        for item in items(tmp_path)
    ] == [
        (5, "task", "T001 Draw the screens", "T001", "in_progress"),
        (8, "card", "Write the text", None, "in_progress"),
        (10, "section", "E-2: Export", "E-2", "blocked"),
        (18, "row", "Columns", "X-1", "done"),
        (19, "row", "Rows", "X-2", "deferred"),
        (21, "section", "Headers", None, "done"),
        (23, "task", "In the end", None, "todo"),
        (24, "task", "at once", None, "done"),
    ]


def test_the_properties_of_items(tmp_path: Path) -> None:
    draw, text, export, columns, _, headers, end, _ = items(tmp_path)
    assert (draw["owner"], draw["dates"]) == ("ann", {"due": "2026-03-01"})
    assert draw["status"]["raw"] == text["status"]["raw"] == "Doing"
    assert (export["estimate"], export["dependencies"]) == ("3d", ["T001", "E-1"])
    assert columns["struck"]
    assert columns["parent"] == {"name": "E-2: Export", "line": 10}
    assert columns["sections"] == ["Plan", "E-2: Export"]
    assert headers["parent"] == {"name": "E-2: Export", "line": 10}
    assert end["parent"] == {"name": "Headers", "line": 21}


def test_only_some_statuses(tmp_path: Path) -> None:
    found = items(tmp_path, "--status", "blocked", "--status", "deferred")
    assert [item["line"] for item in found] == [10, 19]


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_other_formats_have_the_same_items(form: str, tmp_path: Path) -> None:
    wanted = items(tmp_path)
    out = backlog_ls(tmp_path, "items", "--format", form).out
    if form == "jsonl":
        assert [json.loads(line) for line in out.splitlines()] == wanted
        return
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [(row["line"], row["name"], row["canonical"]) for row in rows] == [
        (str(item["line"]), item["name"], item["status"]["canonical"]) for item in wanted
    ]


def test_the_file_of_a_task(tmp_path: Path) -> None:
    path = tmp_path / "backlog" / "tasks" / "task-1 - One.md"
    path.parent.mkdir(parents=True)
    matter = "id: TASK-1\ntitle: One\nstatus: In Progress\nassignee: [ann]\nmilestone: v1\n"
    path.write_text(f"---\n{matter}dependencies: [TASK-2]\n---\n\n- [x] part\n", "utf-8")
    found = json.loads(backlog_ls(tmp_path, "items").out)
    document, part = found
    assert (document["kind"], document["id"], document["name"]) == ("document", "TASK-1", "One")
    assert document["status"] == {"raw": "In Progress", "canonical": "in_progress"}
    assert (document["owner"], document["milestone"]) == ("ann", "v1")
    assert document["dependencies"] == ["TASK-2"]
    assert part["parent"] == {"name": "One", "line": 3}


def test_a_task_file_as_people_write_it(tmp_path: Path) -> None:
    path = tmp_path / "backlog" / "tasks" / "task-2 - Two.md"
    path.parent.mkdir(parents=True)
    path.write_text(
        "---\nid: task-2\ntitle: >-\n  Two lines\n  in one\nstatus: Done\nassignee:\n  - @ann\n  - '@bob'\n"
        "reporter: @eve\ncreated_date: '2026-01-01 10:00'\nupdated_date: 2026-01-02\ncompleted_date: 2026-01-03\n"
        "dependencies:\n  - task-1.2\n---\n",
        "utf-8",
    )
    (document,) = json.loads(backlog_ls(tmp_path, "items").out)
    assert (document["name"], document["id"]) == ("Two lines in one", "task-2")
    assert (document["owner"], document["owners"]) == ("@ann, @bob", ["@ann", "@bob"])
    assert document["dependencies"] == ["task-1.2"]
    assert document["dates"] == {
        "finished": "2026-01-03",
        "date": "2026-01-01 10:00",
        "created": "2026-01-01 10:00",
        "updated": "2026-01-02",
    }


def test_signifiers_of_obsidian_tasks(tmp_path: Path) -> None:
    text = (
        "# Backlog\n\n- [ ] Draw #home ⏫ 🆔 a1b2 🛫 2026-01-01 ⏳ 2026-01-02 📅 2026-01-03\n"
        "- [x] Dig [dependsOn:: a1b2,c3] [owner:: Ann] (priority:: low) ✅ 2026-01-04\n"
        "- [-] Paint ➕ 2026-01-05 ❌ 2026-01-06\n- [ ] Sleep 📅 2026-02-30\n"
    )
    (tmp_path / "BACKLOG.md").write_text(text, "utf-8")
    draw, dig, paint, sleep = json.loads(backlog_ls(tmp_path, "items").out)
    assert (draw["name"], draw["id"], draw["priority"]) == ("Draw #home", "a1b2", "high")
    assert draw["dates"] == {
        "started": "2026-01-01",
        "due": "2026-01-03",
        "scheduled": "2026-01-02",
    }
    assert (dig["name"], dig["dependencies"], dig["owners"]) == ("Dig", ["a1b2", "c3"], ["Ann"])
    assert (dig["priority"], dig["dates"]) == ("low", {"finished": "2026-01-04"})
    assert paint["dates"] == {"created": "2026-01-05", "cancelled": "2026-01-06"}
    assert sleep["dates"] == {}


def test_fields_hold_only_what_they_mean(tmp_path: Path) -> None:
    text = (
        "# Backlog\n\n"
        "| ID | Task | Owner | Effort | Due | Depends on | Status |\n| - | - | - | - | - | - | - |\n"
        "| [EPIC-01](e.md) | One | Ann & Bob | 2 days (maybe) | by May 2026 | | Todo |\n"
        "| 6.3.1 | Two | TBD | High | when it is done | [EPIC-01](e.md), 6.3.2 | Todo |\n"
        "| docs/plan.md | Three | somebody who has time | as much as it takes | Q3 | T094-T096 | Todo |\n"
    )
    (tmp_path / "BACKLOG.md").write_text(text, "utf-8")
    found = json.loads(backlog_ls(tmp_path, "items").out)
    assert [
        (item["id"], item["owner"], item["estimate"], item["dates"], item["dependencies"])
        for item in found
    ] == [
        ("EPIC-01", "Ann, Bob", "2 days", {"due": "May 2026"}, []),
        ("6.3.1", None, None, {}, ["EPIC-01", "6.3.2"]),
        (None, None, None, {}, ["T094", "T096"]),
    ]


def listed(folder: Path, text: str) -> list[tuple[str, str | None, str]]:
    (folder / "BACKLOG.md").write_text(text, "utf-8")
    return [
        (item["name"], item["status"]["raw"], item["status"]["canonical"])
        for item in json.loads(backlog_ls(folder, "items").out)
    ]


def test_the_column_of_cards_states_the_status_below_its_sections_too(tmp_path: Path) -> None:
    text = "## Doing\n\n### Phase 1\n\n- [ ] Draw\n- [x] Write\n"
    assert listed(tmp_path, text) == [("Draw", "Doing", "in_progress"), ("Write", "x", "done")]


def test_a_column_that_holds_nothing_holds_no_card(tmp_path: Path) -> None:
    text = "## Doing\n\n- _(none at the moment)_\n\n## Done\n\n- None\n- Draw\n"
    assert listed(tmp_path, text) == [("Draw", "Done", "done")]


def test_the_legend_tells_what_the_field_of_a_section_means(tmp_path: Path) -> None:
    text = (
        "| Status | Meaning |\n| --- | --- |\n| `[0]` | Not started |\n| `[5]` | In progress |\n\n"
        "### Draw\n\n- **Status:** `[5]`\n"
    )
    assert listed(tmp_path, text) == [("Draw", "[5]", "in_progress")]


def test_prose_is_not_a_date(tmp_path: Path) -> None:
    text = "# Login\n\nCompleted: the form keeps its values and says why it does.\n"
    assert listed(tmp_path, text) == []


def test_a_table_of_work_in_a_column(tmp_path: Path) -> None:
    text = (
        "## **Doing**\n\n| Task | Assigned To | Planned Start | Notes |\n|---|---|---|---|\n"
        "| Draw | ann | 4 May | |\n"
    )
    assert listed(tmp_path, text) == [("Draw", "**Doing**", "in_progress")]


LISTS = """\
# Backlog

## How to use this file

- Add at the top

## Open items

- **Note:** keep it short
- [planned] Sign-in
- **Search** — DONE
- ✅ Import
- T-3: Export
  - as a file
- [2026-07-25] Rate limits

## Done

- Charts
"""


def test_list_items_without_a_checkbox(tmp_path: Path) -> None:
    (tmp_path / "TODO.md").write_text(LISTS, "utf-8")
    found = json.loads(backlog_ls(tmp_path, "items").out)
    assert [
        (each["name"], each["id"], each["status"]["canonical"], each["confidence"], each["shape"])
        for each in found
    ] == [
        ("Sign-in", None, "todo", "high", "bracket-bullet"),
        ("Search", None, "done", "high", "bold-bullet"),
        ("Import", None, "done", "low", "emoji-bullet"),
        ("Export", "T-3", "todo", "low", "bullet"),
        ("Rate limits", None, "todo", "low", "bullet"),
        ("Charts", None, "done", "high", "kanban-card"),
    ]
    assert {each["role"] for each in found} == {"backlog"}
    assert [each["status"]["raw"] for each in found[:4]] == ["planned", "DONE", "✅", None]


def test_a_readme_lists_no_work(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(LISTS.replace("## Done", "## Old"), "utf-8")
    assert [
        each["name"] for each in json.loads(backlog_ls(tmp_path, "items", "README.md").out)
    ] == [
        "Sign-in",
        "Search",
    ]


def test_the_shape_of_each_item(tmp_path: Path) -> None:
    shapes = {each["name"]: each["shape"] for each in items(tmp_path)}
    assert shapes["T001 Draw the screens"] == "checkbox"
    assert shapes["Write the text"] == "kanban-card"
    assert shapes["E-2: Export"] == "field-section"
    assert shapes["Columns"] == "table-row"
    assert shapes["Headers"] == "heading-checkbox"


def test_a_table_for_people(tmp_path: Path) -> None:
    (tmp_path / "TODO.md").write_text("# Todo\n\n- [x] **Dig** [a](b.md)\n", "utf-8")
    (tmp_path / "BACKLOG.md").write_text(BACKLOG, "utf-8")
    found = json.loads(backlog_ls(tmp_path, "items").out)
    assert as_table(found, columns=60) == TABLE
    out = backlog_ls(tmp_path, "items", "--format", "table").out
    assert out == as_table(found, columns=100)
    assert backlog_ls(tmp_path, "items", "--format", "table", "--status", "review").out == ""


TABLE = """\
BACKLOG.md (8 items)
Line  Id    Name            Status       Owner  Due
   5  T001  T001 Draw the…  in progress  ann    2026-03-01
   8        Write the text  in progress
  10  E-2   E-2: Export     blocked
  18  X-1   Columns         done         bob
  19  X-2   Rows            deferred
  21        Headers         done
  23        In the end      todo
  24        at once         done

TODO.md (1 item)
Line  Name  Status
   3  Dig   done
"""
