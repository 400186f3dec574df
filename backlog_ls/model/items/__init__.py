"""Items and their fields: status, dates, milestones, dependencies, progress."""

from __future__ import annotations
