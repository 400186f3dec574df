"""Tables that list work only in a backlog, and the status of rows without a status column."""

from __future__ import annotations

import pytest

from backlog_ls.model.analysis.records import read_records
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.tables.roles import TableKind, possible_roles
from backlog_ls.syntax.document import Document


def read(text: str, *, lists_work: bool = True) -> list[tuple[str, str]]:
    """Return the name and the status of each row that is an item."""
    backlog = Backlog.read(Document.parse(text), lists_work=lists_work)
    return [
        (record.item.name, record.status.value)
        for record in read_records(backlog)
        if record.item.kind.value == "row"
    ]


def table(header: str, *rows: str) -> str:
    titles = header.split(" | ")
    lines = [titles, ["---"] * len(titles), *(row.split(" | ") for row in rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("ID | Item | Size | Trigger", 1),
        ("# | Slice | Test | Dep", 1),
        ("# | Task | Notes", 1),
        ("ID | Description | Estimate", 1),
        ("ID | Finding | Location | Notes", 1),
        ("ID | Title | Why deferred", 1),
        ("Priority | Finding | Impact on sales", 1),
        ("Area | Item | Reason deferred", 1),
        ("SFR | Description | Priority | Effort", 0),
        ("№ | Задача | Комментарий", 1),
        ("Task | Notes", 0),
    ],
)
def test_tables_of_work_without_a_status(header: str, name: int) -> None:
    roles = possible_roles(tuple(header.split(" | ")))
    assert (roles.kind, roles.name) in {
        (TableKind.POSSIBLE_FEATURES, name),
        (TableKind.FEATURES, name),
    }


@pytest.mark.parametrize(
    "header",
    ["Endpoint | Status", "File | Status | Notes", "Entity | State", "Integration | Priority | Status",
     "Function | Location | Args | Status", "Document | Status | Last Updated", "Name | URL | Status",
     "エンドポイント | 状態"],
)  # fmt: skip
def test_tables_of_things_with_a_status(header: str) -> None:
    assert possible_roles(tuple(header.split(" | "))).kind is TableKind.POSSIBLE_STATUS


@pytest.mark.parametrize(
    "header",
    ["Metric | Target | Actual | Status", "KPI | Target | Status", "Feature | Expected | Actual | Status",
     "Test | Status", "Test Case | Status", "Browser | Status", "Platform | Status", "HTTP Status | Meaning",
     "Environment | Status", "Error Code | Status",
     "Risk | Mitigation | Owner", "Role | Allocation | Duration | Tasks of it", "Feature | Chrome | Firefox",
     "Decision | Rationale", "Metric | Current | Target", "Feature | Description", "Feature | Notes",
     "Term | Definition", "Date | Event", "Variable | Value | Example", "Phase | Duration | Lines",
     "Command | Purpose", "# | Decision | Settled"],
)  # fmt: skip
def test_tables_that_are_never_work(header: str) -> None:
    assert possible_roles(tuple(header.split(" | "))).kind in {TableKind.OTHER, TableKind.LEGEND}


def test_they_are_work_in_a_backlog_only() -> None:
    text = table("# | Piece | Size", "1 | Login | S", "2 | Search | M")
    assert read(text) == [("Login", "todo"), ("Search", "todo")]
    assert read(text, lists_work=False) == []


def test_a_known_status_makes_a_thing_an_item() -> None:
    rows = [
        "/login | ✅ Done",
        "/logout | In progress",
        "/users | 404",
        "/old | Supported",
        "/api | 🟡 33%",
    ]
    assert read(table("Endpoint | Status", *rows)) == [
        ("/login", "done"), ("/logout", "in_progress"), ("/api", "in_progress"),
    ]  # fmt: skip


def test_a_section_of_work_makes_names_items() -> None:
    rows = table("Feature | Notes", "Login | soon", "Total | 2")
    assert read(f"# Plan\n\n## Open items\n\n{rows}") == [("Login", "todo")]
    assert read(f"# Plan\n\n## Parser\n\n{rows}") == []
    assert read(f"# Plan\n\n## Notes\n\n{table('# | Task | Notes', '1 | Login | x')}") == []


@pytest.mark.parametrize(
    "header",
    ["Item | Source | Why excluded", "Feature | Warum nicht", "Feature | Trigger",
     "Week | Milestone | Deliverables", "Woche | Phase | Beschreibung", "功能 | 原因"],
)  # fmt: skip
def test_a_remark_beside_a_name_needs_a_section_of_work(header: str) -> None:
    cells = (
        ["1", "Login", "x"][-len(header.split(" | ")) :]
        if header[0] == "W"
        else ["Login", "x", "y"]
    )
    rows = table(header, " | ".join(cells[: len(header.split(" | "))]))
    assert read(f"# Plan\n\n## Phase 1: import\n\n{rows}") == [("Login", "todo")]
    assert read(f"# Plan\n\n## Parser\n\n{rows}") == []


@pytest.mark.parametrize(
    ("heading", "status"),
    [
        ("Deferred / won't do", "deferred"), ("暂缓 / 不做", "deferred"), ("Excluded", "cancelled"),
        ("Done", "done"), ("Deferred — not this session", "deferred"), ("Phase 1 ✅", "done"), ("🧊 Icebox", "deferred"),
        ("Phase 2 (in progress)", "todo"), ("Next", "todo"), ("Parser", "todo"),
    ],
)  # fmt: skip
def test_the_section_gives_the_status(heading: str, status: str) -> None:
    text = f"# Plan\n\n## {heading}\n\n{table('ID | Title | Why', 'T-1 | Login | x')}"
    assert read(text) == [("Login", status)]


def test_the_name_may_state_the_status() -> None:
    rows = table("# | Task | Notes", "1 | **Coverage** ✅ *done* | P1", "2 | Search | P2")
    assert read(rows) == [("**Coverage** ✅ *done*", "done"), ("Search", "todo")]


def test_the_progress_of_a_row_is_its_status() -> None:
    rows = table(
        "Feature | Priority | Progress", "a | 1 | :heavy_check_mark:", "b | 1 | 40 %", "c | 1 | x"
    )
    assert read(rows) == [("a", "done"), ("b", "in_progress"), ("c", "todo")]


def test_dates_leave_the_status_open() -> None:
    assert read(table("Feature | Date | Notes", "Login | 2026-02-01 | x")) == [("Login", "unknown")]
    finished = table("Feature | Finished | Notes", "Login | 2026-02-01 | x", "Search | | y")
    assert read(finished) == [("Login", "done"), ("Search", "unknown")]


def test_such_rows_are_not_in_the_index_and_not_confident() -> None:
    text = table("Endpoint | Status", "T-1 login | Done")
    backlog = Backlog.read(Document.parse(text), lists_work=True)
    (record,) = read_records(backlog)
    assert not record.item.confident
    assert not backlog.index.get(SymbolKind.ID, "t1")
    assert list(backlog.index.of_kind(SymbolKind.NAME)) == []


def test_a_key_is_no_id() -> None:
    rows = ["T-1 | Login | x", "debug | Show all messages | y"]
    assert read(table("Key | Description | Notes", *rows)) == [("Login", "todo")]


def test_an_id_and_any_other_column() -> None:
    rows = table("ID | What was fixed", "B-1 | Login", "B-2 | Search")
    text = f"# Plan\n\n## Verified done (not tracked)\n\n{rows}"
    assert read(text) == [("Login", "done"), ("Search", "done")]
    assert read(table("ID | Foo | Bar | Baz", "B-1 | Login | x | y")) == []


@pytest.mark.parametrize(
    ("heading", "status"),
    [("Resolved", "done"), ("未来功能 / Future Features", "todo"), ("Deferred", "deferred")],
)
def test_things_beside_a_remark_are_items_in_a_section_with_a_status(
    heading: str, status: str
) -> None:
    rows = table("项 | 结果", "x | y")
    assert read(f"# Backlog\n\n## {heading}\n\n{rows}") == [("x", status)]
    assert read(f"# Backlog\n\n## Phase 1\n\n{rows}") == []
    assert read(f"# Backlog\n\n## Login — done\n\n{rows}") == []
    assert read(f"# Backlog\n\n## {heading}\n\n{table('Metric | Notes', 'x | y')}") == []
