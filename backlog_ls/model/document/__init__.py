"""A whole document as a value: blocks in context, with an index of what they say."""

from __future__ import annotations
