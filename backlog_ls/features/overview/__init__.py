"""Items, progress and dependencies of whole documents, for reports and boards."""

from __future__ import annotations
