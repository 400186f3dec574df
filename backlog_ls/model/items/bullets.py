"""List items without a checkbox: their name, id and status, as the text itself states them.

`- [done] Login`, `- ✅ Login`, `1. **Login** — DONE`, `- **T1**: Login`, `- ~~Login~~ solved`. Whether
such a list item is work also depends on what is around it, unless its `Evidence` is `STATED`.
"""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.markup import strip_markup
from backlog_ls.model.items.bullet_status import (
    StatedStatus,
    read_capitals_after_dash,
    read_rest_of_line,
    read_status_after_name,
    read_status_before_name,
)
from backlog_ls.model.names.ids import IdMatch, find_leading_id, is_id
from backlog_ls.model.names.normalize import (
    EMOJI_CLUSTER,
    normalize_name,
    normalize_status,
)
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.statuses.status import Status, read_status
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    import re


class BulletShape(Enum):
    """How a list item states its status."""

    PLAIN = "plain"
    BRACKET = "bracket"
    """In brackets before the name: `[done] Login`."""
    SIGN = "sign"
    """With an emoji before the name."""
    SUFFIX = "suffix"
    """After the name."""
    TITLE = "title"
    """Not at all: it is a paragraph with a bold title."""


class Evidence(IntEnum):
    """How much the text of a list item says for its being an item of work."""

    NONE = 0
    NAMED = 1
    """It begins with an id, a date, a word in brackets, a link, or bold or struck text."""
    SIGNED = 2
    """It states a status that lists of other things have too: an emoji, or words after plain text."""
    STATED = 3
    """It states its status in brackets, or after an id or a bold or struck name."""


class Bullet(NamedTuple):
    """A list item without a checkbox. Offsets are code points in its block."""

    start: int
    end: int
    """`[start, end)` is the name, without the markup around it."""
    id: IdMatch
    status: Status | None
    """None if it states no status."""
    status_start: int
    status_end: int
    """`[status_start, status_end)` is the status, without the markup around it."""
    shape: BulletShape
    evidence: Evidence
    struck: bool
    has_tag: bool = False
    """Whether a word in brackets that is not a status precedes the name: `[docs] Login`."""


GAP = r"(?:[\s\u00a0]|&nbsp;|&emsp;|&ensp;)*"
_SPACE = pattern(GAP)
_DATE = pattern(
    r"(?P<open>[\[(（]|\*\*|`)?\d{4}[-./]\d{1,2}(?:[-./]\d{1,2})?(?:[\])）]|\*\*|`)?"
    r"(?=[\s:：—–-]|\Z)[ \t]*(?:[:：—–-]+(?=\s))?"
)
_BRACKET = pattern(
    r"(?P<wrap>\*\*|__|`)?[\[【［](?P<inner>[^\[\]【】［］\r\n]{2,60}|[^\w\s\[\]])[\]】］](?(wrap)(?P=wrap))(?![(\[:])"
)
_CAPITALS = pattern(
    r"(?P<mark>\*\*|__|`)?(?P<word>[A-Z][A-Z _-]{2,24}[A-Z])(?(mark)[:：]?(?P=mark)[:：]?|(?:[:：]|(?=\s[—–])))"
    r"(?:\s+[—–-]{1,2})?(?=\s)"
)
_PRIORITY = pattern(r"P\d")
"""A priority, not an id: `P0`."""
_PARENTHESIS = pattern(r"[(（](?P<inner>[^()（）\r\n]{2,60})[)）]")
_BOLD = pattern(r"(?P<mark>\*\*|__)(?P<inner>(?![\s*_]).+?)(?P=mark)")
_STRUCK = pattern(r"~~(?P<inner>(?![\s~])(?s:.+?))~~")
_LINK = pattern(r"\[(?P<inner>[^\[\]\r\n]+)\](?:\([^()\s]*(?:\s\"[^\"]*\")?\)|\[[^\[\]\r\n]*\])")
_AFTER_ID = pattern(
    r"[*_`~\])）]*(?:\([^()\s]*\))?" + GAP + r"(?:[:：.·|]|[—–-]{1,2}(?=\s))?" + GAP
)
_SEPARATOR = pattern(GAP + r"(?:[:：|·•]|[—–-]{1,2}(?=[\s\W])|→|=>|->)" + GAP)
_ASIDE = pattern(GAP + r"[(（][^()（）\r\n]{1,80}[)）]")
_STATUS_END = pattern(
    r"[.;,。；，、!](?=\s|\Z)|\s[—–-]{1,2}\s|—|\s[·•|]\s|[(（\r\n]|[:：](?=\s)|\s(?:→|->|=>)|\Z"
)
_LABEL_OPENS, _LABEL_CLOSES = "[(（【［", "])）】］"
"""Bold text within these is a label, not the name: `**[High]** Fix the login`."""
_MAX_SUFFIX_LENGTH = 300
"""Maximum length in code points of a line whose end may be a status."""
_LEADS = 6
"""Maximum number of dates, emoji and brackets before a name."""


def read_bullet(text: str, start: int, end: int) -> Bullet:
    """Return what a list item states of itself.

    Args:
        text: The text of its block.
        start: Start of its text, after the bullet.
        end: End of its first paragraph.
    """
    return _Reader(text, start, end).read()


class _Reader:
    """Reads one list item from left to right."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.at = start
        self.end = end
        self.id = IdMatch(start, start, "")
        self.found: StatedStatus | None = None
        self.shape = BulletShape.PLAIN
        self.evidence = Evidence.NONE
        self.struck = False
        self.has_tag = False
        self.name: tuple[int, int] | None = None
        """The name, if markup delimits it."""
        self.has_colon = False
        """Whether the name ends with a colon inside its markup."""

    def read(self) -> Bullet:
        self._read_leads()
        self._read_name()
        start, end = self.name or (self.at, self.end)
        if self.found is None:
            in_text = self.name is None
            stated = self._find_suffix(start, end) if in_text else self._find_after(end)
            if stated and self.name is None:
                end = self._before_status(start, stated.start)
            if stated and end <= stated.start:
                self._state(stated, BulletShape.SUFFIX)
        return self._finish(start, end)

    def _finish(self, start: int, end: int) -> Bullet:
        start, end = strip_markup(self.text, start, end)
        found = self.found
        return Bullet(
            start,
            end,
            self.id,
            found.status if found else None,
            found.start if found else start,
            found.end if found else start,
            self.shape,
            self.evidence,
            self.struck,
            self.has_tag,
        )

    def _skip(self, what: re.Pattern[str] = _SPACE) -> None:
        match = what.match(self.text, self.at, self.end)
        self.at = match.end() if match else self.at

    def _raise_evidence(self, evidence: Evidence) -> None:
        self.evidence = max(self.evidence, evidence)

    def _state(self, found: StatedStatus, shape: BulletShape) -> None:
        """Take `found` as the status."""
        named = self.evidence >= Evidence.NAMED and found.in_words
        self.found, self.shape = found, shape
        self._raise_evidence(Evidence.STATED if named else Evidence.SIGNED)

    def _read_leads(self) -> None:
        """Read what precedes the name: dates, emoji, words in brackets, and the id."""
        for _ in range(_LEADS):
            self._skip()
            if not (
                self._read_date()
                or self._read_sign()
                or self._read_bracket()
                or self._read_capitals()
                or self._read_id()
            ):
                return

    def _read_date(self) -> bool:
        match = _DATE.match(self.text, self.at, self.end)
        if match is None or match.end() == self.end:
            return False
        self.at = match.end()
        self._raise_evidence(Evidence.NAMED)
        return True

    def _read_sign(self) -> bool:
        """Read an emoji that may be a status."""
        sign = EMOJI_CLUSTER.match(self.text, self.at, self.end)
        if sign is None or self.found:
            return False
        emoji = normalize_status(sign[0]).emoji
        vocabulary = words()
        if emoji not in vocabulary.emojis and emoji not in vocabulary.ambiguous_emojis:
            return False
        self.found = StatedStatus(
            read_status(sign[0]).status, sign.start(), sign.end(), in_words=False
        )
        self.shape = BulletShape.SIGN
        self._raise_evidence(Evidence.SIGNED)
        self.at = sign.end()
        return True

    def _read_bracket(self) -> bool:
        """Read a status or a tag in brackets."""
        match = _BRACKET.match(self.text, self.at, self.end)
        bracketed = match is not None
        match = match or _PARENTHESIS.match(self.text, self.at, self.end)
        if match is None or match.end() == self.end:
            return False
        start, end = strip_markup(self.text, *match.span("inner"))
        if bracketed and is_id(self.text[start:end]) and not self.id.text:
            self.id = IdMatch(start, end, self.text[start:end])
        else:
            stated = read_status_before_name(self.text, start, end)
            if self.found and self.found.in_words:
                stated = None
            if stated is None and not bracketed:
                return False
            if stated:
                self.found, self.shape = stated, BulletShape.BRACKET
                self._raise_evidence(Evidence.STATED if stated.certain else Evidence.SIGNED)
            self.has_tag = self.has_tag or stated is None
        self.at = match.end()
        self._skip(_AFTER_ID)
        self._raise_evidence(Evidence.NAMED)
        return True

    def _read_capitals(self) -> bool:
        """Read `DONE: Login` and `**WIP** Login`."""
        match = _CAPITALS.match(self.text, self.at, self.end)
        if match is None or self.found or match.end() == self.end:
            return False
        stated = read_status_before_name(self.text, *match.span("word"))
        if stated is None or not stated.certain:
            return False
        self.found, self.shape = stated, BulletShape.BRACKET
        self._raise_evidence(Evidence.STATED if self.id.text else Evidence.SIGNED)
        self.at = match.end()
        return True

    def _read_id(self) -> bool:
        if self.id.text:
            return False
        ident = find_leading_id(self.text, self.at, self.end)
        if not ident.text or _PRIORITY.fullmatch(ident.text):
            return False
        before = self.text[self.at : ident.start].strip()
        bold = _BOLD.match(self.text, self.at, self.end)
        if bold and ident.end < bold.end("inner"):
            return False  # `**T1 Login**` is read as a name
        if "~~" in before or (before and before[-1] not in "*_`[("):
            return False
        after = _AFTER_ID.match(self.text, ident.end, self.end)
        is_series = self.text[ident.end : ident.end + 1] in {",", "/", "&", "+"}
        if is_series or ("-" not in ident.text and not (after and after[0].strip())):
            return False  # `GA4 property`: it may be a part of the name
        self.id = ident
        self.at = after.end() if after else ident.end
        self._raise_evidence(Evidence.NAMED)
        return True

    def _read_name(self) -> None:
        """Read a name that is bold, struck or a link."""
        self._skip()
        struck = _STRUCK.match(self.text, self.at, self.end)
        if struck:
            self.struck = True
            self._name(struck)
            inner = _Reader(self.text, *struck.span("inner"))
            inner._read_leads()
            inner._read_name()
            self.name = inner.name or (inner.at, inner.end)
            self.id = self.id if self.id.text else inner.id
            return
        bold = _BOLD.match(self.text, self.at, self.end)
        if bold and not (bold["inner"][0] in _LABEL_OPENS and bold["inner"][-1] in _LABEL_CLOSES):
            self._name(bold)
        elif link := _LINK.match(self.text, self.at, self.end):
            self._name(link)

    def _name(self, match: re.Match[str]) -> None:
        start, end = match.span("inner")
        inner = _Reader(self.text, start, end)
        if not self.found and (inner._read_sign() or inner._read_bracket()) and inner.at < end:
            start = inner.at  # `**✅ Login**`, `**[in progress] Login**`
            self._raise_evidence(Evidence.NAMED)
            if inner.found:
                self._state(inner.found, inner.shape)
        while end > start and self.text[end - 1] in " \t:：":
            self.has_colon = self.has_colon or self.text[end - 1] in ":："
            end -= 1
        if not self.id.text:
            ident = find_leading_id(self.text, start, end)
            if ident.text and not _PRIORITY.fullmatch(ident.text):
                self.id = ident
                after = _AFTER_ID.match(self.text, ident.end, end)
                start = after.end() if after else start
        self.at = match.end()
        sign = EMOJI_CLUSTER.fullmatch(self.text, start, end)
        if sign and not self.found:  # `**T-1 ✅** Sign-in`
            status = read_status(sign[0]).status
            self._state(StatedStatus(status, start, end, in_words=False), BulletShape.SUFFIX)
        if not normalize_name(self.text[start:end]).strip("#0123456789. "):
            # The bold text is only an id or a number.
            self._skip(_AFTER_ID)
            self._raise_evidence(Evidence.NAMED)
            self._read_name()
            return
        self.name = start, end
        self._raise_evidence(Evidence.NAMED)
        stated = None if self.found else self._find_suffix(start, end)
        before = self._before_status(start, stated.start) if stated else end
        if stated and before <= stated.start:  # `**Sign-in — done**`
            self.name = start, before
            self._state(stated, BulletShape.SUFFIX)

    def _find_after(self, end: int) -> StatedStatus | None:
        """Find the status right after a delimited name, or at the end of its line."""
        at = max(self.at, end)
        for _ in range(2):
            found = self._find_wrapped(at) or self._find_separated(at)
            if found:
                return found
            aside = _ASIDE.match(self.text, at, self.end)  # `**Sprint 7** (May): done`
            if aside is None:
                break
            at = aside.end()
        return self._find_suffix(min(at, self.end), self.end)

    def _find_wrapped(self, at: int) -> StatedStatus | None:
        """Find a status in brackets: `(done)`, `[done]`, or in code."""
        gap = _SPACE.match(self.text, at, self.end)
        span = gap.end() if gap else at, self.end
        match = _PARENTHESIS.match(self.text, *span) or _BRACKET.match(self.text, *span)
        return read_status_after_name(self.text, *match.span("inner")) if match else None

    def _find_separated(self, at: int) -> StatedStatus | None:
        """Find a status after a separator, or one that begins with an emoji."""
        match = _SEPARATOR.match(self.text, at, self.end)
        gap = _SPACE.match(self.text, at, self.end)
        start = match.end() if match else gap.end() if gap else at
        signed = EMOJI_CLUSTER.match(self.text, start, self.end) is not None
        marked = self.text[start : start + 1] in {"*", "`", "_"}
        if not (match or signed or marked or self.has_colon):
            return read_rest_of_line(self.text, start, self.end)
        bold = _BOLD.match(self.text, start, self.end) if signed or marked else None
        stop = _STATUS_END.search(self.text, start, self.end)
        end = stop.start() if stop else self.end
        found = read_status_after_name(self.text, start, end)
        return found or (bold and read_status_after_name(self.text, *bold.span("inner")))

    def _find_suffix(self, start: int, stop: int) -> StatedStatus | None:
        """Find a status at the end of the first line of ``text[start:stop]``, or at its end."""
        first = stop
        for eol in "\r\n":
            at = self.text.find(eol, start, first)
            first = at if at >= 0 else first
        for end in dict.fromkeys((first, stop)):
            low, high = start, end
            while high > low and self.text[high - 1] in " \t.":
                high -= 1
            if not 0 < high - low <= _MAX_SUFFIX_LENGTH:
                continue
            stated = read_heading_status(self.text[low:high])
            if stated is None:
                found = read_capitals_after_dash(self.text, low, high)
                if found:
                    return found
            elif not stated.is_whole_title and normalize_name(self.text[low : low + stated.start]):
                span = low + stated.start, low + stated.end
                in_words = bool(normalize_status(self.text[slice(*span)]).word)
                return StatedStatus(stated.status, *span, in_words)
        return None

    def _before_status(self, start: int, at: int) -> int:
        """Return the end of the name before a status at `at`, without what separates them."""
        while at > start and self.text[at - 1] in " \t\r\n([（【［*_`~:：—–-·|→":
            at -= 1
        return at if any(map(str.isalnum, self.text[start:at])) else self.end
