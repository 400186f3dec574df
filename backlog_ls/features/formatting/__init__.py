"""Laying out tables."""

from __future__ import annotations
