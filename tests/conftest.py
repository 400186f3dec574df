"""Common fixtures: the shared real documents, and profiles of Hypothesis.

`BACKLOG_LS_SHARED` names the folder of real documents (default: `shared` beside the checkout). Without
it, tests that use it are skipped; with `CI_REQUIRE_SHARED=1` they fail. `HYPOTHESIS_PROFILE=thorough`
searches longer, with a new seed each time. `--update` writes the actual results into the files of
`rules/cases` and `features/cases`: read the diff.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = ["clients", "neovims"]

_IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}

# No deadlines: the machine may be busy, and speed is tested by counting.
settings.register_profile(
    "default",
    max_examples=60,
    deadline=None,
    derandomize=_IN_CI,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough",
    max_examples=2_000,
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our options to the command line of pytest."""
    parser.addoption(
        "--update", action="store_true", help="write the current results into the fixture files"
    )


@pytest.fixture(scope="session", autouse=True)
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the caches of all programs that the tests start out of the user's own cache folder."""
    folder = tmp_path_factory.mktemp("cache")
    with mock.patch.dict(os.environ, {"XDG_CACHE_HOME": str(folder)}):
        yield folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real documents, read-only."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("BACKLOG_LS_SHARED") or beside)
    if not (folder / "seeds").is_dir():
        message = f"the shared documents are not in {folder} (BACKLOG_LS_SHARED)"
        if os.environ.get("CI_REQUIRE_SHARED") == "1":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    return folder


@pytest.fixture(scope="session")
def seeds(shared: Path) -> tuple[Path, ...]:
    """Return the documents that the project started from, sorted by name."""
    return _documents(shared / "seeds")


@pytest.fixture(scope="session")
def corpus(shared: Path) -> tuple[Path, ...]:
    """Return all non-empty Markdown documents of the real repositories, sorted by path."""
    return _documents(shared / "corpus")


def _documents(folder: Path) -> tuple[Path, ...]:
    # Empty files are stubs for link targets, and folders may be named *.md.
    found = tuple(
        sorted(path for path in folder.rglob("*.md") if path.is_file() and path.stat().st_size)
    )
    assert found, f"no document under {folder}"
    return found
