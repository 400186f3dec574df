"""Where the status of a whole document is read, and where not."""

from __future__ import annotations

import pytest

from backlog_ls.model.analysis.document_status import (
    may_state_document_status,
    read_document_status,
    read_stated_statuses,
)
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.syntax.document import Document

ROWS = "| Field | Value |\n|---|---|\n| Owner | Ann |\n| **Status** | ✅ Completed |\n"


def read(text: str) -> Backlog:
    return Backlog.read(Document.parse(text))


@pytest.mark.parametrize(
    ("text", "status", "stated"),
    [
        ("# A\n\n**Status**: Done\n", "done", "Done"),
        ("# A — Completed\n", "done", "Completed"),
        (f"# A\n\n{ROWS}", "done", "✅ Completed"),
        (
            "# A\n\n| Status | In progress |\n|---|---|\n| Owner | Ann |\n",
            "in_progress",
            "In progress",
        ),
        (f"# A\n\n## Status\n\n{ROWS}\n## Tasks\n", "done", "✅ Completed"),
        ("# A\n\n## Tasks\n\n- [ ] a\n\n## Status\n\nDone\n", "done", "Done"),
        ("# A\n\n## 2. Статус\n\n✅ **Готово** (2026-01-02)\n", "done", "Готово"),
        (
            "# A\n\n## Status\n\n**Resolved 2026-04-25** via a branch\n",
            "done",
            "Resolved 2026-04-25",
        ),
        ("# A\n\n## Status\n\n- Blocked. See below\n", "blocked", "Blocked"),
        ("# A\n\n## Status: Done\n\n## Tasks\n", "done", "Done"),
        ("# A\n\n## 1. Overview\n\n**Status**: Done\n\n## Tasks\n", "done", "Done"),
        ("# A\n\n> **Shipped (2026-04-24)** — with B\n", "done", "Shipped (2026-04-24)"),
    ],
)
def test_it_is_read(text: str, status: str, stated: str) -> None:
    found = read_document_status(read(text))
    assert found is not None
    assert (found.status.value, found.use.text) == (status, stated)


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\n## Login\n\n**Status**: Done\n\n## Mail\n",
        "# A\n\n## Overview\n\n**Status**: Done\n\n## Mail\n\n**Status**: Todo\n",
        f"# A\n\n## Overview\n\n**Status**: Done\n\n## Mail\n\n{ROWS}",
        f"# A\n\n## Login\n\n{ROWS}",
        "# A\n\n## Status\n\nDone\n\n# B\n\n## Status\n\nTodo\n",
        "# A\n\n## Login\n\n### Status\n\nDone\n\n## Mail\n\n### Status\n\nTodo\n",
        "# A\n\n## Status\n\nAll tests pass, and it is done soon.\n",
        "# A\n\n**Completed:** 5 of 10\n",
        "# A\n\n**Review** this first.\n",
        "# A\n\n| Feature | Status |\n|---|---|\n| Login | Done |\n| Status | Done |\n| Mail | Todo |\n",
        "# A\n\n| Status | Meaning |\n|---|---|\n| Done | It is done |\n",
    ],
)
def test_what_is_about_a_part_is_not_read(text: str) -> None:
    assert read_document_status(read(text)) is None


def test_what_is_not_certain_is_stated() -> None:
    backlog = read("# A\n\n**Status**: Done (core only)\n")
    assert read_document_status(backlog) is None
    assert [use.text for _, use in read_stated_statuses(backlog)] == ["Done (core only)"]


def test_which_blocks_matter() -> None:
    rope = read(f"# A\n\nDone\n\n{ROWS}\n---\n").rope
    kinds = {
        place.piece.text.strip()
        for place in rope.places(0)
        if may_state_document_status(place.piece)
    }
    assert {"# A", "Done", "| **Status** | ✅ Completed |"} <= kinds
    assert "| Owner | Ann |" not in kinds
