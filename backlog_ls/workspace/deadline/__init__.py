"""Time limits for rules and requests."""

from __future__ import annotations
