"""Statuses and the words they are written in."""

from __future__ import annotations
