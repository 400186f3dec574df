"""A sample of what `make fuzz-repositories` tries."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "corpus"))
import try_whole_repositories
from try_whole_repositories import Repository, find_faults
from whole_repositories import archives, unpack

SAMPLE = 3


@pytest.mark.parametrize("number", range(SAMPLE))
def test_all_ways_find_the_same(number: int, shared: Path, tmp_path: Path) -> None:
    smallest = sorted(archives(shared), key=lambda archive: archive.stat().st_size)
    root = unpack(smallest[number * 4], tmp_path)
    assert list(find_faults(Repository(root, tmp_path / "cache"))) == []


TEXT = "# Backlog\n\n| Feature | Status |\n|--|--|\n| one | Done |\n\n- [x] [a](a.md)\n* [ x] two\n"


class Forgetful(Repository):
    """Finds less with one of the options."""

    option = ""

    def check(self, *options: str) -> list[Any]:
        found = super().check(*options)
        return found[1:] if self.option in options or (not options and not self.option) else found


@pytest.mark.parametrize(
    ("option", "faults"),
    [
        ("2", ["check differs with two processes"]),
        (
            "",
            [f"check differs with {cache} cache" for cache in ("an empty", "a full", "a damaged")],
        ),
    ],
)
def test_a_difference_is_told(tmp_path: Path, option: str, faults: list[str]) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "BACKLOG.md").write_text(TEXT)
    repository = Forgetful(tmp_path / "work", tmp_path / "cache")
    repository.option = option
    assert list(find_faults(repository)) == faults


def test_a_change_of_what_is_rendered_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "BACKLOG.md").write_text(TEXT)
    monkeypatch.setattr(try_whole_repositories, "_rendered", lambda text: text)
    assert list(find_faults(Repository(tmp_path / "work", tmp_path / "cache"))) == [
        "format changes what is rendered: BACKLOG.md"
    ]
