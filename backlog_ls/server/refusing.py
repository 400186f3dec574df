"""Requests that are understood and not answered."""

from __future__ import annotations

from pygls.exceptions import JsonRpcException


class RequestFailedError(JsonRpcException):
    """What was asked for cannot be done, for a reason that its message gives (LSP 3.17).

    The client shows it to the person who asked; nothing has gone wrong that a log should tell of.
    """

    CODE = -32803
    MESSAGE = "Request failed"


class ContentModifiedError(JsonRpcException):
    """What was asked for was worked out of a text that has changed since (LSP 3.17)."""

    CODE = -32801
    MESSAGE = "Content modified"
