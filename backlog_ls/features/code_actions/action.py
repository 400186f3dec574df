"""What a code action is, before it is the client's."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.text.edit import Edit

QUICK_FIX = "quickfix"
REWRITE = "refactor.rewrite"
MOVE = "refactor.move"
EXTRACT = "refactor.extract"
FIX_ALL = "source.fixAll.backlog-ls"
FORMAT_TABLES = "source.formatTables"


class Action(NamedTuple):
    """Something that can be done. Edits are in code points of the document."""

    title: str
    kind: str
    """As in LSP 3.17, ``CodeActionKind``."""
    edits: tuple[Edit, ...] | None = None
    """None where they are still to be worked out, by `actions.resolved`."""
    create: str = ""
    """Absolute path of a file that it makes."""
    preferred: bool = False
    finding: Finding | None = None
    """What it mends."""
    at: int = 0
    """Where it was offered, a code point."""
    end: int = 0
    """The end of what was selected there."""
    work: tuple[str, ...] = ()
    """Which refactoring it is, and what that needs to know; empty for all else."""
    disabled: str = ""
    """Why it cannot be done here; empty where it can."""
    content: str = ""
    """Of the file that it makes; empty for its title alone."""


class RefusedError(Exception):
    """Something cannot be done; its text says why, for the person who asked."""
