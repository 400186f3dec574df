"""Findings and their fixes. They refer to blocks by key, not to positions in the document."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Severity(IntEnum):
    """Severity of a finding, with the numbers of LSP's ``DiagnosticSeverity``."""

    ERROR = 1
    WARNING = 2
    INFORMATION = 3
    HINT = 4


class BlockEdit(NamedTuple):
    """Replace ``[start, end)``, code points in the block with the key `key`, with `text`."""

    key: int
    start: int
    end: int
    text: str


class Fix(NamedTuple):
    """A change that resolves a finding."""

    title: str
    edits: tuple[BlockEdit, ...]
    preferred: bool = True
    """Whether it is safe: `--fix` and "Fix all" apply it without asking."""
    create: str = ""
    """Absolute path of an empty file to create; empty for none."""


class Related(NamedTuple):
    """Another place that belongs to a finding, in ``[start, end)``, code points in its block."""

    key: int
    start: int
    end: int
    message: str
    path: str = ""
    """Absolute path of the document with that place; empty for the document of the finding."""


class Finding(NamedTuple):
    """A problem at ``[start, end)``, code points in the block with the key `key`."""

    code: str
    key: int
    start: int
    end: int
    message: str
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
    severity: Severity | None = None
    """Severity of this finding; None for that of its rule."""
    cause: str = ""
    """Findings of a rule with the same cause are shown as one; empty for a cause of its own."""
    common_cause: str = ""
    """What may be behind several causes, such as a missing folder. If there are many of them, they are
    shown as one finding; empty without one."""
    is_common: bool = False
    """Whether `common_cause` is certainly behind the finding, so that already two are shown as one."""
