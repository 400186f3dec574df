from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.tables.roles import (
    Role,
    TableKind,
    are_work_statuses,
    find_role,
    roles_from_titles,
)
from backlog_ls.model.words import words
from backlog_ls.model.words.loading import languages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TITLES = sorted(words().headers)
NOT_WORK = sorted(title for title, kinds in words().headers.items() if kinds == {"measure"})


def kind(header: str) -> TableKind:
    return roles_from_titles(header.split(" | ")).kind


@pytest.mark.parametrize("path", languages(), ids=lambda path: path.stem)
def test_columns_of_every_language(path: Path) -> None:
    headers = json.loads(path.read_text("utf-8"))["headers"]
    for name in headers["name"]:
        for status in headers["status"]:
            roles = roles_from_titles([f"**{name.upper()}**", status.title()])
            assert (roles.kind, roles.name, roles.status) == (TableKind.STATUS, 0, 1)
    for symbol in headers["symbol"]:
        for meaning in headers["meaning"]:
            assert roles_from_titles([symbol, meaning]).kind is TableKind.LEGEND


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Status", Role.STATUS), ("**Status**", Role.STATUS), ("`State`:", Role.STATUS), ("📊 Status", Role.STATUS),
        ("Priority (P0–P3)", Role.PRIORITY), ("Est.", Role.ESTIMATE), ("Depends on", Role.DEPENDS_ON),
        ("Blocked-by", Role.DEPENDS_ON), ("Описание", Role.NOTES), ("Description", Role.NOTES), ("#", Role.NUMBER),
        ("№", Role.NUMBER), ("Task", Role.NAME), ("Title", Role.NAME), ("完成时间", Role.FINISHED), ("Estado", Role.STATUS),
        ("Status" + " " * 90, Role.STATUS), ("Status of the union", None), ("HTTP status", None), ("", None), ("✅", None), ("x" * 5000, None),
    ],
)  # fmt: skip
def test_roles(text: str, role: Role | None) -> None:
    assert find_role(text) is role


@pytest.mark.parametrize(
    ("header", "name", "identifier", "status"),
    [
        ("Task | Status | Description", 0, None, 1),
        ("ID | Title | Priority | Type | Status", 1, 0, 4),
        ("Status | Task", 1, None, 0),
        ("# | Task | Status", 1, None, 2),
        ("# | File | Status", 1, None, 2),
        ("Milestone | Title | Status", 1, 0, 2),
        ("Story | Title | Points | Status", 1, 0, 3),
        ("Milestone | Task | Status", 1, None, 2),
        ("Epic | Inhalt | Status", 0, None, 2),
        ("Phase | Tasks | Status", 0, None, 2),
        ("AP | Inhalt | Abh. | Status", 1, 0, 3),
        ("ID | Description | Status", 1, 0, 2),
        ("ID | Sprint | Status", None, 0, 2),
        ("优先级 | 状态 | 功能 | 说明", 2, None, 1),
        ("Task | Estimate | Actual | Status", 0, None, 3),
        ("Issue | Severity | Status | Plan", 0, None, 2),
    ],
)
def test_work_with_a_status(
    header: str, name: int | None, identifier: int | None, status: int
) -> None:
    roles = roles_from_titles(header.split(" | "))
    assert (roles.kind, roles.name, roles.id, roles.status) == (
        TableKind.STATUS, name, identifier, status,
    )  # fmt: skip


def test_a_group_is_a_milestone_only_where_something_else_is_the_item() -> None:
    roles = roles_from_titles(["Task", "Milestone", "Epic", "Status"])
    assert roles.roles == (Role.NAME, Role.MILESTONE, Role.GROUP, Role.STATUS)


@pytest.mark.parametrize(
    "header",
    [
        "Metric | Target | Actual | Status", "KPI | Target | Status", "Code | HTTP Status | Description",
        "Status | Code", "Status | Error Code | Description", "Test | Status", "Test Suite | Passed | Failed | Status",
        "ID | Test Case | Expected | Actual | Status", "Feature | Expected | Actual | Status",
        "Endpoint | Method | Status", "Environment | Status", "Service | Status | Details", "Platform | Status",
        "Status | Description | Transitions To", "State | Visual", "State | Owner | Lifecycle", "State | Type | Trigger",
        "Category | Files | Status", "Audit | Status | Backlog ID", "Check | Status", "Name | URL | Status", "Task | Owner | Firefox", "Status", "", "A | B",
        "Feature | Chrome | Firefox", "Parameter | Type | Description", "Name | Type | Description", "Task | Notes",
        "Priority | Meaning", "Color | Use",
    ],
)  # fmt: skip
def test_other_tables(header: str) -> None:
    assert kind(header) is TableKind.OTHER


@pytest.mark.parametrize(
    "header",
    [
        "Feature | Date | Notes",
        "完成时间 | 功能 | 备注",
        "ID | Title | Priority",
        "Task | Owner | Due",
    ],
)
def test_features_without_a_status(header: str) -> None:
    roles = roles_from_titles(header.split(" | "))
    assert (roles.kind, roles.status) == (TableKind.FEATURES, None)
    assert roles.name is not None


@pytest.mark.parametrize(
    "header",
    ["Status | Meaning", "Symbol | Status | Meaning", "Icon | Meaning", "Symbol | Status", "标记 | 含义",
     "Status | Description", "Emoji | Status | Description"],
)  # fmt: skip
def test_legends(header: str) -> None:
    assert kind(header) is TableKind.LEGEND


@given(st.lists(st.sampled_from([*TITLES, "", "Whatever", "x" * 100]), max_size=7))
def test_any_header_row_has_roles(headers: Sequence[str]) -> None:
    roles = roles_from_titles(headers)
    assert len(roles.roles) == len(headers)
    assert roles.roles.count(Role.NAME) <= 1
    if roles.kind is TableKind.STATUS:
        assert roles.status is not None
        assert roles.name is not None or roles.id is not None
    if roles.kind is TableKind.FEATURES:
        assert roles.status is None
        assert roles.name is not None


@given(
    st.lists(st.sampled_from(TITLES), max_size=5),
    st.sampled_from(NOT_WORK),
    st.sampled_from(NOT_WORK),
)
def test_two_measures_are_never_work(headers: list[str], one: str, other: str) -> None:
    assert roles_from_titles([*headers, one, other]).kind is TableKind.OTHER


@pytest.mark.parametrize(
    ("spellings", "work"),
    [
        (["Done", "In Progress", "", "waiting for Bob"], True), (["✅", "❌", "⏳"], True),
        (["`Todo`", "`Done`"], True), (["🟢 done", "🔴 blocked"], True),
        (["404", "200"], False), (["🔴 critical", "🟡 medium"], False), (["Hover", "Active", "Disabled"], False),
        (["🟢", "🔴"], False), (["PASS", "FAIL"], False), ([], False), (["Done", "a", "b", "c"], False),
    ],
)  # fmt: skip
def test_cells_with_work_statuses(spellings: list[str], work: bool) -> None:
    assert are_work_statuses(spellings) is work
