"""The regular expressions that the program compiles, and which of their methods it calls."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from hostile import PATTERNS as TEXTS
from markdown import FRAGMENTS

import backlog_ls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Found = tuple[str, int]

EACH = "each"
WORK_OF_METHOD = {
    "search": "search",
    "match": "match",
    "fullmatch": "fullmatch",
    **dict.fromkeys(("finditer", "findall", "split", "sub", "subn"), EACH),
}
"""The kind of work of each method; methods that find all matches do the same."""


def all_patterns() -> dict[Found, str]:
    """Return the patterns that the program compiles, with flags; each with its names or its module.

    Many are compiled at their first use, so all modules are imported and used on many texts.
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
        for declared in importlib.import_module("backlog_ls.text.pattern").ALL_PATTERNS:
            found.setdefault((declared.pattern, declared.flags), "backlog_ls.text.pattern")
        _use_all()
        named: dict[Found, list[str]] = defaultdict(list)
        for name, path in _sources():
            for constant, each in _constants(name, ast.parse(path.read_text(encoding="utf-8"))):
                named[each].append(f"{name}.{constant}")
        found |= {each: " ".join(names) for each, names in named.items()}
    finally:
        re._compile = original  # type: ignore[attr-defined]
        for name in [name for name in sys.modules if name.startswith("backlog_ls")]:
            del sys.modules[name]
        sys.modules.update(loaded)
    return found


def find_used_methods(found: dict[Found, str]) -> dict[Found, set[str]]:
    """Return the methods that the program calls on each pattern; all methods if that is unknown.

    It is known for a constant that is used only for calling its methods.
    """
    called: dict[Found, set[str]] = defaultdict(set)
    trees = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in _sources()}
    constants = {name: dict(_constants(name, tree)) for name, tree in trees.items()}
    unsure = set(found) - {each for named in constants.values() for each in named.values()}
    for name, tree in trees.items():
        known = constants[name] | {
            alias.asname or alias.name: constants[str(node.module)][alias.name]
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module in constants
            for alias in node.names
            if alias.name in constants[node.module]
        }
        methods = {
            id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in known:
                method = methods.get(id(node))
                if method in WORK_OF_METHOD:
                    called[known[node.id]].add(WORK_OF_METHOD[method])
                elif method not in {"pattern", "flags"}:
                    unsure.add(known[node.id])
    return {
        each: set(WORK_OF_METHOD.values()) if each in unsure else called[each] for each in found
    }


def _sources() -> Iterator[tuple[str, Path]]:
    """Yield the name of each module of the program, with its file."""
    top = Path(backlog_ls.__path__[0])
    for path in sorted(top.rglob("*.py")):
        parts = path.relative_to(top.parent).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), path


def _constants(name: str, tree: ast.Module) -> Iterator[tuple[str, Found]]:
    """Yield the patterns that are constants of a module."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Name) and not name.endswith("__main__"):
                value = getattr(importlib.import_module(name), target.id, None)
                source = getattr(value, "pattern", None)
                flags = getattr(value, "flags", None)
                if isinstance(source, str) and isinstance(flags, int):
                    yield target.id, (source, flags)


def _use_all() -> None:
    """Use the code that compiles patterns at its first use."""
    session = importlib.import_module("backlog_ls.server.documents.session").Session()
    code_actions = importlib.import_module("backlog_ls.features.code_actions.code_actions")
    hover = importlib.import_module("backlog_ls.features.hover.hover")
    completion = importlib.import_module("backlog_ls.features.completion.engine")
    texts = ["\n".join(FRAGMENTS[at : at + 12]) for at in range(0, len(FRAGMENTS), 12)]
    for number, text in enumerate([*texts, *(make(200) for make in TEXTS.values())]):
        uri = f"file:///nowhere/TODO-{number}.md"
        session.open(uri, 1, "# A\n\n" + text)
        document = session.documents[uri]
        view, findings = session.view(document), session.findings(document)
        for offset in range(0, len(text), 40):
            code_actions.find_code_actions(view, offset, offset, findings)
            hover.find_hover(view, offset)
            completion.complete(view, offset)
        session.close(uri)
