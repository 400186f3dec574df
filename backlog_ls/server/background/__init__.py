"""Work in the background: threads, indexing, polling, progress."""

from __future__ import annotations
