"""Where a person may ask about work in a document that is no backlog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlog_ls.features.work_at import has_work_at
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Some $0words.\n", False),
        ("# A $0heading\n", False),
        ("- a $0bullet\n", False),
        ("- [ ] a $0task\n", True),
        ("- a\n  - [ ] nested $0task\n", True),
        ("# [x] A $0task\n", True),
        ("**Status$0**: Done\n", True),
        ("| Task | Status$0 |\n|---|---|\n| A | Done |\n", True),
        ("| Task | Status |\n|---|---|\n| A | Do$0ne |\n", True),
        ("| Flag | Default |\n|---|---|\n| A | o$0ff |\n", False),
        ("See [the pl$0an](docs/BACKLOG.md).\n", True),
        ("See [the guide$0](docs/guide.md).\n", False),
        ("See $0[the plan](docs/BACKLOG.md).\n", True),
        ("S$0ee [the plan](docs/BACKLOG.md).\n", False),
        ("$0", False),
    ],
)
def test_work_at(tmp_path: Path, text: str, expected: bool) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "BACKLOG.md").write_text("# Backlog\n", "utf-8")
    (tmp_path / "docs" / "guide.md").write_text("# Guide\n", "utf-8")
    offset = text.index("$0")
    backlog = Backlog.read(Document.parse(text.replace("$0", "")))
    view = View(backlog, Workspace((str(tmp_path),)), str(tmp_path / "README.md"))
    assert has_work_at(view, offset) is expected
