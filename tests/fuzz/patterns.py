"""Test every regular expression of the program with texts that are designed to be slow for it.

    python tests/fuzz/patterns.py [--size N] [--module NAME]

A text is derived from each repetition in a pattern (a prefix that leads to it, the repeated part, a
tail that does not match) and from each possible start of a match. It grows until N characters take
almost no time, or until four times the length takes much more than four times as long. Then the work
is not linear, and the pattern is printed. Only methods that the program calls are tested. Times are
processor time, the best of three where it matters.
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
from pattern_uses import EACH, all_patterns, find_used_methods

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pattern_uses import Found

GROWTH = 4
MAX_FACTOR = 10
"""Linear work takes 4 times as long, quadratic work 16 times."""
MIN_SECONDS = 0.002
"""Seconds. Shorter times are not compared; quadratic work on 16,000 characters takes 20 times that."""
SIZE = 16_000

BOUNDED = {
    "model.items.date_uses._AFTER": "model.items.date_uses._MAX_TIME_LENGTH",
    "model.statuses.heading_status._PARENTHESIS": "model.statuses.heading_status._MAX_TITLE_LENGTH",
    "model.statuses.heading_status._UNIT": "model.statuses.heading_status._MAX_TITLE_LENGTH",
    "features.navigation.name_spans._EMOJI_LAST": "features.navigation.name_spans._MAX_EMOJI_LENGTH",
    "features.completion.headings._DASHED": "features.completion.headings._MAX_TITLE_LENGTH",
    "features.completion.headings._LABELLED": "features.completion.headings._MAX_TITLE_LENGTH",
    "features.status.heading_status._LEAD": "model.statuses.heading_status._MAX_TITLE_LENGTH",
}
"""Patterns that are used only on texts up to this length; only the time up to it counts."""


def find_slow_texts(found: Found, asked: set[str], size: int = SIZE) -> Iterator[tuple[float, str]]:
    """Yield the growth factor of a pattern that is not linear, and the text, shortened."""
    pattern = re.compile(*found)
    for before, unit, tail in texts(*found):
        for ask in sorted(asked):
            count, ratio = _steepest(_asker(pattern, ask), before, unit, tail, size)
            if ratio > MAX_FACTOR:
                yield ratio, f"{ask} {before!r} + {unit!r} * {count} + {tail!r}"


def _steepest(
    ask: Callable[[str], object], before: str, unit: str, tail: str, size: int
) -> tuple[int, float]:
    """Return the last number of repetitions of `unit`, and its time compared with a quarter of it."""
    count, most = 1, max((size - len(before) - len(tail)) // len(unit), 1)
    while True:
        text = before + unit * count + tail
        if count >= GROWTH and _seconds(ask, text) > MIN_SECONDS:
            smaller = before + unit * (count // GROWTH) + tail
            ratio = _best(ask, text) / max(_best(ask, smaller), 1e-7)
            if ratio > MAX_FACTOR:
                return count, ratio
        if count >= most:
            return count, 0.0
        # Small steps at first: with exponential work, doubling the length would take too long.
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
    """Run the tests; return 1 if a pattern is slow."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--size", type=int, default=SIZE)
    options.add_argument("--module", default="", help="only modules whose name has this in it")
    chosen = options.parse_args(arguments)
    found = all_patterns()
    asked = find_used_methods(found)
    tried = steep = 0
    if missing := {f"backlog_ls.{name}" for name in BOUNDED} - set(found.values()):
        options.error(f"bounds of what is not there: {', '.join(sorted(missing))}")
    mine = sorted((module, each) for each, module in found.items() if chosen.module in module)
    for module, each in mine:
        tried += len(asked[each]) * sum(1 for _ in texts(*each))
        size = min(chosen.size, _bound(module))
        worst = max(find_slow_texts(each, asked[each], size), default=None)
        if worst:
            steep += 1
            sys.stdout.write(f"{module}: {each[0]!r}: {worst[0]:.0f} times for {worst[1]}\n")
            sys.stdout.flush()
    seconds = time.process_time()
    sys.stdout.write(f"{len(mine)} patterns, {tried:,} texts, {seconds:.0f} s, {steep} slow\n")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
