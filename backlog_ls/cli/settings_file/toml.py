"""Settings as TOML (version 1.0)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any


def entries(table: Any) -> Iterator[tuple[str, Any]]:
    """Yield the keys and the values of a table: a mapping, or a dataclass of settings."""
    if isinstance(table, Mapping):
        yield from table.items()
    else:
        for each in fields(table):
            yield each.name.replace("_", "-"), getattr(table, each.name)


def format_key(name: str) -> str:
    """Return `name` as a key, in quotation marks where it needs them."""
    bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if bare else _format_string(name)


def format_value(value: object) -> str:
    """Return a value: a boolean, number, string, list of values or table."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _format_string(value)
    if isinstance(value, Mapping):
        pairs = (f"{format_key(name)} = {format_value(each)}" for name, each in value.items())
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(format_value(item) for item in value) + "]"
    return str(value)


def _format_string(text: str) -> str:
    # A JSON string is a TOML string, except that TOML requires DEL to be escaped (TOML 1.0, "String").
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
