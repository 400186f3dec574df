"""Document links and the call hierarchy of dependencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cursor import at_cursor, view_of, write

from backlog_ls.features.navigation.call_hierarchy import (
    find_dependencies,
    find_dependents,
    find_node_at,
)
from backlog_ls.features.navigation.document_links import find_destination, find_document_links

if TYPE_CHECKING:
    from pathlib import Path


def test_links_lead_to_files_and_headings(tmp_path: Path) -> None:
    root = write(tmp_path, {"plan.md": "# Plan\n\n## Next step\n"})
    text = (
        "[a](plan.md#next-step) [b](plan.md) [c](#here) [d](gone.md) [e](https://x.y)\n\n# Here\n"
    )
    view = view_of(text, root)
    links = find_document_links(view)
    assert [text[link.start : link.end] for link in links] == [
        "plan.md#next-step",
        "plan.md",
        "#here",
        "gone.md",
    ]
    led = [find_destination(view, link.key, link.start) for link in links]
    plan = str(root / "plan.md")
    assert led == [(plan, 2), (plan, 0), ("", 2), None]


DEPENDING = """\
| ID | Task | Depends on |
| --- | --- | --- |
| T-1 | one |  |
| T-2 | two | T-1 |
| T-3 | three | T-1, T-2 |
"""


def test_who_waits_for_whom() -> None:
    view, offset = at_cursor(DEPENDING.replace("two |", "tw$0o |"))
    node = find_node_at(view, offset)
    assert node is not None
    assert (node.id, node.name) == ("T-2", "two")
    text = view.backlog.document.text
    assert [
        (edge.node.id, [text[start:end] for start, end in edge.spans])
        for edge in find_dependencies(view, node.key)
    ] == [("T-1", ["T-1"])]
    assert [edge.node.id for edge in find_dependents(view, "t1")] == ["T-2", "T-3"]


def test_an_id_that_something_waits_for_is_that_item() -> None:
    view, offset = at_cursor(DEPENDING.replace("T-1, T-2", "T-1, T$0-2"))
    node = find_node_at(view, offset)
    assert node is not None
    assert node.name == "two"
