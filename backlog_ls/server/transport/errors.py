"""Requests that are understood and not answered."""

from __future__ import annotations

from pygls.exceptions import JsonRpcException


class UnansweredError(JsonRpcException):
    """A request has no answer, and nothing went wrong that a log should tell of."""


class RequestFailedError(UnansweredError):
    """What was asked for cannot be done, for a reason that its message gives (LSP 3.17).

    The client shows it to the person who asked.
    """

    CODE = -32803
    MESSAGE = "Request failed"


class ContentModifiedError(UnansweredError):
    """What was asked for was worked out of a text that has changed since (LSP 3.17)."""

    CODE = -32801
    MESSAGE = "Content modified"
