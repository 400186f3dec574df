"""A name that very many items have is no feature's."""

from __future__ import annotations

from backlog_ls.model.analysis.occurrences import MOST
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.rules.engine.incremental import checked
from backlog_ls.rules.engine.visible import reported
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace


def found(rows: int) -> int:
    text = "| Task | Status |\n|---|---|\n" + "| Paint it | Todo |\n" * rows
    view = View(Backlog.read(Document.parse(text)), Workspace(), "")
    return len(reported(view, checked(view)))


def test_a_name_is_common_where_it_stands_very_often() -> None:
    assert found(MOST) == MOST - 1
    assert found(MOST + 1) == 0
