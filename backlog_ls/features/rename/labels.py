"""Renaming the label of a link reference or a footnote, in its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.navigation.labels import find_label_uses
from backlog_ls.features.rename.edits import RenameEdits, RenameRefusedError
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.syntax.inline_text import normalize_label
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.features.navigation.symbol_at import SymbolUse
    from backlog_ls.workspace.view import View

_LABEL = pattern(r"(?:[^\[\]\\]|\\.){1,999}")
_FOOTNOTE = pattern(r"[^\s\[\]\\]{1,999}")


def rename_label(view: View, symbol: SymbolUse, new: str) -> RenameEdits:
    """Return the edits that rename the label `symbol` to `new`: in its definition and its uses.

    Where the label is also the text of a link, the text changes too.

    Raises:
        RenameRefusedError: `new` is not a valid label, or another one.
    """
    is_footnote = symbol.key.startswith("^")
    form = _FOOTNOTE if is_footnote else _LABEL
    if not form.fullmatch(new) or (not is_footnote and new.startswith("^")):
        raise RenameRefusedError(f"`{new}` is not a valid label.")
    key = normalize_label(f"^{new}" if is_footnote else new)
    index = view.backlog.index
    kinds = SymbolKind.DEFINITION, SymbolKind.REFERENCE, SymbolKind.SHORTCUT
    if key != symbol.key and any(index.get(kind, key) for kind in kinds):
        raise RenameRefusedError(f"There is already a label `{new}`.")
    edits = RenameEdits(view)
    for use in find_label_uses(view.backlog, symbol.key):
        edits.add("", view.backlog, use.start, use.end, new)
    return edits
