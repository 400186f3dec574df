"""What a rule says: a finding, where it is, and how to mend it. No positions, only blocks."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Severity(IntEnum):
    """As LSP 3.17 numbers them (``DiagnosticSeverity``)."""

    ERROR = 1
    WARNING = 2
    INFORMATION = 3
    HINT = 4


class BlockEdit(NamedTuple):
    """Replace ``[start, end)``, code points in the block under `key`, by `text`."""

    key: int
    start: int
    end: int
    text: str


class Fix(NamedTuple):
    """A way to mend a finding."""

    title: str
    edits: tuple[BlockEdit, ...]
    preferred: bool = True
    """Whether it is right without further thought, so that `--fix` and "fix all" may take it."""
    create: str = ""
    """Absolute path of an empty file that it makes."""


class Related(NamedTuple):
    """Another place that is part of a finding."""

    key: int
    start: int
    end: int
    message: str
    path: str = ""
    """Absolute, of the document that holds it; empty for the finding's own."""


class Finding(NamedTuple):
    """What is wrong, at ``[start, end)``, code points in the block under `key`."""

    code: str
    key: int
    start: int
    end: int
    message: str
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
    severity: Severity | None = None
    """Where it differs from its rule's own."""
