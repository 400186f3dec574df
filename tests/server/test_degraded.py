"""Answers that are less than whole: the log says why in one line, once, without the user's text.

What else is told, and where: a rule or a feature that hangs (`fuzz/test_hanging.py`), a reader that is
lost (`workspace/test_readers.py`), a document or a message for which there is no memory, or that is too
large (`fuzz/test_faults.py`, `fuzz/test_messages.py`), a folder that is too large
(`test_indexing.py`), git that is not there (`cli/test_report_command.py`); a request that was
cancelled, or whose text moved on, says so by its code.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from process import EXIT, INITIALIZE, INITIALIZED, SHUTDOWN, Server, hover, opened

from backlog_ls.rules.engine import incremental as report
from backlog_ls.rules.engine.registry import registry
from backlog_ls.server.documents.open_document import TextChange
from backlog_ls.server.documents.session import Session
from backlog_ls.server.logs import OneLineFormatter
from backlog_ls.server.main import create_server
from backlog_ls.server.requests import workspace_diagnostic as surveying
from backlog_ls.text.position import Position

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "Zanzibar"
TEXT = f"# {SECRET}\n\n- [ ] {SECRET}\n"
ABLE = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}

CAUSES = {
    "the settings are invalid": r"\.backlog-ls\.toml:2: invalid-settings: ",
    "a backlog is too large": "skipped 1 backlogs larger than `max-file-size`: .*TODO-large.md",
    "a backlog cannot be read": "1 backlogs could not be read, or are not UTF-8: .*TODO-bytes.md",
    "the cache cannot be written": "the cache cannot be written: the next start reads all backlogs again",
    "an open document is too large": "BACKLOG.md has more than 20 million characters",
}
"""What the log says, by what is wrong in the folder and the session below."""

WHILE_IT_LASTS = {
    "the backlogs are being read": "reading backlogs; findings that depend on other documents are left out until then",
    "they were read": r"\d+ backlogs were read",
}
"""What is no warning: it is logged where somebody asks for more."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "home").write_text("a file where caches should be")
    for name in ("XDG_CACHE_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    root = tmp_path / "work"
    root.mkdir()
    for number in range(60):
        (root / f"TODO-{number}.md").write_text(TEXT)
    (root / "TODO-bytes.md").write_bytes(b"\xff" + TEXT.encode())
    (root / "TODO-large.md").write_text(TEXT * 100)
    (root / ".backlog-ls.toml").write_text(f"max-file-size = 1\n{SECRET.lower()} = 2\n")
    return root


def test_each_cause_is_logged_once(folder: Path, tmp_path: Path) -> None:
    server = Server("--log-file", str(tmp_path / "log"), "--log-level", "info")
    uri = (folder / "BACKLOG.md").as_uri()
    start: dict[str, Any] = {"processId": None, "rootUri": folder.as_uri(), "capabilities": ABLE}
    server.send({**INITIALIZE, "params": start})
    server.answer(1)
    server.send(INITIALIZED)
    saved = {"textDocument": {"uri": uri}}
    for _ in range(2):
        for name in ("A", "B"):
            server.send(opened(TEXT, (folder / f"{name}.md").as_uri()))
        created = {"changes": [{"uri": folder.as_uri(), "type": 2}]}
        server.send(_told("workspace/didChangeWatchedFiles", created))
        server.send(_told("textDocument/didSave", saved))
    server.send(opened(SECRET + "x" * 20_000_000, uri))
    for number in range(2):
        server.send({**hover(10 + number, 0, 0)})
        assert server.answer(10 + number)["result"] is None
    log = tmp_path / "log"
    ends = time.monotonic() + 60
    while "were read" not in log.read_text() and time.monotonic() < ends:
        time.sleep(0.05)
    server.send(SHUTDOWN)
    server.answer(99)
    server.send(EXIT)
    assert server.end() == 0
    server.close()
    said = log.read_text().splitlines()
    warned = [line for line in said if re.search(" (WARNING|ERROR) ", line)]
    for what, pattern in CAUSES.items():
        assert len([line for line in warned if re.search(pattern, line)]) == 1, what
    for what, pattern in WHILE_IT_LASTS.items():
        assert any(re.search(pattern, line) for line in said), what
    known = re.compile("|".join(CAUSES.values()))
    assert [line for line in warned if not known.search(line)] == []
    assert SECRET not in log.read_text()


def test_a_rule_that_throws_is_logged_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> Any:
        raise KeyError(SECRET)

    rules = tuple(
        rule._replace(block=broken) if rule.code == "broken-link" else rule for rule in registry()
    )
    monkeypatch.setattr(report, "registry", lambda: rules)
    report._block_rules.cache_clear()
    session = Session()
    text = f"# A\n\n- [ ] [{SECRET}](no.md)\n" * 3
    document = session.open("file:///nowhere/BACKLOG.md", 1, text).document
    for version in range(2, 5):
        start = Position(2, 6)
        session.change(document.uri, version, [TextChange("x", start, start)])
    report._block_rules.cache_clear()
    (record,) = caplog.records
    line = OneLineFormatter().format(record)
    assert re.search(
        r"is left out there: KeyError in backlog_ls\.rules\.engine\.isolation:\d+$", line
    )
    assert "broken-link" in line
    assert SECRET not in line


BROKEN = """
import sys
from backlog_ls.server.main import serve_stdio
from backlog_ls.server.documents.session import Session
def broken(_session, _uri, _version, text):
    raise KeyError(text)
Session.open = broken
sys.exit(serve_stdio())
"""


def test_what_fails_is_logged_without_what_it_was_given() -> None:
    server = Server(program=BROKEN)
    server.send(INITIALIZE)
    server.answer(1)
    for message in (INITIALIZED, opened(SECRET), SHUTDOWN):
        server.send(message)
    server.answer(99)
    server.send(EXIT)
    assert server.end() == 0
    server.close()
    said = "".join(server.errors)
    assert SECRET not in said
    assert "KeyError in backlog_ls.server.notifications.text_document:" in said


def test_backlogs_that_are_too_many_to_judge_are_logged_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(surveying, "MAX_MEMBERS", 10)
    server = create_server()
    server.session.workspace.roots = (str(folder),)
    for _ in range(2):
        list(surveying._reports(server))
    lines = [record.getMessage() for record in caplog.records]
    assert len([line for line in lines if "checking at most 10 unopened backlogs" in line]) == 1


def _told(method: str, params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "method": method, "params": params}
