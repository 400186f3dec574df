"""The cache of entries, and faults in its files and folder."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workspace_index import members_of

from backlog_ls.workspace.disk import cache_file
from backlog_ls.workspace.index import cache, inventory
from backlog_ls.workspace.index.inventory import (
    Entries,
    Entry,
    compare_stamps,
    find_markdown_files,
    match_by_digest,
    read_entry,
)
from backlog_ls.workspace.index.summary import Summary

texts = st.lists(st.text(max_size=4), max_size=3).map(tuple)
summaries = st.builds(
    Summary,
    texts,
    texts,
    texts,
    texts,
    st.dictionaries(st.text(max_size=3), texts, max_size=2),
    st.text(max_size=5),
)
entries = st.builds(
    Entry,
    st.integers(0, 10**18),
    st.integers(0, 10**9),
    st.text(min_size=1, max_size=4),
    summaries,
    st.booleans(),
)
names = st.text(
    st.characters(exclude_characters="/\\\0.", exclude_categories=["Cs"]), min_size=1, max_size=6
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    base = tmp_path / "cache"
    for name in ("XDG_CACHE_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA", "HOME"):
        monkeypatch.setenv(name, str(base))
    return base


def known_at(root: Path, before: Entries | None = None) -> Entries:
    """What a start finds out that knows `before`."""
    files = find_markdown_files(str(root), 100) or []
    known, unread = compare_stamps(files, before or {}, 100_000, members_of(root))
    same = match_by_digest(unread, before or {}, lambda: None)
    left = {path: entry for path, entry in unread.items() if path not in same}
    return (
        known
        | same
        | {path: read_entry(path, entry, complete=True) for path, entry in left.items()}
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "w"
    (made / "docs").mkdir(parents=True)
    (made / "TODO.md").write_text("# Plan\n\n- [ ] T1 x (depends on T2)\n", "utf-8")
    (made / "docs" / "TASKS.md").write_text("- [ ] T2 y\n", "utf-8")
    for path in made.rglob("*.md"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    return made


@given(st.dictionaries(names, entries, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_saved_entries_are_loaded(found: Entries) -> None:
    known = {os.path.join("/w", name): entry for name, entry in found.items()}
    assert cache.save("/w", known)
    assert cache.load("/w") == known
    assert cache.load("/other") == {}


def test_a_second_start_reads_no_file(root: Path) -> None:
    first = known_at(root)
    assert cache.save(str(root), first)
    with mock.patch.object(inventory, "read_bytes", side_effect=AssertionError):
        assert known_at(root, cache.load(str(root))) == first


def test_touched_and_moved_files_are_not_parsed_again(root: Path) -> None:
    first = known_at(root)
    os.utime(root / "TODO.md")
    (root / "docs" / "TASKS.md").rename(root / "docs" / "TODO-2.md")
    with mock.patch.object(inventory, "_summary", side_effect=AssertionError):
        second = known_at(root, first)
    assert {Path(path).name: entry.summary for path, entry in second.items()} == {
        "TODO.md": first[str(root / "TODO.md")].summary,
        "TODO-2.md": first[str(root / "docs" / "TASKS.md")].summary,
    }


def test_changed_files_are_read_again(root: Path) -> None:
    cache.save(str(root), known_at(root))
    (root / "TODO.md").write_text("- [ ] T7 z\n", "utf-8")
    assert known_at(root, cache.load(str(root))) == known_at(root)


def test_recently_written_files_are_compared_by_content(root: Path) -> None:
    todo = root / "TODO.md"
    todo.write_text("- [ ] T7 z\n", "utf-8")
    stamp = todo.stat()
    cache.save(str(root), known_at(root))
    todo.write_text("- [ ] T8 z\n", "utf-8")
    os.utime(todo, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # within one tick of its clock
    assert known_at(root, cache.load(str(root)))[str(todo)].summary.ids == ("t8",)


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _without_last(data: bytes) -> bytes:
    return data.rpartition(b"\n")[0]


def _of_another_version(data: bytes) -> bytes:
    return data.replace(b'"version": "', b'"version": "9', 1)


def _of_another_schema(data: bytes) -> bytes:
    return data.replace(b'"schema": ', b'"schema": 9', 1)


def _of_another_root(data: bytes) -> bytes:
    return data.replace(b'"root": "', b'"root": "/x', 1)


@pytest.mark.parametrize(
    "harm", [_cut, _without_last, _of_another_version, _of_another_schema, _of_another_root]
)
def test_an_invalid_cache_file_is_ignored(root: Path, harm: object) -> None:
    known = known_at(root)
    cache.save(str(root), known)
    place = Path(cache_file.cache_path(str(root)))
    assert cache.load(str(root)) == known
    place.write_bytes(harm(place.read_bytes()))  # type: ignore[operator]  # one of those above
    assert cache.load(str(root)) == {}
    assert cache.save(str(root), known)
    assert cache.load(str(root)) == known


@given(
    st.binary(max_size=40)
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=3) | st.booleans(), st.lists, max_leaves=9
    ).map(lambda line: json.dumps(line).encode())
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_invalid_lines_are_ignored(line: bytes) -> None:
    cache.save("/w", {"/w/TODO.md": Entry(1, 1, "", Summary(), is_complete=True)})
    place = Path(cache_file.cache_path("/w"))
    head = place.read_bytes().partition(b"\n")[0]
    place.write_bytes(head + b"\n" + line.replace(b"\n", b" "))
    assert cache.load("/w") == {}


def test_an_unwritable_cache_folder_is_tolerated(root: Path, folder: Path) -> None:
    folder.write_text("a file where the folder should be", "utf-8")
    assert not cache.save(str(root), known_at(root))
    assert cache.load(str(root)) == {}


def test_a_full_disk_keeps_the_last_cache(root: Path) -> None:
    known = known_at(root)
    cache.save(str(root), known)
    with mock.patch("os.replace", side_effect=OSError(28, "No space left on device")):
        assert not cache.save(str(root), {})
    assert cache.load(str(root)) == known
    assert len(os.listdir(cache_file.cache_folder())) == 1, "nothing is left lying about"


@pytest.mark.skipif(os.name == "nt", reason="there is no such limit")
def test_an_interrupted_write_keeps_the_last_cache(root: Path) -> None:
    import resource  # noqa: PLC0415 (Windows has none)

    known = known_at(root)
    cache.save(str(root), known)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        saved = cache.save(str(root), {})  # its head alone is longer
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not saved
    assert cache.load(str(root)) == known
    assert len(os.listdir(cache_file.cache_folder())) == 1


@pytest.mark.parametrize("error", [PermissionError(13, "no"), OSError(30, "read-only")])
def test_a_read_only_cache_is_loaded(root: Path, error: OSError) -> None:
    known = known_at(root)
    cache.save(str(root), known)
    with mock.patch("tempfile.mkstemp", side_effect=error):
        assert not cache.save(str(root), {})
    with mock.patch("os.utime", side_effect=error):
        assert cache.load(str(root)) == known


def test_a_folder_in_place_of_the_cache_file_is_tolerated(root: Path) -> None:
    os.makedirs(os.path.join(cache_file.cache_path(str(root)), "in it"))
    assert cache.load(str(root)) == {}
    assert not cache.save(str(root), known_at(root))
    assert len(os.listdir(cache_file.cache_folder())) == 1, "nothing is left lying about"


def test_a_deleted_cache_folder_is_tolerated(root: Path, folder: Path) -> None:
    known = known_at(root)
    replaced = os.replace

    def gone(old: str, new: str) -> None:
        shutil.rmtree(folder)
        replaced(old, new)

    with mock.patch("os.replace", gone):
        assert not cache.save(str(root), known)
    assert cache.load(str(root)) == {}
    assert cache.save(str(root), known)
    assert cache.load(str(root)) == known


def test_unreadable_files_are_read_again(root: Path) -> None:
    with mock.patch.object(inventory, "read_bytes", side_effect=PermissionError):
        unread = known_at(root)
    assert {entry.digest for entry in unread.values()} == {""}
    cache.save(str(root), unread)
    assert known_at(root, cache.load(str(root))) == known_at(root)


@pytest.mark.skipif(os.name == "nt", reason="files have no such owner there")
def test_cache_files_of_other_users_are_not_read(root: Path) -> None:
    cache.save(str(root), known_at(root))
    with mock.patch("os.getuid", return_value=os.getuid() + 1):
        assert cache.load(str(root)) == {}


def test_two_servers_write_at_the_same_time(root: Path) -> None:
    known = known_at(root)
    other = {path: entry._replace(digest="0") for path, entry in known.items()}
    cache.save(str(root), known)
    ends = time.monotonic() + 0.5

    def save(mine: Entries) -> None:
        while time.monotonic() < ends:
            cache.save(str(root), mine)

    threads = [threading.Thread(target=save, args=(mine,)) for mine in (known, other)]
    for thread in threads:
        thread.start()
    seen = 0
    while any(thread.is_alive() for thread in threads):
        assert cache.load(str(root)) in (known, other)
        seen += 1
    assert seen


def test_unused_caches_are_deleted(root: Path) -> None:
    cache.save("/gone", {})
    cache.save("/used", {})
    os.utime(cache_file.cache_path("/gone"), (0, 0))
    cache.save(str(root), known_at(root))
    assert not os.path.exists(cache_file.cache_path("/gone"))
    assert os.path.exists(cache_file.cache_path("/used"))
