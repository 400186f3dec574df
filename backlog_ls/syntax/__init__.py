"""Text to blocks: incremental parsing, tables, inline links, checkboxes, front matter."""

from __future__ import annotations
