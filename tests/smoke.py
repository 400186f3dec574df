"""Smoke test of an installed `backlog-ls`: run each command once, and start and stop the server.

``python tests/smoke.py PROGRAM``. `make smoke` runs it for the wheel and for the sdist, each in an
empty environment. Uses only the standard library. Raises AssertionError if something fails.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "tests" / "examples"
# The program must find its own package.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
REPORTS = ("text", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit")


def main(program: str) -> None:
    """Run all commands, in a folder of its own, so that nothing of the checkout is imported."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "work"
        shutil.copytree(EXAMPLES, folder)

        def run(*arguments: str, code: int = 0, stdin: str = "") -> str:
            done = subprocess.run(
                [program, *arguments],
                cwd=folder,
                env=ENVIRONMENT,
                input=stdin.encode(),
                capture_output=True,
                timeout=60,
                check=False,
            )
            errors = done.stderr.decode()
            assert done.returncode == code, f"{arguments}: {done.returncode}\n{errors}"
            assert "Traceback" not in errors, errors
            return done.stdout.decode()

        namespace: dict[str, str] = {}
        exec((ROOT / "backlog_ls" / "__init__.py").read_text("utf-8"), namespace)
        assert run("--version") == f"backlog-ls {namespace['__version__']}\n"
        assert "Examples:" in run("--help")
        for form in REPORTS:
            assert "broken-milestone-link" in run("check", "--output-format", form, code=1), form
        assert run("check", "--diff", code=1).startswith("--- BACKLOG.md\n")
        run("check", "--fix", "--exit-zero")
        run("format")
        assert run("format", "--check").endswith("unchanged.\n")
        assert run("format", "-", stdin="|a|b|\n|-|-|\n") == "| a   | b   |\n| --- | --- |\n"
        for form in ("json", "jsonl", "csv"):
            assert "Route planning" in run("items", "--format", form)
        for form in ("text", "json", "markdown"):
            assert "BACKLOG.md" in run("report", "--format", form)
        run("report", "--format", "html", "-o", "report.html")
        assert run("set", "BACKLOG.md:21", "Todo").endswith("changed\n")
        assert run("config", "init").startswith("Wrote .backlog-ls.toml")
        assert "</html>" in (folder / "report.html").read_text("utf-8")
        assert run("rule", "mojibake").startswith("# mojibake\n")
        assert json.loads(run("config", "schema"))["title"] == "Settings"
        assert run("config", "show").startswith("# from .backlog-ls.toml")
        assert b'"name":"backlog-ls"' in run_server(program, folder).replace(b" ", b"")


def run_server(program: str, folder: Path) -> bytes:
    """Return the output of the server from `initialize` to `exit`."""
    messages: list[dict[str, object]] = [
        {"id": 1, "method": "initialize", "params": {"capabilities": {}, "processId": None}},
        {"method": "initialized", "params": {}},
        {"id": 2, "method": "shutdown"},
        {"method": "exit"},
    ]
    sent = b""
    for message in messages:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        sent += b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    done = subprocess.run(
        [program, "server"],
        cwd=folder,
        env=ENVIRONMENT,
        input=sent,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


if __name__ == "__main__":
    main(sys.argv[1])
    print(f"{sys.argv[1]}: all commands work")
