"""Update what depends on today's date when a day begins."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from backlog_ls.server import publish_diagnostics
from backlog_ls.server.transport.client_capabilities import refreshes_inlay_hints

if TYPE_CHECKING:
    from backlog_ls.server.server import BacklogServer

CHECK_INTERVAL_S = 60.0
"""Time between two checks of the date. A sleep until midnight would stop while the machine sleeps."""


async def watch_day(server: BacklogServer) -> None:
    """Update diagnostics and inlay hints each time a day begins."""
    day = time.localtime().tm_yday
    while True:
        await asyncio.sleep(CHECK_INTERVAL_S)
        if day != time.localtime().tm_yday:
            day = time.localtime().tm_yday
            publish_diagnostics.republish(server, server.session.update_day())
            if refreshes_inlay_hints(server.client_capabilities):
                server.workspace_inlay_hint_refresh(None)
