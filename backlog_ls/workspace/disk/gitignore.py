r"""`.gitignore` files, understood as git does (gitignore(5), and `dir.c` and `wildmatch.c` of git).

The lines of a file become one regular expression, in which no `*` is tried twice: each takes what
comes first, as in Python's `fnmatch`. So a line takes time linear in the length of a path, whatever
stands in it.

No library does this (measured in 2026 against `git check-ignore`). `ignore-python`, which binds the
crate `ignore`, walks a folder, but cannot be asked about a path, such as the missing target of a link.
`pathspec` disagrees with git in 4 % of random cases, and so it does with its linear backend `re2`,
which cannot be installed on musl. `gitmatch` disagrees in 1 %, and backtracks.
"""

from __future__ import annotations

import os
import re
from itertools import count, groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

GITIGNORE = ".gitignore"

_BOM = b"\xef\xbb\xbf"
_SPECIAL = frozenset("*?[\\")

# Paths and lines are compared byte by byte: each byte is one character of Latin-1. A subject is the
# name, NUL, `d` or `f` for a folder or a file, and the path from the folder of the `.gitignore`.
_BYTE = r"[^/\0]"
_NEVER = r"(?!)"
_SLASH, _STAR, _REST = "/", "*", "**"
_FOLDERS, _SOME_FOLDERS = "**/", "**\\/"
"""Any number of folders, and at least one."""

_CLASSES = {
    "alnum": "A-Za-z0-9",
    "alpha": "A-Za-z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r" \t\n\r",
    "upper": "A-Z",
    "xdigit": "A-Fa-f0-9",
}


class Gitignore(NamedTuple):
    """The lines of one ``.gitignore``."""

    folder: str
    """Absolute path of the folder that holds it, with a slash at its end."""
    expression: re.Pattern[str]
    """Matches the subject of a path; the name of its last group says what the last such line does."""

    def match(self, path: str) -> bool | None:
        """Return whether `path` is ignored; None if no line matches it.

        Args:
            path: absolute, below the folder; that of a folder ends in a slash.
        """
        inside = path[len(self.folder) :]
        if os.sep != "/":
            inside = inside.replace(os.sep, "/")
        kind = "f"
        if inside.endswith("/"):
            inside, kind = inside[:-1], "d"
        if not inside.isascii():
            inside = _bytes_of(inside).decode("latin-1")
        found = self.expression.match(f"{inside.rpartition('/')[2]}\0{kind}{inside}")
        return None if found is None else str(found.lastgroup).startswith("ignored")


def _bytes_of(path: str) -> bytes:
    try:
        return os.fsencode(path)
    except UnicodeEncodeError:  # a lone surrogate in the text of a link
        return path.encode("utf-8", "replace")


class _Line(NamedTuple):
    """A line of a ``.gitignore``."""

    expression: str
    """Matches the subject of a path."""
    is_ignored: bool
    """False for a line that begins with ``!``."""


def parse_gitignore(folder: str, content: bytes) -> Gitignore:
    """Return the lines of `content`, the ``.gitignore`` of the folder at the absolute path `folder`."""
    numbers = count()
    lines: list[_Line] = []
    for written in content.removeprefix(_BOM).split(b"\n"):
        line = _parse_line(written.removesuffix(b"\r").decode("latin-1"), numbers)
        if line:
            lines.append(line)
    lines.reverse()  # the last one that matches decides
    groups = []
    for number, (is_ignored, same) in enumerate(groupby(lines, lambda line: line.is_ignored)):
        name = "ignored" if is_ignored else "kept"
        groups.append(f"(?P<{name}{number}>{'|'.join(line.expression for line in same)})")
    expression = re.compile("|".join(groups) or _NEVER, re.DOTALL)
    return Gitignore(folder.rstrip(os.sep) + os.sep, expression)


def _parse_line(written: str, numbers: Iterator[int]) -> _Line | None:
    """Return the line `written`; None if it is empty, a comment, or can match nothing."""
    if written.startswith("#"):
        return None
    glob = _strip_spaces(written)
    is_ignored = not glob.startswith("!")
    glob = glob.removeprefix("!")
    kind = "d" if glob.endswith("/") else "."
    glob = glob.removesuffix("/")
    is_path = "/" in glob
    glob = glob.removeprefix("/")
    tokens = list(_tokenize(glob, is_path=is_path)) if glob else [_NEVER]
    if _NEVER in tokens:
        return None
    expression = _translate(tokens, numbers)
    if is_path:
        return _Line(rf"[^\0]*\0{kind}{expression}\Z", is_ignored)
    return _Line(rf"{expression}\0" + kind * (kind == "d"), is_ignored)


def _strip_spaces(line: str) -> str:
    """Return `line` without the spaces at its end, but with one that follows a backslash."""
    stripped = line.rstrip(" ")
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    return stripped + " " * (backslashes % 2 and len(stripped) < len(line))


def _tokenize(glob: str, *, is_path: bool) -> Iterator[str]:
    """Yield the tokens of `glob`: `_SLASH`, the stars, and expressions for one byte.

    Args:
        glob: without the slashes at its start and end.
        is_path: whether it is compared with a path; otherwise with a name.
    """
    at = 0
    # git compares what precedes the first special character itself, so `**` may follow any of it.
    is_plain = True
    while at < len(glob):
        char = glob[at]
        start, at = at, at + 1
        if char == "*":
            at += len(glob) - at - len(glob[at:].lstrip("*"))
            is_whole = at > start + 1 and (is_plain or glob[start - 1] == "/")
            escaped = glob.startswith("\\/", at)
            if not is_path or not is_whole or not (glob[at : at + 1] in {"", "/"} or escaped):
                yield _STAR
            elif at == len(glob):
                yield _REST
            else:
                yield _SOME_FOLDERS if escaped else _FOLDERS
                at += 1 + escaped
        elif char == "?":
            yield _BYTE
        elif char == "[":
            expression, at = _parse_class(glob, at)
            yield expression
        elif char == "\\":
            yield re.escape(glob[at]) if at < len(glob) else _NEVER
            at += 1
        else:
            yield _SLASH if char == "/" else re.escape(char)
        is_plain = is_plain and char not in _SPECIAL


def _parse_class(glob: str, at: int) -> tuple[str, int]:
    """Return an expression for the class whose ``[`` ends at `at`, and where the class ends."""
    is_negated = glob[at : at + 1] in {"!", "^"}
    at += is_negated
    members = []
    previous = ""
    first = at
    while at == first or glob[at : at + 1] != "]":
        char = glob[at : at + 1]
        if char == "-" and previous and glob[at + 1 : at + 2] not in {"", "]"}:
            at += 1 + (glob[at + 1] == "\\")
            high = glob[at : at + 1]
            if high >= previous:
                members.append(f"{re.escape(previous)}-{re.escape(high)}")
            char, previous = high, ""
        elif glob.startswith("[:", at) and (name := _class_name(glob, at)) is not None:
            char = _CLASSES.get(name, "")
            members.append(char)
            at, previous = at + len(name) + 3, ""
        else:
            if char == "\\":
                at += 1
                char = glob[at : at + 1]
            members.append(re.escape(char))
            previous = char
        if not char:  # the class does not end, or has a part of an unknown name
            return _NEVER, len(glob)
        at += 1
    if not members:  # ranges that end before they start
        return (_BYTE if is_negated else _NEVER), at + 1
    return rf"(?![/\0])[{'^' * is_negated}{''.join(members)}]", at + 1


def _class_name(glob: str, at: int) -> str | None:
    """Return the name in ``[:name:]`` at `at`, "?" if that does not end, None if it is none."""
    end = glob.find("]", at + 2)
    if end < 0:
        return "?"
    return glob[at + 2 : end - 1] if end > at + 2 and glob[end - 1] == ":" else None


def _translate(tokens: list[str], numbers: Iterator[int]) -> str:
    """Return an expression for `tokens`. `numbers` are those of the groups in the whole expression.

    What follows a star, up to the next one, is found as early as possible: a later place would leave
    less for the rest. Only after the last one the end of the name, or of the path, gives the place.
    """
    runs: list[list[str]] = [[]]
    folders = []
    for token in tokens:
        if token in {_FOLDERS, _SOME_FOLDERS}:
            folders.append(r"(?:[^/\0]*/)" + ("*" if token == _FOLDERS else "+"))
            runs.append([])
        else:
            runs[-1].append(token)
    first, *rest = (_translate_names(run, numbers) for run in runs)
    found = [first]
    for number, (above, run) in enumerate(zip(folders, rest, strict=True), 1):
        found.append(above + run if number == len(rest) else _first(f"{above}?{run}", numbers))
    return "".join(found)


def _translate_names(tokens: list[str], numbers: Iterator[int]) -> str:
    """Return an expression for `tokens`, which hold no `_FOLDERS` or `_SOME_FOLDERS`."""
    found = []
    start = 0
    is_after_star = False
    for index, token in enumerate([*tokens, _SLASH]):
        if token not in {_SLASH, _STAR, _REST}:
            continue
        fixed = "".join(tokens[start:index])
        if not is_after_star:
            found.append(fixed)
        elif token == _STAR:
            found.append(_first(rf"[^/\0]*?{fixed}", numbers))
        else:
            found.append(rf"[^/\0]*{fixed}")
        if index < len(tokens) and token == _SLASH:
            found.append("/")
        if token == _REST:
            found.append(r"[^\0]*")
        start = index + 1
        is_after_star = token == _STAR
    return "".join(found)


def _first(expression: str, numbers: Iterator[int]) -> str:
    """Return an expression for the first match of `expression` only; Python 3.10 lacks ``(?>…)``."""
    name = f"first{next(numbers)}"
    return f"(?=(?P<{name}>{expression}))(?P={name})"
