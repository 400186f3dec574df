"""A document and what stands around it: all that a rule or a feature may look at."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.settings import DEFAULTS, Settings

if TYPE_CHECKING:
    from datetime import date

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.hang_guard import Guard
    from backlog_ls.workspace.workspace import Workspace


class View(NamedTuple):
    """A document at one moment, in its workspace."""

    backlog: Backlog
    workspace: Workspace
    path: str
    """Absolute; empty for a document that is no file."""
    settings: Settings = DEFAULTS
    today: date | None = None
    """The day on which it is looked at; None for that of the clock, which `day` asks."""
    guard: Guard | None = None
    """Where it is noted what is worked out, so that it can be interrupted."""

    @property
    def day(self) -> date:
        """The day on which it is looked at."""
        from datetime import datetime  # noqa: PLC0415 (a start without dates does not pay for it)

        return self.today or datetime.now().astimezone().date()

    @property
    def root(self) -> str:
        """The workspace folder that holds the document, else the folder it is in."""
        return self.workspace.root_of(self.path) or os.path.dirname(self.path)
