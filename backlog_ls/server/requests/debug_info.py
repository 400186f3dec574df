"""The command `backlog-ls.debugInfo`: data for bug reports, without the user's text."""

from __future__ import annotations

import platform
import sys
import threading
import time
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from backlog_ls import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_ls.server.server import BacklogServer

_LIBRARIES = ("pygls", "lsprotocol", "markdown-it-py", "pydantic", "wcwidth")


async def debug_info(ls: BacklogServer, _arguments: Sequence[Any]) -> dict[str, Any]:
    """Return versions, counts, sizes and times. They contain no text, names or paths."""
    session, client = ls.session, ls.connection.client
    return {
        "version": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "libraries": {name: _version(name) for name in _LIBRARIES},
        "seconds": round(time.monotonic() - ls.connection.timings.started, 1),
        "memory": _memory(),
        "threads": threading.active_count(),
        "encoding": session.encoding.value,
        "diagnostics": "pulled" if client.pulls_diagnostics else "pushed",
        "watchesFiles": client.watches_files,
        "workspace": {
            "folders": len(session.workspace.roots),
            "documents": session.workspace.backlog_count,
            "indexing": ls.connection.background.is_indexing,
        },
        "documents": [
            {
                "characters": document.backlog.document.length,
                "blocks": len(document.backlog.rope),
                "backlog": document.is_checked,
                "role": document.verdict.role.value,
                "findings": len(document.report.findings()) if document.report else 0,
                "judgedByLastEdit": document.report.checked_units if document.report else 0,
            }
            for document in session.documents.values()
        ],
        "settings": sorted(session.settings.editor),
        "milliseconds": {
            method: {
                "count": timing.count,
                "mean": round(1000 * timing.total / timing.count, 2),
                "longest": round(1000 * timing.longest, 2),
            }
            for method, timing in sorted(ls.connection.timings.by_method.items())
        },
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _memory() -> int:
    """Return the peak memory of this process in bytes; 0 if the system does not tell."""
    try:
        import resource  # noqa: PLC0415 (Windows has none)
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
