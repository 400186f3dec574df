"""Fields in prose, in brackets, and in front matter, with exact ranges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.blocks.fields import read_fields, read_front_matter_fields
from backlog_ls.model.items.items import find_items
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.document import Document


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("**Status**: Done", [("Status", "Done")]),
        ("**Status:** Done | **Owner:** Ann", [("Status", "Done"), ("Owner", "Ann")]),
        ("due:: 2026-03-01", [("due", "2026-03-01")]),
        ("- due:: 2026-03-01\n", [("due", "2026-03-01")]),
        ("**Due**:: 2026-03-01", [("Due", "2026-03-01")]),
        ("**Due::** 2026-03-01", [("Due", "2026-03-01")]),
        (
            "Login [due:: 2026-03-01] (owner:: Ann Lee )",
            [("due", "2026-03-01"), ("owner", "Ann Lee")],
        ),
        ("[due:: ]", [("due", "")]),
        ("std::vector (std::map) [a::b]", []),
        ("see [due:: x](y)", []),
    ],
)
def test_prose(text: str, found: list[tuple[str, str]]) -> None:
    assert [(f.name, f.value(text)) for f in read_fields(text, [(0, len(text))])] == found
    assert all(text[f.name_start :].startswith(f.name) for f in read_fields(text, [(0, len(text))]))


def document(matter: str) -> tuple[str, str, str]:
    """Return the name, the id and the status of a task file."""
    block = Document.parse(f"---\n{matter}---\n\nText\n").rope.at_index(0).piece
    assert block.kind == Kind.FRONT_MATTER
    (item,) = find_items(block)
    return item.name, item.id, item.status.text if item.status else ""


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("title: Draw it", "Draw it"),
        ("title: 'Don''t draw'", "Don't draw"),
        ('title: "Draw \\"it\\""', 'Draw "it"'),
        ("title: >-\n  Draw it\n  at once", "Draw it at once"),
        ("title: |\n  Draw it\n", "Draw it"),
        ("title: Draw: it", "Draw: it"),
        ("title: [WIP] Draw", "[WIP] Draw"),
        ("title:", "T-1"),
    ],
)
@pytest.mark.parametrize("assignee", ["assignee: '@ann'", "assignee: @ann", "assignee:\n\t- @ann"])
def test_task_files(title: str, name: str, assignee: str) -> None:
    assert document(f"id: T-1\n{title}\n{assignee}\nstatus: To Do\n") == (name, "T-1", "To Do")


def test_text_below_front_matter_that_is_not_closed_is_not_read() -> None:
    matter = "id: T-1\nstatus: To Do\nassignee: @ann\n\n## Notes\n\nDraw them all.\nstatus: Done\n"
    block = Document.parse(f"---\n{matter}---\n").rope.at_index(0).piece
    found = [field.name for field in read_front_matter_fields(block.text)]
    assert found == ["id", "status", "assignee"]


lines = st.one_of(
    st.sampled_from(
        ["- x", "  - @ann", "\t- y", "  deeper", "# note", "", "prose", "## H", "t: >-"]
    ),
    st.builds(
        "{}: {}".format,
        st.sampled_from(["id", "status", "title", "due date", "界"]),
        st.text("abc xé界😀'\":#,-[]{}&*!|>%@`\t", max_size=12),
    ),
)


@given(st.lists(lines, max_size=8), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from("-."))
def test_ranges_hold_what_they_say(parts: list[str], end: str, fence: str) -> None:
    text = end.join(["---", *parts, fence * 3, ""])
    at = 0
    for field in read_front_matter_fields(text):
        assert at <= field.name_start <= field.value_start or field.name_start < field.value_start
        assert at <= field.value_start <= field.value_end <= len(text)
        at = field.value_end
        assert text[field.name_start :].lstrip("'\"").startswith(field.name[:1])
        said = " ".join(text[field.value_start : field.value_end].split())
        value = " ".join(field.value(text).split())
        assert value in {said, said.replace("''", "'")} or "\\" in said
