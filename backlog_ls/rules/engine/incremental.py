"""Incremental checking: the findings of a document, updated edit by edit.

A report is an immutable value. `check` makes one from scratch. `update_after_edit` makes the next one,
and runs the rules again only for what the edit affects (`model.document.editing.Affected`). Both must
give equal findings, which property tests verify. `checked_units` counts the work.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING, TypeVar

from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag, flags_of
from backlog_ls.model.document.index import Symbol, SymbolKind, find_ids_in_series
from backlog_ls.model.items.linked_documents import document_name
from backlog_ls.model.names.slug import anchor_family
from backlog_ls.rules.engine.isolation import run_isolated
from backlog_ls.rules.engine.registry import registry
from backlog_ls.rules.engine.rule import STATES
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.text.persistent_map import PersistentMap
from backlog_ls.workspace.links.link_search import link_search_word
from backlog_ls.workspace.links.wiki import parse_link_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.model.document.editing import Affected
    from backlog_ls.model.document.index import SymbolIndex
    from backlog_ls.rules.engine.finding import Finding
    from backlog_ls.rules.engine.rule import Rule
    from backlog_ls.syntax.document import Delta
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

Findings = tuple["Finding", ...]
SymbolUnit = tuple[str, str]
"""The code of a rule, and the text of a symbol."""
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Report:
    """Findings by the unit that they were found in. Units without findings are not kept."""

    blocks: PersistentMap[int, Findings]
    sections: PersistentMap[int, Findings]
    symbols: PersistentMap[SymbolUnit, Findings]
    documents: tuple[Findings, ...]
    """One entry for each rule that checks whole documents, in the order of their codes."""
    graph: Findings
    checked_units: int
    """How many units were checked to make this report from the previous one."""
    worth: dict[Finding, bool] = field(default_factory=dict, compare=False)
    """A cache of `Rule.is_shown`, filled where findings are shown. It starts empty after what may change
    any answer."""

    def findings(self) -> list[Finding]:
        """Return all findings in document order, also those that are hidden."""
        found = [*self.graph]
        for findings in self.documents:
            found += findings
        for shards in (self.blocks, self.sections, self.symbols):
            for findings in shards.values():
                found += findings
        found.sort(key=lambda finding: (finding.key, finding.start, finding.code, finding.end))
        return found


def has_same_findings(report: Report, other: Report) -> bool:
    """Return whether two reports, one of them made from the other, share all their findings."""
    return (
        report.blocks is other.blocks
        and report.sections is other.sections
        and report.symbols is other.symbols
        and report.documents is other.documents
        and report.graph is other.graph
    )


def may_show_others(report: Report, before: Report) -> bool:
    """Return whether `report`, made from `before` without an edit, may show other findings.

    A finding that was not worth showing may be so now.
    """
    if report is before:
        return False
    return not has_same_findings(report, before) or not all(before.worth.values())


def check(view: View) -> Report:
    """Return the report of a document, made from scratch."""
    backlog = view.backlog
    blocks: dict[int, Findings | None] = {}
    sections: dict[int, Findings | None] = {}
    checked_units = 0
    backlog.keep_contexts()
    for place, context in backlog.contexts():
        checked_units += 1
        found = _check_block(view, place, context)
        if found:
            blocks[place.key] = found
        if place.piece.kind == Kind.HEADING:
            checked_units += 1
            found = _check_section(view, place)
            if found:
                sections[place.key] = found
    symbols = _check_symbols(view, backlog.index.symbols())
    report = Report(
        PersistentMap[int, Findings]().updated(blocks),
        PersistentMap[int, Findings]().updated(sections),
        _apply_changes(PersistentMap[SymbolUnit, Findings](), symbols),
        tuple(_check_document(view, rule) for rule in _document_rules()),
        _check_graph(view),
        checked_units + len(symbols),
    )
    backlog.drop_contexts()
    return report


def update_after_edit(report: Report, view: View, delta: Delta, affected: Affected) -> Report:
    """Return the report after an edit, made from the one before it."""
    backlog = view.backlog
    keys = dict.fromkeys(affected.blocks)
    if affected.anchors:
        keys.update(dict.fromkeys(_keys_linking_to(view, affected.anchors)))
    symbols = _check_symbols(view, affected.symbols)
    blocks: dict[int, Findings | None] = dict.fromkeys(affected.removed)
    sections: dict[int, Findings | None] = dict.fromkeys(affected.removed)
    for key in affected.blocks:
        sections[key] = None  # it may no longer be a heading
    for place, context in backlog.contexts_of(keys):
        blocks[place.key] = _check_block(view, place, context) or None
    for key in affected.sections:
        heading = backlog.rope.at_key(key)
        if heading:
            sections[key] = _check_section(view, heading) or None
    touched = 0
    for _, block in (*delta.removed, *delta.added):
        touched |= flags_of(block)
    kinds = {symbol.kind for symbol in affected.symbols}
    documents = _recheck_documents(
        report, view, lambda rule: bool(rule.flags & touched or rule.symbol_kinds & kinds)
    )
    return Report(
        _apply_changes(report.blocks, blocks),
        _apply_changes(report.sections, sections),
        _apply_changes(report.symbols, symbols),
        documents,
        _recheck_graph(view, report.graph, affected.symbols),
        len(keys) + len(affected.sections) + len(symbols),
        {} if touched & STATES else _keep_answers(report, {*keys, *affected.removed}),
    )


def _keep_answers(report: Report, changed: set[int]) -> dict[Finding, bool]:
    """Return what is still known of `Rule.is_shown` after the blocks with the keys `changed` changed."""
    if not any(report.blocks.get(key, ()) for key in changed):
        return report.worth
    return {finding: shown for finding, shown in report.worth.items() if finding.key not in changed}


def update_links(report: Report, view: View, path: str = "") -> Report:
    """Return the report after the target of links changed.

    Args:
        report: the report before the change.
        view: the document of the report.
        path: absolute path of the document that changed; empty if it may be any.
    """
    word = link_search_word(path) if path else ""
    rope = view.backlog.rope
    links = rope.find(FLAGS, Flag.LINK, 0, len(rope))
    linking = (place.key for place in links if word in place.piece.text.casefold())
    changes = _check_blocks(view, linking)
    return Report(
        _apply_changes(report.blocks, changes),
        report.sections,
        report.symbols,
        _recheck_documents(report, view, lambda rule: rule.depends_on_files),
        report.graph,
        len(changes),
    )


def update_day(report: Report, view: View) -> Report:
    """Return the report on the current day of `view`."""
    backlog = view.backlog
    rope = backlog.rope
    changes = _check_blocks(view, _keys_with(view, Flag.DATE))
    dated = {place.key for place in rope.find(FLAGS, Flag.SECTION_DATE, 0, len(rope))}
    above = {
        context.sections[-1].key for _, context in backlog.contexts_of(dated) if context.sections
    }
    headings = [place for key in above if (place := rope.at_key(key))]
    sections = {place.key: _check_section(view, place) or None for place in headings}
    return replace(
        report,
        blocks=_apply_changes(report.blocks, changes),
        sections=_apply_changes(report.sections, sections),
        checked_units=len(changes) + len(sections),
        worth={},
    )


def update_counts(report: Report, view: View, path: str) -> Report:
    """Return the report after the task counts of the document at `path` changed."""
    rows = view.backlog.index.get(SymbolKind.TRACKED_DOCUMENT, document_name(path))
    if not rows:
        return report
    changes = _check_blocks(view, rows)
    return replace(
        report, blocks=_apply_changes(report.blocks, changes), checked_units=len(changes), worth={}
    )


def update_shared_symbols(report: Report, view: View, changed: Iterable[Symbol]) -> Report:
    """Return the report after another document changed its occurrences of the symbols `changed`."""
    index = view.backlog.index
    affected: set[Symbol] = set()
    dependencies_changed = False
    for kind, text in changed:
        dependencies_changed = dependencies_changed or kind is SymbolKind.DEPENDENCY
        if kind is SymbolKind.ID_SERIES:
            affected.update(find_ids_in_series(index, text))
        elif kind is SymbolKind.ID:
            own = (Symbol(one, text) for one in (SymbolKind.ID, SymbolKind.DEPENDENCY))
            affected.update(symbol for symbol in own if index.get(*symbol))
    if not affected and not (dependencies_changed and _depends_on_other_documents(index)):
        return report
    symbols = _check_symbols(view, affected)
    return replace(
        report,
        symbols=_apply_changes(report.symbols, symbols),
        graph=_reuse_if_equal(_check_graph(view), report.graph),
        checked_units=len(symbols),
        worth={},
    )


def _depends_on_other_documents(index: SymbolIndex) -> bool:
    """Return whether an item depends on an id that only another document may have."""
    return any(
        not index.get(SymbolKind.ID, needed) for needed in index.of_kind(SymbolKind.DEPENDENCY)
    )


def _keys_with(view: View, flags: int) -> Iterator[int]:
    rope = view.backlog.rope
    return (place.key for place in rope.find(FLAGS, flags, 0, len(rope)))


def _keys_linking_to(view: View, families: frozenset[str]) -> Iterator[int]:
    """Yield the keys of the blocks with a link to an anchor of one of `families`."""
    rope = view.backlog.rope
    for place in rope.find(FLAGS, Flag.ANCHOR_LINK, 0, len(rope)):
        text = place.piece.text
        for link in facts_of(place.piece).links:
            target = parse_link_target(text, link)
            if target.fragment and anchor_family(target.fragment.lower()) in families:
                yield place.key
                break


def _apply_changes(
    shards: PersistentMap[K, Findings], changes: dict[K, Findings | None]
) -> PersistentMap[K, Findings]:
    """Apply `changes`, where None removes a key. Return the same object if nothing changed."""
    return shards.updated(
        {key: value for key, value in changes.items() if (value or ()) != shards.get(key, ())}
    )


def _reuse_if_equal(now: Findings, before: Findings) -> Findings:
    """Return `now`, or the equal object `before` if nothing changed."""
    return before if now == before else now


def _check_block(view: View, place: Place[Block], context: Context) -> Findings:
    rules, flags_of_rules = _block_rules()
    flags = flags_of(place.piece)
    found: list[Finding] = []
    if not flags & flags_of_rules:
        return ()
    for rule in rules:
        if rule.block and rule.flags & flags:
            found += run_isolated(rule, rule.block, view, place, context)
    return tuple(found)


@cache
def _block_rules() -> tuple[tuple[Rule, ...], int]:
    """Return the rules that check blocks, and all flags that they depend on."""
    rules = tuple(rule for rule in registry() if rule.block)
    return rules, reduce(or_, (rule.flags for rule in rules), 0)


def _check_blocks(view: View, keys: Iterable[int]) -> dict[int, Findings | None]:
    return {
        place.key: _check_block(view, place, context) or None
        for place, context in view.backlog.contexts_of(dict.fromkeys(keys))
    }


def _check_section(view: View, place: Place[Block]) -> Findings:
    found: list[Finding] = []
    for rule in registry():
        if rule.section:
            found += run_isolated(rule, rule.section, view, place)
    return tuple(found)


def _check_symbols(view: View, symbols: Iterable[Symbol]) -> dict[SymbolUnit, Findings | None]:
    """Check each of the symbols `symbols` with every rule for its kind."""
    rules = _rules_by_symbol_kind()
    found: dict[SymbolUnit, Findings | None] = {}
    for kind, text in symbols:
        for rule in rules[kind]:
            unit = rule.code, text
            if unit in found or rule.symbol is None:
                continue
            findings: list[Finding] = []
            if rule.check_unique or len(view.backlog.index.get(kind, text)) > 1:
                findings = run_isolated(rule, rule.symbol, view, text)
            found[unit] = tuple(findings) or None
    return found


@cache
def _rules_by_symbol_kind() -> tuple[tuple[Rule, ...], ...]:
    return tuple(
        tuple(rule for rule in registry() if kind in rule.symbol_kinds) for kind in SymbolKind
    )


@cache
def _document_rules() -> tuple[Rule, ...]:
    return tuple(rule for rule in registry() if rule.document)


def _recheck_documents(
    report: Report, view: View, is_affected: Callable[[Rule], bool]
) -> tuple[Findings, ...]:
    now = tuple(
        _reuse_if_equal(_check_document(view, rule), before) if is_affected(rule) else before
        for rule, before in zip(_document_rules(), report.documents, strict=True)
    )
    same = all(found is before for found, before in zip(now, report.documents, strict=True))
    return report.documents if same else now


def _check_document(view: View, rule: Rule) -> Findings:
    return tuple(run_isolated(rule, rule.document, view)) if rule.document else ()


def _recheck_graph(view: View, before: Findings, affected: Iterable[Symbol]) -> Findings:
    """Check the dependencies again if that may give other findings than `before`.

    An item that is part of no finding, neither before an edit of it nor after, changes no finding.
    """
    ids = [symbol.text for symbol in affected if symbol.kind is SymbolKind.ID]
    if not before and not len(view.backlog.index.of_kind(SymbolKind.DEPENDENCY)):
        return before
    touched = bool(before) and any(
        symbol.kind in {SymbolKind.ID, SymbolKind.DEPENDENCY} for symbol in affected
    )
    if not touched:
        touched = any(
            any(run_isolated(rule, _graph_includes, view, rule, item_id))
            for rule in registry()
            for item_id in ids
        )
    return _reuse_if_equal(_check_graph(view), before) if touched else before


def _graph_includes(view: View, rule: Rule, item_id: str) -> Iterator[bool]:
    if rule.graph_includes:
        yield rule.graph_includes(view, item_id)


def _check_graph(view: View) -> Findings:
    found: list[Finding] = []
    if len(view.backlog.index.of_kind(SymbolKind.DEPENDENCY)):
        for rule in registry():
            if rule.graph:
                found += run_isolated(rule, rule.graph, view)
    return tuple(found)
