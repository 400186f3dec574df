"""Packages that import their modules on access."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType


def importer(package: str) -> Callable[[str], ModuleType]:
    """Return a `__getattr__` for `package` that imports its module of that name (PEP 562)."""

    def import_on_access(name: str) -> ModuleType:
        try:
            return import_module(f"{package}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{package}.{name}":
                raise
            message = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(message) from None

    return import_on_access
