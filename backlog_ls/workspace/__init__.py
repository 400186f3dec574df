"""The documents of a workspace: open ones, those on disk, and the links between them."""

from __future__ import annotations
