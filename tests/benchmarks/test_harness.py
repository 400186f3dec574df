"""Tests of the benchmark harness: edits are at the right place, and the clock stops in time."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from latency_table import Record, text_table
from open_document import OpenDocument
from raw_client import RawClient, ServerGoneError, SilentServerError, answers, frame, publishes
from sampling import newline, paste, record_failure, type_at
from texts import Caret, caret_at, generated_texts, real_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def echo() -> Iterator[RawClient]:
    client = RawClient.spawn(["cat"], folder=HERE, environment=os.environ)
    yield client
    client.kill()


@given(st.lists(st.text() | st.just("x" * 300_000), min_size=1, max_size=6))
def test_frames_arrive_whole_and_in_order(echo: RawClient, texts: list[str]) -> None:
    encoded = b"".join(frame({"id": n, "result": text}) for n, text in enumerate(texts))
    echo.send(encoded)
    arrived = [echo.wait_for(lambda _: True, seconds=10).message for _ in texts]
    assert [message["result"] for message in arrived] == texts


def test_the_clock_runs_until_the_answer_is_here(tmp_path: Path) -> None:
    encoded = frame({"id": 1, "result": 0})
    slow = f"import sys, time; time.sleep(0.3); sys.stdout.write(sys.stdin.read({len(encoded)}))"
    command = [sys.executable, "-c", slow]
    client = RawClient.spawn(command, folder=tmp_path, environment=os.environ)
    try:
        started = time.perf_counter()
        client.send(encoded)
        assert client.wait_for(answers(1), seconds=30).at - started >= 0.3
        with pytest.raises(ServerGoneError, match="ended with 0"):
            client.wait_for(answers(2), seconds=30)
    finally:
        client.kill()


def test_silence_ends(echo: RawClient) -> None:
    with pytest.raises(SilentServerError):
        echo.wait_for(lambda _: True, seconds=0.05)


def test_a_failure_is_a_word_in_its_row(tmp_path: Path) -> None:
    record = Record("absent")
    command = [str(tmp_path / "absent")]
    record_failure(
        record, lambda: RawClient.spawn(command, folder=tmp_path, environment=os.environ)
    )
    assert "No such file" in record.failure
    assert record.failure in text_table([record], "absent")


@pytest.mark.parametrize("mode", [("incremental", "pull"), ("full", "push")])
def test_the_server_has_the_text_that_the_client_has(tmp_path: Path, mode: tuple[str, str]) -> None:
    command = [sys.executable, str(HERE / "echo_server.py"), *mode]
    client = RawClient.spawn(command, folder=tmp_path, environment=os.environ)
    try:
        document = OpenDocument.initialize(client, tmp_path / "BACKLOG.md", seconds=30)
        assert document.pulls == (mode[1] == "pull")
        text = "# Plan\n\n- \N{PARTY POPPER} something to do\n- 日本 another thing\n"
        document.open(text)
        for turn in range(20):
            type_at(Caret(2, 8), document, turn)
            assert document.found[0]["message"] == document.text
        before = document.text
        newline(2, document, 0)
        assert document.found[0]["message"] == document.text == before
        paste(2, "- one\n- two\n", document, 0)
        assert document.found[0]["message"] == document.text == before
        assert before.split("\n")[2].startswith("- \N{PARTY POPPER} somerewording what")
        assert document.is_in_sync()
        assert document.text == before
        # An unsent edit is noticed, unless every edit sends the whole text.
        document.lines.append("never sent")
        assert document.is_in_sync() is (mode[0] == "full")
    finally:
        client.kill()


@pytest.mark.parametrize(
    ("version", "uri", "wanted"),
    [(4, "a", False), (5, "a", True), (6, "a", True), (None, "a", True), (5, "b", False)],
)
def test_old_diagnostics_are_not_the_answer(version: int | None, uri: str, *, wanted: bool) -> None:
    params = {"uri": uri, "diagnostics": (), "version": version}
    message = {"method": "textDocument/publishDiagnostics", "params": params}
    assert publishes("a", 5)(message) is wanted


@pytest.mark.parametrize("fraction", [0.0, 0.5, 1.0])
def test_the_caret_is_inside_a_word_of_prose(fraction: float) -> None:
    prose = "\n".join(f"words before {n} `code` here\nplainly written {n}\n" for n in range(9))
    text = f"# Heading itself\n\n```\nfenced sentence\n```\n\n{prose}\n~~~\nanother sentence\n~~~\n"
    caret = caret_at(text, fraction)
    line = text.split("\n")[caret.line]
    assert line.startswith("plainly written")
    assert (line[caret.column - 1] + line[caret.column]).isalpha()
    offset = sum(len(before) + 1 for before in text.split("\n")[: caret.line])
    assert abs(offset - fraction * len(text)) < 120


def test_no_prose_is_an_error() -> None:
    with pytest.raises(ValueError, match="no prose"):
        caret_at("```\nfenced sentence\n```\n", 0.5)


def test_no_line_of_the_generated_texts_is_another_s() -> None:
    for text in generated_texts():
        entries = [line for line in text.content.split("\n") if "part" in line]
        assert len(set(entries)) == (2_000 if "2,000" in text.name else 5_000)
        assert text.pasted.count("\n") == 200
        assert text.pasted.endswith("\n")


def test_no_real_document_is_in_a_text_twice(shared: Path) -> None:
    texts = {text.name: text for text in real_texts(shared)}
    assert [len(text.content.encode()) // 1000 for text in texts.values()] == [
        21,
        221,
        1099,
        10999,
        329,
    ]
    long = [line for line in texts["real, 1.1 MB"].content.split("\n") if len(line) > 80]
    # Real documents quote each other, but a second copy would double all lines.
    assert len(set(long)) > 0.9 * len(long)
    assert all(text.pasted.count("\n") == 200 for text in texts.values())
