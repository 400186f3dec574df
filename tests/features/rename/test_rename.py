"""Renames with very many edits, which are checked at once, and empty names."""

from __future__ import annotations

import pytest
from cursor import at_cursor

from backlog_ls.features.rename.edits import MANY_EDITS, RenameRefusedError
from backlog_ls.features.rename.rename import plan_rename
from backlog_ls.text.edit import apply_edits

TABLE = "| ID | Feature | Status | Depends on |\n| --- | --- | --- | --- |\n"
LEGEND = "**Legend:** ✅ Done | 🚧 Doing | `Todo`\n\n"
COLUMN = "| Task | Status |\n| --- | --- |\n"


def renamed(text: str, new: str) -> str:
    """The document after the rename of what is at `$0`."""
    (changed,) = plan_rename(*at_cursor(text), new).edits
    return apply_edits(changed.backlog.document.text, changed.edits)


def test_many_edits_are_checked_at_once() -> None:
    text = LEGEND + COLUMN + "| a | Do$0ing |\n" + "| b | doing |\n" * (MANY_EDITS + 1)
    assert renamed(text, "Started").count("Started") == MANY_EDITS + 3
    text = TABLE + "| T1$0 | a | Done | |\n" + "| T2 | b | Todo | T1 |\n" * (MANY_EDITS + 1)
    assert renamed(text, "T9").count("T9") == MANY_EDITS + 2
    text = COLUMN + "| Ex$0port | Done |\n" + "| export | Done |\n" * (MANY_EDITS + 1)
    with pytest.raises(RenameRefusedError, match="would change how a line is parsed"):
        renamed(text, "a [b](c)")


def test_an_empty_name_is_refused() -> None:
    with pytest.raises(RenameRefusedError, match="empty"):
        renamed("- [ ] Exp$0ort\n", " ")
