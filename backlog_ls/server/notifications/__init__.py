"""One module for each family of notifications that change the session.

The modules of handlers are imported on access, with the first message for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # isort: off
    from backlog_ls.server.notifications import (
        configuration as configuration,
        text_document as text_document,
        workspace as workspace,
    )
else:
    from backlog_ls.server.lazy_modules import importer

    __getattr__ = importer(__name__)
