"""What runs the rules: registry, findings, incremental reports, suppression."""

from __future__ import annotations
