"""The meaning of a document: facts of blocks, items, statuses, legends, dates and settings."""

from __future__ import annotations
