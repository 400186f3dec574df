"""Paragraphs with bold, numbered titles as items: `**P0-1. Rotate the keys.** Today …`."""

from __future__ import annotations

import pytest

from backlog_ls.model.analysis.records import read_records
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.syntax.document import Document


def read(text: str, *, lists_work: bool = True) -> list[tuple[str, str, str]]:
    """Return the id, the name and the status of each item that is no heading."""
    backlog = Backlog.read(Document.parse(text), lists_work=lists_work)
    return [
        (record.id, record.item.name, record.status.value)
        for record in read_records(backlog)
        if record.item.kind.value != "section"
    ]


TEXT = """\
# Plan

## P0 — before the launch

**P0-1. Rotate the keys.**
They are in the repository.

- **Action:** a new key for each device

**P0-2. Limit the rate** ✅

It has none.

- a remark
"""


def test_one_after_another() -> None:
    found = [("P0-1", "Rotate the keys.", "todo"), ("P0-2", "Limit the rate", "done")]
    assert read(TEXT) == found
    assert read(TEXT, lists_work=False) == []


def test_none_of_it_is_in_the_index() -> None:
    backlog = Backlog.read(Document.parse(TEXT), lists_work=True)
    assert not backlog.index.get(SymbolKind.ID, "p0-1")
    assert not list(backlog.index.of_kind(SymbolKind.ID))


@pytest.mark.parametrize(
    "titles",
    [
        ("**1. Login**", "**2. Search**"),
        ("**1) Login.** It fails.", "**2) Search.** It is slow."),
        ("**Task 1: Login**", "**Task 2: Search**"),
        ("**T-1** Login", "**T-2** Search"),
        ("**T-1 Login** (Ann)", "**T-2 Search** (Bob)"),
        ("**Issue #1** - Login", "**Issue #2** - Search"),
    ],
)  # fmt: skip
def test_how_they_are_numbered(titles: tuple[str, str]) -> None:
    assert [status for *_, status in read("\n\n".join(titles))] == ["todo", "todo"]


@pytest.mark.parametrize(
    "title",
    ["**Login**", "**2026-01-02** Login", "**3 issues**", "**100%**", "**v1.2** is out", "**Phase 1:** import",
     "**Note 1:** it fails", "**Sprint 3 effort:** 20 hours", "**Status 1**: Done", "**1. Login** and `x", "Text **1. Login**"],
)  # fmt: skip
def test_what_is_no_title(title: str) -> None:
    wrong = [name for _, name, _ in read(f"{title}\n\n{title}\n") if title != "**1. Login** and `x"]
    assert wrong == []


def test_a_single_one_is_no_list() -> None:
    assert read("# Plan\n\n**1. Login**\n") == []


@pytest.mark.parametrize("heading", ["Notes", "How to use this file", "T-1 Login", "3. Design"])
def test_below_an_item_or_notes_they_are_details(heading: str) -> None:
    assert read(f"# Plan\n\n## {heading}\n\n**1. Login**\n\n**2. Search**\n") == []


def test_the_section_gives_the_status() -> None:
    text = "# Plan\n\n## Deferred\n\n**1. Login**\n\n**2. Search** — done\n"
    assert [status for *_, status in read(text)] == ["deferred", "done"]


def test_fields_and_tasks_below_it_belong_to_it() -> None:
    text = (
        "## Open items\n\n**T-1. Login**\n**Owner:** Ann\n\n- [ ] Form\n\n"
        "**T-2. Search**\n**Status:** Done\n"
    )
    backlog = Backlog.read(Document.parse(text), lists_work=True)
    first, task, second = read_records(backlog)
    assert (first.owners, first.parent) == (["Ann"], None)
    assert (task.parent, task.sections) == (first, ("Open items", "Login"))
    assert (second.status.value, second.sections) == ("done", ("Open items",))
