"""Generic names, in all languages of the word lists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from backlog_ls.model.names.generic_names import is_generic_name
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.model.words.loading import languages

if TYPE_CHECKING:
    from pathlib import Path


every_language = pytest.mark.parametrize("path", languages(), ids=lambda path: path.stem)


def spellings(path: Path, key: str) -> list[str]:
    found: list[str] = json.loads(path.read_text("utf-8"))[key]
    assert found
    return found


@every_language
def test_chores_as_people_write_them(path: Path) -> None:
    names = [f"**{name.capitalize()}** ✅" for name in spellings(path, "chores")]
    assert [name for name in names if not is_generic_name(normalize_name(name))] == []


@every_language
def test_units_with_their_number(path: Path) -> None:
    forms = ("{} 2", "{} #12", "2. {}", "{}2", "{}")
    names = [form.format(unit.upper()) for unit in spellings(path, "units") for form in forms]
    assert [name for name in names if not is_generic_name(normalize_name(name))] == []


@pytest.mark.parametrize(
    "name",
    [
        *("Phase 2", "Epic IV", "M1", "Sprint 2.1", "Step a", "2nd phase", "UI", "a"),
        *("第二阶段", "阶段 2", "第3部分", "2단계", "Этап 2", "フェーズ1"),
    ],
)
def test_generic(name: str) -> None:
    assert is_generic_name(normalize_name(name))


@pytest.mark.parametrize(
    "name",
    [
        "Login",
        "Tests for login",
        "Documentation of the parser",
        "OAuth 2 for the phone app and the desktop",
        "2 factor login",
        "Phase diagram",
        "第二语言",
        "テスト環境を直す",
        "Обновить тесты входа",
    ],
)
def test_names_that_tell_items_apart(name: str) -> None:
    assert not is_generic_name(normalize_name(name))
