"""Compare formatters on fourteen tables: is the content kept, and is the result aligned?

    python tests/benchmarks/table_formatters.py [--show]

Compares backlog-ls with those found on PATH or beside this Python: prettier, mdformat with
mdformat-gfm, and rumdl with its rule MD060. Each gets the table as a file. The results:

- kept: the rendered text of the cells and everything around the table is unchanged
- aligned: all pipes of the table are in the same terminal columns (by wcwidth); `narrow` if padding
  was omitted so that no line gets long
- stable: formatting the result again changes nothing
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt

from backlog_ls.text.width import display_width

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD = "| Task | Status |\n| --- | --- |\n"
CASES = {
    "CJK": _HEAD + "| 漢字の表 | Done |\n| a | 完了 |\n",
    "ZWJ family": _HEAD + "| 👨‍👩‍👧‍👦 home | Done |\n| a | b |\n",
    "VS16": _HEAD + "| ⚠️ careful | ✔️ |\n| a | b |\n",
    "flag": _HEAD + "| 🇫🇮 port | Done |\n| a | b |\n",
    "keycap": _HEAD + "| 1️⃣ first | Done |\n| a | b |\n",
    "escaped pipe": _HEAD + "| a \\| b | Done |\n| c | d |\n",
    "pipe in code": _HEAD + "| `a \\| b` | Done |\n| c | d |\n",
    "alignment colons": "| Task | Status | n |\n| :-- | :-: | --: |\n| a | b | 1 |\n| long one | c | 22 |\n",
    "no outer pipes": "Task | Status\n--- | ---\na | Done\nlonger | Todo\n",
    "in a list": "- item\n\n  | Task | Status |\n  | --- | --- |\n  | a | Done |\n  | longer | b |\n",
    "in a quote": "> | Task | Status |\n> | --- | --- |\n> | a | Done |\n> | longer | b |\n",
    "in a fence": "```markdown\n|a|b|\n|-|-|\n|longer|c|\n```\n",
    "5,000 characters": _HEAD + f"| a | {'words and ' * 500}end |\n| b | c |\n",
    "CRLF": (_HEAD + "| a | Done |\n| longer | b |\n").replace("\n", "\r\n"),
}


_RUMDL = '[global]\nenable = ["MD060"]\n\n[MD060]\nenabled = true\nstyle = "aligned"\n'


_MAX_READABLE_WIDTH = 160
"""Maximum number of columns of a readable line."""


class Formatter(NamedTuple):
    """A formatter: its name, and the command that formats the file whose path is appended."""

    name: str
    command: tuple[str, ...]


def formatters() -> list[Formatter]:
    """Return the installed formatters."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    found = [Formatter("backlog-ls", (sys.executable, "-m", "backlog_ls", "format"))]
    others = {
        "prettier": ("--write", "--end-of-line", "auto"),
        "mdformat": ("--end-of-line", "keep"),
        "rumdl": ("fmt",),
    }
    for name, arguments in others.items():
        if program := shutil.which(name, path=path):
            found.append(Formatter(name, (program, *arguments)))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if backlog-ls breaks something."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--show", action="store_true", help="print what each makes of each table")
    options = parser.parse_args(arguments)
    found = formatters()
    bad = False
    lines = ["| table | " + " | ".join(each.name for each in found) + " |"]
    lines.append("| --- |" + " --- |" * len(found))
    for case, text in CASES.items():
        cells = []
        for formatter in found:
            made = _formatted(formatter, text)
            said = "failed" if made is None else _compare(case, text, made, formatter)
            bad = bad or (formatter.name == "backlog-ls" and said not in {"good", "narrow"})
            cells.append(said)
            if options.show and made is not None and len(made) < 1_000:
                sys.stdout.write(f"{formatter.name}, {case}:\n{made}\n")
        lines.append(f"| {case} | " + " | ".join(cells) + " |")
    sys.stdout.write("\n".join(lines) + "\n")
    return int(bad)


def _compare(case: str, text: str, made: str, formatter: Formatter) -> str:
    if _rendered(made) != _rendered(text):
        return "breaks the text"
    if ("\r\n" in text) != ("\r\n" in made):
        return "changes line ends"
    if case == "in a fence":
        return "good" if made == text else "changes code"
    again = _formatted(formatter, made)
    if again != made:
        return "not stable"
    widths = sorted(len(line) for line in made.splitlines() if "|" in line)
    if _is_aligned(made):
        return "good" if widths[0] <= _MAX_READABLE_WIDTH else f"pads all rows to {widths[0]:,}"
    return "narrow" if widths[-1] > _MAX_READABLE_WIDTH else "misaligned"


def _is_aligned(made: str) -> bool:
    """Tell whether the pipes of all lines are in the same columns."""
    rows = [line for line in made.splitlines() if "|" in line]
    return len({_pipes(row) for row in rows}) == 1


def _pipes(line: str) -> tuple[int, ...]:
    plain = line.replace("\\|", "  ")
    return tuple(display_width(plain[:at]) for at, sign in enumerate(plain) if sign == "|")


def _rendered(text: str) -> str:
    """Return the rendered HTML, without insignificant white space."""
    html = MarkdownIt("commonmark").enable("table").render(text.replace("\r\n", "\n"))
    return " ".join(html.split())


def _formatted(formatter: Formatter, text: str) -> str | None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "BACKLOG.md")
        file.write_bytes(text.encode())
        Path(folder, ".rumdl.toml").write_text(_RUMDL, "utf-8")
        subprocess.run(
            [*formatter.command, str(file)], cwd=folder, capture_output=True, check=False
        )
        try:
            return file.read_bytes().decode()
        except UnicodeDecodeError:
            return None


if __name__ == "__main__":
    sys.exit(main())
