"""Facts about one block that depend only on its own text."""

from __future__ import annotations
