"""Reading files and walking folders."""

from __future__ import annotations
