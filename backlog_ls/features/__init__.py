"""What an editor asks for, as pure functions over a snapshot, in the project's own types."""

from __future__ import annotations
