"""Items of several documents that wait for each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessions import codes, opened, replaced
from workspace_index import index_workspace

from backlog_ls.server.documents.session import Session

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "| ID | Task | Status | Depends on |\n|--|--|--|--|\n"
REST = "| {0}-2 | b | Todo | |\n| {0}-3 | c | Todo | |\n| {0}-4 | d | Todo | |\n"


def waiting(series: str, needs: str) -> str:
    return f"{HEAD}| {series}-1 | a | Todo | {needs} |\n{REST.format(series)}"


def test_a_circle_is_told_in_each_document_that_it_goes_through(tmp_path: Path) -> None:
    texts = {
        "BACKLOG.md": waiting("AX", "BX-1"),
        "TODO.md": waiting("BX", ""),
        "ROADMAP.md": waiting("CX", "AX-1"),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    session = Session()
    session.workspace.roots = (str(tmp_path),)
    index_workspace(session, str(tmp_path))
    documents = [opened(session, name, text) for name, text in texts.items()]
    assert [codes(session, each) for each in documents] == [[], [], []]
    edited = documents[1]
    session.propagate(replaced(session, edited, "| Todo |  |", "| Todo | CX-1 |"))
    assert [codes(session, each) for each in documents] == [["dependency-cycle"]] * 3
    session.propagate(replaced(session, edited, "CX-1", "BX-4"))
    assert [codes(session, each) for each in documents] == [[], [], []]
