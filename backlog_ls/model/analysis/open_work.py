"""Detect open work without checkboxes. In such a section, the tasks do not show the progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.scope import UNKNOWN_LEVEL
from backlog_ls.model.document.status_uses import is_status_field
from backlog_ls.model.items.items import status_of_row_block
from backlog_ls.model.items.tally import states_other_status
from backlog_ls.model.names.normalize import (
    EMOJI_CLUSTER,
    normalize_name,
    normalize_status,
    strip_accents,
)
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.statuses.remarks import is_optional
from backlog_ls.model.statuses.status import INACTIVE_STATUSES, Status, canonical_status
from backlog_ls.model.tables.roles import TableKind, roles_of_table
from backlog_ls.model.words import words
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from backlog_ls.model.tables.roles import TableRoles
    from backlog_ls.text.rope import Rope

MAX_BLOCKS = 400
"""Maximum number of blocks that are searched. A longer section may contain anything."""

_MAX_TITLE_LENGTH = 60
"""Maximum length in code points of a paragraph that may be the title of what follows."""
_UNSPACED = pattern("[\u3040-\u30ff\u3400-\u9fff]")
_TODO = pattern(r"(?<![\w`/])(?:TODO|TBD|FIXME|WIP)(?![\w`]|\.\w)")
_TITLE_NUMBER = pattern(r"\A[\d.]{1,12}[).:]?\s+")
_PHASE = pattern(r"([^\W\d_]{2,20})\s?#?(\d{1,3}(?:\.\d{1,3}){0,2}[a-z]?)(?![\w%])")
"""A unit of work and its number, in normalized text: `phase 4`, `sprint 8`, `fase 13.5`."""
_PHASE_PLACE = pattern(
    r"[(\[\uff08]([^()\[\]\uff08\uff09`]{1,60})[)\]\uff09][ .*_]*\Z"
    r"|(?:\u2192|->|=>|\u27a1\ufe0f?)([^\u2192`]{1,60})\Z"
)
_CONTAINERS = {"group", "milestone"}
"""Kinds of column titles whose values contain items: unlike `task`, `phase` is one of them."""
_NOTHING = {"", "none", "n/a", "na", "no", "nothing"}


def may_contain_other_work(rope: Rope[Block], start: int, stop: int) -> bool:
    """Tell whether the blocks ``[start, stop)`` of a section may contain work without checkboxes.

    This is a table row or subsection that is not done, a list of remaining work without checkboxes,
    or tasks below "Completed so far", which are always checked. Postponed work does not count.
    """
    if stop - start > MAX_BLOCKS:
        return True
    postponed_level = UNKNOWN_LEVEL
    below = False
    roles: TableRoles | None = None
    has_checkbox: bool | None = None
    for place in rope.places(start):
        if place.index >= stop:
            return False
        block = place.piece
        heading = facts_of(block).heading
        if heading:
            below, has_checkbox = True, None
            if block.level <= postponed_level:
                postponed_level = block.level if is_postponed(heading.title) else UNKNOWN_LEVEL
            if postponed_level == UNKNOWN_LEVEL and _is_open_title(heading.title):
                return True
        elif postponed_level == UNKNOWN_LEVEL:
            if block.kind == Kind.TABLE:
                roles = roles_of_table(block)
            had_checkbox, has_checkbox = has_checkbox, _is_boxed(block)
            if (
                had_checkbox is not None
                and has_checkbox is not None
                and had_checkbox != has_checkbox
            ):
                return True  # a list item without a checkbox in a task list may be open
            if _is_open_row(block, roles) or _is_open_text(block, below=below):
                return True
    return False


def is_postponed(title: str) -> bool:
    """Tell whether a section with this title is optional, deferred or cancelled."""
    stated = read_heading_status(title)
    status = stated.status if stated else None
    return is_optional(title) or status in {Status.DEFERRED, Status.CANCELLED}


def is_follow_up_title(title: str) -> bool:
    """Tell whether `title` announces later work, like `Next steps` and `Future work`.

    `Remaining work` and `Open` do not: they belong to the section itself.
    """
    return _begins_with(title, words().follows)


def is_goal_title(title: str) -> bool:
    """Tell whether `title` announces goals or checks, like `Success criteria` and `Prerequisites`.

    Many people never check the boxes of such a list.
    """
    return _begins_with(title, words().goals)


def is_review_title(title: str) -> bool:
    """Tell whether `title` announces a judgement of the work, like `QA results` and `Code review`.

    Its boxes are suggestions, or were checked by somebody else.
    """
    return _begins_with(title, words().reviews)


def _begins_with(title: str, openings: frozenset[str]) -> bool:
    """Tell whether `title`, after its number, begins with one of `openings`."""
    folded = strip_accents(normalize_name(title))
    folded = _TITLE_NUMBER.sub("", folded)
    first_words = folded.replace(":", " ").split()[:3]
    if any(" ".join(first_words[: at + 1]) in openings for at in range(len(first_words))):
        return True
    return any(folded.startswith(each) for each in openings if _UNSPACED.search(each))


def is_of_other_phase(
    text: str, title: str, *, is_title: bool = False, is_label: bool = False
) -> bool:
    """Tell whether a task, a list or a section says that it belongs to another phase or sprint.

    A task does so in brackets or after an arrow at its end: `Export (pending phase 4)`, `→ Sprint 8`.
    A section does so at its start: `Phase 4: Export` below `Phase 3: Import`.

    Args:
        text: the text of the task, the title of the section or the label before the list.
        title: the normalized title of the section that contains it.
        is_title: whether `text` is the title of a section.
        is_label: whether `text` is a label: `**Done criteria of sprint 3:**`.
    """
    plain = strip_accents(title)
    if is_title:
        unit = _PHASE.match(strip_accents(normalize_name(text)))
        same = unit and any(each[1] == unit[1] for each in _PHASE.finditer(plain))
        return bool(unit and same and unit[1] in words().units and not _names_part(plain, unit[0]))
    place = text if is_label and len(text) <= _MAX_TITLE_LENGTH else ""
    remark = None if is_label else _PHASE_PLACE.search(text)
    if remark:
        place = remark[1] or remark[2]
    headers = words().headers
    named = {each[0] for each in _PHASE.finditer(plain)}
    return any(
        not _CONTAINERS.isdisjoint(headers.get(unit[1], ())) and unit[0] not in named
        for unit in _PHASE.finditer(strip_accents(normalize_name(place)))
    )


def _names_part(title: str, phase: str) -> bool:
    """Tell whether `title` names `phase` (`phase 3`), a part of it, or what it is a part of."""
    return any(
        each[0] == phase or each[0].startswith(f"{phase}.") or phase.startswith(f"{each[0]}.")
        for each in _PHASE.finditer(title)
    )


def _is_open_title(title: str) -> bool:
    stated = read_heading_status(title)
    if stated:
        return stated.is_whole_title or stated.status not in INACTIVE_STATUSES
    return _begins_open(title)


def _begins_open(title: str) -> bool:
    """Tell whether `title` announces open work: `Next steps`, `Open tasks`; not `Proposed fix`."""
    first, _, rest = strip_accents(normalize_name(title)).rstrip(":").partition(" ")
    vocabulary = words()
    if vocabulary.sections.get(first) == Status.TODO.value:
        return True
    open_word = vocabulary.statuses.get(first) == Status.TODO.value
    return open_word and (not rest or rest in vocabulary.section_nouns)


def _is_boxed(block: Block) -> bool | None:
    """Tell whether the list item `block` has a checkbox; None for other blocks and for fields."""
    list_items = facts_of(block).list_items if block.kind == Kind.ITEM else ()
    if not list_items or (not list_items[0].mark and facts_of(block).fields):
        return None
    return bool(list_items[0].mark)


def _is_open_row(block: Block, roles: TableRoles | None) -> bool:
    if block.kind != Kind.ROW or roles is None:
        return False
    if roles.kind is not TableKind.STATUS:
        return roles.kind is TableKind.FEATURES
    use = status_of_row_block(block, roles)
    return use is None or use.status not in INACTIVE_STATUSES


def _is_open_text(block: Block, *, below: bool) -> bool:
    text = block.text
    found = facts_of(block)
    if block.kind not in {Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE, Kind.HTML}:
        return False
    if block.kind in {Kind.PARAGRAPH, Kind.QUOTE} and _TODO.search(text):
        return True
    for field in found.fields:
        if is_status_field(field):
            if below and canonical_status(field.value(text)) not in INACTIVE_STATUSES:
                return True
        elif not field.value(text):
            if canonical_status(field.name) is not Status.UNKNOWN or _begins_open(field.name):
                return True  # "Completed:", "Next steps:" before a list
        elif _begins_open(field.name) and normalize_name(field.value(text)) not in _NOTHING:
            return True
    if block.kind == Kind.PARAGRAPH and not found.fields and len(text.strip()) <= _MAX_TITLE_LENGTH:
        title = text.strip(" \t\r\n*_:\uff1a")
        lead = text.rstrip(" \t\r\n*_").endswith((":", "\uff1a"))
        if canonical_status(title) is not Status.UNKNOWN or (lead and _begins_open(title)):
            return True
    fields = {field.name_start for field in found.fields}
    return any(
        states_other_status(text_of_item) if list_item.mark else _is_open_item(text_of_item)
        for list_item in found.list_items
        for text_of_item in [text[list_item.text_start : list_item.text_end]]
        if list_item.mark
        or fields.isdisjoint(range(list_item.text_start, list_item.text_start + len("**_")))
    )


_LABEL = pattern(r"[^\W\d_][\w ]{0,20}(?=[:\uff1a])")


def _is_open_item(text_of_item: str) -> bool:
    """Tell whether the text of a list item without a checkbox says that it is open."""
    sign = EMOJI_CLUSTER.match(text_of_item)
    if sign:
        emoji = normalize_status(sign.group()).emoji
        vocabulary = words()
        known = emoji in vocabulary.emojis or emoji in vocabulary.ambiguous_emojis
        if known and canonical_status(emoji) not in INACTIVE_STATUSES:
            return True
    label = _LABEL.match(text_of_item)
    stated = read_heading_status(text_of_item)
    statuses = {
        canonical_status(label.group()) if label else Status.UNKNOWN,
        stated.status
        if stated and (not stated.is_whole_title or len(text_of_item) <= _MAX_TITLE_LENGTH)
        else Status.UNKNOWN,
    }
    return _TODO.search(text_of_item) is not None or not statuses <= {
        Status.UNKNOWN,
        *INACTIVE_STATUSES,
    }
