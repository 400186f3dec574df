"""Completion of rows, tasks, sections and legends in the style of the document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from cursor import at_cursor, view_of, write
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents

from backlog_ls.features.completion.engine import completions
from backlog_ls.features.completion.snippets import Blank, as_snippet, as_text, next_ident
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.items.items import ItemKind, items_of
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.document import Document
from backlog_ls.text.edit import Edit, apply_edits

if TYPE_CHECKING:
    from pathlib import Path

    from backlog_ls.features.completion.items import CompletionItem


def items(text: str, root: Path | None = None, *, asked: bool = True) -> dict[str, CompletionItem]:
    view, offset = at_cursor(text, root)
    found = completions(view, offset, asked=asked).items
    return {item.label: item for item in found}


def snippet(text: str, label: str, root: Path | None = None) -> str:
    """The lines of the cursor once `label` is taken by a client with tab stops."""
    item = items(text, root)[label]
    before, after = text.replace("$0", "")[: item.start], text.replace("$0", "")[item.end :]
    head = before[before.rfind("\n") + 1 :]
    return head + item.snippet + after[: after.find("\n")]


@pytest.mark.parametrize(
    ("rows", "line", "expected"),
    [
        ("| T-1 | a | Todo |\n", "$0", "| T-2 | ${1:Task} | Todo |"),
        ("| T-1 | a | Todo |\n", "|$0", "| T-2 | ${1:Task} | Todo |"),
        ("| T-1 | a | Todo |\n", "| $0", "| T-2 | ${1:Task} | Todo |"),
        ("| **T-09** | a | `Done` |\n", "$0", "| **T-10** | ${1:Task} | `Todo` |"),
        ("|T-1|a|Done|\n|T-2|a|Todo|\n", "$0", "|T-3|${1:Task}|Todo|"),
        ("T-1 | a | Todo\n", "$0", "T-2 | ${1:Task} | Todo"),
        ("| P1.9 | a | ⏳ Todo |\n| P1.9b | | |\n", "$0", "| P1.10b | ${1:Task} | ⏳ Todo |"),
        ("", "$0", "| ${1:ID} | ${2:Task} | Todo |"),
    ],
)
def test_a_row_has_the_next_id_and_an_open_status(rows: str, line: str, expected: str) -> None:
    text = f"| ID | Task | Status |\n|--|--|--|\n{rows}{line}\n"
    assert snippet(text, "new row") == expected


HEAD = "| ID | Task | Status |\n  |--|--|--|\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"- List:\n\n  {HEAD}  | T-1 | a | Todo |\n  $0\n", "  | T-2 | ${1:Task} | Todo |"),
        (f"- List:\n\n  {HEAD}  | T-1 | a | Todo |\n$0\n", "  | T-2 | ${1:Task} | Todo |"),
        (f"- List:\n\n  {HEAD}  | T-1 | a | Todo |\n  |$0\n", "  | T-2 | ${1:Task} | Todo |"),
        (f"- List:\n\n  {HEAD}  $0\n- Next\n", "  | ${1:ID} | ${2:Task} | Todo |"),
        (
            f"> {HEAD.replace('  ', '> ')}> | T-1 | a | Todo |\n> $0\n> b\n",
            "> | T-2 | ${1:Task} | Todo |\n>",
        ),
    ],
)
def test_a_row_inside_a_list_or_a_quote(text: str, expected: str) -> None:
    assert items(text)["new row"].snippet == expected


def test_an_id_in_use_below_is_not_given_again() -> None:
    text = "| ID | Task | Status |\n|--|--|--|\n| T-1 | a | Todo |\n$0\n\nx\n\n- [ ] T-2 b\n"
    assert snippet(text, "new row").startswith("| T-3 |")


def test_a_row_takes_no_paragraph_into_its_table() -> None:
    text = "| Task | Status |\n|--|--|\n| a | Todo |\n$0\nWords.\n"
    item = items(text)["new row"]
    done = apply_edits(text.replace("$0", ""), [Edit(item.start, item.end, item.insert)])
    kinds = [place.piece.kind for place in view_of(done).backlog.rope.places()]
    assert kinds == [Kind.TABLE, Kind.ROW, Kind.ROW, Kind.PARAGRAPH]


@pytest.mark.parametrize(
    "text",
    [
        "| Key | Value |\n|--|--|\n| a | b |\n$0\n",
        "| Task | Status |\n|--|--|\n| a | Todo |\n\n$0\n",
        "words\n$0\n",
        f"- List:\n\n  {HEAD}  | T-1 | a | Todo |\n\n  $0\n",
        "> words\n> $0\n",
        "- words\n\n  | Task | Status$0\n",
        "```\n| Task | Status |\n|--|--|\n| a | Todo |\n$0\n```\n",
    ],
)
def test_no_row_elsewhere(text: str) -> None:
    assert "new row" not in items(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- [ ] a\n- [x] b\n$0\n", "- [ ] ${1:task}"),
        ("- [ ] a\n- $0\n", "- [ ] ${1:task}"),
        ("* [ ] **T-1**: a\n\n$0\n", "* [ ] **T-2**: ${1:task}"),
        ("- [ ] **P0.1 Foo**\n$0\n", "- [ ] **P0.2 ${1:task}**"),
        ("- [ ] a\n  + [ ] b\n  $0\n", "  + [ ] ${1:task}"),
        ("- [ ] a\n  + [ ] b\n$0\n", "- [ ] ${1:task}"),
        ("1. [ ] a\n2. [ ] b\n$0\n", "3. [ ] ${1:task}"),
        ("1. [ ] a\n1. [ ] b\n$0\n", "1. [ ] ${1:task}"),
        ("3. [ ] a\n   $0\n", "   1. [ ] ${1:task}"),
    ],
)
def test_a_task_is_written_like_those_above(text: str, expected: str) -> None:
    assert snippet(text, "new task") == expected


EPICS = """\
## Epic 1: Foo [x]

**Status**: ✅ Done
**Owner**: Ann

Words.

## Epic 2: Bar

- **Status:** Todo
- **Effort:** 3 days

Words: more.

$0
"""


def test_a_section_has_the_heading_and_the_fields_of_the_last() -> None:
    assert items(EPICS)["new section"].snippet == (
        "## Epic 3: ${1:Title}\n\n- **Status:** Todo\n- **Effort:** $2"
    )
    text = "### PROJ-7 — Foo\n**Status:** Done | **Owner:** x\n\n### $0\n"
    assert items(text)["new section"].snippet == (
        "### PROJ-8 — ${1:Title}\n**Status:** Todo | **Owner:** $2"
    )
    assert "new section" not in items(text.replace("### $0", "## $0"))
    assert "new section" not in items("# A\n\nwords\n\n$0\n")
    assert "new section" not in items("# A\n\n**Status**: Todo\n\nwords\n\n$0\n")
    assert "new section" not in items("# A\n\n## B\n\nMatch the card: words\n\n$0\n")


def milestone(text: str, root: Path) -> str | None:
    view, offset = at_cursor(text, root, name="milestones/m3.md")
    found = {item.label: item.snippet for item in completions(view, offset).items}
    return found.get("new milestone")


def test_an_empty_milestone_begins_like_the_one_beside_it(tmp_path: Path) -> None:
    assert milestone("$0", tmp_path) == "# ${1:Milestone}\n\n**Status:** ${2:Todo}"
    write(
        tmp_path,
        {
            "milestones/m1.md": "# Old one\n",
            "milestones/m2.md": "# M2 — Beta\n\n**Status:** Done\n**Due:** 2026-03-01\n\nWords.\n",
            "other/milestones/m9.md": "# M9\n",
        },
    )
    expected = "# M3 — ${1:Milestone}\n\n**Status:** Todo\n**Due:** $2"
    assert milestone("$0", tmp_path) == expected
    assert milestone("# $0\n", tmp_path) == expected
    assert milestone("# M3\n\n$0", tmp_path) is None
    assert milestone("## $0", tmp_path) is None


def test_a_legend_explains_the_statuses_in_use() -> None:
    table = "| Task | Status |\n|--|--|\n| a | Todo |\n| b | ✅ Done |\n\n"
    assert items(f"{table}$0\n")["legend"].insert == (
        "| Status | Meaning |\n| ------ | ------- |\n| Todo   |  |\n| ✅ Done |  |"
    )
    legend = "**Legend:** ✅ Done | 🔶 In Progress\n\n"
    assert "legend" not in items(f"{table}$0\n\n{legend}")
    assert "legend" not in items("# A\n\n$0\n")
    assert "legend" not in items("## A\n\n**Status**: Fixed\n\n$0\n")
    assert "legend" not in items(f"{table}words\n$0\n")


def test_milestones_are_linked_on_a_line_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, {"milestones/m1.md": "# M1: Alpha\n"})
    found = items("# A\n\n- $0\n", tmp_path)["link to M1: Alpha"]
    assert found.insert == "- [M1: Alpha](milestones/m1.md)"


def test_nothing_new_is_begun_unasked() -> None:
    assert items("- [ ] a\n- $0\n", asked=False) == {}
    assert "new row" in items("| Task | Status |\n|--|--|\n| a | Todo |\n|$0\n", asked=False)


@given(st.lists(st.one_of(st.text("a$}\\{:1"), st.builds(Blank, st.text("a$}\\")))))
def test_a_snippet_is_its_text_with_tab_stops(parts: list[str | Blank]) -> None:
    # Taken apart by the grammar of LSP 3.17: an escape, a tab stop, or a character as it is.
    token = re.compile(
        r"\\(?P<escaped>[\\$}])|\$\d+|\$\{\d+\}|\$\{\d+:(?:\\.|[^\\}])*\}|(?P<plain>.)", re.DOTALL
    )
    snippet = as_snippet(parts)
    read = "".join(m["escaped"] or m["plain"] or "" for m in token.finditer(snippet))
    assert read == as_text(parts)


@given(st.from_regex(r"[A-Z]{1,4}-[0-9]{1,4}(\.[0-9]{1,2})?", fullmatch=True))
def test_the_next_id_is_free_and_of_the_series(ident: str) -> None:
    text = f"- [ ] {ident} a\n"
    backlog = Backlog.read(Document.parse(text))
    found = next_ident(backlog, ident)
    assert re.sub(r"\d+", "#", found) == re.sub(r"\d+", "#", ident)
    assert found != ident


@given(documents, st.floats(0, 1))
def test_a_new_row_or_task_is_one(text: str, where: float) -> None:
    at = text.find("\n", int(where * len(text))) + 1
    text = text[:at] + "\n" + text[at:]
    view = view_of(text)
    for item in completions(view, at).items:
        assert item.start <= at <= item.end
        after = view_of(apply_edits(text, [Edit(item.start, item.end, item.insert + "x")]))
        if item.label == "new task":
            place = after.backlog.rope.at_offset(item.start)
            context = after.backlog.context(place)
            kinds = [each.kind for each in items_of(place.piece, context.roles)]
            assert ItemKind.TASK in kinds or place.piece.kind not in {Kind.ITEM, Kind.PARAGRAPH}
