"""Code actions, independent of the protocol."""

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
    """A code action. Offsets and edits are in code points of the document."""

    title: str
    kind: str
    """A ``CodeActionKind`` of LSP 3.17."""
    edits: tuple[Edit, ...] | None = None
    """None until `resolve_code_action` computes them."""
    create: str = ""
    """Absolute path of the file that it creates; empty if it creates none."""
    preferred: bool = False
    finding: Finding | None = None
    """The finding that it fixes."""
    start: int = 0
    """Where it was offered: the cursor, or the start of the selection."""
    end: int = 0
    """The end of the selection."""
    refactoring_id: str = ""
    """Which refactoring it is, such as `sort-table`; empty for other actions."""
    arguments: tuple[str, ...] = ()
    """The arguments of the refactoring."""
    disabled: str = ""
    """Why it is not possible here; empty if it is."""
    content: str = ""
    """The text of the file that it creates."""
    is_suppression: bool = False
    """Whether it suppresses `finding` instead of fixing it."""
    meaning: str = ""
    """What the status that it sets means, in the words of the legend."""
    likely: bool = False
    """Whether it sets the status that comes next, or that of completed items."""


class RefusedError(Exception):
    """A refactoring is not possible here. Its message is shown to the user."""
