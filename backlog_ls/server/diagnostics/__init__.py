"""Findings, as diagnostics that are pushed or asked for."""

from __future__ import annotations
