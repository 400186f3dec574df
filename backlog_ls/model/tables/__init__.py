"""Tables: the roles of columns, facts about rows, and placeholders."""

from __future__ import annotations
