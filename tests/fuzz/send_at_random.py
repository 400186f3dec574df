"""Send random messages to a server, many of them invalid.

    python tests/fuzz/send_at_random.py [--sessions N] [--seed N] [--first N]

A session is about sixty messages to a server in this process. Each request must be answered once,
errors must have a code of LSP, and the server must not exit. `--first N --sessions 1` repeats one
session.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from messages import session, talked

if TYPE_CHECKING:
    from collections.abc import Sequence

LENGTH = 60


def faults_of(seed: int, number: int, codes: Counter[str]) -> list[str]:
    """Run session `number` of a seed; return the errors, and count the answers in `codes`."""
    talk = talked(*session(Random(f"{seed}:{number}"), LENGTH))
    for answer in talk.answers:
        if "error" in answer:
            codes[str(answer["error"]["code"])] += 1
        elif "method" not in answer:
            codes["result"] += 1
    return talk.faults


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tests; return 1 if something fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sessions", type=int, default=1_000)
    parser.add_argument("--first", type=int, default=0, metavar="N", help="of the sessions")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    quiet()
    codes: Counter[str] = Counter()
    wrong = 0
    begun = time.monotonic()
    for number in range(options.first, options.first + options.sessions):
        for fault in faults_of(options.seed, number, codes):
            wrong += 1
            sys.stdout.write(f"FAILED --seed {options.seed} --first {number}: {fault}\n")
            sys.stdout.flush()
    told = ", ".join(f"{count:,} × {code}" for code, count in codes.most_common())
    sys.stdout.write(
        f"{options.sessions:,} sessions, {sum(codes.values()):,} answers ({told}), {wrong} wrong, "
        f"{time.monotonic() - begun:,.0f} s\n"
    )
    return 1 if wrong else 0


def quiet() -> None:
    """Do not print the logs of servers; they are checked anyway."""
    logging.lastResort = None


if __name__ == "__main__":
    sys.exit(main())
