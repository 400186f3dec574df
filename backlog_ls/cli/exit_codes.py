"""The exit codes of the program."""

from __future__ import annotations

FOUND = 1
"""`check` found warnings or errors, or a file would change."""
FAILED = 2
"""A file could not be read or written, the command line is wrong, or an internal error."""
INTERRUPTED = 130
"""128 + SIGINT, as shells count."""
