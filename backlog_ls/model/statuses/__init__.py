"""The meaning of statuses and of stated progress, in any language."""

from __future__ import annotations
