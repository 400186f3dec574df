"""Settings files: as TOML, and one to begin with."""

from __future__ import annotations
