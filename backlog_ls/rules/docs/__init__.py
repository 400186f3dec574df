"""The page of all rules and the schema of the settings, both generated."""

from __future__ import annotations
