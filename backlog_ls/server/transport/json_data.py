"""Data from clients without a type in the protocol: settings, and data that they send back."""

from __future__ import annotations

from typing import Any


def extract_settings(data: Any) -> dict[str, Any]:
    """Return the settings that a client sends, with or without their section around them."""
    data = to_plain_json(data)
    if not isinstance(data, dict):
        return {}
    section = data.get("backlog-ls", data.get("backlog_ls", data))
    return section if isinstance(section, dict) else {}


def to_plain_json(data: Any) -> Any:
    """Return `data` with the objects that pygls made of JSON objects as dictionaries again."""
    fields = getattr(data, "_asdict", None)
    if fields is not None:
        return {key: to_plain_json(value) for key, value in fields().items()}
    if isinstance(data, dict):
        return {key: to_plain_json(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [to_plain_json(value) for value in data]
    return data
