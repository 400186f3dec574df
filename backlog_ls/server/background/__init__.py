"""Work beside the event loop: threads, indexing, watching, timing."""

from __future__ import annotations
