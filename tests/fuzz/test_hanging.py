"""Rules and features that hang are interrupted and reported once; everything else keeps working.

The limits are processor time, so that no test depends on the load of the machine.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from process import EXIT, INITIALIZE, INITIALIZED, SHUTDOWN, Server, changed, hover, opened

from backlog_ls.model.document.backlog import Backlog
from backlog_ls.rules.engine import incremental as report
from backlog_ls.rules.engine.registry import registry
from backlog_ls.server.background.time_limit import answer_within_limit
from backlog_ls.server.background.worker import run_in_background
from backlog_ls.server.main import create_server
from backlog_ls.server.requests import goto as navigating
from backlog_ls.server.requests import hover as showing
from backlog_ls.server.transport.errors import ContentModifiedError, RequestFailedError
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.deadline import deadline as limits
from backlog_ls.workspace.deadline import watch
from backlog_ls.workspace.deadline.deadline import (
    Deadline,
    Request,
    RequestTimeoutError,
    RuleTimeoutError,
)
from backlog_ls.workspace.index.members import Members
from backlog_ls.workspace.index.summary import EMPTY_SUMMARY
from backlog_ls.workspace.workspace import Workspace

sys.path.insert(0, str(Path(__file__).parent))
from messages import talked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backlog_ls.model.document.index import Symbol

URI = "file:///nowhere/BACKLOG.md"
OTHER = "file:///nowhere/TODO.md"
TEXT = "# Backlog\n\n**Status**: Todo\n\n- [ ] one [a](no.md) [b](#gone)\n\n* [ x] two\n"
FALLBACK_LIMIT_S = 20
"""Seconds of processor time after which a hanging function ends by itself, so that tests end."""
PULLS = json.loads(json.dumps(INITIALIZE))
PULLS["params"]["capabilities"] = {"textDocument": {"diagnostic": {}}}


@pytest.fixture(autouse=True)
def short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "TICK_S", 0.01)
    monkeypatch.setattr(limits, "RULE_LIMIT_S", 0.1)
    monkeypatch.setattr(limits, "REQUEST_LIMIT_S", 0.2)


def frame(*messages: Any) -> bytes:
    bodies = [json.dumps(message).encode() for message in messages]
    return b"".join(b"Content-Length: %d\r\n\r\n" % len(body) + body for body in bodies)


def request(number: int, method: str, uri: str = URI, **params: Any) -> dict[str, Any]:
    body = {"textDocument": {"uri": uri}, **params}
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": body}


def answers_of(messages: tuple[Any, ...], *ids: int) -> tuple[dict[int, Any], list[str]]:
    """Return the answers of a server to `messages`, by id, and the messages that it shows."""
    talk = talked(frame(*messages), {1, *ids})
    shown = [each for each in talk.answers if each.get("method") == "window/showMessage"]
    answers = {each["id"]: each for each in talk.answers if "method" not in each}
    assert answers.keys() == {1, *ids}
    return answers, [each["params"]["message"] for each in shown]


def codes(answer: Any) -> set[str]:
    return {each["code"] for each in answer["result"]["items"]}


def hanging_rule(calls: list[object]) -> Callable[..., Any]:
    def hangs(*arguments: object) -> Any:
        calls.append(arguments)
        ends = time.thread_time() + FALLBACK_LIMIT_S
        while time.thread_time() < ends:
            pass

    return hangs


def rule_hanging_in_pattern(calls: list[object]) -> Callable[..., Any]:
    pattern = re.compile(r"(?:a+)+$")  # it must not end

    def hangs(*arguments: object) -> Any:
        calls.append(arguments)
        return [] if pattern.match("a" * 30 + "b") else ()

    return hangs


def rule_ignoring_exceptions(calls: list[object]) -> Callable[..., Any]:
    """Return a function that keeps looping after any exception."""

    def hangs(*arguments: object) -> Any:
        calls.append(arguments)
        ends = time.thread_time() + FALLBACK_LIMIT_S
        while time.thread_time() < ends:
            with suppress(Exception):
                while time.thread_time() < ends:
                    pass

    return hangs


def with_rule(monkeypatch: pytest.MonkeyPatch, code: str, check: Callable[..., Any]) -> None:
    """Let the rule `code` judge blocks by `check`."""
    rules = tuple(each._replace(block=check) if each.code == code else each for each in registry())
    monkeypatch.setattr(report, "registry", lambda: rules)
    report._block_rules.cache_clear()


@pytest.fixture(autouse=True)
def own_rules() -> Iterator[None]:
    yield
    report._block_rules.cache_clear()


@pytest.mark.parametrize("how", [hanging_rule, rule_ignoring_exceptions, rule_hanging_in_pattern])
def test_a_rule_that_hangs_is_left_out_and_all_else_goes_on(
    how: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    closed = {"jsonrpc": "2.0", "method": "textDocument/didClose"}
    asked = (
        *(PULLS, INITIALIZED, opened(TEXT), request(4, "textDocument/diagnostic")),
        changed([{"text": TEXT.replace(" one ", " three ")}]),
        *(request(5, "textDocument/diagnostic"), hover(6, 2, 13)),
    )
    before, shown = answers_of(asked, 4, 5, 6)
    assert shown == []
    assert codes(before[4]) == codes(before[5]) > {"broken-link"}
    calls: list[object] = []
    with_rule(monkeypatch, "broken-link", how(calls))
    reopened = (
        {**closed, "params": {"textDocument": {"uri": URI}}},
        *(opened(TEXT), request(7, "textDocument/diagnostic")),
    )
    after, shown = answers_of((*asked, *reopened), 4, 5, 6, 7)
    assert codes(after[4]) == codes(after[5]) == codes(before[4]) - {"broken-link", "broken-anchor"}
    assert after[6] == before[6]
    assert len(calls) == 2, "once for each time that it is opened"
    assert len(shown) == 2
    assert shown[0].startswith("broken-link takes too long on BACKLOG.md")
    said = [each.getMessage() for each in caplog.records if "broken-link" in each.getMessage()]
    assert len(said) == 2
    assert "(backlog_ls." in said[0], "and the log says where"
    assert "two" not in said[0]


def test_what_a_rule_that_hung_would_find_is_not_called_unused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "# A\n\n<!-- backlog-ls-disable-next-line broken-link -->\n- [ ] one [a](no.md)\n"
    asked = (PULLS, INITIALIZED, opened(text), request(4, "textDocument/diagnostic"))
    with_rule(monkeypatch, "broken-link", lambda *_: ())
    assert codes(answers_of(asked, 4)[0][4]) == {"unused-suppression"}, "it is, where nothing hangs"
    with_rule(monkeypatch, "broken-link", hanging_rule([]))
    assert codes(answers_of(asked, 4)[0][4]) == set()


def test_many_short_calls_do_not_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []

    def short(*arguments: object) -> Any:
        calls.append(arguments)
        ends = time.thread_time() + limits.RULE_LIMIT_S / 8
        while time.thread_time() < ends:
            pass
        return ()

    with_rule(monkeypatch, "broken-link", short)
    text = "- [ ] one [a](no.md)\n\n" * 40
    _, shown = answers_of((PULLS, INITIALIZED, opened(text), hover(6, 0, 3)), 6)
    assert len(calls) == 40
    assert shown == []


def test_a_parse_is_not_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    parse, edit = Document.parse, Document.edit

    def slow(made: Callable[..., Any]) -> Callable[..., Any]:
        def slowly(*arguments: Any) -> Any:
            ends = time.thread_time() + 2 * limits.REQUEST_LIMIT_S
            while time.thread_time() < ends:
                pass
            return made(*arguments)

        return slowly

    monkeypatch.setattr(Document, "parse", slow(parse))
    monkeypatch.setattr(Document, "edit", slow(edit))
    start = {"line": 2, "character": 0}
    typed = changed([{"range": {"start": start, "end": start}, "text": "x"}])
    asked = (PULLS, INITIALIZED, opened(TEXT), typed, request(4, "textDocument/diagnostic"))
    answers, shown = answers_of(asked, 4)
    assert shown == []
    assert "broken-link" in codes(answers[4])


@pytest.mark.parametrize("how", [hanging_rule, rule_ignoring_exceptions, rule_hanging_in_pattern])
def test_a_feature_that_hangs_fails_and_all_else_goes_on(
    how: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[object] = []
    monkeypatch.setattr(showing, "find_hover", how(calls))
    asked = (
        *(INITIALIZE, INITIALIZED, opened(TEXT), hover(4, 2, 13), hover(5, 2, 13)),
        request(6, "textDocument/documentSymbol"),
        *(opened(TEXT, OTHER), request(7, "textDocument/documentSymbol", OTHER)),
    )
    answers, shown = answers_of(asked, 4, 5, 6, 7)
    assert len(calls) == 1, "the second is refused at once"
    assert answers[4]["error"] == answers[5]["error"]
    assert answers[4]["error"]["code"] == RequestFailedError.CODE
    assert [answers[4]["error"]["message"]] == shown
    assert shown[0].startswith("textDocument/hover takes too long on BACKLOG.md")
    assert answers[6]["result"]
    assert answers[7]["result"]


@pytest.mark.parametrize("how", [hanging_rule, rule_ignoring_exceptions])
def test_a_feature_beside_the_loop_that_hangs_fails_and_its_thread_ends(
    how: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[object] = []
    monkeypatch.setattr(navigating, "find_references", how(calls))
    place: dict[str, Any] = {
        "position": {"line": 2, "character": 13},
        "context": {"includeDeclaration": True},
    }
    asked = request(4, "textDocument/references", **place)
    answers, shown = answers_of((INITIALIZE, INITIALIZED, opened(TEXT), asked), 4)
    assert answers[4]["error"]["code"] == RequestFailedError.CODE
    assert shown == [answers[4]["error"]["message"]]
    assert len(calls) == 1


def test_a_cancelled_request_that_hangs_is_interrupted_too() -> None:
    server = create_server()
    calls: list[object] = []

    async def cancelled() -> None:
        request = Request("a", "b", 0)
        asked = asyncio.ensure_future(run_in_background(server, hanging_rule(calls), request))
        await asyncio.sleep(0)  # it begins
        threads = [each for each in threading.enumerate() if each.name == "request"]
        asked.cancel()
        for thread in threads:
            await asyncio.to_thread(thread.join)
        assert asked.cancelled()
        assert len(calls) == 1

    asyncio.run(cancelled())
    assert server.session.workspace.deadline.timed_out == {("a", "b")}, "it did not end by itself"


def test_what_is_about_no_document_is_given_up_and_tried_again() -> None:
    told: list[str] = []
    deadline = Deadline(lambda message, _: told.append(message))
    calls: list[object] = []

    def hangs() -> None:
        calls.append(deadline.request)
        raise RequestTimeoutError

    for _ in range(2):
        with pytest.raises(RequestFailedError) as failed:
            answer_within_limit(deadline, Request("workspace/symbol", "", 0), hangs)
        assert str(failed.value) == told[-1] == "workspace/symbol takes too long: it was given up."
    assert len(calls) == len(told) == 2
    assert not deadline.timed_out


# Python warns of a thread that ends like this one.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_ends_without_a_word_is_answered_for() -> None:
    def ends(_: object) -> None:
        raise SystemExit  # like an interrupt that arrives after the work

    async def asked() -> None:
        await asyncio.wait_for(
            run_in_background(create_server(), ends, Request("a", "b", 0)), FALLBACK_LIMIT_S
        )

    with pytest.raises(ContentModifiedError):
        asyncio.run(asked())


def test_what_another_thread_leaves_out_meanwhile_does_not_stop_a_document_from_being_opened() -> (
    None
):
    deadline = Deadline()

    class Meanwhile(str):
        __slots__ = ()
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            deadline.timed_out.add(("another", "thread"))
            return str.__eq__(self, other)

    deadline.timed_out |= {("a", Meanwhile("one")), ("b", Meanwhile("two"))}
    deadline.retry("one")
    assert deadline.timed_out == {("b", "two"), ("another", "thread")}


def test_where_the_system_has_no_such_timer_a_thread_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(signal, "setitimer")
    monkeypatch.setattr(showing, "find_hover", hanging_rule([]))
    answers, shown = answers_of((INITIALIZE, INITIALIZED, opened(TEXT), hover(4, 2, 13)), 4)
    assert answers[4]["error"]["code"] == RequestFailedError.CODE
    assert len(shown) == 1


def test_what_checks_the_deadline_ends_there() -> None:
    deadline = Deadline()
    for request in (Request("a", "b", 0), Request("a", "b", 0)):
        deadline.request = request
        assert deadline.tick(0) is None
        deadline.check()
        assert deadline.tick(2 * limits.REQUEST_LIMIT_S) is None, "it ends at its next check"
        with pytest.raises(RequestTimeoutError):
            deadline.next_file()
        assert deadline.request is None
    deadline = Deadline(rule=(Backlog.read(Document.parse(TEXT)),))
    assert deadline.tick(0) is deadline.tick(2 * limits.RULE_LIMIT_S) is None
    with pytest.raises(RuleTimeoutError):
        deadline.check()
    assert deadline.rule is None
    assert deadline.tick(9 * limits.RULE_LIMIT_S) is None


def test_what_expired_does_not_end_the_next_call() -> None:
    deadline = Deadline(request=Request("a", "b", 0))
    assert deadline.tick(0) is deadline.tick(2 * limits.REQUEST_LIMIT_S) is None
    deadline.request = Request("a", "b", 0)
    deadline.check()
    assert deadline.tick(3 * limits.REQUEST_LIMIT_S) is None


def test_what_outlives_the_call_is_not_left_half_done() -> None:
    deadline = Deadline(request=Request("a", "b", 0))
    deadline.tick(-1e9)
    assert deadline.tick(0) is None
    with deadline.uninterrupted:
        with deadline.uninterrupted:
            assert deadline.tick(0) is None
        assert deadline.tick(0) is None
    assert deadline.tick(0) is RequestTimeoutError
    workspace, held = Workspace(deadline=deadline), []

    class Watched(Members):
        def put(self, *_: Any) -> frozenset[Symbol]:
            held.append(deadline.tick(0))
            return frozenset()

        def drop(self, path: str) -> frozenset[Symbol]:
            return self.put(path)

    workspace._members = Watched()
    workspace.put("/a", Backlog.read(Document.parse(TEXT)))
    workspace.release("/a")
    workspace.load_root("/", [("/b", EMPTY_SUMMARY)])
    assert held == [None] * 3


def test_the_limit_begins_anew_with_a_file_and_grows_with_the_document() -> None:
    deadline = Deadline(request=Request("a", "b", 0))
    assert deadline.tick(-1e9) is deadline.tick(0) is None
    assert deadline.tick(0) is RequestTimeoutError
    deadline.files += 1
    assert deadline.tick(0) is None, "it came to its next file"
    deadline.request = Request("a", "b", 10 * limits.LENGTH_PER_LIMIT)
    for now in (0.0, 10 * limits.REQUEST_LIMIT_S, 11 * limits.REQUEST_LIMIT_S):
        assert deadline.tick(now) is None, "it is so large"
    assert deadline.tick(11 * limits.REQUEST_LIMIT_S) is RequestTimeoutError


PROGRAM = """
import sys, time
from backlog_ls.server.requests import hover
from backlog_ls.server.main import serve_stdio
from backlog_ls.workspace.deadline import deadline
def hangs(*_):
    while time.thread_time() < 20:
        pass
hover.find_hover = hangs
deadline.REQUEST_LIMIT_S = 0.1
sys.exit(serve_stdio())
"""


def test_a_server_interrupts() -> None:
    server = Server(program=PROGRAM)
    server.send(INITIALIZE)
    server.answer(1)
    for message in (INITIALIZED, opened(TEXT), hover(4, 2, 13)):
        server.send(message)
    assert server.answer(4)["error"]["code"] == RequestFailedError.CODE
    server.send(request(5, "textDocument/documentSymbol"))
    assert server.answer(5)["result"]
    server.send(SHUTDOWN)
    server.answer(99)
    server.send(EXIT)
    assert server.end() == 0
    server.close()
    (line,) = server.errors
    assert "textDocument/hover takes too long" in line
