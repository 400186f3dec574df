"""Dates are found in every notation, and other text is not taken for a date."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backlog_ls.model.dates import notation_patterns as date_patterns
from backlog_ls.model.dates.date import FIRST_YEAR, LAST_YEAR, Date, Precision, days_in
from backlog_ls.model.dates.search import find_dates
from backlog_ls.model.words.loading import languages

try:
    from re import _parser as regex_parser  # type: ignore[attr-defined]  # from 3.11 on
except ImportError:
    import sre_parse as regex_parser

MONTHS = {
    path.stem: [*json.loads(path.read_text("utf-8"))["months"].values()] for path in languages()
}
NAMED = sorted(MONTHS.keys() - {"zh", "ja", "ko", "vi"})
"""Languages with names of months; the others use numbers. `tháng 1` is not read yet."""

days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))

NUMERIC = {
    "iso": "{0}-{1:02}-{2:02}",
    "iso short": "{0}-{1}-{2}",
    "slashes": "{0}/{1:02}/{2:02}",
    "dots, year first": "{0}.{1:02}.{2:02}",
    "korean": "{0}. {1}. {2}.",
    "dots": "{2:02}.{1:02}.{0}",
    "dots short": "{2}.{1}.{0}",
    "dots and blanks": "{2}. {1}. {0}",
    "east asian": "{0}年{1}月{2}日",
    "korean words": "{0}년 {1}월 {2}일",
    "time": "{0}-{1:02}-{2:02}T10:00:00Z",
    "time apart": "{0}-{1:02}-{2:02} 12:39 PM",
}
SPELLED = {
    "day first": "{day} {month} {year}",
    "with dot": "{day}. {month} {year}",
    "with dots": "{day}. {month}. {year}",
    "with hyphens": "{day:02}-{month}-{year}",
    "with comma": "{day} {month}, {year}",
    "spanish": "{day} de {month} de {year}",
    "month first": "{month} {day}, {year}",
    "month first, no comma": "{month} {day} {year}",
    "ordinal": "{month} {day}th, {year}",
    "ordinal first": "{day}th of {month} {year}",
    "year first": "{year}-{month}-{day:02}",
}


def dates(text: str, *, field: bool = True) -> list[Date]:
    return list(find_dates(text, 0, len(text), field=field))


def only(text: str, *, field: bool = True) -> Date:
    found = dates(text, field=field)
    assert len(found) == 1, (text, found)
    return found[0]


def is_day(found: Date, on: date) -> bool:
    return found.first == found.last == on and found.precision is Precision.DAY and found.exists


@pytest.mark.parametrize("notation", NUMERIC)
@given(on=days)
def test_a_day_in_numbers(notation: str, on: date) -> None:
    text = NUMERIC[notation].format(on.year, on.month, on.day)
    assert is_day(only(text), on)
    assert is_day(only(f"see {text}, then", field=False), on)


@pytest.mark.parametrize("notation", SPELLED)
@given(language=st.sampled_from(NAMED), on=days, data=st.data())
@settings(max_examples=100)
def test_a_day_in_words(notation: str, language: str, on: date, data: st.DataObject) -> None:
    month = data.draw(st.sampled_from(MONTHS[language][on.month - 1]))
    month = data.draw(st.sampled_from([month, month.upper(), month.capitalize()]))
    text = SPELLED[notation].format(day=on.day, month=month, year=on.year)
    found = only(text)
    assert is_day(found, on)
    assert text[found.start : found.end] == text
    assert is_day(only(f"| {text} |"), on)


@given(
    language=st.sampled_from(sorted(MONTHS.keys() - {"vi"})),
    year=st.integers(FIRST_YEAR, LAST_YEAR),
    month=st.integers(1, 12),
    data=st.data(),
)
def test_a_month(language: str, year: int, month: int, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(MONTHS[language][month - 1]))
    sign = "년 " if language == "ko" else "年"
    text = f"{name} {year}" if language in NAMED else f"{year}{sign}{name}"
    for written in (text, f"{year}-{month:02}"):
        found = only(written)
        assert (found.first, found.last) == bounds(year, month, 1)
        assert found.precision is Precision.MONTH


@given(st.integers(FIRST_YEAR, LAST_YEAR), st.integers(1, 4), st.integers(1, 2))
def test_quarters_and_halves(year: int, quarter: int, half: int) -> None:
    for form in ("Q{1} {0}", "{0} Q{1}", "{0}-Q{1}", "Q{1}/{0}", "q{1} {0}"):
        found = only(form.format(year, quarter))
        assert (found.first, found.last) == bounds(year, 3 * quarter - 2, 3)
    found = only(f"H{half} {year}")
    assert (found.first, found.last) == bounds(year, 6 * half - 5, 6)


@given(days)
def test_weeks(on: date) -> None:
    year, number, weekday = on.isocalendar()
    assume(FIRST_YEAR <= year <= LAST_YEAR)
    first = on - timedelta(days=weekday - 1)
    for text in (f"{year}-W{number:02}", f"KW {number}/{year}", f"W{number} {year}"):
        found = only(text)
        assert (found.first, found.last) == (first, first + timedelta(days=6))
    assert is_day(only(f"{year}-W{number:02}-{weekday}"), on)


def bounds(year: int, month: int, count: int) -> tuple[date, date]:
    last = month + count - 1
    return date(year, month, 1), date(year, last, days_in(year, last))


@given(st.integers(FIRST_YEAR, LAST_YEAR), st.integers(1, 12))
def test_the_calendar_is_that_of_python(year: int, month: int) -> None:
    after = date(year + month // 12, month % 12 + 1, 1)
    assert days_in(year, month) == (after - timedelta(days=1)).day


@pytest.mark.parametrize("notation", [*NUMERIC.values()])
@given(year=st.integers(FIRST_YEAR, LAST_YEAR), month=st.integers(1, 12))
def test_the_day_after_the_last_does_not_exist(notation: str, year: int, month: int) -> None:
    last = days_in(year, month)
    text = notation.format(year, month, last + 1)
    if text[4] == "." and text[:4] == str(year):
        assert not dates(text)  # it may be a version
        return
    found = only(text)
    assert found.error is not None
    assert found.first is found.last is None
    mended = text[: found.error.start] + found.error.suggestion + text[found.error.end :]
    assert is_day(only(mended), date(year, month, last))
    assert f" {year} has {last} days." in found.error.message


@given(year=st.integers(FIRST_YEAR, LAST_YEAR), month=st.integers(1, 12), data=st.data())
@settings(max_examples=200)
def test_the_day_after_the_last_does_not_exist_in_words(
    year: int, month: int, data: st.DataObject
) -> None:
    last = days_in(year, month)
    notation = data.draw(st.sampled_from([*SPELLED.values()]))
    language = data.draw(st.sampled_from(NAMED))
    name = data.draw(st.sampled_from(MONTHS[language][month - 1]))
    found = only(text := notation.format(day=last + 1, month=name, year=year))
    assert found.error is not None
    mended = text[: found.error.start] + found.error.suggestion + text[found.error.end :]
    assert is_day(only(mended), date(year, month, last))


@pytest.mark.parametrize("text", ["2026-13-01", "2026/13/01", "31/31/2026", "2026-31-12"])
def test_a_month_that_does_not_exist(text: str) -> None:
    found = only(text)
    assert found.error is not None
    assert found.error.message.startswith("There is no month ")
    assert found.error.suggestion == ""


def test_a_week_that_does_not_exist() -> None:
    found = only("2025-W53")
    assert found.error is not None
    assert (found.error.suggestion, found.error.message) == ("52", "2025 has 52 weeks.")
    assert only("2026-W53").exists


@given(days, st.sampled_from("/-"))
def test_day_or_month_first(on: date, sign: str) -> None:
    as_day_first = only(f"{on.day:02}{sign}{on.month:02}{sign}{on.year}")
    as_month_first = only(f"{on.month}{sign}{on.day}{sign}{on.year}")
    for found in (as_day_first, as_month_first):
        if on.day > 12 or on.day == on.month:
            assert is_day(found, on)
        else:
            assert found.precision is Precision.YEAR
            assert (found.first, found.last) == (date(on.year, 1, 1), date(on.year, 12, 31))


@given(days, days, st.data())
def test_ranges_of_two_dates(one: date, two: date, data: st.DataObject) -> None:
    style = data.draw(st.sampled_from(["{0}-{1:02}-{2:02}", "{2}.{1}.{0}", "{0}年{1}月{2}日"]))
    join = data.draw(st.sampled_from([" – ", "–", " - ", "..", " to ", " → ", "~", "-", "/"]))
    texts = [style.format(on.year, on.month, on.day) for on in (one, two)]
    first, last = dates(join.join(texts))
    assert is_day(first, one)
    assert is_day(last, two)
    assert (first.ends_range, last.ends_range) == (False, True)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Jan–Mar 2026", "2026-01-01", "2026-03-31"),
        ("January-February 2026", "2026-01-01", "2026-02-28"),
        ("Nov – Feb 2026", "2025-11-01", "2026-02-28"),
        ("January 5–9, 2026", "2026-01-05", "2026-01-09"),
        ("Jan 5 – Feb 9, 2026", "2026-01-05", "2026-02-09"),
        ("Dec 30 - Jan 2, 2026", "2025-12-30", "2026-01-02"),
        ("5–9 January 2026", "2026-01-05", "2026-01-09"),
        ("5.–9. Februar 2026", "2026-02-05", "2026-02-09"),
        ("30 Jan - 2 Feb 2026", "2026-01-30", "2026-02-02"),
        ("5.2.–9.3.2026", "2026-02-05", "2026-03-09"),
        ("5.-9.2.2026", "2026-02-05", "2026-02-09"),
        ("Q1–Q2 2026", "2026-01-01", "2026-06-30"),
        ("2026 Q3-Q4", "2026-07-01", "2026-12-31"),
        ("2026年1月5日〜9日", "2026-01-05", "2026-01-09"),
        ("2026年1月5日～2月9日", "2026-01-05", "2026-02-09"),
        ("2026年1月〜3月", "2026-01-01", "2026-03-31"),
    ],
)
def test_ranges_with_one_year(text: str, first: str, last: str) -> None:
    opening, closing = dates(text)
    assert (str(opening.first), str(closing.last)) == (first, last)
    assert (opening.ends_range, closing.ends_range) == (False, True)
    assert (opening.start, closing.end) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("A1 完成(2026-04-23):好", "2026-04-23"),
        ("于2026-02-05完成", "2026-02-05"),
        ("**January 10, 2026**", "January 10, 2026"),
        ("_January 10, 2026_", "January 10, 2026"),
        ("(__2026-02-05__)", "2026-02-05"),
        ("Sprint 3 - 5 January 2026", "5 January 2026"),
        ("mid-March 2026", "March 2026"),
        ("5 января 2026 г.", "5 января 2026"),
        ("due 2026-02-05.", "2026-02-05"),
        ("(Jan '26)", "Jan '26"),
        ("the 23rd of Jan, 2026", "23rd of Jan, 2026"),
    ],
)
def test_surrounding_text_is_not_part_of_a_date(text: str, written: str) -> None:
    found = only(text)
    assert text[found.start : found.end] == written


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("20260205", "2026-02-05"),
        ("5.2.26", "2026-02-05"),
        ("2/23/26", "2026-02-23"),
        ("Set 2026", "2026-09-30"),
        ("02/2026", "2026-02-28"),
        ("2026/02", "2026-02-28"),
    ],
)
def test_notations_that_count_only_as_a_whole_field(text: str, on: str) -> None:
    assert str(only(f" **{text}** ").last) == on
    assert not dates(text, field=False)
    assert not dates(f"about {text} words")


letters = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=6)
number = st.integers(0, 99_999)
small = st.integers(0, 99)
no_dates = st.one_of(
    st.builds("v{}.{}.{}".format, small, small, number),
    st.builds("{}.{}.{}.{}".format, number, number, number, number),
    st.builds("{}-{}-{}-{}".format, letters, number, small, small),
    st.builds("{}-{}-{}-{}".format, number, number, number, letters),
    st.builds("{}{}".format, letters, number),
    st.builds("{}/{}".format, small, small),
    st.builds("{}/{}/{}/{}".format, letters, number, small, small),
    st.builds("/{}/{:02}/{:02}/{}".format, st.integers(1990, 2030), small, small, letters),
    st.builds("{:02}:{:02}:{:02}".format, small, small, small),
    st.builds("{}%".format, number),
    st.builds("#{}".format, number),
    st.builds("{}-{}-{}.md".format, st.integers(1990, 2030), small, small),
    st.builds("2026-02-{}".format, st.sampled_from(["XX", "DD", "00", "99", "dd"])),
    st.uuids().map(str),
    st.binary(min_size=4, max_size=20).map(bytes.hex).map("x{}".format),
    letters,
    st.integers(0, 10**9).map(str),
)


@given(st.lists(no_dates, min_size=1, max_size=6))
def test_ids_versions_paths_and_times_are_not_dates(words: list[str]) -> None:
    # Words apart by more than a blank, which would make "5 may 2026" of three of them.
    text = " | ".join(words)
    assert not dates(text, field=False)


@pytest.mark.parametrize(
    "text",
    [
        *("YYYY-MM-DD", "2026-02-XX", "2026-00-00", "2026-99-99", "{TODAY}", "TBD", "EOW", "-"),
        *("tomorrow", "next Friday", "in 2 weeks", "2026", "12/14", "2026/27", "2025/26"),
        *("1.2.3", "v2.3.26", "v1.2.2026", "10.1.2026.5", "192.168.1.1", "2025.12.4"),
        *("ADR-2026-02-30", "CVE-2026-0205", "RFC-2026-02", "2026-02-05-standup.md", "2026-02-"),
        *("18:38", "17:45 / 17:50", "8/10", "70%+", "Sep", "January", "5 January", "Jan 5"),
        *("99/99/2026", "20261399", "1234-02-05", "9999-12-31", "docs/2026/02/05/x", "5 foos 2026"),
        *("out 2026 items", "Q5 2026", "H3 2026", "2026-W54", "May", "1/2", "2026-13"),
        *("2009/10", "2011/12", "2026-02-05_notes", "x_2026-02-05", "x__2026-02-05"),
    ],
)
def test_texts_without_dates(text: str) -> None:
    assert not dates(text)


@given(days, st.text(max_size=8), st.text(max_size=8))
def test_text_outside_the_range_is_ignored(on: date, before: str, after: str) -> None:
    text = before + on.isoformat() + after
    (found,) = find_dates(text, len(before), len(before) + 10, field=True)
    assert is_day(found, on)
    assert (found.start, found.end) == (len(before), len(before) + 10)


@given(days)
def test_an_invalid_date_has_the_range_of_the_error(on: date) -> None:
    text = f"due: {on.year}-{on.month:02}-35 or so"
    (found,) = find_dates(text, 5, len(text))
    assert found.error is not None
    assert text[found.error.start : found.error.end] == "35"


PIECES = [
    *(
        "2026",
        "-",
        "/",
        ".",
        " ",
        "02",
        "5",
        "Jan",
        "January",
        "Q1",
        "W05",
        "年",
        "月",
        "日",
        "'26",
    ),
    *("th", ",", "–", "to", "of", "de", "T10", "x", "é", "e\u0301", "~", "[", "\n", "30", "31"),
]
fragments = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


@given(fragments, st.booleans())
def test_dates_are_in_order_and_do_not_overlap(text: str, field: bool) -> None:
    end = 0
    for found in dates(text, field=field):
        assert end <= found.start < found.end <= len(text)
        assert (found.first is None) == (found.last is None)
        if found.error:
            assert found.start <= found.error.start < found.error.end <= found.end
        end = found.end


PATTERNS = {name: value for name, value in vars(date_patterns).items() if name.isupper()}


@pytest.mark.parametrize(
    "name", sorted(set(PATTERNS) - {each for each in PATTERNS if each[0] == "_"})
)
def test_patterns_match_a_limited_length(name: str) -> None:
    # What matches a bounded stretch is looked for in linear time, whatever the text is.
    _, widest = regex_parser.parse(PATTERNS[name]).getwidth()
    assert widest < 250


@pytest.mark.parametrize(
    "unit",
    [
        "5 ",
        "January ",
        "1.2.",
        "2026-",
        "5-Jan-",
        "e\u0301",
        "Q1-",
        "Jan 5 - ",
        "1/",
        "'26 ",
        "\u00a0",
    ],
)
def test_hostile_text_contains_no_dates(unit: str) -> None:
    assert not dates(unit * 2_000)
