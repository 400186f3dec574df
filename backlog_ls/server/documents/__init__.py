"""The open documents and their text."""

from __future__ import annotations
