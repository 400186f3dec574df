"""What can be typed at the cursor."""

from __future__ import annotations
