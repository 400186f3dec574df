"""Comparing names, ids and anchors."""

from __future__ import annotations
