"""Where a document's front matter ends."""

from __future__ import annotations

import re

from backlog_ls.text.pattern import pattern

REACH = 16_384
"""Front matter longer than this many code points is not looked for.

It begins at the very top and ends at the first closing line, so a line typed far below could change
what the top means. The limit keeps the look at the top short on every keystroke.
"""

_OPEN = pattern(r"\ufeff?---[ \t]*(?:\r\n|\n|\r)")
_CLOSE = pattern(r"^(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)", re.MULTILINE)
_KEY = pattern(r"[ \t]*(?:#|[^\s:#-][^:\r\n]*:(?:[ \t]|[\r\n])|-[ \t]|---)")


def front_matter_end(head: str) -> int:
    """Return the offset after the front matter of a document that begins with `head`, or 0.

    A leading ``---`` opens front matter only where a YAML key, comment or entry stands right below;
    else it is a thematic break, as CommonMark has it.

    Args:
        head: the first `REACH` code points of the document, or all of it.
    """
    opening = _OPEN.match(head)
    if not opening or not _KEY.match(head, opening.end()):
        return 0
    position = opening.end()
    # `^` in MULTILINE follows "\n" only; a lone "\r" ends a line too, for LSP and CommonMark alike.
    closing = _CLOSE.search(head.replace("\r", "\n") if "\r" in head else head, position)
    if closing is None or closing.end() > REACH:
        return 0
    end = closing.end()
    if head[end - 1 : end + 1] == "\r\n":
        end += 1
    return end


def may_open_front_matter(head: str) -> bool:
    """Tell whether `head`, too short to say, could turn out to open with front matter."""
    return len(head) <= REACH and bool(_OPEN.match(head)) and not front_matter_end(head)
