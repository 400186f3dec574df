"""Check that a version is ready to be published: ``python tests/check_release.py v1.2.3``.

The tag, the package, the extension, the Mason package and the changelog must name the same version, and
the address of the project must be a real one. Exits with 1 and says what is wrong otherwise.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]


def find_problems(tag: str, root: Path = ROOT) -> Iterator[str]:
    """Yield what stands in the way of publishing the version `tag`."""

    def read(name: str) -> str:
        return (root / name).read_text("utf-8")

    version = tag.removeprefix("v")
    if tag != f"v{version}" or not re.fullmatch(r"\d+\.\d+\.\d+", version):
        yield f"The tag `{tag}` is not `v` and a version such as 1.2.3."
    places = {
        "backlog_ls/__init__.py": re.findall(
            r'__version__ = "(.+)"', read("backlog_ls/__init__.py")
        ),
        "editors/vscode/package.json": [json.loads(read("editors/vscode/package.json"))["version"]],
        "editors/mason/packages/backlog-ls/package.yaml": re.findall(
            r"pkg:pypi/backlog-ls@(\S+)", read("editors/mason/packages/backlog-ls/package.yaml")
        ),
        "REFERENCE.md": re.findall(r"(?:rev: |@)v(\d[\d.]*\d)", read("REFERENCE.md")),
    }
    for name, found in places.items():
        if set(found) != {version}:
            yield f"{name} has the version {', '.join(found) or 'none'}, not {version}."
    if not re.search(rf"^## \[?{re.escape(version)}\]? ", read("CHANGELOG.md"), re.MULTILINE):
        yield f"CHANGELOG.md has no heading `## {version} - DATE`."
    if "github.com/OWNER/" in read("pyproject.toml"):
        yield "pyproject.toml has no address yet: replace OWNER, then run `make generate`."


if __name__ == "__main__":
    problems = list(find_problems(sys.argv[1] if len(sys.argv) > 1 else ""))
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    sys.exit(bool(problems))
