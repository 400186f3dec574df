"""Names, ids and anchors: normalize them for comparison and find similar ones."""

from __future__ import annotations
