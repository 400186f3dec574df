"""Bytes to messages and back: standard input and output, JSON, URIs, errors."""

from __future__ import annotations
