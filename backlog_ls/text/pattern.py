"""Regular expressions that are compiled when they are first used.

There are some hundred of them, which would cost a fifth of the time that a start takes, and a small
document needs few.
"""

from __future__ import annotations

import re
from typing import Any, cast

KNOWN: list[re.Pattern[str]] = []
"""All that modules have declared so far, for tests that look at every one."""


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return what `re.compile` does, but compiled at its first use.

    Functions of `re` take no such pattern: use its methods.
    """
    made = cast("re.Pattern[str]", _Pattern(source, flags))
    KNOWN.append(made)
    return made


class _Pattern:
    """Stands for a pattern; whatever is first asked of it makes it one."""

    def __init__(self, source: str, flags: int) -> None:
        self.pattern = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what copies and pickles ask of any object
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        for method in ("match", "fullmatch", "search", "sub", "finditer", "findall", "split"):
            # From now on it costs what that of a pattern costs.
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
