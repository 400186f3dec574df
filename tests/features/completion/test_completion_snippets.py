"""Snippets: their syntax, the ids in them, and what they do to the document."""

from __future__ import annotations

import re

from cursor import at_cursor, view_of
from hypothesis import given
from hypothesis import strategies as st
from markdown import documents

from backlog_ls.features.completion.engine import complete
from backlog_ls.features.completion.snippets import Placeholder, next_id, to_snippet, to_text
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.items.item import ItemKind
from backlog_ls.model.items.items import find_items
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.document import Document
from backlog_ls.text.edit import Edit, apply_edits


def test_a_new_row_does_not_pull_the_next_paragraph_into_its_table() -> None:
    view, offset = at_cursor("| Task | Status |\n|--|--|\n| a | Todo |\n$0\nWords.\n")
    (item,) = (each for each in complete(view, offset).items if each.label == "new row")
    text = view.backlog.document.text
    after = apply_edits(text, [Edit(item.start, item.end, item.insert)])
    kinds = [place.piece.kind for place in view_of(after).backlog.rope.places()]
    assert kinds == [Kind.TABLE, Kind.ROW, Kind.ROW, Kind.PARAGRAPH]


@given(st.lists(st.one_of(st.text("a$}\\{:1"), st.builds(Placeholder, st.text("a$}\\")))))
def test_a_snippet_without_its_tab_stops_is_the_text(parts: list[str | Placeholder]) -> None:
    # By the grammar of LSP 3.17: an escape, a tab stop, or a plain character.
    token = re.compile(
        r"\\(?P<escaped>[\\$}])|\$\d+|\$\{\d+\}|\$\{\d+:(?:\\.|[^\\}])*\}|(?P<plain>.)", re.DOTALL
    )
    snippet = to_snippet(parts)
    read = "".join(m["escaped"] or m["plain"] or "" for m in token.finditer(snippet))
    assert read == to_text(parts)


@given(st.from_regex(r"[A-Z]{1,4}-[0-9]{1,4}(\.[0-9]{1,2})?", fullmatch=True))
def test_the_next_id_is_unused_and_of_the_same_series(ident: str) -> None:
    text = f"- [ ] {ident} a\n"
    backlog = Backlog.read(Document.parse(text))
    found = next_id(backlog, ident)
    assert re.sub(r"\d+", "#", found) == re.sub(r"\d+", "#", ident)
    assert found != ident


@given(documents, st.floats(0, 1))
def test_a_new_task_is_parsed_as_a_task(text: str, where: float) -> None:
    at = text.find("\n", int(where * len(text))) + 1
    text = text[:at] + "\n" + text[at:]
    view = view_of(text)
    for item in complete(view, at).items:
        assert item.start <= at <= item.end
        after = view_of(apply_edits(text, [Edit(item.start, item.end, item.insert + "x")]))
        if item.label == "new task":
            place = after.backlog.rope.at_offset(item.start)
            context = after.backlog.context(place)
            kinds = [each.kind for each in find_items(place.piece, context.roles)]
            assert ItemKind.TASK in kinds or place.piece.kind not in {Kind.ITEM, Kind.PARAGRAPH}
