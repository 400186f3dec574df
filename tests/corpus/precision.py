"""Print how many of the judged findings are true, by rule: see `verdicts.tsv`.

python tests/corpus/precision.py
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

VERDICTS = Path(__file__).with_name("verdicts.tsv")

Place = tuple[str, int, str]
"""The path of a document, the line of a finding, and its code."""


def verdicts() -> dict[Place, str]:
    """Return the verdict on each finding: `true`, `false`, or `excerpt`."""
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {(row["path"], int(row["line"]), row["code"]): row["verdict"] for row in rows}


def count_verdicts() -> dict[str, tuple[int, int]]:
    """Return how many findings of each rule are true, and how many there are; `all` comes last."""
    judged = {place: verdict for place, verdict in verdicts().items() if verdict != "excerpt"}
    found = Counter(code for _, _, code in judged)
    true = Counter(code for (_, _, code), verdict in judged.items() if verdict == "true")
    by_rule = {code: (true[code], found[code]) for code in sorted(found)}
    return {**by_rule, "all": (sum(true.values()), sum(found.values()))}


if __name__ == "__main__":
    print("Findings at warning and above that were judged true:")
    for code, (true, found) in count_verdicts().items():
        print(f"  {code:24} {true:3} of {found:3}")
