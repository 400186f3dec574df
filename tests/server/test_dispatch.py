"""Every message has a handler that exists, takes what the message carries, and is imported late."""

from __future__ import annotations

import inspect
import subprocess
import sys
from typing import Any

import pytest
from lsprotocol import types

from backlog_ls.server.dispatch import COMMANDS, HANDLERS, PULL_HANDLERS, Handler, lazy_function

ALL_HANDLERS = (*HANDLERS, *PULL_HANDLERS)


def resolved(handler: Handler) -> list[Any]:
    """Return the functions of `handler`, those that take an open document as they are written."""
    loaders = [load for load in (handler.load, handler.settings) if load]
    functions = [load() for load in loaders]
    return [
        inspect.getclosurevars(function).nonlocals.get("function", function)
        for function in functions
    ]


@pytest.mark.parametrize("handler", ALL_HANDLERS, ids=lambda handler: handler.method)
def test_a_handler_exists_and_takes_the_parameters_of_its_message(handler: Handler) -> None:
    for function in resolved(handler):
        assert function.__module__.startswith("backlog_ls.server.")
        assert inspect.iscoroutinefunction(function) == handler.is_async
        assert lazy_function(handler).__name__ == handler.method
        params: Any = types.METHOD_TO_TYPES.get(handler.method, (None, None, Any, None))[2]
        *_, given = (each.annotation for each in inspect.signature(function).parameters.values())
        assert given.rpartition(".")[2] == params.__name__


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_exists(name: str) -> None:
    assert inspect.iscoroutinefunction(COMMANDS[name]())


def test_no_method_has_two_handlers() -> None:
    methods = [handler.method for handler in ALL_HANDLERS]
    assert len(set(methods)) == len(methods)


def test_handlers_are_imported_with_their_first_message() -> None:
    program = (
        "import sys, backlog_ls.server.main as main\n"
        "main.create_server()\n"
        "import backlog_ls.server.lifecycle.initialize\n"
        "print(*(name for name in sys.modules if name.startswith('backlog_ls.')))\n"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()
    rooms = ("model", "rules", "features", "server.requests.", "server.notifications.")
    late = [name for name in loaded if name.removeprefix("backlog_ls.").startswith(rooms)]
    assert late == []
