"""One module for each family of requests: convert, call a feature, convert back."""

from __future__ import annotations
