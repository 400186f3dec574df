"""Remarks in the text of a task that say whether it has to be done: optional, deferred, explained."""

from __future__ import annotations

from backlog_ls.model.names.normalize import normalize_name, strip_accents
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern

_UNSPACED = pattern("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_MAX_OPTIONAL_WORDS = 4
"""Maximum number of words that mark a task as optional: `if time permits`."""
_DEFERRED_AFTER_DASH = pattern(r"\s(?:[-–—]|->|→)\s[*_`~]*([^\W\d_]{4,20})\b")
_REMARK = pattern(
    r"(?<=[(\[（\u2192➡])[^()\[\]（）\u2192]{2,}|(?<=[-=]>)[^()\[\]]{2,}"
    r"|(?<=\s[-–—]\s)[^()\[\]]{2,}|(?<=\*\*)[A-Z][A-Z' ]{3,30}(?=[\d.#-]{0,12}\*\*)"
    r"|(?<=\S\s\*\*)[^*\r\n]{4,60}(?=\*\*[\s.]*\Z)"
    r"|(?<=\S\s[\u2300-\u27bf\U0001f300-\U0001faff]\s)[^()\[\]]{4,}"
    r"|(?<=\S\s[\u2300-\u27bf\U0001f300-\U0001faff]\ufe0f\s)[^()\[\]]{4,}"
)
"""What follows an opening bracket, a dash, an arrow or an emoji, or is in bold capitals or bold at the
end."""
_REMARK_PART = pattern(r"[,;，、；]")
_LAST_REMARK = pattern(
    r"\s?[(（]([^()（）]{12,}(?:[(（][^()（）]*[)）][^()（）]*){0,4})(?:[)）]|\Z)[\s.*_。]*\Z"
    r"|\s[–—]\s([^–—]{12,}(?:\s[–—]\s[^–—]*)?)\Z"
)
"""The last remark of a text, in brackets or after a dash; its brackets may be open at the end."""
_SENTENCES = pattern(r"[;；。]\s?\S|[.!?]\s+[^\W\d_]{2}|\s[–—]\s")
_MIN_EXPLAINING_WORDS = 10
_MIN_EXPLAINING_CHARACTERS = 20
"""The same in characters, in scripts without spaces between words."""
_MAX_REMARK_LENGTH = 80
_FINAL_REMARK = pattern(
    r"[(\[（]((?:[^()\[\]（）]|[(\[（][^()\[\]（）]{0,80}[)\]）]){2,300})[)\]）][\s.*_。]*\Z"
    r"|\s(?:[-–—]|->|→)\s((?:(?!\s[-–—]\s)[^\r\n()\[\]（）]){2,60})\Z"
)
"""What is in brackets at the end of a text, or in a few words after its last dash."""
_MAX_COUNTED = 120
"""Maximum length in code points of a text in which a count says how far a task is."""
_FRACTION = pattern(r"(?<![\w/.:-])(\d{1,5})\s?/\s?(\d{1,5})(?![\w/.%-])")
_REASON_WORD = pattern(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_JOINED = pattern("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
"""A letter of a script in which a word is not always set off by spaces."""
_MAX_REASON_WORDS = 3
_LEFT_OUT = {Status.DEFERRED.value, Status.CANCELLED.value}
_VALUE = pattern(
    r"([^\W\d_]{2,20})[*_]{0,2}\s?[:=\uff1a][*_]{0,2}\s?[*_`]{0,3}([^\W\d_]{1,20})(?!\w)"
)
"""A word and its value: `Priority: **low**`."""
_OPTIONAL_PLACE = pattern(
    r"[(\[（]([^()\[\]（）]{1,200})[)\]）]|^([^:：(\[]{1,40})[:：]|\s[-–—]\s([^-–—]{1,40})$"
)


def is_optional(text: str) -> bool:
    """Tell whether the name of a task or section says that it is optional.

    The whole name may say so, or a part in brackets, before a colon, or after a dash at the end. In
    brackets, more text may follow: `(optional future enhancement)`, `(later: with real data)`.
    """
    optional = words().optional
    if strip_accents(normalize_name(text)) in optional:
        return True
    for match in _DEFERRED_AFTER_DASH.finditer(text):  # `Load test - **deferred to phase 3**`
        if words().statuses.get(strip_accents(normalize_name(match[1]))) == Status.DEFERRED.value:
            return True
    return _has_remark(text, optional)


def is_minor(text: str) -> bool:
    """Tell whether the name of a task or section says that it is of low priority.

    It says so where `is_optional` looks, or as a value: `Priority: low`. Such a task is still to be
    done, but may be left over when the rest is.
    """
    minor = words().minor
    if strip_accents(normalize_name(text)) in minor or _has_remark(text, minor):
        return True
    return any(
        strip_accents(normalize_name(f"{match[1]} {match[2]}")) in minor
        for match in _VALUE.finditer(text)
    )


def _has_remark(text: str, openings: frozenset[str]) -> bool:
    """Tell whether a part of `text` in brackets, before a colon or after a dash is in `openings`."""
    for match in _OPTIONAL_PLACE.finditer(text):
        tokens = (
            strip_accents(normalize_name(next(filter(None, match.groups()), "")))
            .replace(":", "")
            .replace(",", "")
            .split()
        )
        lengths = range(1, min(len(tokens), _MAX_OPTIONAL_WORDS) + 1) if match[1] else [len(tokens)]
        if any(" ".join(tokens[:length]) in openings for length in lengths):
            return True
    return False


def is_moved(text: str) -> bool:
    """Tell whether the text of a task says that it was moved, deferred or left out.

    A remark in brackets, after a dash or after an arrow begins with such words: `Load test (moved to
    the platform team)`, `Load test → deferred`, `Load test **SKIPPED**`.
    """
    for remark in _REMARK.finditer(text):
        for part in _REMARK_PART.split(remark[0]):
            if is_left_out(part):
                return True
    return False


def is_left_out(text: str) -> bool:
    """Tell whether a remark begins with words for what was moved or left out: `moved to v2`."""
    vocabulary = words()
    remark = strip_accents(normalize_name(text[:_MAX_REMARK_LENGTH])).replace(":", "")
    if remark in vocabulary.optional:
        return True
    tokens = remark.split()
    for length in range(1, min(len(tokens), _MAX_OPTIONAL_WORDS) + 1):
        opening = " ".join(tokens[:length])
        if opening in vocabulary.moved or vocabulary.statuses.get(opening) in _LEFT_OUT:
            return True
    return _UNSPACED.search(remark) is not None and any(
        remark.startswith(each) or (each in vocabulary.moved and remark.endswith(each))
        for each in vocabulary.moved | vocabulary.optional
        if _UNSPACED.search(each)
    )


def is_explained(text: str) -> bool:
    """Tell whether the text of a task ends with a remark of a sentence or more.

    Beside an open box in something finished, it explains why the box is open: `Measure it *(not
    possible here; the pipeline has no browser)*`.
    """
    remark = _LAST_REMARK.search(text)
    if remark is None:
        return False
    said = remark[1] or remark[2]
    return (
        _SENTENCES.search(said) is not None
        or len(said.split()) >= _MIN_EXPLAINING_WORDS
        or len(_UNSPACED.findall(said)) >= _MIN_EXPLAINING_CHARACTERS
    )


def has_reason(text: str) -> bool:
    """Tell whether the text of a task ends with a remark that says in what state it is, or why.

    The remark is in brackets or after a dash: `Test it (requires a server)`, `Types (no fixtures)`. A
    count that is not complete says so anywhere: `Tests: 10/28 pass`.
    """
    if len(text) <= _MAX_COUNTED and any(
        int(count[1]) < int(count[2]) for count in _FRACTION.finditer(text)
    ):
        return True
    remark = _FINAL_REMARK.search(text)
    return remark is not None and names_reason(remark[1] or remark[2])


def names_reason(remark: str) -> bool:
    """Tell whether `remark` contains a word for a state or a reason: `pending`, `requires`."""
    reasons = words().reasons
    folded = strip_accents(normalize_name(remark))
    tokens = _REASON_WORD.findall(folded)
    for length in range(1, _MAX_REASON_WORDS + 1):
        if any(" ".join(tokens[at : at + length]) in reasons for at in range(len(tokens))):
            return True
    return _JOINED.search(folded) is not None and any(
        each in folded for each in reasons if _JOINED.search(each)
    )
