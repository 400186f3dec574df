"""Completion and hover in settings files."""

from __future__ import annotations
