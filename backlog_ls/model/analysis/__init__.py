"""Queries about a whole document: status of sections, counts, dependencies, occurrences."""

from __future__ import annotations
