"""From the first message to the last: what client and server agree on."""

from __future__ import annotations
