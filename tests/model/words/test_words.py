from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest

from backlog_ls.model.names.normalize import normalize_name, normalize_status, strip_accents
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.words import loading, words
from backlog_ls.model.words.loading import (
    COMBINED,
    languages,
    load_lists,
    merge_files,
    read_folded,
    render_combined,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = languages()
EMOJI = FILES[0].parent / "emoji.json"
WORK_KINDS = {"measure", "not_work", "meaning", "symbol"}


def raw(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def spellings(content: object, place: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield every spelling of a file with the path of its list."""
    if isinstance(content, dict):
        for key, inner in content.items():
            yield from spellings(inner, (*place, key))
    elif isinstance(content, list):
        for spelling in content:
            yield "/".join(place), spelling


def placed(prefix: str) -> dict[str, dict[str, set[str]]]:
    """Return each folded spelling under `prefix` with its lists and their languages."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in FILES:
        for place, spelling in spellings(read_folded(path)):
            head, _, tail = place.partition("/")
            if head == prefix:
                found[spelling][tail].add(path.stem)
    return found


def keys(content: object, place: str = "") -> set[str]:
    if not isinstance(content, dict):
        return {place}
    return set().union(*(keys(inner, f"{place}/{key}") for key, inner in content.items()))


def test_the_languages_of_the_specification_are_there() -> None:
    wanted = {"en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "uk", "zh", "ja", "ko", "fi"}
    assert {path.stem for path in FILES} >= wanted


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_language_has_the_same_keys(path: Path) -> None:
    assert keys(raw(path)) == keys(raw(FILES[0].parent / "en.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_language_spells_every_status_and_the_main_columns(path: Path) -> None:
    content = raw(path)
    assert all(content["statuses"].values())
    assert set(content["statuses"]) == {status.value for status in Status} - {"unknown"}
    assert all(content["headers"][kind] for kind in ("status", "name", "id", "owner", "notes"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_read_folded_equals_normalizing_each_spelling(path: Path) -> None:
    folded = [spelling for _, spelling in spellings(read_folded(path))]
    assert folded == [
        strip_accents(normalize_name(spelling)) for _, spelling in spellings(raw(path))
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_status_spelling_is_not_cut(path: Path) -> None:
    # A spelling that `normalize_status` cuts, or in which it sees an emoji, could never be found.
    content = raw(path)
    for lists in (content["statuses"], content["sections"], {"": content["ambiguous"]}):
        for spelling in (each for group in lists.values() for each in group):
            folded = normalize_status(spelling)
            assert (folded.word, folded.emojis, folded.tail) == (normalize_name(spelling), (), "")


@pytest.mark.parametrize("path", [*FILES, EMOJI], ids=lambda path: path.stem)
def test_a_list_contains_each_spelling_once(path: Path) -> None:
    places = list(spellings(read_folded(path)))
    assert sorted({each for each in places if places.count(each) > 1}) == []


def test_files_have_no_escapes() -> None:
    assert not [path.stem for path in FILES if re.search(r"\\", path.read_text("utf-8"))]


@pytest.mark.parametrize("prefix", ["statuses", "sections"])
def test_no_spelling_means_two_statuses(prefix: str) -> None:
    ambiguous = words().ambiguous
    clashes = {
        spelling: dict(lists)
        for spelling, lists in placed(prefix).items()
        if len(lists) > 1 and spelling not in ambiguous
    }
    assert clashes == {}


def test_a_title_of_a_section_agrees_with_the_status_of_that_spelling() -> None:
    statuses, sections = words().statuses, words().sections
    assert {key for key in sections if statuses.get(key, sections[key]) != sections[key]} == set()


def test_what_is_ambiguous_in_one_language_is_a_status_in_none() -> None:
    # The loader would silently take the status away from the other language.
    assert {
        each: dict(placed("statuses")[each]) for each in words().ambiguous & {*placed("statuses")}
    } == {}


def test_joined_spellings_do_not_clash() -> None:
    vocabulary = words()
    clashes = {
        key
        for key, status in vocabulary.joined.items()
        if vocabulary.statuses.get(key, status) != status
    }
    assert clashes == set()


def test_column_titles_are_unambiguous() -> None:
    clashes = {
        spelling: dict(kinds)
        for spelling, kinds in placed("headers").items()
        if len(kinds.keys() - WORK_KINDS) > 1
    }
    assert clashes == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_language_names_the_twelve_months(path: Path) -> None:
    months = raw(path)["months"]
    assert list(months) == [str(number) for number in range(1, 13)]
    assert all(months.values())


def test_no_name_means_two_months() -> None:
    clashes = {name: dict(lists) for name, lists in placed("months").items() if len(lists) > 1}
    assert clashes == {}


def test_month_words_are_months() -> None:
    assert words().month_words <= words().months.keys()


def test_qualifiers_are_single_words() -> None:
    assert [each for each in words().qualifiers if " " in each] == []


def test_emoji_are_single_signs_and_mean_one_thing() -> None:
    content = raw(EMOJI)
    listed = [sign for _, sign in spellings(content)]
    assert len(listed) == len(set(listed))
    for sign in listed:
        assert normalize_status(sign).emojis == (sign,)
    assert set(content["shortcodes"].values()) <= set(listed)


def test_every_list_is_loaded() -> None:
    lists = raw(FILES[0].parent / "en.json").keys() - {"language"}
    assert lists <= {field.name for field in fields(words())}
    assert [name for name in lists if not getattr(words(), name)] == []


@pytest.mark.parametrize(
    "name", ["of", "counted", "effort", "metrics", "totals", "titles", "no_milestone", "archive"]
)
def test_lists_combine_all_languages(name: str) -> None:
    assert getattr(words(), name) == {
        spelling for path in FILES for spelling in read_folded(path)[name]
    }


def test_words_are_read_once() -> None:
    assert words() is words()


def test_the_combined_file_is_current() -> None:
    assert COMBINED.read_text("utf-8") == render_combined(), "run `make generate`"


def test_the_combined_file_holds_the_same_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = load_lists()
    monkeypatch.setattr(loading, "_digest_sources", lambda: "other files")
    assert load_lists() == merge_files() == stored


def test_no_spelling_contains_the_separator() -> None:
    assert [each for path in FILES for _, each in spellings(raw(path)) if "|" in each] == []
