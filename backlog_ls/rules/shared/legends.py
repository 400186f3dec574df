"""The legends of a document, for the rules that check legends."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import FLAGS, Flag

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.statuses.vocabulary import Vocabulary

MAX_LEGENDS = 20
"""Maximum number of legends of a document to check."""


def find_legends(backlog: Backlog) -> list[Vocabulary]:
    """Return the vocabularies of the status legends of a document, at most `MAX_LEGENDS`."""
    rope = backlog.rope
    heads = islice(rope.find(FLAGS, Flag.LEGEND, 0, len(rope)), MAX_LEGENDS)
    found = (backlog.vocabulary_of_legend(head.key) for head in heads)
    return [legend for legend in found if legend]
