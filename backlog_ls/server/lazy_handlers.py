"""Handlers whose modules are loaded with their first message: the start waits for none of them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_ls.server.server import BacklogServer


def later(module: str, name: str) -> Callable[[BacklogServer, Any], Any]:
    """Return a handler that calls the function `name` of `module`, one of this package."""

    def handler(ls: BacklogServer, params: Any) -> Any:  # pygls passes the server for this name
        return getattr(import_module(f"backlog_ls.server.{module}"), name)(ls, params)

    handler.__name__ = f"{module}.{name}"
    return handler


def later_of_backlog(module: str, name: str) -> Callable[[BacklogServer, Any], Any]:
    """Return a handler that also hands over the open document that is asked about.

    Of a document that is not open, or is no backlog, the answer is nothing.
    """

    def handler(ls: BacklogServer, params: Any) -> Any:
        document = ls.spoken(params.text_document.uri)
        if document is None:
            return None
        return getattr(import_module(f"backlog_ls.server.{module}"), name)(ls, document, params)

    handler.__name__ = f"{module}.{name}"
    return handler


def later_async(module: str, name: str) -> Callable[[BacklogServer, Any], Any]:
    """Return a handler that awaits the coroutine `name` of `module`."""

    async def handler(ls: BacklogServer, params: Any) -> Any:
        return await getattr(import_module(f"backlog_ls.server.{module}"), name)(ls, params)

    handler.__name__ = f"{module}.{name}"
    return handler


def later_command(module: str, name: str) -> Callable[..., Any]:
    """Return a command that calls the coroutine `name` of `module` with a sequence of arguments."""

    async def command(ls: BacklogServer, *arguments: Any) -> Any:
        return await getattr(import_module(f"backlog_ls.server.{module}"), name)(ls, arguments)

    command.__annotations__ = {}  # pygls looks their names up, and does not find them here
    command.__name__ = name
    return command
