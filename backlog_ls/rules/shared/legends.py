"""The legends of a document, for the rules that judge them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import BITS, Bit

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.statuses.vocabulary import Vocabulary

MOST = 20
"""A document with more legends is one about legends."""


def legends_of(backlog: Backlog) -> list[Vocabulary]:
    """Return the vocabularies of the first legends of statuses in the text."""
    rope = backlog.rope
    heads = islice(rope.find(BITS, Bit.LEGEND, 0, len(rope)), MOST)
    found = (backlog.vocabulary_of(head.key) for head in heads)
    return [legend for legend in found if legend]
