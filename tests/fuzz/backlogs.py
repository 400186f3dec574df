"""Random backlogs: small, with many references between their parts.

Random fragments (`markdown.py`) reach the difficult states of a parser. The meaning of a block depends
on legends, headings, ids and anchors elsewhere; here these match, as in real documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

STATUSES = ("Todo", "Done", "done", "In Progress", "Blocked", "Shipped", "`Done`", "✅ Done", "")
NAMES = ("Alpha search", "Beta export", "Gamma", "Locks", "Sign-in (1/2)", "**Alpha search**")
TITLES = ("Work", "Done", "In Progress", "Alpha search", "Phase 1 ✅", "Phase 2 (completed)", "Top")
MARKS = (" ", " ", "x", "x", "X", "~", "-")
LEGENDS = (
    "| Status | Meaning |\n|---|---|\n| `Todo` | Not started |\n| `Done` | Completed |\n",
    "- `Todo`: not started\n- `Done`: completed\n",
    "**Legend:** ✅ done | 🔶 partial\n",
    "- [ ] Open\n- [x] Done\n",
)


def backlog(random: Random) -> str:
    """Return a backlog of a few parts."""
    parts = random.choices(
        (_heading, _table, _tasks, _fields, _legend, _links, _details, _words),
        (5, 4, 4, 4, 2, 2, 1, 1),
        k=random.randint(2, 7),
    )
    matter = (
        "---\nid: T1\nstatus: Done\ndependencies: [T2]\n---\n\n" if random.random() < 0.1 else ""
    )
    text = matter + random.choice(["\n", "\n", ""]).join(part(random) for part in parts)
    return text if random.random() < 0.85 else text.replace("\n", "\r\n")


def _heading(random: Random) -> str:
    title = random.choice([*TITLES, f"{_ident(random)}: {random.choice(NAMES)}"])
    return f"{'#' * random.choice([1, 2, 2, 3, 3, 4])} {title}\n"


def _table(random: Random) -> str:
    rows = [
        f"| {_ident(random)} | {random.choice(NAMES)} | {random.choice(STATUSES)} |"
        f" {random.choice(['', _ident(random), '2026-02-30'])} |\n"
        for _ in range(random.randint(1, 5))
    ]
    last = random.choice(["Depends on", "Depends on", "Due", "Progress"])
    return f"| ID | Task | Status | {last} |\n|---|---|---|---|\n" + "".join(rows)


def _tasks(random: Random) -> str:
    lines = []
    for _ in range(random.randint(1, 5)):
        indent = random.choice(["", "", "", "  "])
        waits = random.choice(["", "", f" (depends on {_ident(random)})"])
        name = random.choice([random.choice(NAMES), f"{_ident(random)} {random.choice(NAMES)}"])
        lines.append(f"{indent}- [{random.choice(MARKS)}] {name}{waits}\n")
    return "".join(lines)


def _fields(random: Random) -> str:
    fields = {
        "Status": random.choice(STATUSES),
        "Blocked by": _ident(random),
        "Progress": random.choice(["1/2", "50%", "3/3"]),
        "Completed": random.choice(["2026-01-09", "2026-02-30"]),
        "Last updated": "2026-01-03",
        "Milestone": "[m1](milestones/m1.md)",
    }
    names = random.sample([*fields], random.randint(1, 3))
    return "".join(f"**{name}**: {fields[name]}\n" for name in names) + "\n"


def _legend(random: Random) -> str:
    return f"{'#' * random.choice([2, 3, 3, 4])} Legend\n\n{random.choice(LEGENDS)}\n"


def _links(random: Random) -> str:
    anchors = ("work", "work-1", "done", "top", "alpha-search", "locks", "gone")
    return " ".join(f"[a](#{random.choice(anchors)})" for _ in range(random.randint(1, 3))) + "\n\n"


def _details(random: Random) -> str:
    blank = random.choice(["\n", ""])
    end = random.choice(["</details>\n\n", "</details>\n", ""])
    return f"<details><summary>Phase 1 (completed)</summary>\n{blank}{_tasks(random)}{blank}{end}"


def _words(random: Random) -> str:
    comment = "<!-- backlog-ls-disable-next-line invalid-status -->\n"
    return random.choice(["Words about it.\n", "Some of it.\n\n---\n", comment, "Part 3/7\n\n"])


def _ident(random: Random) -> str:
    return f"T{random.randint(1, 5)}"
