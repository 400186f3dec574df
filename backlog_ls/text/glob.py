"""Globs of paths, as LSP 3.17 defines them."""

from __future__ import annotations

from backlog_ls.text.pattern import pattern

_GLOB_PARTS = pattern(r"(\*\*/|\*\*|\*|\?|\{[^{}]*\})")


def glob_matches(glob: str, path: str) -> bool:
    """Return whether `glob` matches `path`, with `*`, `**`, `?` and `{a,b}` as in LSP 3.17.

    It is not compiled to a regular expression: many `*` would take exponential time. Instead, the loop
    keeps all offsets in `path` up to which the parts so far can match.
    """
    ends = {0}
    for part in _GLOB_PARTS.split(glob):
        first = min(ends)
        if part == "**":
            ends = set(range(first, len(path) + 1))
        elif part == "**/":
            ends |= {at + 1 for at in range(first, len(path)) if path[at] == "/"}
        elif part == "*":
            ends = _within_folder(path, ends)
        elif part == "?":
            ends = {at + 1 for at in ends if path[at : at + 1] not in {"", "/"}}
        else:
            choice = part.startswith("{") and part.endswith("}")
            words = part[1:-1].split(",") if choice else [part]
            ends = {at + len(word) for at in ends for word in words if path.startswith(word, at)}
        if not ends:
            return False
    return len(path) in ends


def _within_folder(path: str, starts: set[int]) -> set[int]:
    """Return all offsets that can be reached from `starts` without crossing a slash."""
    reached: set[int] = set()
    for start in sorted(starts):
        if start not in reached:
            end = path.find("/", start)
            reached.update(range(start, (len(path) if end < 0 else end) + 1))
    return reached
