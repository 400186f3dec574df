"""Which texts state progress, and which counts match it."""

from __future__ import annotations

from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.analysis.counting import Count, matches_fraction, matches_percent
from backlog_ls.model.statuses.stated_progress import (
    StatedProgress,
    name_without_progress,
    read_progress,
    read_title_progress,
)


def numbers(progress: StatedProgress | None) -> tuple[float | None, ...] | None:
    if progress is None:
        return None
    fraction, percent = progress.fraction, progress.percent
    pair = (fraction.done.value, fraction.total.value) if fraction else (None, None)
    return (*pair, percent.value if percent else None)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("3/7", (3, 7, None)),
        ("3 / 7", (3, 7, None)),
        ("3/7 (43%)", (3, 7, 43)),
        ("43 % (3/7)", (3, 7, 43)),
        ("**43%**", (None, None, 43)),
        ("42,9 %", (None, None, 42.9)),
        ("3 of 7", (3, 7, None)),
        ("3 out of 7 tasks", (3, 7, None)),
        ("3 von 7 Aufgaben erledigt", (3, 7, None)),
        ("3 из 7 задач", (3, 7, None)),
        ("3 de 7 tareas", (3, 7, None)),
        ("完成 3/7", (3, 7, None)),
        ("3/7项目", (3, 7, None)),
        ("▓▓▓░░ 43%", (None, None, 43)),
        ("`[####----] 50%`", (None, None, 50)),
        ("🟡 In progress (3/7)", (3, 7, None)),
        ("100% ✅", (None, None, 100)),
        ("0/7", (0, 7, None)),
        ("3/7 - waiting for Ann", (3, 7, None)),
        # Estimates, ranges, bounds and steps:
        ("~43%", None),
        ("about 43%", None),
        ("40-50%", None),
        ("3/7 → 4/7", None),
        ("> 90%", None),
        ("90%+", None),
        ("75% - core complete", None),
        # Other things of that shape:
        ("2026/07", None),
        ("12/14/2026", None),
        ("Phase 3/7", None),
        ("Teil 2/3", None),
        ("13/20 points", None),
        ("4.5/5", None),
        ("8/7", None),
        ("0/0", None),
        ("120%", None),
        ("v1/2", None),
        ("1/2/3", None),
        ("5/10 stars", None),
        ("none", None),
        ("", None),
    ],
)
def test_values(value: str, said: tuple[float | None, ...] | None) -> None:
    assert numbers(read_progress(value)) == said


@pytest.mark.parametrize(
    ("title", "said", "name"),
    [
        ("Sign-in (3/7)", (3, 7, None), "sign in"),
        ("Sign-in (3/7) 🚧", (3, 7, None), "sign in"),
        ("✅ Epic 1 - Sign-in (100%)", (None, None, 100), "epic 1 sign in"),
        ("[3/7] Sign-in", (3, 7, None), "sign in"),
        ("Sign-in — 43%", (None, None, 43), "sign in"),
        ("Sign-in: 3/7", (3, 7, None), "sign in"),
        ("Sign-in 43 % complete", (None, None, 43), "sign in"),
        ("Phase 2 (in progress, 3/7)", (3, 7, None), "phase 2"),
        ("Sign-in (3/7) (optional)", None, "sign in (3/7) (optional)"),
        ("Part 2/3", None, "part 2/3"),
        ("Part (2/3)", None, None),
        ("Sign-in (part 2/3)", None, None),
        ("Week 2/3: sign-in", None, None),
        ("24/7 support", None, "24/7 support"),
        ("Test coverage (80%)", None, None),
        ("Reduce memory - 20%", None, None),
        ("Sign-in 43%", None, "sign in 43%"),
        ("Remaining work (~5%)", None, None),
        ("Sign-in", None, "sign in"),
    ],
)
def test_titles(title: str, said: tuple[float | None, ...] | None, name: str | None) -> None:
    assert numbers(read_title_progress(title)) == said
    assert name is None or name_without_progress(title) == name


def test_what_is_counted_and_what_is_beside_it() -> None:
    tasks, epics, done = map(read_progress, ("3/7 tasks", "3/7 epics", "3/7 done"))
    assert tasks
    assert epics
    assert done
    assert (tasks.counts_containers, epics.counts_containers) == (False, True)
    assert (tasks.labelled, done.labelled) == (False, True)


pieces = st.sampled_from(
    [
        "3/7",
        "43%",
        "43 %",
        " ",
        "(",
        ")",
        "[",
        "]",
        " - ",
        ": ",
        "done",
        "Part",
        "✅",
        "7",
        "/",
        "~",
        "完成",
    ]
)
texts = st.one_of(st.text(max_size=40), st.lists(pieces, max_size=9).map("".join))


@given(texts)
def test_numbers_have_their_positions(text: str) -> None:
    for progress in (read_progress(text), read_title_progress(text)):
        if progress is None:
            continue
        assert progress.fraction or progress.percent
        for number in progress.fraction or ():
            assert int(text[number.start : number.end]) == number.value
        if progress.percent:
            written = text[progress.percent.start : progress.percent.end]
            assert written[-1] in "%\uff05"
            assert float(written[:-1].strip().replace(",", ".")) == progress.percent.value


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_any_rounding_is_right_and_no_other_number(count: tuple[int, int]) -> None:
    done, total = count
    share = 100 * done / total
    counts = [Count(done, total)]
    for percent in (floor(share), round(share), ceil(share), floor(share) - 1, ceil(share) + 1):
        assert matches_percent(counts, percent)
    for far in (3, 4, 17):
        assert not matches_percent(counts, floor(share) - far)
        assert not matches_percent(counts, ceil(share) + far)
    assert matches_fraction(counts, done, total)
    assert not matches_fraction(counts, done + 1, total)
    assert not matches_fraction(counts, done, total + 1)


def test_begun_tasks_may_count_half() -> None:
    assert matches_percent([Count(1, 4, begun=2)], 50)
    assert not matches_percent([Count(1, 4)], 50)


def test_nothing_matches_without_counts() -> None:
    assert not matches_percent([Count(0, 0)], 0)
