"""Overviews, compared with the list of items that they are made of."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.features.overview.dependency_graph import (
    UNFINISHED,
    DependencyGraph,
    find_chains,
)
from backlog_ls.features.overview.items import OverviewItem, Source, split_names
from backlog_ls.features.overview.listing import list_items
from backlog_ls.features.overview.overview import Overview, build_overview
from backlog_ls.features.overview.priorities import rank_priority
from backlog_ls.model.document.backlog import Backlog
from backlog_ls.model.items.item import ItemKind
from backlog_ls.model.statuses.status import OPEN_STATUSES, Status
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.view import View
from backlog_ls.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 6, 15)


def source(text: str, path: str = "", root: str = "") -> Source:
    workspace = Workspace((root,) if root else ())
    return Source(path or "-", View(Backlog.read(Document.parse(text)), workspace, path))


def told(*texts: str) -> Overview:
    return build_overview([source(text) for text in texts], DAY, str)


def titles(found: Overview, numbers: tuple[int, ...]) -> list[str]:
    return [found.contents.items[number].title for number in numbers]


def ways(found: Overview) -> list[list[str]]:
    nodes = found.graph.nodes
    return [
        [nodes[number].id for number in chain.nodes] for chain in found.dependency_chains.chains
    ]


def table(*rows: str) -> str:
    head = "| ID | Task | Status | Depends on |\n| --- | --- | --- | --- |\n"
    return head + "".join(f"| {row} |\n" for row in rows)


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "# Plan\n\n",
            "## Work\n\n",
            "## Doing\n\n",
            "### E-1: Export ✅\n\n",
            "### Phase\n\n**Status**: Blocked\n**Owner**: ann\n\n",
            "- [ ] T-1 Draw\n  - [x] part\n- [-] gone\n\n",
            "- [x] T-2 Write, depends on T-1\n- ~~dropped~~\n\n",
            table(
                "X-1 | Rows | ✅ Done | X-2", "X-2 | Columns | deferred | ", "X-3 | | Todo | X-1"
            ),
            "| Task | Status | Owner | Milestone |\n|---|---|---|---|\n| A | Todo | ann, bob | v1 |\n\n",
            "Some prose.\n\n",
        ]
    ),
    max_size=12,
).map("".join)


@given(st.lists(FRAGMENTS, min_size=1, max_size=3))
def test_every_figure_is_about_the_items_of_the_list(texts: list[str]) -> None:
    found = told(*texts)
    wanted = [
        item.data for text in texts for item in list_items(Backlog.read(Document.parse(text)))
    ]
    assert [item.line for item in found.contents.items] == [item["line"] for item in wanted]
    counted = [item for item in wanted if item["counted"]]
    assert found.counts.items == len(counted)
    for status in Status:
        own = [item for item in counted if item["status"]["canonical"] == status.value]
        assert found.counts.of(status) == len(own)
        for groups in (found.documents, found.sections):
            assert sum(group.counts.of(status) for group in groups) == len(own)
    left_out = found.counts.of(Status.CANCELLED) + found.counts.of(Status.UNKNOWN)
    assert found.counts.total == len(counted) - left_out
    assert all(found.contents.items[number].status is Status.TODO for number in found.ready)
    assert len(set(found.ready)) == len(found.ready)


def test_sections_are_those_below_the_title() -> None:
    found = told(
        "# Plan\n\n- [ ] first\n\n## Work\n\n- [ ] a\n\n### Part\n\n- [x] b\n\n## Work\n\n- [x] c\n"
    )
    assert [(group.title, group.line, group.counts.fraction) for group in found.sections] == [
        ("Plan", 1, "0 of 1 done"),
        ("Work", 5, "1 of 2 done"),
        ("Work", 13, "1 of 1 done"),
    ]


def test_what_stands_before_the_first_heading_has_no_title() -> None:
    found = told("- [ ] a\n\n# One\n\n- [ ] b\n\n# Two\n\n- [ ] c\n")
    assert [group.title for group in found.sections] == ["", "One", "Two"]


def test_owners_and_milestones_are_those_that_items_name() -> None:
    found = told(
        "| Task | Status | Owner | Milestone |\n|---|---|---|---|\n"
        "| a | Done | ann | v1 |\n| b | Todo | @Ann, bob | [v1](milestones/v1.md) |\n"
        "| c | Todo | bob | - |\n| d | Todo | TBD | |\n"
    )
    owners = [(group.title, group.counts.fraction) for group in found.owners]
    assert owners[0] == ("bob", "0 of 2 done")  # the most open ones first
    assert [group.counts.fraction for group in found.milestones] == ["1 of 2 done"]


def test_parts_belong_to_the_owner_and_the_milestone_of_the_whole() -> None:
    found = told(
        "# Plan\n\n## Charts\n\n**Owner:** Ann\n\n**Milestone:** v1\n\n"
        "| Task | Status | Owner |\n|---|---|---|\n| a | Done | |\n| b | Todo | Bob |\n"
    )
    owners = {group.title: group.counts.fraction for group in found.owners}
    assert owners == {"Ann": "1 of 1 done", "Bob": "0 of 1 done"}
    assert [group.counts.fraction for group in found.milestones] == ["1 of 2 done"]


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("ann", ("ann",)),
        ("ann, bob; ann", ("ann", "bob")),
        ("ann & bob", ("ann", "bob")),
        ("R&D", ("R&D",)),
        ("[ann, 'bob']", ("ann", "bob")),
        ("—", ()),
        ("none", ()),
        ("whoever has the time and knows how the old export was made to work", ()),
    ],
)
def test_names(value: str, names: tuple[str, ...]) -> None:
    assert split_names(value) == names


def test_a_chain_leads_from_what_nothing_waits_for_down_to_its_root() -> None:
    found = told(
        table(
            "T-1 | Dig | Todo | ",
            "T-2 | Build | Todo | T-1",
            "T-3 | Paint | Todo | T-1, T-2",
            "T-4 | Rest | Done | T-3",
            "T-5 | Sleep | Todo | T-4",
            "T-6 | Fly | Todo | T-7",
            "T-7 | Wings | Deferred | ",
        )
    )
    assert ways(found) == [["T-3", "T-2", "T-1"], ["T-6", "T-7"]]
    assert [chain.unfinished_count for chain in found.dependency_chains.chains] == [2, 1]
    assert titles(found, found.ready) == ["T-1 Dig", "T-5 Sleep"]


def test_a_circle_is_told_once_and_what_leads_into_it_ends_there() -> None:
    found = told(
        table(
            "T-1 | a | Todo | T-3",
            "T-2 | b | Todo | T-1",
            "T-3 | c | Todo | T-2",
            "T-4 | d | Todo | T-2",
            "T-5 | e | Todo | T-5",
        )
    )
    nodes = found.graph.nodes
    circles = [{nodes[number].id for number in circle} for circle in found.dependency_chains.cycles]
    assert sorted(map(sorted, circles)) == [["T-1", "T-2", "T-3"], ["T-5"]]
    assert ways(found) == [["T-4", "T-2"]]
    assert found.ready == ()


def test_a_chain_goes_on_behind_a_circle() -> None:
    found = told(
        table(
            "T-1 | a | Todo | T-2",
            "T-2 | b | Todo | T-1, T-3",
            "T-3 | c | Todo | ",
            "T-4 | d | Todo | T-2",
        )
    )
    assert ways(found) == [["T-4", "T-2", "T-3"]]


@given(st.integers(1, 9).flatmap(lambda size: st.lists(st.tuples(*[st.integers(0, size - 1)] * 2))))
def test_chains_and_circles_are_ways_through_what_is_unfinished(
    pairs: list[tuple[int, int]],
) -> None:
    size = 1 + max((max(pair) for pair in pairs), default=0)
    statuses = [Status.TODO, Status.BLOCKED, Status.DEFERRED, Status.IN_PROGRESS, Status.DONE]
    nodes = tuple(
        OverviewItem(0, "-", number + 1, ItemKind.TASK, f"T-{number}", "", statuses[number % 5])
        for number in range(size)
    )
    waits = tuple(
        tuple(dict.fromkeys(to for number, to in pairs if number == each)) for each in range(size)
    )
    found = find_chains(DependencyGraph(nodes, waits, tuple(range(size)), frozenset()))
    for circle in found.cycles:
        for number, to in zip(circle, (*circle[1:], circle[0]), strict=True):
            assert to in waits[number]
            assert nodes[number].status in OPEN_STATUSES
    told_once = [number for circle in found.cycles for number in circle]
    assert len(told_once) == len(set(told_once))
    for chain in found.chains:
        assert len(chain.nodes) > 1
        for number, to in zip(chain.nodes, chain.nodes[1:], strict=False):
            assert to in waits[number]
            assert nodes[number].status in OPEN_STATUSES
            assert nodes[to].status in UNFINISHED
    # Whoever can come back to where it began is in a circle, or leads into one that is told.
    for start in range(size):
        reached = {start}
        while True:
            more = {
                to
                for number in reached
                if nodes[number].status in OPEN_STATUSES
                for to in waits[number]
                if nodes[to].status in OPEN_STATUSES
            }
            if more <= reached:
                break
            reached |= more
        if any(
            start in waits[number] for number in reached if nodes[number].status in OPEN_STATUSES
        ):
            assert nodes[start].status not in OPEN_STATUSES or reached & set(told_once)


def test_where_the_places_of_an_item_contradict_nothing_is_said_of_it() -> None:
    found = told(
        table("T-1 | Dig | Todo | ", "T-2 | Build | Todo | T-1")
        + "\n## Log\n\n"
        + table("T-1 | Dig | Done | ")
    )
    assert ways(found) == []
    assert "T-2 Build" not in titles(found, found.ready)


def test_what_waits_for_something_unknown_is_not_ready() -> None:
    found = told(table("T-1 | Dig | Todo | T-9", "T-2 | Build | Todo | "))
    assert titles(found, found.ready) == ["T-2 Build"]
    assert ways(found) == []


def test_ready_are_the_most_urgent_first_and_nothing_that_is_held_up_above() -> None:
    found = told(
        "## A\n\n**Status**: Blocked\n\n- [ ] held\n\n## B\n\n**Status**: Planned\n\n"
        "- [ ] whole\n  - [ ] part\n- [x] done\n\n"
        "| Task | Status | Priority |\n|---|---|---|\n| late | Todo | Low |\n| soon | Todo | P0 |\n"
    )
    assert titles(found, found.ready) == ["soon", "late", "whole"]
    assert titles(found, found.blocked) == ["A"]


def test_dependencies_lead_into_other_documents(tmp_path: Path) -> None:
    root = str(tmp_path)
    first, second, outside = (str(tmp_path / name) for name in ("a.md", "b.md", "TODO.md"))
    (tmp_path / "TODO.md").write_text(table("T-3 | Wait | Todo | "), "utf-8")
    workspace = Workspace((root,))
    sources = [
        Source(path, View(Backlog.read(Document.parse(text)), workspace, path))
        for path, text in [
            (first, table("T-1 | Dig | Todo | T-2", "T-4 | Fly | Todo | T-3")),
            (second, table("T-2 | Build | Todo | ")),
        ]
    ]
    found = build_overview(sources, DAY, lambda path: path)
    assert ways(found) == [["T-1", "T-2"], ["T-4", "T-3"]]
    last = found.graph.nodes[found.dependency_chains.chains[1].nodes[-1]]
    assert (last.path, last.line, last.document) == (outside, 3, -1)
    assert found.counts.items == 3  # what stands elsewhere is not counted


def test_stale_is_what_is_overdue_begun_long_ago_or_not_kept_up() -> None:
    found = told(
        "# Plan\n\nLast updated: 2026-01-01\n\n## Work\n\n"
        "| Task | Status | Started | Due |\n|---|---|---|---|\n"
        "| late | Todo | | 2026-06-01 |\n| done | Done | | 2026-06-01 |\n"
        "| long | In progress | 2026-05-01 | 2026-07-01 |\n| fresh | In progress | 2026-06-01 | |\n"
        "| vague | Todo | | after 2026-06-01 |\n\n"
        "### E-1: Export\n\n**Status**: Todo\n**Due**: 2026-06-14\n**Last updated**: 2026-06-01\n\n"
        "## End\n\na\n\nb\n\nc\n\nd\n\ne\n\nf\n"
    )
    assert [(each.reason.value, each.title, each.days) for each in found.stale] == [
        ("overdue", "late", 14),
        ("overdue", "E-1: Export", 1),
        ("in progress", "long", 45),
        ("not updated", "", 165),
    ]


def test_a_document_of_which_all_is_done_need_not_be_kept_up() -> None:
    assert told("# Plan\n\nLast updated: 2026-01-01\n\n- [x] a\n").stale == ()
    assert len(told("# Plan\n\nLast updated: 2026-01-01\n\n- [ ] a\n").stale) == 1


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("P0 (critical path)", 0),
        ("🔴 P1", 1),
        ("2", 2),
        ("High", 1),
        ("Höchste", 0),
        ("Niedrig", 3),
        ("高", 1),
        ("LOW (as long as nobody asks for a high one)", 3),
        ("High / Medium / Low", None),
        ("soon", None),
        ("", None),
    ],
)
def test_priorities(text: str, rank: int | None) -> None:
    assert rank_priority(text) == rank


def test_a_long_chain_costs_what_it_is_long() -> None:
    rows = [f"T-{number} | a | Todo | T-{number + 1}" for number in range(3_000)]
    found = told(table(*rows, "T-3000 | a | Todo | "))
    (chain,) = found.dependency_chains.chains
    assert len(chain.nodes) == 3_001


def test_many_long_chains_are_told_in_part_and_the_others_counted() -> None:
    rows = [f"T-{number} | a | Todo | T-{number + 1}" for number in range(2_000)]
    rows += [f"X-{number} | a | Todo | T-{number}" for number in range(2_000)]
    found = told(table(*rows, "T-2000 | a | Todo | "))
    steps = sum(len(chain.nodes) for chain in found.dependency_chains.chains)
    assert steps < 50_000
    # T-0 is waited for by X-0: only the X are heads.
    assert len(found.dependency_chains.chains) + found.dependency_chains.omitted == 2_000
