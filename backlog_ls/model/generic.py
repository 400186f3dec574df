"""Names that say too little to tell one item from another."""

from __future__ import annotations

import re

from backlog_ls.model.fold import fold

_NUMBERED = re.compile(r"[\w ]{0,24}\b(?:[a-z]{0,2}\d+(?:\.\d+)*|[ivx]+|[a-z])\Z")
SHORTEST = 4
"""Names shorter than this many code points say too little to be a feature's."""

CHORES = frozenset(
    fold(name)
    for name in [
        "tests",
        "testing",
        "documentation",
        "docs",
        "readme",
        "changelog",
        "refactoring",
        "review",
        "cleanup",
        "design",
        "todo",
        "deployment",
        "release",
        "backend",
        "frontend",
        "api",
        "ui",
        "database",
        "total",
        "totals",
        "summary",
        "notes",
        "overview",
        "security",
        "performance",
        "monitoring",
        "logging",
        "ci",
        "tbd",
        "none",
        "misc",
        "other",
        "various",
    ]
) | {"unit tests", "integration tests", "e2e tests", "write tests", "add tests", "code review"}


def is_generic(name: str) -> bool:
    """Tell whether `name`, folded, may well stand for several items: `Phase 2`, `Tests`, `UI`."""
    return len(name) < SHORTEST or name in CHORES or _NUMBERED.fullmatch(name) is not None
