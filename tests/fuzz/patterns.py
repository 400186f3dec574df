"""Every regular expression of the program, against texts made to be slow for it.

    python tests/fuzz/patterns.py [--size N]

A text is derived from each repetition in a pattern: what leads there, what is repeated N times, and
something that does not fit behind it. Where eight times the length takes more than 24 times as long,
the work is not linear, and that is printed. Times are the processor's, the best of three.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from hostile import PATTERNS as TEXTS
from markdown import FRAGMENTS

if sys.version_info >= (3, 11):
    from re import _constants as constants
    from re import _parser as parser
else:
    import sre_constants as constants
    import sre_parse as parser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

TIMES = 8
STEEP = 24
"""Linear work costs 8 times as much, quadratic 64 times."""
LEAST = 0.002
"""Seconds: what takes less at the larger size is not compared."""
TAILS = ("", "\0", "!", "\n\0", "x")
CHARACTERS = "x0 -|\n.:aA,;*_`~[](){}<>#é✅\t\r\\/"
CATEGORIES = {
    constants.CATEGORY_DIGIT: "0",
    constants.CATEGORY_SPACE: " ",
    constants.CATEGORY_WORD: "x",
    constants.CATEGORY_NOT_DIGIT: "x",
    constants.CATEGORY_NOT_SPACE: "x",
    constants.CATEGORY_NOT_WORD: "-",
}

Found = tuple[str, int]


def all_patterns() -> dict[Found, str]:
    """Return the patterns that the program compiles, with flags, each with a module that does.

    Many are compiled at their first use, so everything is imported, and used on many texts.
    """
    found: dict[Found, str] = {}
    original: Callable[..., Any] = re._compile  # type: ignore[attr-defined]

    def seen(pattern: Any, flags: Any) -> Any:
        made = original(pattern, flags)
        frame = sys._getframe(1)
        while frame is not None:
            name = str(frame.f_globals.get("__name__"))
            if name.startswith("backlog_ls"):
                if isinstance(made.pattern, str):
                    found.setdefault((made.pattern, made.flags), name)
                break
            if name.partition(".")[0] not in {"re", "sre_compile", "functools", "__main__"}:
                break
            frame = frame.f_back  # type: ignore[assignment]
        return made

    re._compile = seen  # type: ignore[attr-defined]
    loaded = {name: module for name, module in sys.modules.items() if name.startswith("backlog_ls")}
    try:
        for name in loaded:
            del sys.modules[name]
        fresh = importlib.import_module("backlog_ls")
        for module in pkgutil.walk_packages(fresh.__path__, "backlog_ls."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
        for declared in importlib.import_module("backlog_ls.text.pattern").KNOWN:
            found.setdefault((declared.pattern, declared.flags), "backlog_ls.text.pattern")
        _use_all()
    finally:
        re._compile = original  # type: ignore[attr-defined]
        for name in [name for name in sys.modules if name.startswith("backlog_ls")]:
            del sys.modules[name]
        sys.modules.update(loaded)
    return found


def _use_all() -> None:
    """Use what compiles patterns at its first use."""
    session = importlib.import_module("backlog_ls.server.session").Session()
    actions = importlib.import_module("backlog_ls.features.actions")
    hover = importlib.import_module("backlog_ls.features.hover")
    completion = importlib.import_module("backlog_ls.features.completion")
    texts = ["\n".join(FRAGMENTS[at : at + 12]) for at in range(0, len(FRAGMENTS), 12)]
    for number, text in enumerate([*texts, *(make(200) for make in TEXTS.values())]):
        document = session.opened(f"file:///nowhere/TODO-{number}.md", 1, "# A\n\n" + text)
        view, findings = session.view(document), session.findings(document)
        for offset in range(0, len(text), 40):
            actions.actions(view, offset, offset, findings)
            hover.hover(view, offset)
            completion.completions(view, offset)
        session.closed(document.uri)


def pumps(pattern: str, flags: int) -> Iterator[tuple[str, str]]:
    """Yield for each repetition in `pattern` what leads there, and what is repeated."""
    yield from _pumps(parser.parse(pattern, flags), "")


def _pumps(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    for op, value in tree:
        if op in REPEATS:
            least, most, body = value
            if most > 1:
                for alternative in _alternatives(body):
                    unit = _sample(alternative, 1)
                    if unit:
                        yield before, unit
            yield from _pumps(body, before)
            del least
        elif op is constants.SUBPATTERN:
            yield from _pumps(value[3], before)
        elif op is constants.BRANCH:
            for branch in value[1]:
                yield from _pumps(branch, before)
        elif op in {constants.ASSERT, constants.ASSERT_NOT}:
            yield from _pumps(value[1], before)
        before += _sample([(op, value)], 0)


REPEATS = {
    constants.MAX_REPEAT,
    constants.MIN_REPEAT,
    getattr(constants, "POSSESSIVE_REPEAT", None),  # from Python 3.11 on
}


def _alternatives(body: Any) -> list[Any]:
    """Return the ways that what is repeated can begin with, as trees."""
    items = list(body)
    if len(items) == 1 and items[0][0] is constants.SUBPATTERN:
        return _alternatives(items[0][1][3])
    if len(items) == 1 and items[0][0] is constants.BRANCH:
        return list(items[0][1][1])
    if len(items) == 1 and items[0][0] is constants.IN:
        return [[(constants.LITERAL, ord(one))] for one in _members(items[0][1])[:4]]
    return [items]


def _sample(tree: Any, least: int) -> str:
    """Return a short text that fits; what may be left out is there `least` times."""
    out = ""
    for op, value in tree:
        if op is constants.LITERAL:
            out += chr(value)
        elif op is constants.NOT_LITERAL:
            out += "x" if value != ord("x") else "y"
        elif op is constants.ANY:
            out += "x"
        elif op is constants.IN:
            out += _members(value)[0]
        elif op is constants.BRANCH:
            out += _sample(value[1][0], least)
        elif op is constants.SUBPATTERN:
            out += _sample(value[3], least)
        elif op in REPEATS:
            out += _sample(value[2], least) * max(value[0], min(least, value[1]))
    return out


def _members(items: Any) -> str:
    """Return some of the characters of a class."""
    if items[0][0] is constants.NEGATE:
        inside = _members_of(items[1:])
        return "".join(one for one in CHARACTERS if one not in inside) or "\x01"
    return _members_of(items) or "x"


def _members_of(items: Any) -> str:
    found = ""
    for op, value in items:
        if op is constants.LITERAL:
            found += chr(value)
        elif op is constants.RANGE:
            found += chr(value[0])
            found += "".join(one for one in CHARACTERS if value[0] <= ord(one) <= value[1])
        elif op is constants.CATEGORY:
            kind = CATEGORIES.get(value, "x")
            found += kind + {" ": "\t\n", "x": "aA0"}.get(kind, "")
    return found


def texts(pattern: str, flags: int, size: int) -> Iterator[str]:
    """Yield the texts of about `size` characters that are made to be slow for a pattern."""
    for before, unit in dict.fromkeys(pumps(pattern, flags)):
        times = max(size // len(unit), 1)
        for tail in TAILS:
            yield before + unit * times + tail


def slow(found: Found, size: int) -> Iterator[tuple[float, str]]:
    """Yield by what factor too much a pattern costs, and the text for which it does, shortened."""
    pattern = re.compile(*found)
    for small, large in zip(texts(*found, size), texts(*found, TIMES * size), strict=True):
        for ask in (pattern.search, pattern.fullmatch):
            longer = _seconds(ask, large)
            if longer > LEAST and longer > STEEP * _seconds(ask, small):
                longer = min(longer, _seconds(ask, large), _seconds(ask, large))
                ratio = longer / max(min(_seconds(ask, small) for _ in range(3)), 1e-7)
                if ratio > STEEP:
                    yield ratio, f"{ask.__name__} {small[:30]!r}…{small[-5:]!r}"


def _seconds(ask: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    ask(text)
    return time.process_time() - begun


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 where a pattern is slow."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--size", type=int, default=2_000)
    size = options.parse_args(arguments).size
    found = all_patterns()
    tried = steep = 0
    for each, module in sorted(found.items(), key=lambda item: item[1]):
        tried += sum(1 for _ in texts(*each, size))
        worst = max(slow(each, size), default=None)
        if worst:
            steep += 1
            sys.stdout.write(f"{module}: {each[0]!r}: {worst[0]:.0f} times for {worst[1]}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(found)} patterns, {tried:,} texts, {steep} slow\n")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
