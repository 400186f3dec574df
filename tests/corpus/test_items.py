"""What is understood of eight real documents of different shapes, as it was reviewed by hand.

A line of a file in `items/` is an item: line, kind, id, status as written and as understood, the line of
its parent, and what else is said of it. Of its name only the start of a SHA-256 stands there, for the
documents are not ours. `--update` writes what is understood now, to be read beside the document.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from backlog_ls.cli.commands.items import to_json_items
from backlog_ls.cli.inputs import Project

GOLDENS = Path(__file__).with_name("items")
DOCUMENTS = {
    "backlog-md-task": (
        "MrLesk__Backlog.md/backlog/tasks/"
        "back-546 - Add-dependency-readiness-guidance-to-TUI-and-browser.md"
    ),
    "chinese-tables": "OldApeTalk__VideoCraft/BACKLOG.md",
    "epics-with-tables": "23min__FlowTime/ROADMAP.md",
    "field-section": "A-H-911__tarseem/docs/backlog.md",
    "german-tables": "ManuelRingwald__Wayfinder/docs/ROADMAP.md",
    "kanban-of-sections": "alotth__markdown-kanban-roadmap/example-tasks/TASKS.md",
    "nested-checklists": ("FalcaoHS__Compile-Chill/specs/2025-11-18-mvp-stability-patch/tasks.md"),
    "phases-with-checklists": "Amerikrijn__Tuinbeheer-systeem/database/BACKLOG.md",
}


def listing(path: Path) -> str:
    project = Project()
    source = project.explicit_file(str(path))
    loaded = project.load(source)
    assert loaded
    lines = []
    for item in to_json_items(source, loaded):
        name = hashlib.sha256(item["name"].encode()).hexdigest()[:8]
        status, parent = item["status"], item["parent"]
        said = {
            key: item[key]
            for key in ("dates", "priority", "estimate", "milestone", "dependencies")
            if item[key]
        }
        if item["owner"]:
            said["owner"] = "named"  # whoever it is
        parts = [
            str(item["line"]),
            item["kind"],
            item["id"] or "-",
            f"{_short(status['raw'])} {status['canonical']}",
            f"in {parent['line']}" if parent else "-",
            name,
        ]
        lines.append("\t".join([*parts, json.dumps(said, ensure_ascii=False)]).rstrip())
    return "".join(f"{line}\n" for line in lines)


def _short(raw: str | None) -> str:
    """A status as it is written; of a sentence only its SHA-256."""
    return repr(raw) if not raw or len(raw) <= 16 else hashlib.sha256(raw.encode()).hexdigest()[:8]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_items(name: str, shared: Path, request: pytest.FixtureRequest) -> None:
    golden = GOLDENS / f"{name}.tsv"
    now = listing(shared / "corpus" / DOCUMENTS[name])
    if request.config.getoption("--update"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(now, "utf-8", newline="\n")
    assert golden.read_text("utf-8").splitlines() == now.splitlines()


def test_no_golden_is_left_over() -> None:
    assert {path.stem for path in GOLDENS.iterdir()} == set(DOCUMENTS)
