"""Regular expressions that are compiled when they are first used.

There are about a hundred. Compiling them all would take a fifth of the start-up time, and a small
document needs only a few.
"""

from __future__ import annotations

import re
from typing import Any, cast

ALL_PATTERNS: list[re.Pattern[str]] = []
"""All patterns declared so far, for tests that check every one."""


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return the pattern `source`, compiled at its first use.

    The functions of `re` do not accept such a pattern: use its methods.
    """
    lazy = cast("re.Pattern[str]", _LazyPattern(source, flags))
    ALL_PATTERNS.append(lazy)
    return lazy


class _LazyPattern:
    """A stand-in for `re.Pattern` that compiles itself at the first attribute access."""

    def __init__(self, source: str, flags: int) -> None:
        self.pattern = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # copy and pickle look these up on any object
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        for method in ("match", "fullmatch", "search", "sub", "finditer", "findall", "split"):
            # Later calls find the method in the instance and do not come here.
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
