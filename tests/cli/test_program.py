"""What only a process of its own can show: streams, signals, and what it imports."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from command_line import environment, program, write

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG-日本.md", "âœ…\n")
    finished = program(
        tmp_path, "check", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING=""
    )
    assert finished.returncode == 1
    assert finished.stderr == b""
    assert finished.stdout.decode().startswith(
        "BACKLOG-日本.md:1:1: warning[mojibake] Wrong encoding: `âœ…` should be `✅`"
    )


@posix
def test_a_file_name_that_is_not_utf8_can_be_printed(tmp_path: Path) -> None:
    name = b"BACKLOG-\xff.md".decode("utf-8", "surrogateescape")
    try:
        write(tmp_path, name, "âœ…\n")
    except OSError:
        pytest.skip("the file system has no such names")
    finished = program(tmp_path, "check", "--output-format", "json", LC_ALL="C.UTF-8")
    assert finished.returncode == 1
    assert json.loads(finished.stdout)[0]["path"] == name
    finished = program(tmp_path, "check", LC_ALL="C.UTF-8")
    assert finished.stdout.decode().startswith("BACKLOG-\\udcff.md:1:1: ")


@posix
def test_a_closed_pipe_ends_it_quietly(tmp_path: Path) -> None:
    rows = "".join(f"| Task {number} | Todo | 2026-02-30 |\n" for number in range(3000))
    write(tmp_path, "BACKLOG.md", f"| Task | Status | Due |\n|---|---|---|\n{rows}")
    with subprocess.Popen(
        [sys.executable, "-m", "backlog_ls", "check", "--output-format", "json"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == -signal.SIGPIPE


@posix
def test_an_interrupt_ends_it_cleanly(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-u", "-c", _INTERRUPTED],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == b"waiting\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert b"Traceback" not in process.stderr.read()


# It says when it waits for its input, so that the signal comes neither too early nor too late.
_INTERRUPTED = """
import sys
from backlog_ls.cli.commands import check
from backlog_ls.cli.main import main
read = check.read_stdin
check.read_stdin = lambda: print("waiting") or read()
sys.exit(main(["check", "-"]))
"""


def test_colours_follow_the_environment(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", "âœ…\n")
    assert b"\x1b[" not in program(tmp_path, "check").stdout
    assert b"\x1b[" in program(tmp_path, "check", FORCE_COLOR="1").stdout
    assert b"\x1b[" not in program(tmp_path, "check", FORCE_COLOR="1", NO_COLOR="1").stdout


# What a small check must not pay for: a server, validation without settings, a terminal's looks.
_IMPORTS = """
import atexit, json, runpy, sys
heavy = {"pygls", "lsprotocol", "pydantic", "rich", "jinja2", "ftfy", "tomllib", "tomli", "asyncio"}
tops = lambda: {name.partition(".")[0] for name in sys.modules}
atexit.register(lambda: print(json.dumps(sorted(heavy & tops())), file=sys.stderr))
runpy.run_module("backlog_ls", run_name="__main__")
"""


def _imports(folder: Path, *arguments: str) -> list[str]:
    finished = subprocess.run(
        [sys.executable, "-c", _IMPORTS, *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert finished.returncode in {0, 1}, finished.stderr
    heavy: list[str] = json.loads(finished.stderr.splitlines()[-1])
    return heavy


def test_a_small_check_imports_nothing_heavy(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", "# B\n\n| Task | Status |\n|---|---|\n| ✅ âœ… | Done |\n")
    assert _imports(tmp_path, "check", "BACKLOG.md") == []
    assert _imports(tmp_path, "check", "--output-format", "json") == []
    assert _imports(tmp_path, "format", "--diff") == []
    write(tmp_path, ".backlog-ls.toml", "table.max-width = 80\n")
    assert "pydantic" in _imports(tmp_path, "check", "BACKLOG.md")
