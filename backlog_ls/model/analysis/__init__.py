"""Questions about a whole document: the status of a section, what is counted, what waits."""

from __future__ import annotations
