"""The structure of a document: symbols, folding, selection, colours, lenses and hints."""

from __future__ import annotations
