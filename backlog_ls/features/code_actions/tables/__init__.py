"""Edit and sort tables."""

from __future__ import annotations
