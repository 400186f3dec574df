"""Document structure: symbols, folding and selection ranges, semantic tokens, lenses, hints."""

from __future__ import annotations
