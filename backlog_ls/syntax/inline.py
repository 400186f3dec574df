"""Inline content with exact positions: links, references, code spans, comments and HTML anchors.

markdown-it's inline parser keeps no positions, so this module scans what the project needs: code
spans (CommonMark 0.31, section 6.1), links (section 6.3) and raw HTML (section 6.6). It looks at
each character a bounded number of times.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from backlog_ls.text.lines import line_start_at
from backlog_ls.text.pattern import pattern

_INTERESTING = pattern(
    r"""\\[!-/:-@\[-`{-~]        # a backslash escape
      | `+                       # a code span, perhaps
      | <!--                     # a comment
      | <[A-Za-z/][^<>]{0,2000}> # an autolink or a tag
      | !?\[\[?                  # a link, an image or a wiki link
      | \]\(                     # the destination of an inline link
      | \]
    """,
    re.VERBOSE,
)
_ATTRIBUTE = pattern(
    r"""\b(?:id|name)\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>=`]+))""", re.IGNORECASE
)
_TARGET = pattern(
    r"""<(?:a(?=\s)[^<>]*?[\s"']href|img(?=\s)[^<>]*?[\s"']src)\s*=\s*
        (?:"(?P<double>[^"<>]+)"|'(?P<single>[^'<>]+)'|(?P<bare>[^\s"'<>=`]+))""",
    re.IGNORECASE | re.VERBOSE,
)
_AUTOLINK = pattern(r"<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>\Z")
_DEFINITION = pattern(r" {0,3}\[(?:[^\[\]\\]|\\.)+\]:[ \t]*(?:(?:\r\n|\n|\r)[ \t]*)?")
_LABEL = pattern(r"\[((?:[^\[\]\\]|\\.){0,999})\]", re.DOTALL)
_LINE_PREFIX = pattern(r"(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])*\Z")


MAX_TITLE_LENGTH = 1_000
"""Maximum length of a link title in code points. Without it, unclosed titles take quadratic time."""


class LinkKind(Enum):
    """How a link is written."""

    INLINE = "inline"
    IMAGE = "image"
    DEFINITION = "definition"
    """A link reference definition, ``[label]: target``."""
    WIKI = "wiki"
    HTML = "html"
    """The ``href`` of ``<a>`` or the ``src`` of ``<img>``. It has no text."""


class LabelKind(Enum):
    """Where a label is."""

    FULL = "full"
    """``[text][label]``"""
    COLLAPSED = "collapsed"
    """``[label][]``"""
    SHORTCUT = "shortcut"
    """``[label]``, which is text unless the label is defined."""
    FOOTNOTE = "footnote"
    """``[^label]``"""
    DEFINITION = "definition"
    """``[label]: target``"""
    FOOTNOTE_DEFINITION = "footnote definition"
    """``[^label]: text``"""

    @property
    def is_definition(self) -> bool:
        """Whether it defines the label."""
        return self in {LabelKind.DEFINITION, LabelKind.FOOTNOTE_DEFINITION}

    @property
    def is_footnote(self) -> bool:
        """Whether it is of a footnote."""
        return self in {LabelKind.FOOTNOTE, LabelKind.FOOTNOTE_DEFINITION}


class Label(NamedTuple):
    """The label of a link reference or a footnote. Offsets are code points in the scanned text."""

    kind: LabelKind
    start: int
    """Start of the whole reference or definition."""
    end: int
    text_start: int
    """Start of the text of a reference, which may be its label."""
    text_end: int
    label_start: int
    label_end: int


class Link(NamedTuple):
    """A link. Offsets are code points in the scanned text."""

    kind: LinkKind
    start: int
    end: int
    text_start: int
    text_end: int
    target_start: int
    """Start of the target, inside its angle brackets if it has any."""
    target_end: int


class Anchor(NamedTuple):
    """An HTML ``id`` or ``name``, which the fragment of a link can refer to."""

    name: str
    start: int
    end: int


class InlineContent(NamedTuple):
    """The inline content of a text, in order."""

    links: tuple[Link, ...]
    code: tuple[tuple[int, int], ...]
    """Comments, and code spans including their backticks."""
    anchors: tuple[Anchor, ...]
    labels: tuple[Label, ...] = ()
    """References and definitions of footnotes; whether they are defined is not checked."""


NO_INLINE = InlineContent((), (), ())


def scan_inline(text: str, start: int = 0, end: int | None = None) -> InlineContent:
    """Return the inline content of ``text[start:end]``, which is one paragraph or one cell."""
    stop = len(text) if end is None else end
    links: list[Link] = []
    code: list[tuple[int, int]] = []
    anchors: list[Anchor] = []
    labels: list[Label] = []
    last_link = -1  # a link cannot contain another
    opened: list[tuple[int, int]] = []  # open brackets: start of the link, start of its text
    ticks: dict[int, list[int]] | None = None
    position = start
    closing = start
    while match := _INTERESTING.search(text, position, stop):
        found = match.group()
        position = match.end()
        if found[0] == "\\":
            continue
        if found[0] == "`":
            ticks = ticks or _backtick_runs(text, match.start(), stop)
            run = _closing_run(ticks, len(found), position)
            if run is not None:
                position = run + len(found)
                code.append((match.start(), position))
        elif found == "<!--":
            # If one comment has no end, those after it have none either.
            closing = text.find("-->", position, stop) if closing >= 0 else -1
            if closing >= 0:
                position = closing + 3
                code.append((match.start(), position))
        elif found[0] == "<":
            anchors.extend(_anchors(found, match.start()))
            links.extend(_html_link(found, match.start()))
        elif found.endswith("[["):
            link = _wiki_link(text, match.start(), position, stop)
            if link is None:
                opened += [(match.start(), position - 1), (position - 1, position)]
            else:
                links.append(link)
                position = link.end
        elif found[0] != "]":
            opened.append((match.start(), position))
        elif opened:
            first, text_start = opened.pop()
            if found == "](":
                destination = _destination_and_title(text, position, stop)
                if destination is not None:
                    target_start, target_end, position = destination
                    is_image = text[first] == "!"
                    last_link = last_link if is_image else first
                    kind = LinkKind.IMAGE if is_image else LinkKind.INLINE
                    end = match.start()
                    links.append(
                        Link(kind, first, position, text_start, end, target_start, target_end)
                    )
                    continue
                position -= 1
            if last_link < first or text[first] == "!":
                label = _label(text, first, text_start, match.start(), stop)
                if label is not None:
                    labels.append(label)
                    position = label.end
        elif found == "](":
            position -= 1
    return InlineContent(tuple(links), tuple(code), tuple(anchors), tuple(labels))


def _label(text: str, start: int, text_start: int, text_end: int, stop: int) -> Label | None:
    """Return the reference that begins at `start` and whose text is ``text[text_start:text_end]``.

    See CommonMark 0.31, section 6.3. Footnotes are as on GitHub.
    """
    own = _LABEL.fullmatch(text, text_start - 1, text_end + 1)
    if own and not own[1].strip():
        own = None
    after = text_end + 1
    if own and own[1][0] == "^" and len(own[1]) > 1 and not any(map(str.isspace, own[1])):
        kind = LabelKind.FOOTNOTE
        if text.startswith(":", after, stop) and _LINE_PREFIX.match(
            text, line_start_at(text, start), start
        ):
            kind = LabelKind.FOOTNOTE_DEFINITION
        return Label(kind, start, after, text_start, text_end, text_start, text_end)
    other = _LABEL.match(text, after, stop)
    if other and other[1].strip():
        kind = LabelKind.FULL
        return Label(kind, start, other.end(), text_start, text_end, *other.span(1))
    if own is None:
        return None
    if other and not other[1]:
        return Label(
            LabelKind.COLLAPSED, start, after + 2, text_start, text_end, text_start, text_end
        )
    return Label(LabelKind.SHORTCUT, start, after, text_start, text_end, text_start, text_end)


def find_definition_label(text: str, start: int = 0) -> Label | None:
    """Return the label of the definition that begins at ``text[start]`` or behind markup there."""
    match = _LABEL.search(text, start)
    if match is None or not match[1].strip() or not text.startswith(":", match.end()):
        return None
    is_footnote = match[1][0] == "^"
    kind = LabelKind.FOOTNOTE_DEFINITION if is_footnote else LabelKind.DEFINITION
    return Label(kind, match.start(), match.end(), *match.span(1), *match.span(1))


def scan_definition(text: str, start: int = 0) -> Link | None:
    """Return the link in the link reference definition at `start` (CommonMark 0.31, section 4.7).

    Returns None if the destination is invalid.
    """
    match = _DEFINITION.match(text, start)
    if match is None:
        return None
    label = text.index("[", start) + 1
    target = _destination(text, match.end(), len(text))
    if target is None:
        return None
    begin, end, after = target
    return Link(
        LinkKind.DEFINITION, label - 1, after, label, text.rindex("]:", 0, begin), begin, end
    )


def _backtick_runs(text: str, start: int, stop: int) -> dict[int, list[int]]:
    """Return the starts of the backtick runs in ``text[start:stop]`` by length, last run first."""
    runs: dict[int, list[int]] = {}
    for match in re.compile("`+").finditer(text, start, stop):
        runs.setdefault(len(match.group()), []).append(match.start())
    for starts in runs.values():
        starts.reverse()
    return runs


def _closing_run(runs: dict[int, list[int]], length: int, position: int) -> int | None:
    """Return the first run of `length` backticks at or after `position`, or None.

    Removes the runs before `position` for good, so that all calls together take linear time.
    """
    starts = runs.get(length, [])
    while starts and starts[-1] < position:
        starts.pop()
    return starts[-1] if starts else None


def _anchors(tag: str, start: int) -> list[Anchor]:
    if _AUTOLINK.match(tag):
        return []
    return [
        Anchor(
            match.group(match.lastindex or 0),
            start + match.start(match.lastindex or 0),
            start + match.end(match.lastindex or 0),
        )
        for match in _ATTRIBUTE.finditer(tag)
    ]


def _html_link(tag: str, start: int) -> list[Link]:
    match = _TARGET.match(tag)
    if match is None:
        return []
    at, stop = (start + offset for offset in match.span(match.lastgroup or ""))
    end = start + len(tag)
    return [Link(LinkKind.HTML, start, end, end, end, at, stop)]


def _wiki_link(text: str, start: int, inner: int, stop: int) -> Link | None:
    end = text.find("]]", inner, min(stop, inner + 1000))
    if end < 0 or "[" in text[inner:end] or "\n" in text[inner:end] or end == inner:
        return None
    bar = text.find("|", inner, end)
    target_end = bar if bar >= 0 else end
    if target_end > inner and text[target_end - 1] == "\\":
        target_end -= 1  # in a table cell the bar is escaped: "\|"
    label = bar + 1 if bar >= 0 else inner
    return Link(LinkKind.WIKI, start, end + 2, label, end, inner, target_end)


def _destination_and_title(text: str, position: int, stop: int) -> tuple[int, int, int] | None:
    """Return start and end of the destination after ``](``, and the offset after its ``)``."""
    position = _skip_blank(text, position, stop)
    if text[position : position + 1] == ")":
        return position, position, position + 1
    target = _destination(text, position, stop)
    if target is None:
        return None
    start, end, after = target
    position = _skip_blank(text, after, stop)
    if position > after and text[position : position + 1] in {'"', "'", "("}:
        closing = {"(": ")"}.get(text[position], text[position])
        reach = min(stop, position + MAX_TITLE_LENGTH)
        position = text.find(closing, position + 1, reach)
        while position > 0 and text[position - 1] == "\\":
            position = text.find(closing, position + 1, reach)
        if position < 0:
            return None
        position = _skip_blank(text, position + 1, stop)
    if text[position : position + 1] != ")" or position >= stop:
        return None
    return start, end, position + 1


def _destination(text: str, position: int, stop: int) -> tuple[int, int, int] | None:
    """Return start and end of a link destination, and the offset after it.

    See CommonMark 0.31, section 6.3.
    """
    if text[position : position + 1] == "<":
        match = _ANGLED.match(text, position, stop)
        return (position + 1, match.end() - 1, match.end()) if match else None
    depth = 0
    for match in _DESTINATION_STEP.finditer(text, position, stop):
        step = match.group()
        if step == "(":
            depth += 1
            if depth > 32:  # the same limit as in cmark
                return None
        elif step == ")":
            if not depth:
                return position, match.start(), match.start()
            depth -= 1
        elif step[0] != "\\":
            return (position, match.start(), match.start()) if match.start() > position else None
    return (position, stop, stop) if stop > position and not depth else None


_ANGLED = pattern(r"<(?:[^<>\\\r\n]|\\.)*>")
_DESTINATION_STEP = pattern(r"\\.|[()]|[\x00-\x20]")


def _skip_blank(text: str, position: int, stop: int) -> int:
    while position < stop and text[position] in " \t\r\n":
        position += 1
    return position
