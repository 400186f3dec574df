"""The set of documents: snapshots, symbols, the link graph, and the only disk reader."""

from __future__ import annotations
