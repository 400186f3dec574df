"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import copy
import re
import subprocess
import sys
from typing import TYPE_CHECKING

from backlog_ls.text.pattern import ALL_PATTERNS, pattern

if TYPE_CHECKING:
    import pytest


def test_a_lazy_pattern_matches_like_a_compiled_one() -> None:
    made, compiled = pattern(r"(?P<a>x)y?", re.IGNORECASE), re.compile(r"(?P<a>x)y?", re.IGNORECASE)
    assert made.pattern == compiled.pattern
    assert made.flags == compiled.flags
    assert made.groupindex == compiled.groupindex
    for method in ("match", "fullmatch", "search"):
        found = getattr(made, method)("Xyz")
        expected = getattr(compiled, method)("Xyz")
        assert (found and found.span()) == (expected and expected.span())
    assert made.sub("-", "axyb") == "a-b"
    assert made.findall("xX") == ["x", "X"]
    assert made.split("axb") == ["a", "x", "b"]
    assert [match.start() for match in made.finditer("xx", 1)] == [1]


def test_a_lazy_pattern_is_compiled_once_at_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []

    def counted(source: str, flags: int) -> re.Pattern[str]:
        compiled.append(source)
        return _compile(source, flags)

    monkeypatch.setattr(re, "compile", counted)
    made = pattern("never written elsewhere")
    copy.copy(made)
    assert not compiled
    made.match("")
    made.search("")
    assert len(compiled) == 1


_compile = re.compile


def test_start_up_compiles_few_patterns() -> None:
    program = (
        "import re; all = re.compile; made = []\n"
        "re.compile = lambda *args: made.append(args) or all(*args)\n"
        "import backlog_ls.cli.commands.check, backlog_ls.rules.engine.registry\n"
        "from backlog_ls.text.pattern import ALL_PATTERNS\n"
        "own = {pattern.pattern for pattern in ALL_PATTERNS}\n"
        "print(len(own), sum(args[0] in own for args in made))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    declared, now = map(int, done.stdout.split())
    assert declared > 50
    assert now == 0


def test_every_pattern_can_be_compiled() -> None:
    assert ALL_PATTERNS
    for made in ALL_PATTERNS:
        assert made.flags is not None
