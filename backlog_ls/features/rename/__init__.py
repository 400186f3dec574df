"""Renaming features, ids, milestones, statuses and files, with everything that names them."""

from __future__ import annotations
