"""`backlog-ls items`: everything that was understood, as other programs read it."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from command_line import backlog_ls

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
