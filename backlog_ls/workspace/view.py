"""A document with its workspace and settings: all that rules and features may look at."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.roles.role import DocumentRole
from backlog_ls.model.settings import DEFAULTS, Settings

if TYPE_CHECKING:
    from datetime import date

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.workspace import Workspace


class View(NamedTuple):
    """A document at one moment, in its workspace."""

    backlog: Backlog
    workspace: Workspace
    path: str
    """Absolute; empty if the document is not a file."""
    settings: Settings = DEFAULTS
    today: date | None = None
    """The current day, for tests; None for that of the clock. See `day`."""

    role: DocumentRole = DocumentRole.BACKLOG
    """What the document is; see `workspace.roles.role_of`."""

    @property
    def day(self) -> date:
        """The current day."""
        from datetime import datetime  # noqa: PLC0415 (a start without dates does not pay for it)

        return self.today or datetime.now().astimezone().date()

    @property
    def root(self) -> str:
        """The root that holds the document, or else its folder."""
        return self.workspace.root_of(self.path) or os.path.dirname(self.path)
