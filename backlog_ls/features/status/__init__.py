"""Which statuses can be written at a place, and in which form."""

from __future__ import annotations
