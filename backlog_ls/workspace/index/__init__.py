"""Backlogs that are not open: their summaries, a cache on disk, and workers that read them."""

from __future__ import annotations
