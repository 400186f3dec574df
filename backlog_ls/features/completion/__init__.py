"""Completion: what can be inserted at the cursor."""

from __future__ import annotations
