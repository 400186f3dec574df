"""Move the targets of links to definitions and back, and put the definitions in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from backlog_ls.features.code_actions.action import REWRITE, Action, RefusedError
from backlog_ls.features.navigation.labels import (
    KINDS,
    LabelUse,
    find_label_at,
    find_label_definition,
    find_label_uses,
)
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.index import SymbolKind, label_key
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.document import Document
from backlog_ls.syntax.inline import LabelKind, LinkKind
from backlog_ls.syntax.inline_text import normalize_label
from backlog_ls.text.edit import Edit, apply_edits
from backlog_ls.text.lines import detect_line_ending
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.inline import Link
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

TO_REFERENCE = "link-to-reference"
TO_INLINE = "reference-to-link"
ORGANIZE = "organize-definitions"

_LABEL = pattern(r"[^\W_][^\[\]\\|`\r\n]{0,59}")
_NUMBER = pattern(r"(\d+)")
_COMMENT_TARGETS = {"", "#"}
_IGNORED = {Kind.REFERENCE, Kind.BLANK}
_REFERENCES = {LabelKind.FULL, LabelKind.COLLAPSED, LabelKind.SHORTCUT}


class _Definition(NamedTuple):
    """A link reference definition that is a block of its own."""

    place: Place[Block]
    key: str
    target: str
    """With its angle brackets and its title."""

    @property
    def text(self) -> str:
        return self.place.piece.text.strip()


def find_definition_actions(view: View, start: int, _end: int) -> Iterator[Action]:
    """Yield the actions at a link, a reference or a definition."""
    backlog = view.backlog
    place = backlog.rope.at_offset(start)
    if _link_at(place, start - place.offset):
        title = "Move the target to a definition"
        yield Action(title, REWRITE, start=start, refactoring_id=TO_REFERENCE)
        return
    if place.piece.kind == Kind.REFERENCE and facts_of(place.piece).links:
        title = "Move all link definitions to the end, in order"
        yield Action(title, REWRITE, start=start, refactoring_id=ORGANIZE)
        return
    use = find_label_at(backlog, place, start - place.offset)
    if use and use.label.kind in _REFERENCES:
        title = "Write the target into the link"
        yield Action(title, REWRITE, start=start, refactoring_id=TO_INLINE)


def compute_definition_edits(view: View, start: int, _end: int, refactoring_id: str) -> list[Edit]:
    """Return the edits of one of the actions.

    Raises:
        RefusedError: they would change more than links, or nothing.
    """
    place = view.backlog.rope.at_offset(start)
    if refactoring_id == ORGANIZE:
        return _organize(view.backlog)
    if refactoring_id == TO_INLINE:
        use = find_label_at(view.backlog, place, start - place.offset)
        return _write_inline(view.backlog, use) if use else []
    link = _link_at(place, start - place.offset)
    return _move_to_definition(view.backlog, place, link) if link else []


def _link_at(place: Place[Block], offset: int) -> Link | None:
    """Return the innermost inline link or image around `offset` that has a target on its line."""
    text = place.piece.text
    found = [
        link
        for link in facts_of(place.piece).links
        if link.kind in {LinkKind.INLINE, LinkKind.IMAGE}
        and link.start <= offset < link.end
        and link.target_start < link.target_end
        and not any(char in text[link.text_end : link.end] for char in "\r\n")
    ]
    return min(found, key=lambda link: link.end - link.start, default=None)


def _move_to_definition(backlog: Backlog, place: Place[Block], link: Link) -> list[Edit]:
    text = place.piece.text
    target = text[link.text_end + 2 : link.end - 1].strip()
    shown = text[link.text_start : link.text_end]
    definitions = list(_definitions(backlog))
    known = next((each for each in definitions if each.target == target), None)
    edits = []
    if known:
        label = _written_label(known)
    else:
        label = _new_label(backlog, shown, text[link.target_start : link.target_end])
        edits.append(_append(backlog, definitions, f"[{label}]: {target}"))
    own = "" if label == shown else label
    at = place.offset + link.text_end
    edits.insert(0, Edit(at, place.offset + link.end, f"][{own}]"))
    _check(backlog, edits, {normalize_label(label)})
    return edits


def _new_label(backlog: Backlog, shown: str, target: str) -> str:
    """Return a label that nothing in the document uses: the text, the name of the file or a number."""
    name = unquote(target.partition("#")[0].rstrip("/").rpartition("/")[2]).partition(".")[0]
    for label in (shown, name, *map(str, range(1, 10)), *(f"link-{n}" for n in range(10, 1000))):
        key = normalize_label(label)
        if _LABEL.fullmatch(label) and not any(backlog.index.get(kind, key) for kind in KINDS):
            return label
    raise RefusedError("There are too many labels in this document.")


def _append(backlog: Backlog, definitions: list[_Definition], line: str) -> Edit:
    """Return the edit that adds a definition behind the last one, or at the end of the document."""
    rope = backlog.rope
    eol = detect_line_ending(rope.at_index(0).piece.text)
    if definitions:
        at = definitions[-1].place.offset + len(definitions[-1].place.piece.text.rstrip())
        return Edit(at, at, eol + line)
    end = rope.length
    last = rope.at_index(len(rope) - 1).piece.text
    blank = 2 - min(len(last) - len(last.rstrip("\r\n")), 2 * len(eol)) // len(eol)
    return Edit(end, end, eol * blank + line + eol)


def _write_inline(backlog: Backlog, use: LabelUse) -> list[Edit]:
    block, label = use.place.piece, use.label
    key = label_key(block, label)
    definition = find_label_definition(backlog, key)
    if definition is None:
        return []
    source = definition.place.piece
    line = source.text[definition.label.end + 1 :].strip()
    if source.kind != Kind.REFERENCE:
        line = line.splitlines()[0].strip()
    target = " ".join(line.split())
    if block.kind in {Kind.ROW, Kind.TABLE} and "|" in target:
        raise RefusedError("`|` in the target would start another cell of the table.")
    offset = use.place.offset
    shown = block.text[label.text_start : label.text_end]
    bang = "!" * (block.text[label.start] == "!")
    edits = [Edit(offset + label.start, offset + label.end, f"{bang}[{shown}]({target})")]
    uses = list(find_label_uses(backlog, key))
    if len(uses) == 2:  # this one, and the definition
        own = [each for each in _definitions(backlog) if each.key == key]
        edits += _removals(backlog, own)
    _check(backlog, edits, set())
    return sorted(edits)


def _organize(backlog: Backlog) -> list[Edit]:
    definitions = list(_definitions(backlog))
    kept = {each.key: each for each in reversed(definitions)}
    others = [each for each in definitions if each.target != kept[each.key].target]
    if others:
        raise RefusedError(
            f"`{_written_label(others[0])}` is defined twice, with different targets."
        )
    ordered = sorted(kept.values(), key=lambda each: _order(each.key))
    document = backlog.document
    eol = detect_line_ending(backlog.rope.at_index(0).piece.text)
    edits = _removals(backlog, definitions)
    end = document.length
    rest = apply_edits(document.text, edits)
    gap = (len(rest) - len(rest.rstrip("\r\n"))) // len(eol)
    blank = eol * max(2 - gap, 0) if rest.strip() else ""
    edits.append(Edit(end, end, blank + "".join(each.text + eol for each in ordered)))
    if apply_edits(document.text, edits) == document.text:
        raise RefusedError("The definitions are in order.")
    _check(backlog, edits, set(kept))
    return edits


def _order(key: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts labels by words, and by the value of their numbers."""
    parts = _NUMBER.split(key.casefold())
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part]


def _definitions(backlog: Backlog) -> Iterator[_Definition]:
    """Yield the link definitions that are blocks of their own, in order; not those that are comments."""
    keys = {key for found in backlog.index.of_kind(SymbolKind.DEFINITION).values() for key in found}
    for key in sorted(keys):
        place = backlog.rope.at_key(key)
        if place is None or place.piece.kind != Kind.REFERENCE:
            continue
        block = place.piece
        for link in facts_of(block).links:
            label = facts_of(block).labels[0]
            if block.text[link.target_start : link.target_end] not in _COMMENT_TARGETS:
                yield _Definition(
                    place, label_key(block, label), block.text[label.end + 1 :].strip()
                )


def _written_label(definition: _Definition) -> str:
    block = definition.place.piece
    label = facts_of(block).labels[0]
    return block.text[label.label_start : label.label_end]


def _removals(backlog: Backlog, definitions: list[_Definition]) -> list[Edit]:
    """Return the edits that remove definitions, with the blank lines behind them where others precede."""
    rope = backlog.rope
    edits: list[Edit] = []
    for definition in definitions:
        place = definition.place
        start, end = place.offset, place.offset + len(place.piece.text)
        if edits and edits[-1].end == start:
            start = edits.pop().start
        edits.append(Edit(start, end, ""))
    shortened = []
    for start, end, _ in edits:
        stop = end
        first = rope.at_offset(start)
        above = rope.at_index(first.index - 1).piece.text if first.index else "\n\n"
        if not above.replace("\r\n", "\n").endswith(("\n\n", "\r\r")):
            text = rope.slice(start, end)
            kept = text[len(text.rstrip()) :].removeprefix("\r").removeprefix("\n")
            stop -= len(kept)
        shortened.append(Edit(start, stop, ""))
    return shortened


def _check(backlog: Backlog, edits: list[Edit], labels: set[str]) -> None:
    """Check that `edits` keep all other blocks and all links, and that `labels` are defined then.

    Raises:
        RefusedError: they do not.
    """
    before = backlog.document
    after = Document.parse(apply_edits(before.text, edits))
    defined = _defined_labels(after)
    shapes = [
        [place.piece.kind for place in document.rope.places() if place.piece.kind not in _IGNORED]
        for document in (before, after)
    ]
    same_links = _count_links(before) == _count_links(after)
    if shapes[0] != shapes[1] or not same_links or not labels <= defined:
        raise RefusedError("This would change how other lines are read.")


def _defined_labels(document: Document) -> set[str]:
    blocks = [place.piece for place in document.rope.places()]
    return {
        label_key(block, label)
        for block in blocks
        for label in facts_of(block).labels
        if label.kind.is_definition
    }


def _count_links(document: Document) -> int:
    """Return the number of links, images and references whose label is defined."""
    blocks = [place.piece for place in document.rope.places()]
    defined = _defined_labels(document)
    return sum(
        sum(link.kind is not LinkKind.DEFINITION for link in facts_of(block).links)
        + sum(
            not label.kind.is_definition and label_key(block, label) in defined
            for label in facts_of(block).labels
        )
        for block in blocks
    )
