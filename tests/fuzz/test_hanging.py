"""Rules and features that hang: they are interrupted, the person is told once, all else goes on.

Their patience is processor time, so that no test depends on how busy the machine is.
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
from types import FunctionType
from typing import TYPE_CHECKING, Any

import pytest
from process import EXIT, INITIALIZE, INITIALIZED, SHUTDOWN, Server, changed, hover, opened

from backlog_ls.rules.engine import incremental as report
from backlog_ls.rules.engine.registry import registry
from backlog_ls.server.background import watchdog as interrupting
from backlog_ls.server.background import worker as aside
from backlog_ls.server.documents.session import Session
from backlog_ls.server.main import create
from backlog_ls.server.requests import goto as navigating
from backlog_ls.server.requests import showing
from backlog_ls.server.transport.errors import ContentModifiedError, RequestFailedError
from backlog_ls.syntax.document import Document
from backlog_ls.workspace.hang_guard import (
    Guard,
    Request,
    RequestInterruptedError,
    RuleInterruptedError,
)

sys.path.insert(0, str(Path(__file__).parent))
from messages import talked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

URI = "file:///nowhere/BACKLOG.md"
OTHER = "file:///nowhere/TODO.md"
TEXT = "# Backlog\n\n**Status**: Done\n\n- [ ] one [a](no.md)\n\n* [ x] two\n"
LONG = 20
"""Seconds of processor time after which what hangs ends all the same, so that a test does too."""
PULLS = json.loads(json.dumps(INITIALIZE))
PULLS["params"]["capabilities"] = {"textDocument": {"diagnostic": {}}}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (interrupting, aside):
        monkeypatch.setattr(module, "TICK", 0.01)
    monkeypatch.setattr(interrupting, "RULE", 0.1)
    monkeypatch.setattr(interrupting, "REQUEST", 0.2)


def frame(*messages: Any) -> bytes:
    bodies = [json.dumps(message).encode() for message in messages]
    return b"".join(b"Content-Length: %d\r\n\r\n" % len(body) + body for body in bodies)


def request(number: int, method: str, uri: str = URI, **params: Any) -> dict[str, Any]:
    body = {"textDocument": {"uri": uri}, **params}
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": body}


def answers_of(messages: tuple[Any, ...], *ids: int) -> tuple[dict[int, Any], list[str]]:
    """Return what a server answers to `messages`, by their ids, and what it shows."""
    talk = talked(frame(*messages), {1, *ids})
    shown = [each for each in talk.answers if each.get("method") == "window/showMessage"]
    answers = {each["id"]: each for each in talk.answers if "method" not in each}
    assert answers.keys() == {1, *ids}
    return answers, [each["params"]["message"] for each in shown]


def codes(answer: Any) -> set[str]:
    return {each["code"] for each in answer["result"]["items"]}


def for_ever(calls: list[object]) -> Callable[..., Any]:
    def hangs(*arguments: object) -> Any:
        calls.append(arguments)
        ends = time.thread_time() + LONG
        while time.thread_time() < ends:
            pass

    return hangs


def in_a_pattern(calls: list[object]) -> Callable[..., Any]:
    pattern = re.compile(r"(?:a+)+$")  # that it takes for ever is the point

    def hangs(*arguments: object) -> Any:
        calls.append(arguments)
        return [] if pattern.match("a" * 30 + "b") else ()

    return hangs


def stubborn(calls: list[object]) -> Callable[..., Any]:
    """It goes on whatever goes wrong."""

    def hangs(*arguments: object) -> Any:
        calls.append(arguments)
        ends = time.thread_time() + LONG
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


@pytest.mark.parametrize("how", [for_ever, stubborn, in_a_pattern])
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
    assert codes(after[4]) == codes(after[5]) == codes(before[4]) - {"broken-link"}
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
    with_rule(monkeypatch, "broken-link", for_ever([]))
    assert codes(answers_of(asked, 4)[0][4]) == set()


def test_many_short_calls_do_not_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []

    def short(*arguments: object) -> Any:
        calls.append(arguments)
        ends = time.thread_time() + interrupting.RULE / 8
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
            ends = time.thread_time() + 2 * interrupting.REQUEST
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


@pytest.mark.parametrize("how", [for_ever, stubborn, in_a_pattern])
def test_a_feature_that_hangs_fails_and_all_else_goes_on(
    how: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[object] = []
    monkeypatch.setattr(showing, "hover", how(calls))
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


@pytest.mark.parametrize("how", [for_ever, stubborn])
def test_a_feature_beside_the_loop_that_hangs_fails_and_its_thread_ends(
    how: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[object] = []
    monkeypatch.setattr(navigating, "references", how(calls))
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
    server = create()
    calls: list[object] = []

    async def cancelled() -> None:
        request = Request("a", "b", 0)
        asked = asyncio.ensure_future(aside.aside(server, for_ever(calls), request))
        await asyncio.sleep(0)  # it begins
        threads = [each for each in threading.enumerate() if each.name == "aside"]
        asked.cancel()
        for thread in threads:
            await asyncio.to_thread(thread.join)
        assert asked.cancelled()
        assert len(calls) == 1

    asyncio.run(cancelled())
    assert server.guard.left_out == {("a", "b")}, "it did not end by itself"


def test_what_is_about_no_document_is_given_up_and_tried_again() -> None:
    told: list[str] = []
    guard = Guard(lambda message, _: told.append(message))
    calls: list[object] = []

    def hangs() -> None:
        calls.append(guard.request)
        raise RequestInterruptedError

    for _ in range(2):
        with pytest.raises(RequestFailedError) as failed:
            interrupting.answered(guard, Request("workspace/symbol", "", 0), hangs)
        assert str(failed.value) == told[-1] == "workspace/symbol takes too long: it was given up."
    assert len(calls) == len(told) == 2
    assert not guard.left_out


# Python warns of a thread that ends so, which is what this one is to do.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_ends_without_a_word_is_answered_for() -> None:
    def ends(_: object) -> None:
        raise SystemExit  # as an interrupt that comes when the work is over

    async def asked() -> None:
        await asyncio.wait_for(aside.aside(create(), ends, Request("a", "b", 0)), LONG)

    with pytest.raises(ContentModifiedError):
        asyncio.run(asked())


def test_what_another_thread_leaves_out_meanwhile_does_not_stop_a_document_from_being_opened() -> (
    None
):
    guard = Guard()

    class Meanwhile(str):
        __slots__ = ()
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            guard.left_out.add(("another", "thread"))
            return str.__eq__(self, other)

    guard.left_out |= {("a", Meanwhile("one")), ("b", Meanwhile("two"))}
    guard.readmit("one")
    assert guard.left_out == {("b", "two"), ("another", "thread")}


def test_where_the_system_has_no_such_timer_a_thread_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(signal, "setitimer")
    monkeypatch.setattr(showing, "hover", for_ever([]))
    answers, shown = answers_of((INITIALIZE, INITIALIZED, opened(TEXT), hover(4, 2, 13)), 4)
    assert answers[4]["error"]["code"] == RequestFailedError.CODE
    assert len(shown) == 1


def test_what_outlives_the_call_is_not_left_half_done() -> None:
    session = Session()
    view = session.view(session.opened(URI, 1, TEXT))
    guard = Guard(rule=("a", view, ()))
    watch = interrupting.Watch(guard)
    watch.late(-1e9)  # since when it hangs

    def look() -> None:
        watch.look(sys._getframe())

    def through(inner: Callable[[], None]) -> None:
        inner()

    def as_of(name: str) -> Callable[[Callable[[], None]], None]:
        """Return `through` as if it were a function of the module `name`."""
        return FunctionType(through.__code__, {"__name__": name})

    outer, changing = (
        as_of("backlog_ls.rules.engine.isolation"),
        as_of("backlog_ls.workspace.index.members"),
    )
    outer(lambda: changing(look))
    with pytest.raises(RuleInterruptedError):
        outer(look)
    assert guard.rule is None
    watch.look(sys._getframe())
    guard.request = Request("a", "b", 0)
    assert watch.late(-1e9) is None
    assert watch.late(0) is RequestInterruptedError
    assert watch.late(0, moved=1) is None, "it came to its next file"
    guard.request = Request("a", "b", 10 * interrupting.LARGE)
    assert watch.late(0) is watch.late(10 * interrupting.REQUEST) is None, "it is so large"
    assert watch.late(11 * interrupting.REQUEST) is RequestInterruptedError


PROGRAM = """
import sys, time
from backlog_ls.server import interrupting, showing
from backlog_ls.server.main import serve_stdio
def hangs(*_):
    while time.thread_time() < 20:
        pass
showing.hover = hangs
interrupting.REQUEST = 0.1
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
