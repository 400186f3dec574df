"""Hover: what is shown about the text under the pointer."""

from __future__ import annotations
