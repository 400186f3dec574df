"""Where items state their status, which statuses can be chosen there, and how they are written."""

from __future__ import annotations
