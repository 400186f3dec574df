"""The rules, one module each. The registry discovers them."""

from __future__ import annotations
