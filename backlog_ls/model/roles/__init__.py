"""Which part a document plays: backlog, work item, finished, archive, reference or template."""

from __future__ import annotations
