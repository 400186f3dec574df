"""Generated documentation: the page of all rules and the JSON Schema of the settings."""

from __future__ import annotations
