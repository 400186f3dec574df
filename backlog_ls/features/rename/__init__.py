"""Renaming features, ids, milestones, statuses and files, with all their uses."""

from __future__ import annotations
