"""Between the URIs of clients and paths."""

from __future__ import annotations

import os
from urllib.parse import quote, unquote, urlsplit


def path_of(uri: str) -> str | None:
    """Return the absolute path that the file URI `uri` names, or None: it names no local file."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"}:
        return None
    path = unquote(parts.path)
    if os.name == "nt":
        path = path.lstrip("/")
    return os.path.normpath(path) if path and "\0" not in path else None


def uri_of(path: str) -> str:
    """Return the file URI of the absolute `path`."""
    path = path.replace("\\", "/")
    return (
        "file://" + ("" if path.startswith("/") else "/") + quote(path, safe="/:@!$&'*+,;=~-._()")
    )
