"""Placeholders in empty lists."""

from __future__ import annotations

import pytest

from backlog_ls.model.tables.placeholders import is_placeholder


@pytest.mark.parametrize(
    "text",
    [
        "None",
        "_None._",
        "*(empty)*",
        "(none: the release is out)",
        "_No open tasks at the moment._",
        "*Nothing yet*",
        "Keine",
        "_Aucune tâche._",
        "*(Vacío)*",
        "_нет задач_",
        "暂无",
        "（なし）",
        "N/A",
    ],
)
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "()",
        "No more flicker",
        "Nothing is saved on exit",
        "_No-code editor_",
        "**Empty states** for the lists",
        "(optional) Dark mode",
        "*Sign-in*",
        "x" * 200,
    ],
)
def test_texts_that_are_not_placeholders(text: str) -> None:
    assert not is_placeholder(text)
