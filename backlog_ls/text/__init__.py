"""Plain text: lines, positions, edits, display width, the rope and encoding damage."""

from __future__ import annotations
