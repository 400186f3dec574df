"""The document's characters: lines, positions, edits, display width."""

from __future__ import annotations
