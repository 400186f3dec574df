"""Links: their targets, and how they change when files move."""

from __future__ import annotations
