"""What the columns of a table mean."""

from __future__ import annotations
