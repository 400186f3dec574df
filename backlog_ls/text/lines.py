r"""Lines as LSP has them: a line ends with ``\n``, ``\r\n`` or ``\r`` and with nothing else.

LSP 3.17, "Text Documents". ``str.splitlines`` also breaks at U+2028, FF, VT, NEL and others, which
would put every later position of a client on another line than ours.
"""

from __future__ import annotations

from backlog_ls.text.pattern import pattern

_END = pattern(r"\r\n|\n|\r")


def count_line_ends(text: str) -> int:
    r"""Return how many line ends `text` has; ``\r\n`` counts once."""
    if "\r" not in text:
        return text.count("\n")
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def line_starts(text: str) -> list[int]:
    """Return the code-point offset at which each line of `text` begins.

    A text that ends with a line end has one more, empty, line after it, as LSP counts lines.
    """
    starts = [0]
    if "\r" in text:
        starts.extend(match.end() for match in _END.finditer(text))
        return starts
    find = text.find
    position = find("\n")
    while position >= 0:
        position += 1
        starts.append(position)
        position = find("\n", position)
    return starts


def line_end_of(text: str) -> str:
    r"""Return the line end that `text` uses first, or ``\n`` where it has none."""
    match = _END.search(text)
    return match.group() if match else "\n"


def content_end(text: str, start: int, end: int) -> int:
    """Return where the content of the line ``text[start:end]`` ends, before its line end."""
    if end > start and text[end - 1] == "\n":
        end -= 1
    if end > start and text[end - 1] == "\r":
        end -= 1
    return end


def ends_blank(text: str) -> bool:
    """Tell whether `text` ends with a blank line at least."""
    rest = text[len(text.rstrip()) :].replace("\r\n", "\n").replace("\r", "\n")
    return rest.count("\n") > 1
