"""What is kept of the backlogs that are not open: summaries, a cache, and the processes that read them."""

from __future__ import annotations
