"""Completion items for those of many options that match the typed text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.completion.items import (
    NO_COMPLETIONS,
    CompletionItem,
    CompletionKind,
    CompletionList,
)
from backlog_ls.features.status.choices import filter_text_for
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.features.completion.context import Replacement
    from backlog_ls.features.cursor import Cursor

MAX_OPTIONS = 100
"""Maximum number of options to offer; typing more brings the others."""

_MARKUP = "*_`~ \t[("


class Option(NamedTuple):
    """A value to choose."""

    text: str
    """What it inserts."""
    label: str = ""
    """What is shown instead of `text`."""
    detail: str = ""
    names: tuple[str, ...] = ()
    """What else the user may type to find it."""
    kind: CompletionKind = CompletionKind.VALUE
    path: str = ""


def match_options(
    cursor: Cursor, value: Replacement, options: Iterable[Option], *, as_yaml: bool = False
) -> CompletionList:
    """Return those of `options` that match the typed text, best first.

    Args:
        cursor: the cursor.
        value: what to replace.
        options: the options, in order.
        as_yaml: whether to quote texts that YAML would not read as strings.
    """
    typed = cursor.line_text[value.start : cursor.column].lstrip()
    old = cursor.line_text[value.start : value.end].strip()
    known = list(options)
    complete = cursor.column >= value.end and any(option.text == old for option in known)
    chosen = [
        (not is_prefix_of_word(typed, (option.text, option.label, *option.names)), number, option)
        for number, option in enumerate(known)
    ]
    if not complete:
        chosen = [each for each in chosen if not each[0]]
    chosen.sort(key=lambda each: each[:2])
    if not chosen:
        return NO_COMPLETIONS
    raw = cursor.line_text[value.start : cursor.column]
    items = [
        CompletionItem(
            option.label or option.text,
            value.prefix + (quote_yaml(option.text) if as_yaml else option.text) + value.suffix,
            cursor.line_start + value.start,
            cursor.line_start + value.end,
            option.kind,
            option.detail,
            filter_text=filter_text_for(raw, [option.text, option.label, *option.names]),
            sort_text=f"{number:04}",
            path=option.path,
        )
        for number, (_, _, option) in enumerate(chosen[:MAX_OPTIONS])
    ]
    return CompletionList(tuple(items), incomplete=True)


def is_prefix_of_word(typed: str, names: Iterable[str]) -> bool:
    """Tell whether `typed` begins a word in one of `names`, ignoring markup and case."""
    bare = typed.strip(_MARKUP).casefold()
    if not bare:
        return not typed.strip() or not typed.strip(_MARKUP)
    for name in names:
        folded = name[:200].casefold()
        at = folded.find(bare)
        while at >= 0:
            if not at or not folded[at - 1].isalnum() or not bare[0].isalnum():
                return True
            at = folded.find(bare, at + 1)
    return False


def quote_yaml(text: str) -> str:
    """Return `text` as a YAML string, quoted if necessary."""
    if _PLAIN.fullmatch(text) and ": " not in text and " #" not in text:
        return text
    return "'" + text.replace("'", "''") + "'"


_PLAIN = pattern(r"[^\W_][^,\[\]{}\r\n]*(?<![:\s])")
