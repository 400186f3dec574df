"""Items and what belongs to them: status, dates, milestones, dependencies, legends and counts."""

from __future__ import annotations
