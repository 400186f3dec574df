"""Conversion between the URIs of clients and paths."""

from __future__ import annotations

import ntpath
import os
import posixpath
from urllib.parse import quote, unquote, urlsplit


def uri_to_path(uri: str, *, windows: bool = os.name == "nt") -> str | None:
    """Return the absolute path of the file URI `uri`; None if it does not name a local file.

    Bytes of a name that are not UTF-8 become lone surrogates, as elsewhere in Python (PEP 383).
    """
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"}:
        return None
    path = unquote(parts.path, errors="surrogateescape")
    if not path or "\0" in path:
        return None
    if not windows:
        return posixpath.normpath(path)
    # Clients spell the same drive `c%3A` and `C:`.
    drive, rest = ntpath.splitdrive(ntpath.normpath(path.lstrip("/")))
    return drive.upper() + rest


def path_to_uri(path: str, *, windows: bool = os.name == "nt") -> str:
    """Return the file URI of the absolute `path`."""
    if windows:
        path = path.replace("\\", "/")
    start = "file://" if path.startswith("/") else "file:///"
    return start + quote(path, safe="/:@!$&'*+,;=~-._()", errors="surrogateescape")
