"""Hover: the range that it is about, and its text.

Operation: `hover` lists the range with its words, and below it the text.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from fixtures import case_files, case_name, check_cases

from backlog_ls.features.hover.hover import find_hover

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures import Request

TODAY = date(2026, 2, 11)
"""A Wednesday."""


def hover(request: Request) -> str:
    found = find_hover(request.view, request.offset)
    if found is None:
        return ""
    assert found.start <= request.offset <= found.end
    words = request.view.backlog.document.text[found.start : found.end].replace("\n", "⏎")
    return f"{request.where(found.start, found.end)} {words}\n\n{found.text}"


@pytest.mark.parametrize("path", case_files("hover"), ids=case_name)
def test_hover_cases(path: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    check_cases(path, {"hover": hover}, tmp_path, pytestconfig, TODAY)
