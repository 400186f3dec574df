"""The output of `check`, in each format."""

from __future__ import annotations
