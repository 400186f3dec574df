"""Every regular expression of the program, against texts made to be slow for it.

    python tests/fuzz/patterns.py [--size N] [--module NAME]

A text is derived from each repetition in a pattern: what leads there, what is repeated, and something
that does not fit behind it; and from each way that a match can begin. It grows until N characters
cost next to nothing, or until four times the length takes more than eight times as long: the work is
not linear, and that is printed. Only what the program asks of a pattern is asked. Times are the
processor's, the best of three where it matters.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))
from pattern_texts import texts
from pattern_uses import EACH, all_patterns, asks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pattern_uses import Found

TIMES = 4
STEEP = 10
"""Linear work costs 4 times as much, quadratic 16 times."""
LEAST = 0.002
"""Seconds: what takes less is not compared. Quadratic work on 16,000 characters takes 20 times that."""
SIZE = 16_000

BOUNDED = {
    "model.date_uses._AFTER": "model.date_uses._LONGEST_TIME",
    "model.headings._PARENTHESIS": "model.headings._LONGEST",
    "model.headings._UNIT": "model.headings._LONGEST",
    "features.names._EMOJI_LAST": "features.names._LONGEST_EMOJI",
    "features.title_completion._DASHED": "features.title_completion._LONGEST",
    "features.title_completion._LABELLED": "features.title_completion._LONGEST",
    "features.title_status._LEAD": "model.headings._LONGEST",
}
"""What never sees more than so many characters: what it costs up to there is what counts."""


def slow(found: Found, asked: set[str], size: int = SIZE) -> Iterator[tuple[float, str]]:
    """Yield by what factor too much a pattern costs, and the text for which it does, shortened."""
    pattern = re.compile(*found)
    for before, unit, tail in texts(*found):
        for ask in sorted(asked):
            count, ratio = _steepest(_asker(pattern, ask), before, unit, tail, size)
            if ratio > STEEP:
                yield ratio, f"{ask} {before!r} + {unit!r} * {count} + {tail!r}"


def _steepest(
    ask: Callable[[str], object], before: str, unit: str, tail: str, size: int
) -> tuple[int, float]:
    """Return how often `unit` was repeated at last, and what that cost against a quarter of it."""
    count, most = 1, max((size - len(before) - len(tail)) // len(unit), 1)
    while True:
        text = before + unit * count + tail
        if count >= TIMES and _seconds(ask, text) > LEAST:
            smaller = before + unit * (count // TIMES) + tail
            ratio = _best(ask, text) / max(_best(ask, smaller), 1e-7)
            if ratio > STEEP:
                return count, ratio
        if count >= most:
            return count, 0.0
        # By small steps at first: exponential work is not to double its exponent.
        count = min(count + 1 + count // 4 if count < 64 else count * 4, most)


def _asker(pattern: re.Pattern[str], ask: str) -> Callable[[str], object]:
    if ask == EACH:
        return lambda text: sum(1 for _ in pattern.finditer(text))
    method: Callable[[str], object] = getattr(pattern, ask)
    return method


def _best(ask: Callable[[str], object], text: str) -> float:
    return min(_seconds(ask, text) for _ in range(3))


def _seconds(ask: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    ask(text)
    return time.process_time() - begun


def _bound(name: str) -> int:
    module, _, constant = BOUNDED.get(name.removeprefix("backlog_ls."), "").rpartition(".")
    if not module:
        return sys.maxsize
    bound: int = getattr(importlib.import_module(f"backlog_ls.{module}"), constant)
    return bound


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 where a pattern is slow."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--size", type=int, default=SIZE)
    options.add_argument("--module", default="", help="only modules whose name has this in it")
    chosen = options.parse_args(arguments)
    found = all_patterns()
    asked = asks(found)
    tried = steep = 0
    if missing := {f"backlog_ls.{name}" for name in BOUNDED} - set(found.values()):
        options.error(f"bounds of what is not there: {', '.join(sorted(missing))}")
    mine = sorted((module, each) for each, module in found.items() if chosen.module in module)
    for module, each in mine:
        tried += len(asked[each]) * sum(1 for _ in texts(*each))
        size = min(chosen.size, _bound(module))
        worst = max(slow(each, asked[each], size), default=None)
        if worst:
            steep += 1
            sys.stdout.write(f"{module}: {each[0]!r}: {worst[0]:.0f} times for {worst[1]}\n")
            sys.stdout.flush()
    seconds = time.process_time()
    sys.stdout.write(f"{len(mine)} patterns, {tried:,} texts, {seconds:.0f} s, {steep} slow\n")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
