"""The language server: lifecycle, synchronisation, conversion. Protocol types stop here."""

from __future__ import annotations
