"""Editing and sorting tables."""

from __future__ import annotations
