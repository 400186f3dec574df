"""Definitions, references, highlights, links and symbols of the workspace."""

from __future__ import annotations
