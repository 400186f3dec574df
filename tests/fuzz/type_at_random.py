"""Type at random into documents, and compare the incremental results with a fresh parse.

    python tests/fuzz/type_at_random.py [--edits N] [--seed N] [--state FILE] [--found FOLDER]

It continues where it stopped, using a state file. Failing cases are reduced and written into a
folder; move them to `tests/fuzz/cases` to keep them. `--case SEED:NUMBER` runs one case.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cases import DifferentError, Tally, make, run, shrunk, written

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).resolve().parent
MAX_FAILURES = 20
"""Maximum number of failures in a run; more will have the same cause."""
PROGRESS_INTERVAL_S = 60
"""Seconds between two progress messages."""


def real_documents() -> list[Path]:
    """Return the shared real documents, if there are any."""
    shared = Path(os.environ.get("BACKLOG_LS_SHARED") or HERE.parents[2] / "shared")
    return sorted(path for path in shared.rglob("*.md") if path.is_file() and path.stat().st_size)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the cases; return 1 if one failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--edits", type=int, default=1_000_000, help="in all; default: a million")
    parser.add_argument("--seed", type=int, help="of a new run; default: of the clock")
    parser.add_argument("--state", type=Path, default=HERE / "state.json", metavar="FILE")
    parser.add_argument("--found", type=Path, default=HERE / "found", metavar="FOLDER")
    parser.add_argument("--case", metavar="SEED:NUMBER", help="run this one alone")
    options = parser.parse_args(arguments)
    real = real_documents()
    if options.case:
        seed, number = map(int, options.case.split(":"))
        return 0 if _run_case(seed, number, real, options.found) else 1
    state = _read_state(options.state, options.seed)
    _print(f"seed {state['seed']}, from case {state['case']}, {len(real)} real documents")
    gc.set_threshold(50_000, 20, 50)
    told = begun = time.monotonic()
    while state["edits"] < options.edits and state["failures"] < MAX_FAILURES:
        tally = _run_case(state["seed"], state["case"], real, options.found)
        state["case"] += 1
        if tally is None:
            state["failures"] += 1
        else:
            so_far = Tally(*(state[name] for name in Tally._fields))
            state.update(so_far.plus(tally)._asdict())
        now = time.monotonic()
        if now - told > PROGRESS_INTERVAL_S:
            state["seconds"] += now - begun
            told = begun = now
            options.state.write_text(json.dumps(state))
            _print(_progress_line(state))
    state["seconds"] += time.monotonic() - begun
    options.state.write_text(json.dumps(state))
    _print(_progress_line(state))
    return 1 if state["failures"] else 0


def _run_case(seed: int, number: int, real: Sequence[Path], found: Path) -> Tally | None:
    case = make(seed, number, real)
    try:
        return run(case)
    except DifferentError as error:
        _print(f"FAILED --case {seed}:{number}: {error}")
    small = shrunk(case)
    found.mkdir(exist_ok=True)
    path = found / f"{seed}-{number}.json"
    path.write_text(written(small))
    _print(f"  {path}: {small.text!r} {small.edits}")
    return None


def _read_state(path: Path, seed: int | None) -> dict[str, Any]:
    if path.exists():
        state: dict[str, Any] = json.loads(path.read_text())
        if seed in {None, state["seed"]}:
            return state
    begun = int(time.time()) if seed is None else seed
    return {"seed": begun, "case": 0, **Tally()._asdict(), "failures": 0, "seconds": 0.0}


def _progress_line(state: dict[str, Any]) -> str:
    kept = state["kept"] / max(state["blocks"], 1)
    return (
        f"{state['edits']:,} edits in {state['case']:,} cases, {state['compared']:,} comparisons, "
        f"{kept:.1%} of {state['blocks']:,} blocks kept, {state['failures']} failures, "
        f"{state['seconds']:,.0f} s"
    )


def _print(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
