from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_ls.model.settings import DEFAULTS
from backlog_ls.text.position import Position, Range
from backlog_ls.workspace.configuration import (
    Configuration,
    ConfigurationCache,
    _find_keys,
    find_unknown_codes,
    read_configuration,
)
from backlog_ls.workspace.disk.disk import Disk

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, text: str | bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def of(folder: Path) -> Configuration:
    return ConfigurationCache(Disk()).for_folder(str(folder))


def span(line: int, start: int, end: int) -> Range:
    return Range(Position(line, start), Position(line, end))


def test_without_a_file_the_defaults_apply(tmp_path: Path) -> None:
    assert of(tmp_path) == Configuration(DEFAULTS, "", {}, ())


def test_only_the_nearest_file_applies(tmp_path: Path) -> None:
    near, far = tmp_path / "a" / "b", tmp_path
    outer = write(far / ".backlog-ls.toml", 'statuses = ["far"]\ntable.max-width = 80\n')
    inner = write(near / "pyproject.toml", '[tool.backlog-ls]\nstatuses = ["near"]\n')
    found = of(near / "c")
    assert (found.path, found.settings.statuses) == (inner, ("near",))
    assert found.settings.table.max_width == 160
    found = of(tmp_path / "a")
    assert (found.path, found.settings.statuses) == (outer, ("far",))


def test_the_settings_file_takes_precedence_over_pyproject(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.backlog-ls]\nstatuses = ["project"]\n')
    own = write(tmp_path / ".backlog-ls.toml", "")
    assert of(tmp_path).path == own


@pytest.mark.parametrize(
    "text", ["", "[tool.other]\nx = 1\n", "tool = 3\n", "[[tool]]\n", "not toml", b"\xff"]
)
def test_a_pyproject_without_settings_is_skipped(tmp_path: Path, text: str | bytes) -> None:
    outer = write(tmp_path / ".backlog-ls.toml", "")
    write(tmp_path / "a" / "pyproject.toml", text)
    assert of(tmp_path / "a").path == outer
    assert ConfigurationCache(Disk()).find_root(str(tmp_path / "a")) == str(tmp_path)


def test_the_root_is_the_nearest_repository_or_settings_file(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)

    def root() -> str:
        return ConfigurationCache(Disk()).find_root(str(folder))

    assert not root().startswith(str(tmp_path))
    write(tmp_path / "pyproject.toml", "[tool.backlog-ls]\n")
    assert root() == str(tmp_path)
    write(tmp_path / "a" / ".git", "gitdir: elsewhere\n")
    assert root() == str(tmp_path / "a")
    write(folder / ".backlog-ls.toml", "")
    assert root() == str(folder)


@pytest.mark.parametrize(
    ("text", "key", "message", "place"),
    [
        ("[table]\nsytle = 'auto'\n", "table.sytle", "did you mean `style`?", span(1, 0, 5)),
        ("\ufeffincldue = []\n", "incldue", "did you mean `include`?", span(0, 0, 7)),
        ("include = 3\n", "include", "tuple", span(0, 0, 7)),
        ("include = [\n  'a',\n  3,\n]\n", "include.1", "string", span(0, 0, 7)),
        (
            "severity.'broken-link' = 'of'\n",
            "severity.broken-link",
            "'error', 'warning'",
            span(0, 0, 22),
        ),
        ("severity = { mojibake = 1 }\n", "severity.mojibake", "'error'", span(0, 0, 8)),
        (" [ table ]\n style = 'a'", "table.style", "'auto'", span(1, 1, 6)),
        ("x = [", "", "Invalid value", span(0, 0, 0)),
        ("a = 1\nx y\n", "", "Expected '='", span(1, 2, 2)),
        ("x = " + "[" * 9999, "", "", span(0, 0, 0)),
    ],
)
def test_errors_are_returned(
    tmp_path: Path, text: str, key: str, message: str, place: Range
) -> None:
    path = write(tmp_path / ".backlog-ls.toml", text)
    (error,) = of(tmp_path).errors
    assert (error.path, error.key, error.range) == (path, key, place)
    assert message in error.message
    assert "(at " not in error.message
    assert str(error) == (f"{key}: {error.message}" if key else error.message)


def test_valid_settings_beside_an_error_apply(tmp_path: Path) -> None:
    write(
        tmp_path / "pyproject.toml",
        "[project]\nname = 'x'\n[tool.backlog-ls]\nstatuses = ['a']\nfoo = 1\n"
        "[tool.backlog-ls.table]\nmax-width = 'wide'\nstyle = 'compact'\n",
    )
    found = of(tmp_path)
    assert found.settings.statuses == ("a",)
    assert found.settings.table.style == "compact"
    assert {(error.key, error.range) for error in found.errors} == {
        ("foo", span(4, 0, 3)),
        ("table.max-width", span(6, 0, 9)),
    }
    assert found.key_ranges["table", "style"] == span(7, 0, 5)


def test_a_broken_pyproject_is_reported_only_if_it_mentions_backlog_ls(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.backlog-ls\n")
    (error,) = of(tmp_path).errors
    assert error.message.startswith("Expected")


@pytest.mark.parametrize("value", ["3", "'x'", "[1]"])
def test_settings_must_be_a_table(tmp_path: Path, value: str) -> None:
    write(tmp_path / "pyproject.toml", f"[tool]\nbacklog-ls = {value}\n")
    (error,) = of(tmp_path).errors
    assert (error.message, error.range) == ("the settings must be a table", span(1, 0, 10))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path / ".backlog-ls.toml", b"\xff")
    (error,) = of(tmp_path).errors
    assert "utf-8" in error.message
    (tmp_path / "a" / ".backlog-ls.toml").mkdir(parents=True)
    (error,) = of(tmp_path / "a").errors
    assert "not a regular file" in error.message


def test_unknown_codes(tmp_path: Path) -> None:
    write(
        tmp_path / ".backlog-ls.toml", "[severity]\nmojibake = 'off'\nmojibaek = 'off'\nz = 'off'"
    )
    errors = find_unknown_codes(of(tmp_path), ["mojibake", "broken-link"])
    assert [(error.key, error.message, error.range) for error in errors] == [
        (
            "severity.mojibaek",
            "unknown diagnostic `mojibaek`; did you mean `mojibake`?",
            span(2, 0, 8),
        ),
        ("severity.z", "unknown diagnostic `z`", span(3, 0, 1)),
    ]


def test_files_are_cached_until_invalidated(tmp_path: Path) -> None:
    path = tmp_path / ".backlog-ls.toml"
    write(path, "statuses = ['a']")
    configurations = ConfigurationCache(Disk())
    assert configurations.for_folder(str(tmp_path)).settings.statuses == ("a",)
    write(path, "statuses = ['b']")
    assert configurations.for_folder(str(tmp_path)).settings.statuses == ("a",)
    configurations.invalidate()
    assert configurations.for_folder(str(tmp_path)).settings.statuses == ("b",)


fragments = st.sampled_from(
    [
        *("[", "]", "[[", "]]", "{", "}", ",", ".", "=", "#", " ", "\n", "\r\n", "\\", "\x00", "é"),
        *('"', "'", '"""', "1979-13-40", "0x", "1e999", "9" * 5000, "'compact'", "[]", "'off'"),
        *("table", "severity", "style", "include", "broken-link", "tool.backlog-ls"),
    ]
)


@given(st.lists(fragments, max_size=30).map("".join))
def test_nothing_raises(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    # In a folder of its own: above those of other tests it would be their settings file.
    path = tmp_path_factory.getbasetemp() / "nothing_raises" / ".backlog-ls.toml"
    found = read_configuration(write(path, text))
    assert found is not None
    lines = text.split("\n")
    for error in found.errors:
        assert error.range.start.line < len(lines)
    for place in _find_keys(text).values():
        line = lines[place.start.line]
        assert 0 <= place.start.column < place.end.column <= len(line)
