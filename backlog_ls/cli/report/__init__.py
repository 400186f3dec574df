"""The output of `report`, in each format."""

from __future__ import annotations
