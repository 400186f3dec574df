"""Renames in the real documents: there and back again is the same text."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from real_documents import documents_in, folders

from backlog_ls.features.navigation.symbol_at import (
    SymbolUse,
    UseKind,
    find_symbol_uses,
    has_own_id,
)
from backlog_ls.features.rename.edits import DocumentEdits, RenameRefusedError
from backlog_ls.features.rename.rename import find_renamable, plan_rename
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.syntax.document import Document
from backlog_ls.text.edit import apply_edits

if TYPE_CHECKING:
    from pathlib import Path

    from backlog_ls.workspace.view import View


def text_of(changed: DocumentEdits) -> str:
    return apply_edits(changed.backlog.document.text, changed.edits)


def sample(view: View, random: Random) -> list[SymbolUse]:
    """Some of the names, ids and headings of a document."""
    wanted = {UseKind.NAME, UseKind.HEADING, UseKind.ID}
    found = [
        target
        for place, context in view.backlog.contexts()
        for target in find_symbol_uses(view, place, context)
        if target.kind in wanted
    ]
    return random.sample(found, min(len(found), 6))


def there_and_back(view: View, target: SymbolUse) -> str | None:
    """The text after a rename and one back, or None where there is none that could be the same."""
    text = view.backlog.document.text
    old = text[target.start : target.end]
    if target.kind is UseKind.ID and not has_own_id(view.backlog, target.key):
        return None  # another document has the item, and would change as well
    new = "ZQX-4711" if target.kind is UseKind.ID else "Zwölf Xyl"
    asked = find_renamable(view, target.start)
    if asked is None or asked[:4] != target[:4]:
        return None  # an id that begins a name is what is meant there
    (changed,) = (each for each in plan_rename(view, target.start, new).edits if not each.path)
    spelled = {text[edit.start : edit.end] for edit in changed.edits if edit.text == new}
    if len(spelled) > 1:
        return None  # a name in two spellings gets one
    made = text_of(changed)
    assert made.count(new) == text.count(new) + sum(e.text == new for e in changed.edits)
    before = (edit for edit in changed.edits if edit.end <= target.start)
    at = target.start + sum(len(edit.text) - (edit.end - edit.start) for edit in before)
    again = view._replace(backlog=Backlog.read(Document.parse(made)))
    (back,) = (each for each in plan_rename(again, at, old).edits if not each.path)
    return text_of(back)


def test_there_and_back_is_the_same_text(shared: Path) -> None:
    random = Random(7)
    same = refused = 0
    for folder in folders(shared):
        for document in documents_in(folder, shared, 2):
            for target in sample(document.view, random):
                try:
                    text = there_and_back(document.view, target)
                except RenameRefusedError:
                    refused += 1
                    continue
                if text is not None:
                    assert text == document.view.backlog.document.text, (document.name, target)
                    same += 1
    assert same > 100
    assert refused < same // 5
