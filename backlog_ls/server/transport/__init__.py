"""Messages: standard input and output, JSON, URIs, errors, client capabilities, timing."""

from __future__ import annotations
