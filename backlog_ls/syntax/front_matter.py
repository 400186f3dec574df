"""The extent of YAML front matter at the top of a document."""

from __future__ import annotations

import re

from backlog_ls.text.pattern import pattern

MAX_LENGTH = 16_384
"""Maximum length of front matter in code points.

Front matter ends at the first closing line, so a line typed far below could change how the top is
parsed. The limit keeps this check cheap at every keystroke.
"""

_OPEN = pattern(r"\ufeff?---[ \t]*(?:\r\n|\n|\r)")
_CLOSE = pattern(r"^(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)", re.MULTILINE)
_KEY = pattern(r"[ \t]*(?:#|[^\s:#-][^:\r\n]*:(?:[ \t]|[\r\n])|-[ \t]|---)")


def front_matter_end(head: str) -> int:
    """Return the code-point offset after the front matter of a document, or 0 if it has none.

    A leading ``---`` opens front matter only if the next line is a YAML key, comment or list entry.
    Otherwise it is a thematic break, as in CommonMark.

    Args:
        head: The first `MAX_LENGTH` code points of the document, or all of it.
    """
    opening = _OPEN.match(head)
    if not opening or not _KEY.match(head, opening.end()):
        return 0
    position = opening.end()
    # With MULTILINE, `^` matches only after "\n". In LSP and CommonMark a lone "\r" ends a line too.
    closing = _CLOSE.search(head.replace("\r", "\n") if "\r" in head else head, position)
    if closing is None or closing.end() > MAX_LENGTH:
        return 0
    end = closing.end()
    if head[end - 1 : end + 1] == "\r\n":
        end += 1
    return end


def may_open_front_matter(head: str) -> bool:
    """Tell whether more text after `head` could complete front matter that `head` opens."""
    return len(head) <= MAX_LENGTH and bool(_OPEN.match(head)) and not front_matter_end(head)
