"""Quick fixes and refactorings."""

from __future__ import annotations
