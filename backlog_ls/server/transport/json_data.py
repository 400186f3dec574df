"""What clients send that no protocol type describes: settings, and data of our own that comes back."""

from __future__ import annotations

from typing import Any


def settings_in(data: Any) -> dict[str, Any]:
    """Return the settings in what a client sends: with or without the section around them."""
    data = plain(data)
    if not isinstance(data, dict):
        return {}
    section = data.get("backlog-ls", data.get("backlog_ls", data))
    return section if isinstance(section, dict) else {}


def plain(data: Any) -> Any:
    """Return JSON that pygls made objects of as the dictionaries and lists that it was."""
    fields = getattr(data, "_asdict", None)
    if fields is not None:
        return {key: plain(value) for key, value in fields().items()}
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [plain(value) for value in data]
    return data
