"""Runs the rules: registry, findings, incremental reports, suppression comments."""

from __future__ import annotations
