"""Move items, rows and cards to another section or table."""

from __future__ import annotations
