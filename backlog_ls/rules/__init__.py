"""The diagnostics: one file each, found by the registry."""

from __future__ import annotations
