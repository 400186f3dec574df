"""What is shown when the pointer rests on something."""

from __future__ import annotations
