"""What one block says, from its own text alone."""

from __future__ import annotations
