"""Text of the user to show: without its markup, or escaped for use in Markdown."""

from __future__ import annotations

import re
from html import unescape

from backlog_ls.syntax.inline import scan_inline
from backlog_ls.text.pattern import pattern

MAX_LENGTH = 500
"""Maximum length of a text in code points; the rest is ignored."""

# Only known tags: `List<String>` is text.
_RUN = pattern(
    r"\*+|_+|~~+|\\[!-/:-@\[-`{-~]|&#?\w{1,32};|</?(?:a|b|big|br|code|del|em|font|i|img|ins|kbd|mark"
    r"|p|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ALWAYS = pattern(r"[\\`*\[\]<]|~(?=~)|(?<=~)~|&(?=#?\w)|(?<![^\W_])_|_(?![^\W_])")
_AT_START = pattern(r"(?:#{1,6}|[-+])(?=\s|\Z)|>|=+\Z|-[- ]*\Z")
_NUMBERED = pattern(r"\d{1,9}(?=[.)](?:\s|\Z))")


def plain_text(text: str, max_length: int = 120) -> str:
    """Return inline Markdown as words on one line, at most `max_length` code points."""
    cut = text[:MAX_LENGTH]
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
    return shorten(" ".join("".join(kept).split()), max_length)


def shorten(text: str, max_length: int) -> str:
    """Return `text`, cut at a word, with an ellipsis, if it is longer than `max_length` code points."""
    if len(text) <= max_length:
        return text
    head = text[: max_length - 1]
    space = head.rfind(" ")
    return (head[:space] if space > max_length // 2 else head).rstrip() + "…"


def escape_markdown(text: str) -> str:
    """Return Markdown that shows `text` literally, on one line, anywhere in a line.

    Only what needs it is escaped: terminals show the backslashes.
    """
    line = " ".join(text.split())
    number = _NUMBERED.match(line)
    start = _AT_START.match(line)
    safe = _ALWAYS.sub(r"\\\g<0>", line)
    if number:
        return safe[: number.end()] + "\\" + safe[number.end() :]
    return "\\" + safe if start else safe


def code_span(text: str) -> str:
    """Return a code span that shows `text` literally (CommonMark 0.31, section 6.1)."""
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
    """Return replacements outside the spans `taken`: for emphasis, tags, escapes and entities.

    Each run of emphasis is paired with the nearest equal run before it. That is simpler than
    CommonMark's rules, with the same result for names.
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
            unpaired = opened.setdefault(run, [])
            if unpaired and not before.isspace():
                at = unpaired.pop()
                dropped += ((at, at + len(run), ""), (start, end, ""))
            elif not after.isspace():
                unpaired.append(start)
    return dropped
