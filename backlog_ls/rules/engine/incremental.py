"""The findings of one document, kept current edit by edit.

A report is a value: `checked` makes it from scratch, `rechecked` makes the next one from it, judging
again only what an edit affects (`model.backlog.Affected`). That both come to the same is tested as a
property; how much is judged is counted, in `judged`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING, TypeVar

from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit, bits_of
from backlog_ls.model.document.index import SymbolKind, Subject, ids_of
from backlog_ls.model.items.linked_documents import document_name
from backlog_ls.model.names.slug import family
from backlog_ls.rules.engine.isolation import guarded
from backlog_ls.rules.engine.registry import registry
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.shards import Shards
from backlog_ls.workspace.link_target import read_target
from backlog_ls.workspace.links.link_search import link_word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.model.document.editing import Affected
    from backlog_ls.model.document.index import Index
    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.rules.engine.rule import Rule
    from backlog_ls.syntax.document import Delta
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

Findings = tuple["Finding", ...]
Unit = tuple[str, str]
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Report:
    """Findings by the unit that they were found in. Units without any are not kept."""

    blocks: Shards[int, Findings]
    sections: Shards[int, Findings]
    subjects: Shards[Unit, Findings]
    """By the code of the rule, and the subject."""
    wholes: tuple[Findings, ...]
    """Of the rules that judge the document as a whole, in their order."""
    graph: Findings
    judged: int
    """How many units were judged to make this report out of the one before."""

    def findings(self) -> list[Finding]:
        """Return all findings, in the order of the document."""
        found = [*self.graph]
        for some in self.wholes:
            found += some
        for shards in (self.blocks, self.sections, self.subjects):
            for some in shards.values():
                found += some
        found.sort(key=lambda finding: (finding.key, finding.start, finding.code, finding.end))
        return found


def says_the_same(report: Report, other: Report) -> bool:
    """Tell whether both hold the very same findings, one having been made of the other."""
    return (
        report.blocks is other.blocks
        and report.sections is other.sections
        and report.subjects is other.subjects
        and report.wholes is other.wholes
        and report.graph is other.graph
    )


def checked(view: View) -> Report:
    """Return the report of a document, from scratch."""
    backlog = view.backlog
    blocks: dict[int, Findings | None] = {}
    sections: dict[int, Findings | None] = {}
    judged = 0
    for place, context in backlog.contexts():
        judged += 1
        found = _judge_block(view, place, context)
        if found:
            blocks[place.key] = found
        if place.piece.kind == Kind.HEADING:
            judged += 1
            found = _judge_section(view, place)
            if found:
                sections[place.key] = found
    subjects = _judge_subjects(view, backlog.index.subjects())
    report = Report(
        Shards[int, Findings]().updated(blocks),
        Shards[int, Findings]().updated(sections),
        _patched(Shards[Unit, Findings](), subjects),
        tuple(_judge_document(view, rule) for rule in _document_rules()),
        _judge_graph(view),
        judged + len(subjects),
    )
    backlog.forget_walk()
    return report


def rechecked(report: Report, view: View, delta: Delta, affected: Affected) -> Report:
    """Return the report of the document after an edit, from that before it."""
    backlog = view.backlog
    keys = dict.fromkeys(affected.blocks)
    if affected.anchors:
        keys.update(dict.fromkeys(_keys_naming(view, affected.anchors)))
    subjects = _judge_subjects(view, affected.subjects)
    blocks: dict[int, Findings | None] = dict.fromkeys(affected.gone)
    sections: dict[int, Findings | None] = dict.fromkeys(affected.gone)
    for key in affected.blocks:
        sections[key] = None  # what was a heading may be one no longer
    for place, context in backlog.contexts_of(keys):
        blocks[place.key] = _judge_block(view, place, context) or None
    for key in affected.sections:
        heading = backlog.rope.at_key(key)
        if heading:
            sections[key] = _judge_section(view, heading) or None
    touched = 0
    for _, block in (*delta.removed, *delta.added):
        touched |= bits_of(block)
    sorts = {subject.sort for subject in affected.subjects}
    wholes = _rejudge_documents(
        report, view, lambda rule: bool(rule.bits & touched or rule.sorts & sorts)
    )
    return Report(
        _patched(report.blocks, blocks),
        _patched(report.sections, sections),
        _patched(report.subjects, subjects),
        wholes,
        _rejudge_graph(view, report.graph, affected.subjects),
        len(keys) + len(affected.sections) + len(subjects),
    )


def relinked(report: Report, view: View, path: str = "") -> Report:
    """Return the report after something changed that links lead to.

    Args:
        report: as it was.
        view: of its document.
        path: absolute, of the one document that changed; empty where it may be any.
    """
    word = link_word(path) if path else ""
    rope = view.backlog.rope
    links = rope.find(BITS, Bit.LINK, 0, len(rope))
    named = (place.key for place in links if word in place.piece.text.casefold())
    changes = _judge_blocks(view, named)
    return Report(
        _patched(report.blocks, changes),
        report.sections,
        report.subjects,
        _rejudge_documents(report, view, lambda rule: rule.linked),
        report.graph,
        len(changes),
    )


def redated(report: Report, view: View) -> Report:
    """Return the report on another day."""
    backlog = view.backlog
    rope = backlog.rope
    changes = _judge_blocks(view, _keys_with(view, Bit.DATE))
    dated = {place.key for place in rope.find(BITS, Bit.SECTION_DATE, 0, len(rope))}
    above = {
        context.sections[-1].key for _, context in backlog.contexts_of(dated) if context.sections
    }
    headings = [place for key in above if (place := rope.at_key(key))]
    sections = {place.key: _judge_section(view, place) or None for place in headings}
    return replace(
        report,
        blocks=_patched(report.blocks, changes),
        sections=_patched(report.sections, sections),
        judged=len(changes) + len(sections),
    )


def recounted(report: Report, view: View, path: str) -> Report:
    """Return the report after the work in the document at `path` came to other counts."""
    rows = view.backlog.index.get(SymbolKind.TRACKED, document_name(path))
    if not rows:
        return report
    changes = _judge_blocks(view, rows)
    return replace(report, blocks=_patched(report.blocks, changes), judged=len(changes))


def reminded(report: Report, view: View, changed: Iterable[Subject]) -> Report:
    """Return the report after another document changed what it writes about shared subjects."""
    index = view.backlog.index
    concerned: set[Subject] = set()
    waits = False
    for sort, text in changed:
        waits = waits or sort is SymbolKind.NEED
        if sort is SymbolKind.SERIES:
            concerned.update(ids_of(index, text))
        elif sort is SymbolKind.ID:
            own = (Subject(one, text) for one in (SymbolKind.ID, SymbolKind.NEED))
            concerned.update(subject for subject in own if index.get(*subject))
    if not concerned and not (waits and _waits_for_others(index)):
        return report
    subjects = _judge_subjects(view, concerned)
    return replace(
        report,
        subjects=_patched(report.subjects, subjects),
        graph=_same(_judge_graph(view), report.graph),
        judged=len(subjects),
    )


def _waits_for_others(index: Index) -> bool:
    """Tell whether a circle may go through other documents: something waits for an id of theirs."""
    return any(not index.get(SymbolKind.ID, needed) for needed in index.of(SymbolKind.NEED))


def _keys_with(view: View, bits: int) -> Iterator[int]:
    rope = view.backlog.rope
    return (place.key for place in rope.find(BITS, bits, 0, len(rope)))


def _keys_naming(view: View, families: frozenset[str]) -> Iterator[int]:
    """Yield the blocks with a link to an anchor of one of `families`."""
    rope = view.backlog.rope
    for place in rope.find(BITS, Bit.ANCHOR_LINK, 0, len(rope)):
        text = place.piece.text
        for link in facts(place.piece).links:
            target = read_target(text[link.target_start : link.target_end])
            if target.fragment and family(target.fragment.lower()) in families:
                yield place.key
                break


def _patched(shards: Shards[K, Findings], changes: dict[K, Findings | None]) -> Shards[K, Findings]:
    """Make those of `changes` that are some, so that nothing new is the same object."""
    return shards.updated(
        {key: value for key, value in changes.items() if (value or ()) != shards.get(key, ())}
    )


def _same(now: Findings, before: Findings) -> Findings:
    """Return `now`, as the same object where nothing is new."""
    return before if now == before else now


def _judge_block(view: View, place: Place[Block], context: Context) -> Findings:
    rules, concerned = _block_rules()
    bits = bits_of(place.piece)
    found: list[Finding] = []
    if not bits & concerned:
        return ()
    for rule in rules:
        if rule.block and rule.bits & bits:
            found += guarded(rule, rule.block, view, place, context)
    return tuple(found)


@cache
def _block_rules() -> tuple[tuple[Rule, ...], int]:
    """Return the rules that judge blocks, and the bits that any of them asks for."""
    rules = tuple(rule for rule in registry() if rule.block)
    return rules, reduce(or_, (rule.bits for rule in rules), 0)


def _judge_blocks(view: View, keys: Iterable[int]) -> dict[int, Findings | None]:
    return {
        place.key: _judge_block(view, place, context) or None
        for place, context in view.backlog.contexts_of(dict.fromkeys(keys))
    }


def _judge_section(view: View, place: Place[Block]) -> Findings:
    found: list[Finding] = []
    for rule in registry():
        if rule.section:
            found += guarded(rule, rule.section, view, place)
    return tuple(found)


def _judge_subjects(view: View, subjects: Iterable[Subject]) -> dict[Unit, Findings | None]:
    """Judge all that is written about each of `subjects`, under every rule that is about its sort."""
    rules = _rules_by_sort()
    found: dict[Unit, Findings | None] = {}
    for sort, text in subjects:
        for rule in rules[sort]:
            unit = rule.code, text
            if unit in found or rule.subject is None:
                continue
            judged: list[Finding] = []
            if rule.lone or len(view.backlog.index.get(sort, text)) > 1:
                judged = guarded(rule, rule.subject, view, text)
            found[unit] = tuple(judged) or None
    return found


@cache
def _rules_by_sort() -> tuple[tuple[Rule, ...], ...]:
    return tuple(tuple(rule for rule in registry() if sort in rule.sorts) for sort in SymbolKind)


@cache
def _document_rules() -> tuple[Rule, ...]:
    return tuple(rule for rule in registry() if rule.document)


def _rejudge_documents(
    report: Report, view: View, concerned: Callable[[Rule], bool]
) -> tuple[Findings, ...]:
    now = tuple(
        _same(_judge_document(view, rule), before) if concerned(rule) else before
        for rule, before in zip(_document_rules(), report.wholes, strict=True)
    )
    same = all(found is before for found, before in zip(now, report.wholes, strict=True))
    return report.wholes if same else now


def _judge_document(view: View, rule: Rule) -> Findings:
    return tuple(guarded(rule, rule.document, view)) if rule.document else ()


def _rejudge_graph(view: View, before: Findings, affected: Iterable[Subject]) -> Findings:
    """Judge the dependencies again where something was found, or is found near what was edited.

    An item that takes part in nothing, before an edit of it and after, changes nothing for others.
    """
    ids = [subject.text for subject in affected if subject.sort is SymbolKind.ID]
    if not before and not len(view.backlog.index.of(SymbolKind.NEED)):
        return before
    touched = bool(before) and any(subject.sort in {SymbolKind.ID, SymbolKind.NEED} for subject in affected)
    for rule in registry():
        about = rule.graph_about
        if touched or not about:
            continue
        touched = any(_is_about(rule, about, view, ident) for ident in ids)
    return _same(_judge_graph(view), before) if touched else before


def _is_about(rule: Rule, about: Callable[[View, str], bool], view: View, ident: str) -> bool:
    def told(view: View, ident: str) -> Iterator[bool]:
        yield about(view, ident)

    return any(guarded(rule, told, view, ident))


def _judge_graph(view: View) -> Findings:
    found: list[Finding] = []
    if len(view.backlog.index.of(SymbolKind.NEED)):
        for rule in registry():
            if rule.graph:
                found += guarded(rule, rule.graph, view)
    return tuple(found)
