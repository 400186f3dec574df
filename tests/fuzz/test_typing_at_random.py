"""A short run of `type_at_random.py`, and cases from long runs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import type_at_random
from cases import Case, DifferentError, Tally, fails, make, read, run, shrunk, written
from typist import Typist, Way

from backlog_ls.model.document import editing
from backlog_ls.text.edit import Edit

if TYPE_CHECKING:
    from random import Random

CASES = sorted(Path(__file__).with_name("cases").glob("*.json"))
SEED = 10


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_what_was_found_once_is_right(path: Path) -> None:
    run(read(path.read_text()), every=1)


def test_incremental_equals_full_and_most_is_kept() -> None:
    total = Tally()
    for number in range(24):
        total = total.plus(run(make(SEED, number)))
    assert total.edits > 1_000
    assert total.compared > 200
    # The documents are small and the edits large; in a real document most blocks stay.
    assert total.kept > 0.75 * total.blocks


def test_incremental_equals_full_in_real_documents(corpus: tuple[Path, ...]) -> None:
    for number in range(12):
        run(make(SEED + 1, number, corpus))


@pytest.mark.usefixtures("_blocks_in_new_context_are_ignored")
def test_a_defect_is_found_and_made_small() -> None:
    failing = next(case for number in range(40) if fails(case := make(1, number)))
    small = shrunk(failing)
    assert len(small.edits) == 1
    assert len(small.text) < 80
    again = read(written(small))
    assert again == small._replace(every=1)
    with pytest.raises(DifferentError, match="edit 1"):
        run(again)


@pytest.fixture
def _blocks_in_new_context_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "_blocks_in_new_context", lambda *_: ())


def test_a_rule_that_throws_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_typist: Typist, _random: Random) -> list[str]:
        raise ZeroDivisionError

    monkeypatch.setattr(Typist, "differences", wrong)
    assert "ZeroDivisionError" in fails(Case("a", (Edit(0, 0, "b"),)))


def test_a_case_is_the_same_each_time() -> None:
    assert make(3, 5) == make(3, 5)
    assert make(3, 5) != make(3, 6)
    assert read(written(make(3, 5))).way == make(3, 5).way
    assert Way() == read(written(Case("", ()))).way


def test_a_run_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []

    def tried(seed: int, number: int, *_: object) -> Tally:
        seen.append((seed, number))
        return Tally(edits=10, compared=1, blocks=4, kept=3)

    monkeypatch.setattr(type_at_random, "_run_case", tried)
    monkeypatch.setattr(type_at_random, "real_documents", list)
    state = tmp_path / "state.json"
    for edits in ("30", "50"):
        assert type_at_random.main(["--edits", edits, "--seed", "7", "--state", str(state)]) == 0
    assert seen == [(7, number) for number in range(5)]
    assert json.loads(state.read_text())["edits"] == 50
