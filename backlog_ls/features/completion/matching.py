"""Which of many options fit what is typed, as items of a completion."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.completion.items import (
    NOTHING,
    CompletionItem,
    CompletionKind,
    CompletionList,
)
from backlog_ls.features.status.choices import filter_text
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.features.completion.context import Value
    from backlog_ls.features.completion.items import Spot

MOST = 100
"""So many options are offered at once; what is typed brings the others."""

_MARKUP = "*_`~ \t[("


class Option(NamedTuple):
    """A value that can be chosen."""

    text: str
    """What is inserted."""
    label: str = ""
    """What is shown, where that is not `text`."""
    detail: str = ""
    names: tuple[str, ...] = ()
    """What else may be typed to mean it."""
    kind: CompletionKind = CompletionKind.VALUE
    path: str = ""


def offered(
    spot: Spot, value: Value, options: Iterable[Option], *, quoted: bool = True
) -> CompletionList:
    """Return those of `options`, best first, that go on from what is typed of `value`.

    Args:
        spot: the cursor.
        value: what is replaced.
        options: in their order.
        quoted: whether the text may stand as it is; in YAML some need quotes.
    """
    typed = spot.text[value.start : spot.column].lstrip()
    old = spot.text[value.start : value.end].strip()
    known = list(options)
    complete = spot.column >= value.end and any(option.text == old for option in known)
    chosen = [
        (not begins(typed, (option.text, option.label, *option.names)), number, option)
        for number, option in enumerate(known)
    ]
    if not complete:
        chosen = [each for each in chosen if not each[0]]
    chosen.sort(key=lambda each: each[:2])
    if not chosen:
        return NOTHING
    raw = spot.text[value.start : spot.column]
    items = [
        CompletionItem(
            option.label or option.text,
            value.lead + (option.text if quoted else yaml(option.text)) + value.tail,
            spot.line_start + value.start,
            spot.line_start + value.end,
            option.kind,
            option.detail,
            filter_text=filter_text(raw, [option.text, option.label, *option.names]),
            sort_text=f"{number:04}",
            path=option.path,
        )
        for number, (_, _, option) in enumerate(chosen[:MOST])
    ]
    return CompletionList(tuple(items), incomplete=True)


def begins(typed: str, names: Iterable[str]) -> bool:
    """Tell whether `typed`, markup and case aside, begins one of `names` or a word in it."""
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


def yaml(text: str) -> str:
    """Return `text` as a value of YAML, which is quoted where it would read as something else."""
    if _PLAIN.fullmatch(text) and ": " not in text and " #" not in text:
        return text
    return "'" + text.replace("'", "''") + "'"


_PLAIN = pattern(r"[^\W_][^,\[\]{}\r\n]*(?<![:\s])")
