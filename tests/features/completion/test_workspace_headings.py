"""Headings of other backlogs behind ``](##`` and ``[[##``: which are offered, and what is read for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cursor import at_cursor, write

from backlog_ls.features.completion.engine import complete, resolve_completion
from backlog_ls.features.completion.workspace_headings import MAX_DOCUMENTS_READ
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.index.summary import summarize
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from backlog_ls.features.completion.items import CompletionItem
    from backlog_ls.workspace.view import View

FILES = {
    "docs/my TODO.md": "# Later\n\n## Export & `import`\n\n- [ ] T-1 exporting\n",
    "ROADMAP.md": "# Roadmap\n\n## Import\n\n## Import\n",
    "plans/ROADMAP.md": "# Road [two](x.md)\n",
}


def open_in(root: Path, text: str, files: dict[str, str]) -> tuple[View, int]:
    """The document `text`, in a workspace whose index holds `files`."""
    write(root, files)
    view, offset = at_cursor(text, root)
    known = [
        (str(root / name), summarize(Backlog.read(Document.parse(text))))
        for name, text in files.items()
    ]
    view.workspace.load_root(str(root), known)
    return view, offset


def offered(root: Path, text: str) -> list[CompletionItem]:
    view, offset = open_in(root, text, FILES)
    found = complete(view, offset, invoked=False)
    assert found.incomplete
    start = text.index("##")
    for item in found.items:
        assert (item.start, item.end) == (start, start + len(text) - len("$0") - start)
        assert item.filter_text.startswith(text[start : text.index("$0")])
    return list(found.items)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[a](##imp$0",
            [
                ("Import", "ROADMAP.md#import"),
                ("Import", "ROADMAP.md#import-1"),
                ("Export & import", "docs/my%20TODO.md#export--import"),
            ],
        ),
        ("[a](<##ex im$0", [("Export & import", "<docs/my TODO.md#export--import")]),
        ("[[##export$0", [("Export & import", "my TODO#Export & import]]")]),
        ("[[##two$0", [("Road two", "plans/ROADMAP#Road two]]")]),
        ("[a](##zzz$0", []),
    ],
)
def test_headings_of_other_backlogs(
    tmp_path: Path, text: str, expected: list[tuple[str, str]]
) -> None:
    found = [(item.label, item.insert) for item in offered(tmp_path, text)]
    assert found == [(label, insert.lstrip("<")) for label, insert in expected]


def test_where_a_heading_is_and_what_is_below_it(tmp_path: Path) -> None:
    view, offset = open_in(tmp_path, "[a](##export$0", FILES)
    (item,) = complete(view, offset).items
    assert item.detail == "docs/my TODO.md"
    assert "- T-1 exporting" in resolve_completion(view, item).documentation


def test_headings_of_open_documents_come_as_they_are(tmp_path: Path) -> None:
    view, offset = open_in(tmp_path, "[a](##imp$0", FILES)
    path = str(tmp_path / "ROADMAP.md")
    view.workspace.put(path, Backlog.read(Document.parse("## Improve\n")))
    labels = [item.label for item in complete(view, offset).items]
    assert labels == ["Improve", "Export & import"]


def test_few_documents_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"TODO-{number}.md": f"# Import {number}\n" for number in range(50)}
    view, offset = open_in(tmp_path, "[a](##imp$0", files)
    read = []
    backlog = Workspace.backlog

    def counted(self: Workspace, path: str) -> Backlog | None:
        read.append(path)
        return backlog(self, path)

    monkeypatch.setattr(Workspace, "backlog", counted)
    assert len(complete(view, offset).items) == MAX_DOCUMENTS_READ == len(read)
