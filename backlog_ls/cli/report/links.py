"""Links from a report to the lines of the documents."""

from __future__ import annotations

import os
from typing import NamedTuple
from urllib.parse import quote, urljoin


class DocumentLinks(NamedTuple):
    """Makes the addresses of lines."""

    base: str
    """The address of the working folder, with a slash at its end; empty for the folder of the report."""
    query: str = ""
    """What follows the path."""

    def address(self, path: str, line: int) -> str:
        """Return the address of a line; empty for standard input.

        Args:
            path: as printed: relative to the working folder, with slashes.
            line: 1-based; 0 for the whole document.
        """
        if path == "-":
            return ""
        # Escaped, a path cannot be read as an address with a scheme.
        target = urljoin(self.base, quote(path)) if "//" in self.base else self.base + quote(path)
        return f"{target}{self.query}#L{line}" if line else target


def links_to_web(base: str) -> DocumentLinks:
    """Return links below the address `base` of the working folder on GitHub, GitLab and the like.

    These show Markdown as source, with numbered lines, only if the query asks for it.
    """
    return DocumentLinks(base.rstrip("/") + "/", "?plain=1")


def links_to_files(output: str | None) -> DocumentLinks:
    """Return links to the files, for a report that is written to the file `output`."""
    folder = os.path.dirname(os.path.abspath(output)) if output else os.getcwd()
    try:
        way = os.path.relpath(os.getcwd(), folder)
    except ValueError:  # on another drive
        return DocumentLinks(f"file:///{quote(os.getcwd().replace(os.sep, '/'))}/")
    return DocumentLinks("" if way == "." else quote(way.replace(os.sep, "/")) + "/")
