"""Faults around a server: it reports them once and keeps running."""

from __future__ import annotations

import errno
import gc
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType, ref

import pytest
from process import EXIT, INITIALIZE, INITIALIZED, SHUTDOWN, Server, changed, hover, opened

from backlog_ls.cli.atomic_write import replace_text, write_text
from backlog_ls.rules.engine import incremental as report
from backlog_ls.rules.engine.registry import registry
from backlog_ls.server.documents.session import Session
from backlog_ls.server.notifications import size_limit as limiting
from backlog_ls.server.requests import goto as navigating
from backlog_ls.server.requests import hover as showing
from backlog_ls.server.transport.errors import RequestFailedError
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.index import worker_pool as readers
from backlog_ls.workspace.index.inventory import compare_stamps

sys.path.insert(0, str(Path(__file__).parent))
from messages import talked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TEXT = "# Backlog\n\n**Status**: Todo\n\n- [ ] one [a](no.md) [b](#gone)\n\n* [ x] two\n"
URI = "file:///nowhere/BACKLOG.md"


def frame(*messages: Any) -> bytes:
    bodies = [json.dumps(message).encode() for message in messages]
    return b"".join(b"Content-Length: %d\r\n\r\n" % len(body) + body for body in bodies)


def start(server: Server, root: Path | None = None) -> Server:
    uri = root.as_uri() if root else None
    server.send({**INITIALIZE, "params": {**INITIALIZE["params"], "rootUri": uri}})
    server.answer(1)
    server.send(INITIALIZED)
    return server


def shut_down(server: Server) -> list[str]:
    """Shut the server down properly and return its log."""
    server.send(SHUTDOWN)
    server.answer(99)
    server.send(EXIT)
    assert server.end() == 0
    server.close()
    return server.errors


def next_codes(server: Server, uri: str) -> list[str]:
    """Return the codes of the next published diagnostics of a document."""
    while True:
        message = server.read()
        params = message.get("params", {})
        if message.get("method", "").endswith("publishDiagnostics") and params["uri"] == uri:
            return sorted(found["code"] for found in params["diagnostics"])


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


def test_a_rule_that_throws_silences_only_itself(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def codes() -> Counter[str]:
        session = Session()
        found = session.findings(session.open(URI, 1, TEXT).document)
        return Counter(finding.code for finding in found)

    before = codes()
    assert len(before) > 2

    def broken(*_: object) -> Any:
        raise ZeroDivisionError

    # The links of a block are resolved once, for all rules about links.
    links = {"broken-link", "broken-anchor", "broken-milestone-link"}
    for rule in registry():
        if rule.code in {"broken-link", "malformed-checkbox"}:
            lost = links if rule.code in links else {rule.code}
            changed_rule = rule._replace(block=broken)
            rules = tuple(changed_rule if each is rule else each for each in registry())
            caplog.clear()
            with monkeypatch.context() as patch:
                patch.setattr(report, "registry", lambda rules=rules: rules)
                report._block_rules.cache_clear()
                left = codes()
            report._block_rules.cache_clear()
            assert left == Counter({code: n for code, n in before.items() if code not in lost})
            assert all(rule.code in record.getMessage() for record in caplog.records)
            assert caplog.records


def test_a_feature_that_throws_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(showing, "find_hover", broken)
    place = {"textDocument": {"uri": URI}}
    symbols = {"jsonrpc": "2.0", "id": 6, "method": "textDocument/documentSymbol", "params": place}
    talk = talked(frame(INITIALIZE, INITIALIZED, opened(TEXT), hover(5, 2, 13), symbols), {1, 5, 6})
    answers = {each["id"]: each for each in talk.answers if "method" not in each}
    assert answers[5]["error"]["code"] == -32603
    assert answers[6]["result"]


@pytest.mark.parametrize("method", ["hover", "references"])
def test_an_error_keeps_nothing_of_what_it_came_from(
    monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    held: list[ReferenceType[set[str]]] = []

    def broken(*_: object) -> Any:
        local = {URI}
        held.append(ref(local))
        try:
            return 1 / 0
        except ZeroDivisionError as error:
            raise RequestFailedError("no") from error

    monkeypatch.setattr(showing, "find_hover", broken)
    monkeypatch.setattr(navigating, "symbol_at", broken)
    asked = hover(5, 2, 13)
    asked["method"] = f"textDocument/{method}"
    asked["params"]["context"] = {"includeDeclaration": True}
    gc.disable()
    logging.disable()  # pytest keeps log records
    try:
        talk = talked(frame(INITIALIZE, INITIALIZED, opened(TEXT), asked), {1, 5})
        assert any("error" in each for each in talk.answers)
        assert [local() for local in held] == [None]
    finally:
        gc.enable()
        logging.disable(logging.NOTSET)


def test_a_folder_that_goes_while_it_is_read(server: Server, tmp_path: Path) -> None:
    root = tmp_path / "work"
    for number in range(200):
        folder = root / f"{number % 10}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"TODO-{number}.md").write_text(TEXT)
    start(server, root)
    shutil.rmtree(root)
    server.send(opened(TEXT, (root / "BACKLOG.md").as_uri()))
    assert "broken-link" in next_codes(server, (root / "BACKLOG.md").as_uri())
    assert shut_down(server) == []


def test_files_that_change_under_it(server: Server, tmp_path: Path) -> None:
    start(server, tmp_path)
    uri = (tmp_path / "BACKLOG.md").as_uri()
    server.send(opened("# A\n\n[a](other.md#one)\n", uri))
    assert next_codes(server, uri) == ["broken-link"]
    other = tmp_path / "other.md"
    saved = {
        "jsonrpc": "2.0",
        "method": "textDocument/didSave",
        "params": {"textDocument": {"uri": uri}},
    }

    def folder_instead() -> None:
        other.unlink()
        other.mkdir()

    makes: tuple[tuple[Callable[[], object], list[str]], ...] = (
        (lambda: other.write_text("# One\n"), []),
        (lambda: other.write_text("# Two\n"), ["broken-anchor"]),
        (lambda: other.write_bytes(b"\xff\xfe\0"), []),
        (folder_instead, []),
        (other.rmdir, ["broken-link"]),
    )
    # What is pushed already is not pushed again.
    pushed = ["broken-link"]
    for make, codes in makes:
        make()
        server.send(saved)
        if codes != pushed:
            assert next_codes(server, uri) == codes
        pushed = codes
    assert shut_down(server) == []


def test_two_servers_on_one_folder_say_the_same(server: Server, tmp_path: Path) -> None:
    (tmp_path / "TODO.md").write_text("- [ ] T1 one\n- [ ] T2 two\n- [ ] T3 three\n")
    uri = (tmp_path / "BACKLOG.md").as_uri()
    servers = [server, Server()]
    for each in servers:
        start(each, tmp_path)
        each.send(opened(TEXT, uri))
    said = [next_codes(each, uri) for each in servers]
    assert [shut_down(each) for each in servers] == [[], []]
    assert said[0] == said[1] != []


@pytest.mark.skipif(os.name == "nt", reason="there a closed pipe is what tells")
@pytest.mark.parametrize("buried", [True, False], ids=["buried", "a zombie"])
def test_it_goes_when_its_client_is_killed(server: Server, *, buried: bool) -> None:
    client = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    server.send({**INITIALIZE, "params": {**INITIALIZE["params"], "processId": client.pid}})
    server.answer(1)
    os.kill(client.pid, signal.SIGKILL)
    killed = time.monotonic()
    if buried:
        client.wait()
    assert server.process.wait(timeout=20) == 1
    sys.stdout.write(f"gone after {time.monotonic() - killed:.2f} s\n")
    client.communicate()


@pytest.mark.skipif(sys.platform != "linux", reason="only there /proc tells of children")
def test_a_server_that_is_killed_leaves_no_reader_behind(server: Server, tmp_path: Path) -> None:
    for number in range(300):
        lines = "".join(f"- [ ] T{number}-{n} (depends on T{number}-{n + 1})\n" for n in range(300))
        (tmp_path / f"TODO-{number}.md").write_text(lines)
    start(server, tmp_path)
    children: list[str] = []
    while len(children) < readers.MAX_WORKERS:
        assert server.process.poll() is None
        tasks = Path(f"/proc/{server.process.pid}/task")
        children = [each for task in tasks.iterdir() for each in _children(task)]
    server.process.kill()
    server.process.wait()
    ends = time.monotonic() + 30
    while any(_lives(child) for child in children):
        assert time.monotonic() < ends
        time.sleep(0.05)


def _lives(process: str) -> bool:
    try:
        return Path("/proc", process, "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _children(task: Path) -> list[str]:
    try:
        return (task / "children").read_text().split()
    except FileNotFoundError:  # the thread has ended
        return []


def test_a_document_that_is_too_large_is_refused_and_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limiting, "MAX_CODE_POINTS", 1_000)
    other = "file:///nowhere/TODO.md"
    start = {"line": 0, "character": 0}
    typed = {"range": {"start": start, "end": start}, "text": "x"}
    closed = {
        "jsonrpc": "2.0",
        "method": "textDocument/didClose",
        "params": {"textDocument": {"uri": URI}},
    }
    asked = hover(5, 2, 13)
    asked["params"]["textDocument"]["uri"] = other
    talk = talked(
        frame(
            INITIALIZE,
            INITIALIZED,
            opened(TEXT, other),
            opened(TEXT),
            changed([{**typed, "text": "x" * 999}]),
            changed([typed]),
            changed([typed]),
            hover(4, 2, 13),
            closed,
            opened(TEXT + "x" * 999),
            closed,
            opened(TEXT),
            hover(6, 2, 13),
            asked,
        ),
        {1, 4, 5, 6},
    )
    assert talk.faults == []
    answers = {each["id"]: each["result"] for each in talk.answers if "method" not in each}
    assert answers[4] is None
    assert "todo" in str(answers[5]).lower()
    assert answers[5] == answers[6]
    shown = [each for each in talk.answers if each.get("method") == "window/showMessage"]
    assert len(shown) == 2
    assert "BACKLOG.md has more than" in shown[0]["params"]["message"]


def test_a_document_for_which_memory_does_not_suffice_is_refused_and_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parse = Document.parse

    def hungry(text: str) -> Document:
        if "hungry" in text:
            raise MemoryError
        return parse(text)

    monkeypatch.setattr(Document, "parse", hungry)
    other = opened("# hungry\n", "file:///nowhere/TODO.md")
    asked = hover(5, 0, 3)
    asked["params"]["textDocument"]["uri"] = "file:///nowhere/TODO.md"
    talk = talked(
        frame(INITIALIZE, INITIALIZED, opened(TEXT), other, asked, hover(6, 2, 13)), {1, 5, 6}
    )
    answers = {each["id"]: each["result"] for each in talk.answers if "method" not in each}
    assert answers[5] is None
    assert "todo" in str(answers[6]).lower()
    (shown,) = (each for each in talk.answers if each.get("method") == "window/showMessage")
    assert "TODO.md needs more memory than there is" in shown["params"]["message"]


LIMITED = """
import resource, sys
from backlog_ls.server.main import serve_stdio
limit = int(sys.argv[1]) * 1_000_000
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
sys.exit(serve_stdio())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere this limit is another one, or none")
@pytest.mark.parametrize(
    ("megabytes", "hostile", "why"),
    [
        (600, "[" * 60_000_000, "has more than 20 million characters"),
        (150, "- [ ] one\n" * 300_000, "needs more memory than there is"),
        (150, "| a | b |\n|-|-|\n" + "| x | Done |\n" * 300_000, "needs more memory than there is"),
    ],
    ids=["long", "items", "rows"],
)
def test_where_memory_is_limited_the_others_go_on(megabytes: int, hostile: str, why: str) -> None:
    with closing(Server(str(megabytes), program=LIMITED)) as server:
        other = "file:///nowhere/TODO.md"
        start(server).send(opened(TEXT, other))
        asked = hover(5, 2, 13)
        asked["params"]["textDocument"]["uri"] = other
        for number in range(2):
            server.send(opened(hostile))
            shown = server.read()
            while shown.get("method") != "window/showMessage":
                shown = server.read()
            assert why in shown["params"]["message"]
            server.send({**asked, "id": 5 + number})
            assert "todo" in str(server.answer(5 + number)["result"]).lower()
            server.send(
                {
                    "jsonrpc": "2.0",
                    "method": "textDocument/didClose",
                    "params": {"textDocument": {"uri": URI}},
                }
            )
        assert len(shut_down(server)) == 2


def test_a_clock_that_goes_back_hides_no_change(tmp_path: Path) -> None:
    path = tmp_path / "TODO.md"
    stamps = set()
    for when in (2e9, 1e9, 0, 3e9):  # 2033, 2001, 1970, 2065
        path.write_text(TEXT)
        os.utime(path, (when, when))
        (entry,) = compare_stamps([str(path)], {}, 1_000_000, lambda _path: True)[1].values()
        stamps.add((entry.mtime, entry.size))
    assert len(stamps) == 4


def test_a_full_disk_leaves_a_report_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "report.html"
    write_text(str(path), "old")
    path.chmod(0o640)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        for name in ("report.html", "new.html"):
            with pytest.raises(OSError, match="No space left"):
                write_text(str(tmp_path / name), "new")
    assert path.read_text() == "old"
    assert [*tmp_path.iterdir()] == [path]
    write_text(str(path), "new \udc80")
    assert path.read_bytes() == b"new \\udc80"
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(not os.path.exists("/dev/fd"), reason="only where pipes have a path")
def test_a_report_is_written_into_a_pipe() -> None:
    reading, writing = os.pipe()
    write_text(f"/dev/fd/{writing}", "text")
    os.close(writing)
    with os.fdopen(reading) as pipe:
        assert pipe.read() == "text"


def test_a_full_disk_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "TODO.md"
    path.write_text(TEXT)

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        replace_text(str(path), TEXT, "other\n")
    assert path.read_text() == TEXT
    assert [*tmp_path.iterdir()] == [path]
