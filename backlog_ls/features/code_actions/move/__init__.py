"""Moving items, rows and cards from one place to another."""

from __future__ import annotations
