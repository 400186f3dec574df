"""A check for development: compare incremental results with results from scratch."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.rules.engine.incremental import check
from backlog_ls.syntax.document import Document

if TYPE_CHECKING:
    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.workspace.view import View

log = logging.getLogger(__name__)


def compare_with_fresh(document: OpenDocument, view: View) -> None:
    """Log an error for each part of `document` that differs from one made from scratch.

    Args:
        document: as it is after an edit.
        view: of that document.
    """
    fresh = Document.parse(document.backlog.document.text)
    if list(fresh.rope) != list(document.backlog.rope):
        log.error("PARANOID: the blocks of %s differ from a fresh parse", document.uri)
    known = document.backlog
    backlog = Backlog.read(known.document, known.declared_vocabulary, lists_work=known.lists_work)
    if backlog.index != document.backlog.index:
        log.error("PARANOID: the index of %s differs from a fresh one", document.uri)
    if document.report:
        findings = check(view._replace(backlog=backlog)).findings()
        if findings != document.report.findings():
            log.error("PARANOID: the findings of %s differ from fresh ones", document.uri)
