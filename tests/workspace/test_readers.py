"""Processes that read backlogs: they say what would be read here, and are survived."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING
from unittest import mock

import pytest

from backlog_ls.workspace.index import worker_pool as readers
from backlog_ls.workspace.index.inventory import Entry, Known, looked_at, markdown_files, read
from backlog_ls.workspace.index.summary import NOTHING
from backlog_ls.workspace.index.worker_pool import Readers

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def unread(tmp_path: Path) -> Known:
    for number in range(12):
        waits = f" (depends on T{number + 1})" if number % 2 else ""
        (tmp_path / f"TODO-{number} ä.md").write_text(f"# Ü\n\n- [ ] T{number} x{waits}\n", "utf-8")
    return looked_at(markdown_files(str(tmp_path), 100) or [], {}, 1_000)[1]


def test_they_find_what_is_found_here(unread: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "read", mock.Mock(side_effect=AssertionError))
    with closing(Readers(readers.ENOUGH)) as started:
        found = dict(started.read(unread, whole=True))
        assert found == {path: read(path, entry, whole=True) for path, entry in unread.items()}
        assert dict(started.read(unread, whole=False)) == {
            path: read(path, entry, whole=False) for path, entry in unread.items()
        }


def test_a_few_are_read_here(unread: Known) -> None:
    never = mock.patch.object(subprocess, "Popen", side_effect=AssertionError)
    with never, closing(Readers(readers.ENOUGH - 1)) as none:
        assert dict(none.read(unread, whole=True)).keys() == unread.keys()


def test_where_none_can_be_started_all_is_read_here(unread: Known) -> None:
    for program in (os.path.join(os.sep, "absent"), "true" if os.name != "nt" else "hostname"):
        with (
            mock.patch.object(sys, "executable", program),
            closing(Readers(readers.ENOUGH)) as none,
        ):
            found = dict(none.read(unread, whole=True))
        assert found == {path: read(path, entry, whole=True) for path, entry in unread.items()}


BAD = """
import json, os, sys, time
sys.stdout.buffer.write(b"ready\\n")
sys.stdout.flush()
for line in iter(sys.stdin.buffer.readline, b""):
    path, entry, whole = json.loads(line)
    if "TODO-3" in path:
        os._exit(1)
    if "TODO-5" in path:
        time.sleep(3600)
    if "TODO-7" in path:
        print("nonsense", flush=True)
        continue
    print(json.dumps([*entry[:2], "read", *entry[3:]]), flush=True)
"""


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that are started; they are of the program `BAD`."""
    popen = subprocess.Popen
    started: list[subprocess.Popen[bytes]] = []

    def bad(_command: list[str], **options: object) -> subprocess.Popen[bytes]:
        started.append(popen([sys.executable, "-c", BAD], **options))  # type: ignore[call-overload]  # as given
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", bad)
    return started


def test_those_that_die_or_hang_are_replaced(
    unread: Known,
    made: list[subprocess.Popen[bytes]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # Late is who was asked for the file over which it hangs: on a busy machine the others may be too.
    asked: dict[object, str] = {}
    ask = readers._Reader.ask

    def noted(reader: readers._Reader, path: str, entry: Entry, *, whole: bool) -> Entry | None:
        asked[reader] = path
        return ask(reader, path, entry, whole=whole)

    monkeypatch.setattr(readers._Reader, "ask", noted)
    monkeypatch.setattr(
        readers._Reader, "is_late", lambda reader: "TODO-5" in asked.get(reader, "")
    )
    with closing(Readers(readers.ENOUGH)) as started:
        found = dict(started.read(unread, whole=True))
    refused = {path for path, entry in found.items() if entry.digest != "read"}
    assert sorted(os.path.basename(path)[:6] for path in refused) == ["TODO-3", "TODO-5", "TODO-7"]
    assert all(found[path].summary == NOTHING for path in refused)
    assert found.keys() == unread.keys()
    assert all(process.poll() is not None for process in made), "none is left"
    (record,) = caplog.records
    assert "nothing is known of" in record.getMessage()


@pytest.mark.parametrize("when", ["at its start", "before it is asked", "while it reads"])
def test_who_is_killed_is_replaced_and_all_is_read(
    when: str, unread: Known, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    is_ready, ask = readers._Reader.is_ready, readers._Reader.ask
    killed: list[object] = []

    def kill(reader: readers._Reader) -> None:
        if not killed:
            killed.append(reader)
            reader.process.kill()
            reader.process.wait()

    def ready(reader: readers._Reader) -> bool:
        if when == "at its start":
            kill(reader)
        return is_ready(reader)

    def asked(reader: readers._Reader, path: str, entry: Entry, *, whole: bool) -> Entry | None:
        if when == "before it is asked":
            kill(reader)
        found = ask(reader, path, entry, whole=whole)
        if when == "while it reads" and not killed:
            kill(reader)
            return None  # so it is where the end comes before the answer
        return found

    monkeypatch.setattr(readers._Reader, "is_ready", ready)
    monkeypatch.setattr(readers._Reader, "ask", asked)
    with closing(Readers(readers.ENOUGH)) as started:
        found = dict(started.read(unread, whole=True))
    assert killed
    assert found == {path: read(path, entry, whole=True) for path, entry in unread.items()}
    assert caplog.records == []


def test_late_is_who_takes_longer_than_patience_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    reader = readers._Reader(mock.Mock(), mock.Mock(), mock.Mock())
    assert not reader.is_late()
    now += readers.PATIENCE
    assert not reader.is_late()
    now += 1
    assert reader.is_late()
    reader.answers.readline.return_value = readers.READY  # type: ignore[attr-defined]  # a mock
    assert reader.is_ready()
    assert not reader.is_late()
    now += readers.PATIENCE + 1
    reader.answers.readline.return_value = b""  # type: ignore[attr-defined]  # a mock
    assert reader.ask("/w/TODO.md", Entry(1, 1, "", NOTHING, whole=True), whole=True) is None
    assert not reader.is_late()


def test_they_end_with_whoever_asks(tmp_path: Path) -> None:
    """Even while they read: the one who asked is killed, and closes nothing."""
    (tmp_path / "TODO.md").write_text("- [ ] T1 x\n", "utf-8")
    asks = (
        "import sys, time\n"
        "from backlog_ls.workspace.index.worker_pool import _Reader\n"
        "reader = _Reader.start()\n"
        "assert reader.is_ready()\n"
        "print(reader.process.pid, flush=True)\n"
        "time.sleep(3600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", asks], stdout=subprocess.PIPE)
    assert parent.stdout
    with parent.stdout as said:
        child = int(said.readline())
        parent.kill()
        parent.wait()
    ends = time.monotonic() + 30
    while _lives(child):
        assert time.monotonic() < ends
        time.sleep(0.05)


HANGS = """
import re, sys
from backlog_ls.workspace import reader
reader.LONGEST = 1
reader.read = lambda *_, **__: re.match("(?:a+)+$", "a" * 30 + "b")
reader.main()
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no alarm")
def test_one_in_a_pattern_that_hangs_is_ended_by_the_system() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HANGS], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        reader = readers._Reader(process, process.stdin, process.stdout)  # type: ignore[arg-type]  # both are pipes
        assert reader.is_ready()
        assert reader.ask("a", Entry(1, 1, "", NOTHING, whole=True), whole=True) is None
        assert process.stdin
        process.stdin.close()
        assert process.wait() == -signal.SIGALRM


def _lives(process_id: int) -> bool:
    try:
        with open(f"/proc/{process_id}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_nothing_is_imported_from_the_folder_of_the_user(
    unread: Known, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json", "backlog_ls", "queue"):
        (tmp_path / f"{name}.py").write_text("open('was-run', 'w').close()\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    with closing(Readers(readers.ENOUGH)) as started:
        assert len(dict(started.read(unread, whole=True))) == len(unread)
    assert not (tmp_path / "was-run").exists()


def test_an_entry_is_small(tmp_path: Path) -> None:
    path = tmp_path / "TODO.md"
    path.write_text("words " * 2_000, "utf-8")
    entry = read(str(path), Entry(1, 1, "", NOTHING, whole=False), whole=False)
    assert not entry.whole, "it has no id, so only a name may be asked for"
    assert entry.summary == NOTHING
