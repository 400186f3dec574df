from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.names.slug import anchor_family, slugify, unique_anchors


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Release plan", "release-plan"),
        ("What's next?", "whats-next"),
        ("🚀 Launch", "-launch"),
        ("⚠️ Risks", "\ufe0f-risks"),
        ("A & B", "a--b"),
        ("Phase 1 – State (completed)", "phase-1--state-completed"),
        ("`omk goal`: run", "omk-goal-run"),
        ("snake_case and _emphasis_", "snake_case-and-emphasis"),
        ("**Bold** [link](target.md) text", "bold-link-text"),
        ("Über uns", "über-uns"),
        ("状态 表", "状态-表"),
        ("1.2.3", "123"),
        ("two\nlines", "two-lines"),
    ],
)
def test_slugs_equal_those_of_github(title: str, expected: str) -> None:
    assert slugify(title) == expected


@given(st.lists(st.sampled_from(["a", "a-1", "a-2", "a-1-1", "b", ""]), max_size=12))
def test_anchors_are_unique(slugs: list[str]) -> None:
    anchors = unique_anchors(slugs)
    assert len(set(anchors)) == len(anchors)
    seen: set[str] = set()
    for base, anchor in zip(slugs, anchors, strict=True):
        # The first of a name keeps it, unless an earlier number has taken it.
        assert (anchor == base) == (base not in seen)
        # Whoever could collide is in the same family.
        assert anchor_family(anchor) == anchor_family(base)
        seen.add(anchor)
