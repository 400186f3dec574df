r"""Lines as LSP defines them: a line ends with ``\n``, ``\r\n`` or ``\r`` and with nothing else.

See LSP 3.17, "Text Documents". ``str.splitlines`` also breaks at U+2028, FF, VT, NEL and others.
With it, every later position would be on a different line than the client's.
"""

from __future__ import annotations

from backlog_ls.text.pattern import pattern

_END = pattern(r"\r\n|\n|\r")


def count_line_ends(text: str) -> int:
    r"""Return the number of line endings in `text`; ``\r\n`` counts once."""
    if "\r" not in text:
        return text.count("\n")
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def line_starts(text: str) -> list[int]:
    """Return the code-point offset at which each line of `text` begins.

    As in LSP, a text that ends with a line ending has one more, empty line.
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


def detect_line_ending(text: str) -> str:
    r"""Return the first line ending in `text`, or ``\n`` if it has none."""
    match = _END.search(text)
    return match.group() if match else "\n"


def line_start_at(text: str, offset: int) -> int:
    """Return the start of the line of `text` that `offset` is in."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def line_end_at(text: str, offset: int) -> int:
    """Return the end of the content of the line of `text` that `offset` is in."""
    end = _END.search(text, offset)
    return end.start() if end else len(text)


def content_end(text: str, start: int, end: int) -> int:
    """Return the end of the content of the line ``text[start:end]``, before its line ending."""
    if end > start and text[end - 1] == "\n":
        end -= 1
    if end > start and text[end - 1] == "\r":
        end -= 1
    return end


def ends_with_blank_line(text: str) -> bool:
    """Tell whether `text` ends with at least one blank line."""
    rest = text[len(text.rstrip()) :].replace("\r\n", "\n").replace("\r", "\n")
    return rest.count("\n") > 1


def first_line(text: str) -> str:
    """Return the first line of `text`, without its line ending."""
    return text[: first_line_end(text)]


def first_line_end(text: str) -> int:
    """Return the end of the content of the first line of `text`, before its line ending."""
    end = text.find("\n")
    end = len(text) if end < 0 else end + 1
    carriage = text.find("\r", 0, end)
    return carriage if carriage >= 0 else content_end(text, 0, end)
