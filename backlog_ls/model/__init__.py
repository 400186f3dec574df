"""Blocks to understanding: facts, items, statuses, legends, links, settings."""

from __future__ import annotations
