"""Texts of a hostile repository are shown as text: no scripts, no commands, no remote content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt

from backlog_ls.features.hover.hover import find_hover
from backlog_ls.server.documents.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

HOSTILE = {
    "command links": "[run](command:evil.run) [r]: command:evil",
    "images from elsewhere": "![i](http://evil.example/y.png) ![j][k]",
    "HTML": "<img src=http://evil.example/z onerror=evil()> <a href='command:evil'>x</a>",
    "scripts": "<script>evil()</script> <svg onload=evil()>",
    "autolinks": "<command:evil.run> <javascript:evil()>",
    "out of code": "`` ` <img src=x> ` [run](command:evil) `` ```<b>",
    "out of emphasis": "** <img src=x> __ [run](command:evil) ~~ \\",
    "entities": "&lt;img&gt; &#91;run](command:evil) &#x5b;a](command:b)",
}


def document(evil: str) -> str:
    return (
        f"---\nid: T9\nstatus: Done\nassignee: '{evil}'\n---\n\n# {evil}\n\n## Legend\n\n"
        f"| Status | Meaning |\n|---|---|\n| `Done` | {evil} |\n| {evil} | x |\n\n## Work\n\n"
        "| ID | Task | Status | Owner | Depends on | Milestone |\n|---|---|---|---|---|---|\n"
        f"| T1 | {evil} | Done | @ann {evil} | T2 | {evil} |\n| T2 | b | {evil} | @ann | T1 | v1 |\n\n"
        f"- [ ] T3 {evil} (depends on T1)\n\n**Owner**: {evil}\n**Due**: 2026-01-01 {evil}\n"
        "[a](m1.md) [b](#legend)\n"
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hover_shows_it_as_text(name: str, tmp_path: Any) -> None:
    text = document(HOSTILE[name])
    (tmp_path / "m1.md").write_text(document(HOSTILE[name]))
    session = Session()
    session.workspace.roots = (str(tmp_path),)
    opened = session.open((tmp_path / "BACKLOG.md").as_uri(), 1, text).document
    view = session.view(opened)
    shown = {found.text for at in range(len(text)) if (found := find_hover(view, at))}
    assert len(shown) > 5
    for told in shown:
        assert list(_dangers(told)) == [], told


def test_dangers_are_seen() -> None:
    dangers = [[*_dangers(text)] for text in HOSTILE.values()]
    assert [bool(found) for found in dangers] == [*[True] * 7, False]


def _dangers(markdown: str) -> Iterator[str]:
    reader = MarkdownIt("commonmark").enable("table")
    reader.validateLink = _takes_any  # type: ignore[method-assign]  # as a client might
    for token in _all(reader.parse(markdown)):
        url = str(token.attrGet("href") or "")
        if token.type in {"html_inline", "html_block", "image"}:
            yield token.content
        elif token.type == "link_open" and not url.startswith(("file:///", "#")):
            yield url


def _takes_any(url: str) -> bool:
    return bool(url)


def _all(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or [])
