"""The start of a connection, and its end.

The modules of handlers are imported on access, with the first message for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # isort: off
    from backlog_ls.server.lifecycle import (
        initialize as initialize,
        initialized as initialized,
    )
else:
    from backlog_ls.server.lazy_modules import importer

    __getattr__ = importer(__name__)
