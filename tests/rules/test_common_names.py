"""A name that very many items have is not reported as a duplicate."""

from __future__ import annotations

from backlog_ls.model.analysis.occurrences import MAX_OCCURRENCES
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.rules.engine.incremental import check
from backlog_ls.rules.engine.visible import visible_findings
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace


def found(rows: int) -> int:
    text = "| Task | Status |\n|---|---|\n" + "| Paint it | Todo |\n" * rows
    view = View(Backlog.read(Document.parse(text)), Workspace(), "")
    return len(visible_findings(view, check(view)))


def test_a_very_frequent_name_is_not_a_duplicate() -> None:
    assert found(MAX_OCCURRENCES) == MAX_OCCURRENCES - 1
    assert found(MAX_OCCURRENCES + 1) == 0
