"""Markdown syntax: blocks parsed incrementally, tables, links and front matter."""

from __future__ import annotations
