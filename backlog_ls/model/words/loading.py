"""Load the word lists of all languages, merged and normalized.

Normalizing them takes longer than everything else that a small check does. So the result is kept in
`combined.txt`, which `make generate` writes. If a language file has changed since, the files are read
instead, so `combined.txt` can be stale but never wrong.
"""

from __future__ import annotations

import json
import unicodedata
from itertools import chain
from pathlib import Path
from typing import Any
from zlib import crc32

_FOLDER = Path(__file__).parent
COMBINED = _FOLDER / "combined.txt"
_EMOJI = "emoji"
_SEPARATOR = "|"
"""Between the spellings of a list in `combined.txt`: splitting is faster than parsing strings."""
_ACCENTS = "\u0300\u0301\u0302\u0303\u0306\u0307\u0308\u0309\u030a\u030c\u031b\u0323\u0327\u0328"
"""The accents that the files contain, as combining characters."""

Lists = dict[str, Any]
"""Lists of spellings by key, or dictionaries of them."""


def languages() -> list[Path]:
    """Return the paths of the language files, without the emoji file."""
    return sorted(path for path in _FOLDER.glob("*.json") if path.stem != _EMOJI)


def load_lists() -> Lists:
    """Return the lists of all languages merged, and those of the emoji file below `emoji`."""
    text = COMBINED.read_text("utf-8") if COMBINED.exists() else ""
    digest, _, content = text.partition("\n")
    if digest != _digest_sources():
        return merge_files()
    stored: Lists = json.loads(content)
    return _split(stored)


def merge_files() -> Lists:
    """Return the same, read from the files."""
    merged: Lists = _merge([read_folded(path) for path in languages()])
    merged[_EMOJI] = read_folded(_FOLDER / f"{_EMOJI}.json")
    del merged[_EMOJI]["language"]
    return merged


def render_combined() -> str:
    """Return the text of `combined.txt` for the files as they are."""
    content = json.dumps(_join(merge_files()), ensure_ascii=False, indent=0)
    return f"{_digest_sources()}\n{content}\n"


def read_folded(path: Path) -> Lists:
    """Read one file, with spellings normalized as by `normalize_name` and `strip_accents`.

    The whole text is normalized before it is parsed, which is ten times faster. This works because
    it contains no escapes, and `-` only inside spellings. A test compares the results.
    """
    plain = unicodedata.normalize("NFKD", path.read_text(encoding="utf-8"))
    for accent in _ACCENTS:  # faster than a pattern
        plain = plain.replace(accent, "")
    plain = plain.lower() if plain.isascii() else unicodedata.normalize("NFKC", plain.casefold())
    folded: Lists = json.loads(plain.replace("-", " "))
    return folded


def _digest_sources() -> str:
    digest = 0
    for path in sorted(_FOLDER.glob("*.json")):
        digest = crc32(path.read_bytes().replace(b"\r\n", b"\n"), digest)
    return f"{digest:08x}"


def _merge(parts: list[Any]) -> Any:
    """Merge dictionaries by key, and lists without repetition."""
    if isinstance(parts[0], dict):
        return {key: _merge([part[key] for part in parts]) for key in parts[0] if key != "language"}
    return list(dict.fromkeys(chain.from_iterable(parts)))


def _join(lists: Any) -> Any:
    if isinstance(lists, dict):
        return {key: _join(inner) for key, inner in lists.items()}
    return _SEPARATOR.join(lists) if isinstance(lists, list) else lists


def _split(stored: Lists) -> Lists:
    lists: Lists = {}
    for key, inner in stored.items():
        if key == "shortcodes":  # the only dictionary of strings
            lists[key] = inner
        elif isinstance(inner, dict):
            lists[key] = _split(inner)
        else:
            lists[key] = inner.split(_SEPARATOR) if inner else []
    return lists
