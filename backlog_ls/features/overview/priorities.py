"""The rank of priorities as people write them: `P0`, `High`, `🔴 P1 (critical path)`, `Hoog`."""

from __future__ import annotations

import re
from functools import lru_cache

from backlog_ls.model.names.normalize import normalize_name, strip_accents
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
"""The words of each rank, in the order of `P0` to `P3`."""
_RANKS = {
    strip_accents(normalize_name(word)): rank
    for rank, spellings in enumerate(_WORDS)
    for word in spellings.split()
}


@lru_cache(maxsize=1024)
def rank_priority(text: str) -> int | None:
    """Return the rank of a priority, 0 for the most urgent; None if it is unclear.

    It is unclear if `text` has several priorities, like the choices of a form (`High / Medium`).
    """
    folded = strip_accents(normalize_name(text))
    # Text in brackets or after a dash explains the priority.
    stated = re.split(r"[(\uff08:;,]|\s-\s", folded, maxsplit=1)[0]
    label = _LABEL.search(stated.strip())
    if label:
        return int(label[1] or label[2])
    ranks = [_RANKS[word] for word in _WORD.findall(stated) if word in _RANKS]
    if len(ranks) > 2 or "/" in stated:
        return None
    return min(ranks, default=None)
