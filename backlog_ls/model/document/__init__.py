"""A document as an immutable value: blocks in context and an index of symbols."""

from __future__ import annotations
