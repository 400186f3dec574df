"""The house's walls: which package may import what, and how modules are named and sized.

`LAYERS` and `THIRD_PARTY` are the table of ARCHITECTURE.md. Imports are read from the syntax tree,
so that those inside functions and `if TYPE_CHECKING` count like any other.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "backlog_ls"

# Data flows down this list; a package imports only itself and those above it.
LAYERS = ("text", "syntax", "model", "workspace", "rules", "features")
# Both stand on all of the above, and apart from each other.
DOORS = ("server", "cli")
THIRD_PARTY = {
    "text": {"wcwidth"},
    "syntax": {"markdown_it", "yaml"},
    "workspace": {"platformdirs"},
    "server": {"pygls", "lsprotocol"},
    "cli": {"click", "jinja2", "rich"},
}
# Only modules of this name prefix, so that reading a backlog never loads pydantic.
SETTINGS = ("model", "settings")
SETTINGS_THIRD_PARTY = {"pydantic", "tomli"}

# The rooms of a package and the modules beside them, in the order in which they build on each other.
# `*` stands for all modules of the package that are in no room and not named.
ROOMS = {
    "model": (
        "words", "names", "statuses", "dates", "blocks", "tables", "items", "document", "analysis",
        "roles", "settings",
    ),
    "workspace": (
        "document_names", "declared_roles", "deadline", "disk", "backlog_md_config",
        "configuration", "document_cache", "files", "index", "workspace", "read_root", "trace", "load",
        "view", "roles", "dependencies", "overlay", "links",
    ),
    "rules": ("engine", "shared", "*", "docs"),
    "features": (
        "markdown_text", "neighbourhood", "work_at", "cursor", "formatting", "overview", "navigation",
        "outline", "status", "rename", "code_actions", "hover", "completion", "settings",
    ),
    "server": (
        "transport", "logs", "connection", "documents", "protocol", "server", "publish_diagnostics",
        "background", "lazy_modules", "notifications", "lifecycle", "requests", "dispatch", "main",
    ),
    "cli": ("*", "check", "report", "settings_file", "commands", "group", "main"),
}  # fmt: skip
MAX_MODULES = 22
"""Maximum number of modules in a folder, except for the rules."""
MAX_LINES = 400
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc"}
# tomllib is in the standard library from 3.11 on; before, tomli stands in for it.
STDLIB = sys.stdlib_module_names | {"tomllib"}


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name.

    Attributes:
        module: Absolute dotted name; `from a import b` gives `a.b`.
        line: 1-based.
        lazy: Inside a function, so that importing the module does not run it.
    """

    module: str
    line: int
    lazy: bool


def imports_of(source: str, path: Path) -> list[Import]:
    """Every import of a module, wherever it stands.

    Args:
        source: The module's text.
        path: The module's place relative to the folder that holds the top package.
    """
    # A package is its own first ancestor: `from . import x` in a/__init__.py means a.x.
    package = path.parent.parts
    found: list[Import] = []

    def visit(node: ast.AST, *, lazy: bool) -> None:
        match node:
            case ast.Import(names=names):
                found.extend(Import(alias.name, node.lineno, lazy) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = package[: len(package) - level + 1] if level else ()
                prefix = ".".join((*base, *([module] if module else [])))
                found.extend(Import(f"{prefix}.{a.name}", node.lineno, lazy) for a in names)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__")
                | ast.Attribute(attr="import_module"),
                args=[
                    ast.Constant(value=str(module))
                    # A name put together at run time still says where it begins.
                    | ast.JoinedStr(values=[ast.Constant(value=str(module)), *_]),
                    *_,
                ],
            ):
                found.append(Import(module, node.lineno, lazy))
        lazy = lazy or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            visit(child, lazy=lazy)

    visit(ast.parse(source), lazy=False)
    return found


def violation(path: Path, imported: Import) -> str | None:
    """Why a module may not have this import, or None where it may.

    Args:
        path: The importing module relative to the folder that holds the top package.
        imported: What it imports.
    """
    top, *rest = imported.module.split(".")
    where = path.parts[1].removesuffix(".py")
    if top in STDLIB:
        return None
    if top != PACKAGE:
        allowed = THIRD_PARTY.get(where, set())
        if path.parts[1] == SETTINGS[0] and path.parts[2].startswith(SETTINGS[1]):
            allowed = allowed | SETTINGS_THIRD_PARTY
        return None if top in allowed else f"{where} may not use {top}"
    target = rest[0] if rest else ""
    if target not in {*LAYERS, *DOORS}:
        # The package's own __init__ holds the version, and nothing that could import back.
        fine = target == "__version__"
        return None if fine else f"{imported.module} is in no layer"
    if where == "__main__":
        return None if target == "cli" else f"__main__ starts cli, not {target}"
    if where == "__init__":
        return f"the top package imports nothing, so not {target}"
    if where in LAYERS:
        above = LAYERS[: LAYERS.index(where) + 1]
        return None if target in above else f"{where} stands before {target}"
    if where == target or target in LAYERS:
        return None
    if (where, target) == ("cli", "server"):
        return None if imported.lazy else "cli may import server only inside a function"
    return f"{where} may not import {target}"


def modules() -> list[Path]:
    """The package's modules, relative to the checkout."""
    return sorted(path.relative_to(ROOT) for path in (ROOT / PACKAGE).rglob("*.py"))


def test_imports_keep_the_direction() -> None:
    assert modules()
    broken = [
        f"{path}:{imported.line}: {reason}"
        for path in modules()
        for imported in imports_of((ROOT / path).read_text("utf-8"), path)
        if (reason := violation(path, imported))
    ]
    assert not broken, "\n".join(broken)


def test_every_package_has_its_layer() -> None:
    folders = {path.parts[1] for path in modules() if len(path.parts) > 2}
    assert folders <= {*LAYERS, *DOORS}


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("syntax/parser.py", "from backlog_ls.model import item"),
        ("syntax/parser.py", "from ..model.item import Item"),
        ("syntax/__init__.py", "from ..rules import registry"),
        ("text/rope.py", "def f():\n    import backlog_ls.features.hover.hover"),
        ("text/rope.py", "if TYPE_CHECKING:\n    from backlog_ls.workspace import snapshot"),
        ("rules/registry.py", "importlib.import_module('backlog_ls.features.hover.hover')"),
        ("rules/registry.py", "importlib.import_module(f'backlog_ls.features.{name}')"),
        ("model/item.py", "from backlog_ls import workspace"),
        ("features/hover.py", "from lsprotocol import types"),
        ("model/item.py", "from pydantic import BaseModel"),
        ("text/settings.py", "import pydantic"),
        ("workspace/disk.py", "import tomli"),
        ("server/session.py", "import click"),
        ("server/session.py", "from backlog_ls.cli import main"),
        ("cli/main.py", "from backlog_ls.server import app"),
        ("cli/main.py", "class A:\n    from ..server import app"),
        ("__main__.py", "from backlog_ls.server import app"),
        ("__init__.py", "from backlog_ls.text import lines"),
        ("text/rope.py", "import backlog_ls"),
        ("text/rope.py", "from backlog_ls.stray import x"),
    ],
)
def test_a_wall_is_seen(path: str, source: str) -> None:
    module = Path(PACKAGE, path)
    assert any(violation(module, imported) for imported in imports_of(source, module))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("syntax/parser.py", "from backlog_ls.text.lines import LineIndex"),
        ("syntax/parser.py", "from . import block"),
        ("syntax/parser.py", "from markdown_it import MarkdownIt"),
        ("text/width.py", "def f():\n    import wcwidth, sys, tomllib"),
        ("model/settings.py", "from pydantic import BaseModel"),
        ("model/settings_schema.py", "import pydantic.json_schema"),
        ("features/hover.py", "from ..rules import registry"),
        (
            "server/convert.py",
            "from lsprotocol import types\nfrom backlog_ls.features import hover",
        ),
        ("cli/main.py", "def serve():\n    from backlog_ls.server import app"),
        ("cli/main.py", "from backlog_ls import __version__"),
        ("__main__.py", "from backlog_ls.cli.main import main"),
    ],
)
def test_a_door_is_open(path: str, source: str) -> None:
    module = Path(PACKAGE, path)
    found = imports_of(source, module)
    assert found
    assert [violation(module, imported) for imported in found] == [None] * len(found)


def test_modules_are_named_for_what_they_own() -> None:
    vague = [
        str(path) for path in modules() if VAGUE_NAMES & {Path(part).stem for part in path.parts}
    ]
    assert not vague


def test_modules_stay_small() -> None:
    counts = {str(path): (ROOT / path).read_text("utf-8").count("\n") for path in modules()}
    assert {path: count for path, count in counts.items() if count > MAX_LINES} == {}


def test_annotations_are_never_evaluated() -> None:
    missing = [
        str(path)
        for path in modules()
        if not any(
            isinstance(node, ast.ImportFrom)
            and node.module == "__future__"
            and any(alias.name == "annotations" for alias in node.names)
            for node in ast.parse((ROOT / path).read_text("utf-8")).body
        )
    ]
    assert not missing


# What a start of the command line must not pay for: together they cost more than a small check.
_REPORT = (
    "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules}"
    " & {'pygls', 'lsprotocol', 'pydantic'})))"
)


def test_importing_the_command_line_is_cheap() -> None:
    assert _heavy_imports("import json, sys\nimport backlog_ls.cli.main\n" + _REPORT) == []


def test_check_is_cheap(tmp_path: Path) -> None:
    document = tmp_path / "BACKLOG.md"
    document.write_text("# Backlog\n\n| Task | Status |\n|---|---|\n| a | Done |\n", "utf-8")
    program = (
        "import atexit, json, runpy, sys\n"
        f"sys.argv = ['backlog-ls', 'check', {str(document)!r}]\n"
        f"atexit.register(lambda: {_REPORT})\n"
        "runpy.run_module('backlog_ls', run_name='__main__')\n"
    )
    assert _heavy_imports(program) == []


def _heavy_imports(program: str) -> list[str]:
    """Run a program in a fresh interpreter; its last line says what it had loaded."""
    finished = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    heavy: list[str] = json.loads(finished.stdout.splitlines()[-1])
    return heavy


def room_of(package: str, module: str) -> str:
    """Return the room of a package, or the module beside its rooms, that a dotted name is in."""
    name = module.split(".")[2]
    order = ROOMS[package]
    return name if name in order else "*"


def known_imports() -> list[tuple[str, str, int]]:
    """Return every import of one module of the package by another, with the line."""
    names = {".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in modules()}
    found = []
    for path in modules():
        importer = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        for imported in imports_of((ROOT / path).read_text("utf-8"), path):
            module = imported.module
            target = module if module in names else module.rpartition(".")[0]
            if target in names and target != importer:
                found.append((importer, target, imported.line))
    return found


def test_rooms_keep_the_direction() -> None:
    broken = []
    for importer, target, line in known_imports():
        package = ".".join(importer.split(".")[1:2])
        # A package's own __init__ stands for no room.
        inside = f"{PACKAGE}.{package}."
        if package in ROOMS and importer.startswith(inside) and target.startswith(inside):
            order = ROOMS[package]
            own, other = room_of(package, importer), room_of(package, target)
            if order.index(other) > order.index(own):
                broken.append(f"{importer}:{line}: {own} comes before {other}")
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("package", ROOMS)
def test_every_room_has_its_place(package: str) -> None:
    folder = ROOT / PACKAGE / package
    rooms = {path.stem for path in folder.iterdir() if path.suffix == ".py" or path.is_dir()}
    rooms -= {"__init__", "__pycache__"}
    order = ROOMS[package]
    assert "*" in order or rooms == set(order)
    assert set(order) - {"*"} <= rooms


def test_no_two_modules_import_each_other() -> None:
    """Neither directly nor through others, and not for types either."""
    waiting: dict[str, set[str]] = {}
    for importer, target, _ in known_imports():
        waiting.setdefault(importer, set()).add(target)
        waiting.setdefault(target, set())
    while free := {module for module, targets in waiting.items() if not targets}:
        waiting = {
            module: targets - free for module, targets in waiting.items() if module not in free
        }
    assert not waiting


def test_rooms_stay_small() -> None:
    counts: dict[str, int] = {}
    for path in modules():
        if path.stem != "__init__":
            counts[str(path.parent)] = counts.get(str(path.parent), 0) + 1
    large = {folder: count for folder, count in counts.items() if count > MAX_MODULES}
    assert set(large) <= {f"{PACKAGE}/rules"}, large
