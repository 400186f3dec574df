"""Priorities as people write them, in an order: `P0`, `High`, `🔴 P1 (critical path)`, `Hoog`."""

from __future__ import annotations

import re
from functools import lru_cache

from backlog_ls.model.names.normalize import fold, unaccented
from backlog_ls.text.pattern import pattern

_LABEL = pattern(r"\b(?:p|prio|priority)[ ]?([0-9])\b|\A([0-9])\Z")
_WORD = pattern(r"[^\W\d_]+")
_WORDS = (
    (
        "critical blocker urgent immediate highest kritisch dringend sofort höchste critique urgente"
        " crítica crítico kritiek krytyczny критический критичный критичний срочный терміновий 紧急 緊急"
        " 긴급 kriittinen"
    ),
    "high must hoch haute élevée élevé alta alto hoog wysoki высокий високий 高 높음 korkea hög",
    (
        "medium med mid normal moderate should mittel moyenne moyen média médio media medio middel"
        " gemiddeld średni средний середній 中 보통 keskitaso medel"
    ),
    (
        "low lowest minor could niedrig gering basse faible baixa baixo baja bajo bassa basso laag"
        " niski низкий низький 低 낮음 matala låg"
    ),
)
"""The most urgent first, level with `P0` to `P3`."""
_RANKS = {
    unaccented(fold(word)): rank
    for rank, spellings in enumerate(_WORDS)
    for word in spellings.split()
}


@lru_cache(maxsize=1024)
def priority_rank(text: str) -> int | None:
    """Return the place of a priority in the order, 0 for the most urgent, or None: not certain.

    Where it says two things (`High / Medium / Low`), it is that of a form, and says nothing.
    """
    folded = unaccented(fold(text))
    # What stands in brackets or behind a dash explains the priority.
    said = re.split(r"[(\uff08:;,]|\s-\s", folded, maxsplit=1)[0]
    label = _LABEL.search(said.strip())
    if label:
        return int(label[1] or label[2])
    ranks = [_RANKS[word] for word in _WORD.findall(said) if word in _RANKS]
    if len(ranks) > 2 or "/" in said:
        return None
    return min(ranks, default=None)
