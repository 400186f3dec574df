"""Many documents by several processes: the same findings, in the same order; and a clean end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from command_line import environment, program, write

from backlog_ls.cli.check.parallel import (
    BATCH_SIZE,
    MIN_FILES_PER_PROCESS,
    process_count,
    split_into_batches,
)

if TYPE_CHECKING:
    from pathlib import Path

    from backlog_ls.cli.inputs import InputFile

COUNT = 3 * BATCH_SIZE + 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(COUNT):
        # An id that two of them have, links to each other, and a file that is no text.
        text = f"# Work\n\n- [ ] W-{number // 2} a [link](todo-{number + 1}.md)\n- [x] b âœ…\n"
        write(tmp_path, f"todo-{number}.md", text)
    write(tmp_path, "todo-5.md", b"\xff")
    write(tmp_path, ".backlog-ls.toml", "[tabel]\n")
    return tmp_path


def test_several_processes_find_the_same(folder: Path) -> None:
    alone = program(folder, "check", "--no-cache", "--jobs", "1")
    together = program(folder, "check", "--jobs", "3")
    assert alone.returncode == together.returncode == 2
    assert alone.stdout == together.stdout
    assert (
        alone.stderr
        == together.stderr
        == b"backlog-ls: todo-5.md: not UTF-8: byte 0xff at offset 0\n"
    )
    assert alone.stdout.count(b"[mojibake]") == COUNT - 1
    assert alone.stdout.count(b"[invalid-settings]") == 1
    fixed = program(folder, "check", "--fix", "--jobs", "3", "--select", "mojibake")
    assert f"Fixed {COUNT - 1} problems in {COUNT - 1} files.".encode() not in fixed.stdout
    assert b"skipped: invalid settings" in fixed.stderr


def test_the_number_of_processes_depends_on_the_files() -> None:
    assert process_count(None, MIN_FILES_PER_PROCESS - 1) == 1
    assert process_count(None, 1000 * MIN_FILES_PER_PROCESS) <= (os.cpu_count() or 1)
    assert process_count(4, BATCH_SIZE) == 1
    assert process_count(4, 1000) == 4
    sources: list[InputFile] = []
    assert split_into_batches(sources, 3) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
@pytest.mark.parametrize("everybody", [True, False])
def test_an_interrupt_ends_all_of_them(folder: Path, everybody: bool) -> None:
    with subprocess.Popen(
        [sys.executable, "-u", "-c", _SLOW, "check", "--jobs", "3"],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == b"checking\n"
        # A terminal tells the whole group; `kill` only the one.
        (os.killpg if everybody else os.kill)(process.pid, signal.SIGINT)
        assert process.wait(60) == 130
        assert process.stderr.read() == b"\n"  # behind the terminal's own ^C
        # Its end is read only when nobody is left who could write.
        assert set(process.stdout.read().splitlines()) <= {b"checking"}


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
def test_workers_exit_when_the_main_process_is_killed(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-u", "-c", _STUCK, "check", "--jobs", "3"],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"checking\n"
        process.kill()
        process.stdout.read()  # until all have ended


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere they know nothing of the patch")
@pytest.mark.parametrize("when", ["start", "middle"])
def test_all_files_are_checked_when_a_worker_is_killed(folder: Path, when: str) -> None:
    alone = program(folder, "check", "--no-cache", "--jobs", "1")
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, when, "check", "--no-cache", "--jobs", "3"],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert done.returncode == alone.returncode
    assert done.stdout == alone.stdout
    told, *others = done.stderr.splitlines(keepends=True)
    assert told == b"backlog-ls: a worker process ended unexpectedly; continuing without workers\n"
    assert b"".join(others) == alone.stderr


_KILLED = """
import os, signal, sys
from backlog_ls.cli.check import parallel
from backlog_ls.cli.main import main
first, when, check_files = os.getpid(), sys.argv.pop(1), parallel.check_files
def killed(project, selection, sources):
    if os.getpid() != first and (when == "start" or "todo-20" in str(sources)):
        os.kill(os.getpid(), signal.SIGKILL)
    return check_files(project, selection, sources)
parallel.check_files = killed
sys.exit(main())
"""
# One write for each line: two that `print` at once mix their words and ends of lines.
_SLOW = """
import os, sys, time
from backlog_ls.cli.check import parallel
from backlog_ls.cli.main import main
check_files = parallel.check_files
def slowly(*arguments):
    os.write(1, b"checking\\n")
    time.sleep(0.5)
    return check_files(*arguments)
parallel.check_files = slowly
sys.exit(main())
"""
_STUCK = _SLOW.replace("0.5", "600")


def test_shells_complete_commands_options_and_codes(tmp_path: Path) -> None:
    def completed(words: str) -> list[str]:
        last = str(len(words.split(" ")) - 1)
        done = program(
            tmp_path,
            _BACKLOG_LS_COMPLETE="bash_complete",
            COMP_WORDS=words,
            COMP_CWORD=last,
        )
        assert done.returncode == 0, done.stderr
        return [line.partition(",")[2] for line in done.stdout.decode().splitlines()]

    assert completed("backlog-ls re") == ["report"]
    assert completed("backlog-ls check --output-format s") == ["sarif"]
    assert completed("backlog-ls check --select broken-") == [
        "broken-anchor",
        "broken-link",
        "broken-milestone-link",
    ]
    assert completed("backlog-ls rule moj") == ["mojibake"]
    assert "--jobs" in completed("backlog-ls check --")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_lines_of_the_help_work(shell: str, tmp_path: Path) -> None:
    said = program(tmp_path, "--help").stdout.decode()
    line = re.search(rf"^ *{shell} +(.*)$", said, re.MULTILINE)
    assert line
    variable = re.search(r"_BACKLOG_LS_COMPLETE=(\w+)", line[1])
    assert variable
    script = program(tmp_path, _BACKLOG_LS_COMPLETE=variable[1])
    assert script.returncode == 0
    assert b"_BACKLOG_LS_COMPLETE=" in script.stdout
