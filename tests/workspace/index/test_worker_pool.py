"""Worker processes return what this process would read, and may crash or hang."""

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
from workspace_index import members_of

from backlog_ls.workspace.index import worker_pool
from backlog_ls.workspace.index.inventory import (
    Entries,
    Entry,
    compare_stamps,
    find_markdown_files,
    read_entry,
)
from backlog_ls.workspace.index.summary import EMPTY_SUMMARY
from backlog_ls.workspace.index.worker_pool import WorkerPool

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def unread(tmp_path: Path) -> Entries:
    for number in range(12):
        waits = f" (depends on T{number + 1})" if number % 2 else ""
        (tmp_path / f"TODO-{number} ä.md").write_text(f"# Ü\n\n- [ ] T{number} x{waits}\n", "utf-8")
    files = find_markdown_files(str(tmp_path), 100) or []
    return compare_stamps(files, {}, 1_000, members_of(tmp_path))[1]


def test_workers_return_what_this_process_reads(
    unread: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_pool, "read_entry", mock.Mock(side_effect=AssertionError))
    with closing(WorkerPool(worker_pool.MIN_BYTES)) as started:
        found = dict(started.read(unread, complete=True))
        assert found == {
            path: read_entry(path, entry, complete=True) for path, entry in unread.items()
        }
        assert dict(started.read(unread, complete=False)) == {
            path: read_entry(path, entry, complete=False) for path, entry in unread.items()
        }


def test_few_files_are_read_in_this_process(unread: Entries) -> None:
    never = mock.patch.object(subprocess, "Popen", side_effect=AssertionError)
    with never, closing(WorkerPool(worker_pool.MIN_BYTES - 1)) as none:
        assert dict(none.read(unread, complete=True)).keys() == unread.keys()


def test_without_workers_all_is_read_in_this_process(unread: Entries) -> None:
    for program in (os.path.join(os.sep, "absent"), "true" if os.name != "nt" else "hostname"):
        with (
            mock.patch.object(sys, "executable", program),
            closing(WorkerPool(worker_pool.MIN_BYTES)) as none,
        ):
            found = dict(none.read(unread, complete=True))
        assert found == {
            path: read_entry(path, entry, complete=True) for path, entry in unread.items()
        }


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


def test_crashed_and_hanging_workers_are_replaced(
    unread: Entries,
    made: list[subprocess.Popen[bytes]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # Late is who was asked for the file over which it hangs: on a busy machine the others may be too.
    asked: dict[object, str] = {}
    ask = worker_pool._Worker.ask

    def noted(
        reader: worker_pool._Worker, path: str, entry: Entry, *, complete: bool
    ) -> Entry | None:
        asked[reader] = path
        return ask(reader, path, entry, complete=complete)

    monkeypatch.setattr(worker_pool._Worker, "ask", noted)
    monkeypatch.setattr(
        worker_pool._Worker, "is_late", lambda reader: "TODO-5" in asked.get(reader, "")
    )
    with closing(WorkerPool(worker_pool.MIN_BYTES)) as started:
        found = dict(started.read(unread, complete=True))
    refused = {path for path, entry in found.items() if entry.digest != "read"}
    assert sorted(os.path.basename(path)[:6] for path in refused) == ["TODO-3", "TODO-5", "TODO-7"]
    assert all(found[path].summary == EMPTY_SUMMARY for path in refused)
    assert found.keys() == unread.keys()
    assert all(process.poll() is not None for process in made), "none is left"
    (record,) = caplog.records
    assert "could not read" in record.getMessage()


@pytest.mark.parametrize("when", ["at its start", "before it is asked", "while it reads"])
def test_after_a_worker_is_killed_all_files_are_read(
    when: str, unread: Entries, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    is_ready, ask = worker_pool._Worker.is_ready, worker_pool._Worker.ask
    killed: list[object] = []

    def kill(reader: worker_pool._Worker) -> None:
        if not killed:
            killed.append(reader)
            reader.process.kill()
            reader.process.wait()

    def ready(reader: worker_pool._Worker) -> bool:
        if when == "at its start":
            kill(reader)
        return is_ready(reader)

    def asked(
        reader: worker_pool._Worker, path: str, entry: Entry, *, complete: bool
    ) -> Entry | None:
        if when == "before it is asked":
            kill(reader)
        found = ask(reader, path, entry, complete=complete)
        if when == "while it reads" and not killed:
            kill(reader)
            return None  # so it is where the end comes before the answer
        return found

    monkeypatch.setattr(worker_pool._Worker, "is_ready", ready)
    monkeypatch.setattr(worker_pool._Worker, "ask", asked)
    with closing(WorkerPool(worker_pool.MIN_BYTES)) as started:
        found = dict(started.read(unread, complete=True))
    assert killed
    assert found == {path: read_entry(path, entry, complete=True) for path, entry in unread.items()}
    assert caplog.records == []


def test_a_worker_is_late_after_its_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    reader = worker_pool._Worker(mock.Mock(), mock.Mock(), mock.Mock())
    assert not reader.is_late()
    now += worker_pool.FILE_TIMEOUT_S
    assert not reader.is_late()
    now += 1
    assert reader.is_late()
    reader.answers.readline.return_value = worker_pool.READY  # type: ignore[attr-defined]  # a mock
    assert reader.is_ready()
    assert not reader.is_late()
    now += worker_pool.FILE_TIMEOUT_S + 1
    reader.answers.readline.return_value = b""  # type: ignore[attr-defined]  # a mock
    assert (
        reader.ask("/w/TODO.md", Entry(1, 1, "", EMPTY_SUMMARY, is_complete=True), complete=True)
        is None
    )
    assert not reader.is_late()


def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    """Even while they read: the one who asked is killed, and closes nothing."""
    (tmp_path / "TODO.md").write_text("- [ ] T1 x\n", "utf-8")
    asks = (
        "import sys, time\n"
        "from backlog_ls.workspace.index.worker_pool import _Worker\n"
        "reader = _Worker.start()\n"
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
from backlog_ls.workspace.index import worker
worker.FILE_TIMEOUT_S = 1
worker.read_entry = lambda *_, **__: re.match("(?:a+)+$", "a" * 30 + "b")
worker.main()
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no alarm")
def test_a_worker_in_a_hanging_pattern_is_ended_by_the_system() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HANGS], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        reader = worker_pool._Worker(process, process.stdin, process.stdout)  # type: ignore[arg-type]  # both are pipes
        assert reader.is_ready()
        assert (
            reader.ask("a", Entry(1, 1, "", EMPTY_SUMMARY, is_complete=True), complete=True) is None
        )
        assert process.stdin
        process.stdin.close()
        assert process.wait() == -signal.SIGALRM


def _lives(process_id: int) -> bool:
    try:
        with open(f"/proc/{process_id}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_no_module_is_imported_from_the_current_folder(
    unread: Entries, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json", "backlog_ls", "queue"):
        (tmp_path / f"{name}.py").write_text("open('was-run', 'w').close()\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    with closing(WorkerPool(worker_pool.MIN_BYTES)) as started:
        assert len(dict(started.read(unread, complete=True))) == len(unread)
    assert not (tmp_path / "was-run").exists()


def test_an_entry_is_small(tmp_path: Path) -> None:
    path = tmp_path / "TODO.md"
    path.write_text("words " * 2_000, "utf-8")
    entry = read_entry(str(path), Entry(1, 1, "", EMPTY_SUMMARY, is_complete=False), complete=False)
    assert not entry.is_complete, "it has no id, so only a name may be asked for"
    assert entry.summary == EMPTY_SUMMARY
