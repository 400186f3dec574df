"""End this process when the client's process is gone."""

from __future__ import annotations

import logging
import os
import threading
import time
from typing import TYPE_CHECKING

from backlog_ls.server.transport.metrics import thread_location

if TYPE_CHECKING:
    from backlog_ls.server.transport.metrics import Timings

CHECK_INTERVAL_S = 0.5
"""Time between two checks whether the client is alive."""
BUSY_WARNING_S = 10
"""Time after which a message is logged as hanging, with the place in the code."""

log = logging.getLogger(__name__)


def watch_parent(process_id: int, timings: Timings) -> None:
    """End this process when the client's is gone; log where the event loop hangs, if it does.

    If a client is killed, its end of the pipe may stay open in another child process, so that the end
    of input is never seen here (LSP 3.17, `InitializeParams.processId`).

    Args:
        process_id: of the client.
        timings: of the event loop, which runs on this thread.
    """
    loop = threading.get_ident()

    def watch() -> None:
        reported = None
        while _is_alive(process_id):
            time.sleep(CHECK_INTERVAL_S)
            busy = timings.busy_for(BUSY_WARNING_S)
            if busy and busy != reported:
                place = thread_location(loop)
                log.warning("busy with %s for %d s, in %s", busy[0], BUSY_WARNING_S, place)
                reported = busy
        os._exit(1)

    if _is_alive(process_id):
        threading.Thread(target=watch, daemon=True, name="parent").start()


def _is_alive(process_id: int) -> bool:
    if os.name == "nt":
        return True  # only the Windows API can tell; there a closed pipe is noticed
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it exists, and belongs to another user
    return not _is_zombie(process_id)


def _is_zombie(process_id: int) -> bool:
    """Tell whether a process has ended and was not waited for; False outside Linux."""
    try:
        with open(f"/proc/{process_id}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[:1] == [b"Z"]
    except OSError:
        return False
