"""What a user wrote, as words to show: without its markup, or safe inside Markdown of ours."""

from __future__ import annotations

import re
from html import unescape

from backlog_ls.syntax.inline import scan_inline
from backlog_ls.text.pattern import pattern

LONGEST = 500
"""Code points of a text that are looked at: what is longer is no name."""

# Known tags only: in `List<String>` the brackets are words.
_RUN = pattern(
    r"\*+|_+|~~+|\\[!-/:-@\[-`{-~]|&#?\w{1,32};|</?(?:a|b|big|br|code|del|em|font|i|img|ins|kbd|mark"
    r"|p|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ALWAYS = pattern(r"[\\`*\[\]<]|~(?=~)|(?<=~)~|&(?=#?\w)|(?<![^\W_])_|_(?![^\W_])")
_AT_START = pattern(r"(?:#{1,6}|[-+])(?=\s|\Z)|>|=+\Z|-[- ]*\Z")
_NUMBERED = pattern(r"\d{1,9}(?=[.)](?:\s|\Z))")


def plain(text: str, longest: int = 120) -> str:
    """Return inline Markdown as words on one line, at most `longest` code points of them."""
    cut = text[:LONGEST]
    kept: list[str] = []
    position = 0
    inline = scan_inline(cut)
    spans = [(link.start, link.text_start, "") for link in inline.links]
    spans += [(link.text_end, link.end, "") for link in inline.links]
    spans += [(start, end, _code_text(cut[start:end])) for start, end in inline.code]
    spans += _markup(cut, [(start, end) for start, end, _ in spans])
    for start, end, shown in sorted(spans):
        if start >= position:
            kept += (cut[position:start], shown)
            position = end
    kept.append(cut[position:])
    return shortened(" ".join("".join(kept).split()), longest)


def shortened(text: str, longest: int) -> str:
    """Return `text`, cut at a word with an ellipsis where it has more than `longest` code points."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    space = head.rfind(" ")
    return (head[:space] if space > longest // 2 else head).rstrip() + "…"


def escaped(text: str) -> str:
    """Return Markdown that shows `text` as it is, on one line, wherever in a line it stands.

    Nothing is escaped without need: a terminal shows the backslashes.
    """
    line = " ".join(text.split())
    number = _NUMBERED.match(line)
    start = _AT_START.match(line)
    safe = _ALWAYS.sub(r"\\\g<0>", line)
    if number:
        return safe[: number.end()] + "\\" + safe[number.end() :]
    return "\\" + safe if start else safe


def code(text: str) -> str:
    """Return a code span that shows `text` (CommonMark 0.31, section 6.1)."""
    line = " ".join(text.split())
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    space = " " if line[:1] == "`" or line[-1:] == "`" else ""
    return f"{fence}{space}{line}{space}{fence}" if line else ""


def _code_text(span: str) -> str:
    if span.startswith("<!--"):
        return ""
    inner = span.strip("`")
    return inner[1:-1] if inner[:1] == inner[-1:] == " " and inner.strip() else inner


def _markup(text: str, taken: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Return what to drop outside the spans `taken`: paired emphasis, tags, escapes, entities.

    Emphasis is matched run by run, each with the nearest earlier one like it: simpler than
    CommonMark's rules, and the same where people write names.
    """
    inside = [False] * (len(text) + 1)
    for start, end in taken:
        inside[start:end] = [True] * (end - start)
    dropped: list[tuple[int, int, str]] = []
    opened: dict[str, list[int]] = {}
    for match in _RUN.finditer(text):
        start, end = match.span()
        run = match.group()
        if inside[start]:
            continue
        if run[0] == "\\":
            dropped.append((start, end, run[1]))
        elif run[0] == "<":
            dropped.append((start, end, ""))
        elif run[0] == "&":
            dropped.append((start, end, unescape(run)))
        else:
            before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
            within_word = run[0] == "_" and before.isalnum() and after.isalnum()
            if within_word:
                continue
            waiting = opened.setdefault(run, [])
            if waiting and not before.isspace():
                at = waiting.pop()
                dropped += ((at, at + len(run), ""), (start, end, ""))
            elif not after.isspace():
                waiting.append(start)
    return dropped
