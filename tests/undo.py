"""Compute the inverse of edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.text.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable


def undo_edits(text: str, edits: Iterable[Edit]) -> list[Edit]:
    """Return the edits that undo `edits` of `text`."""
    shift = 0
    back = []
    for start, end, new in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        back.append(Edit(start + shift, start + shift + len(new), text[start:end]))
        shift += len(new) - (end - start)
    return back
