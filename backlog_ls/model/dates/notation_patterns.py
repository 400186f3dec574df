"""The patterns of the date notations, to be compiled with IGNORECASE.

Each pattern matches text of a limited length, so a search takes linear time. The group `main` is the
date, with the groups `year`, `month` and `day`. In a range with a single year, `from` or `until` is
its other end, with numbered groups.
"""

from __future__ import annotations

_GAP = "[ \t\u00a0\u202f]"
_DASH = rf"{_GAP}{{0,3}}(?:[-\u2010-\u2015\u2212~\u301c\uff5e]|\.\.\.?|to){_GAP}{{0,3}}"
_NO_DIGIT_BEFORE = "(?<![0-9])"
_NO_DIGIT = "(?![0-9])"
_MARKS = "[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"  # accents; vowels and tones of Thai
_NAME = rf"(?<![^\W_])(?:[^\W\d_]{_MARKS}{{0,2}}){{3,16}}"
_DAY = r"(?<![^\W_])[0-9]{1,2}"
_TH = r"(?:st|nd|rd|th|er|re|[º°ª.]|-?(?:го|е|й))?"
_LONG_YEAR = "(?P<year>[0-9]{4})"
_NAMED_YEAR = r"(?P<year>[0-9]{4}|['\u2019][0-9]{2})"
# The words between the parts of "23rd of January" and "23 de enero de 2026".
_OF = rf"(?:{_GAP}{{0,2}}(?:of|del?|di|d['\u2019]){_GAP}{{1,2}}|{_GAP}{{0,2}}[-/.,]?{_GAP}{{0,2}})"
_OF_YEAR = rf"\.?,?(?:{_GAP}{{1,2}}(?:of|del?){_GAP}{{1,2}}|{_GAP}{{0,2}}[-/,]?{_GAP}{{0,2}})"
_BEFORE_YEAR = rf"(?:,{_GAP}{{0,2}}|{_GAP}{{1,2}})"
_PART = "[QH][1-4]"
_EAST_MONTH = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})"
_EAST_DASH = rf"{_GAP}{{0,2}}[-\u2010-\u2015~\u301c\uff5e至到]{_GAP}{{0,2}}"

ISO = (
    rf"{_NO_DIGIT_BEFORE}(?P<main>{_LONG_YEAR}(?P<sign>[-/\u2010\u2011])(?P<month>[0-9]{{1,2}})"
    rf"(?P=sign)(?P<day>[0-9]{{1,2}})){_NO_DIGIT}"
)
"""``2026-02-05``, ``2026/2/5``."""

DOTTED_YEAR_FIRST = (
    rf"{_NO_DIGIT_BEFORE}(?P<main>{_LONG_YEAR}\.(?P<month>[0-9]{{2}})\.(?P<day>[0-9]{{2}}))"
    rf"{_NO_DIGIT}"
)
"""``2026.02.05``, with leading zeros, unlike the version ``2026.2.5``."""

KOREAN = (
    rf"{_NO_DIGIT_BEFORE}(?P<main>{_LONG_YEAR}\. (?P<month>[0-9]{{1,2}})\. (?P<day>[0-9]{{1,2}})"
    rf"\.?){_NO_DIGIT}"
)
"""``2026. 2. 5.``"""

COMPACT = (
    rf"{_NO_DIGIT_BEFORE}(?P<main>{_LONG_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})){_NO_DIGIT}"
)
"""``20260205``"""

ISO_MONTH = rf"{_NO_DIGIT_BEFORE}{_LONG_YEAR}-(?P<month>[0-9]{{2}}){_NO_DIGIT}"
"""``2026-02``"""

SLASHED_MONTH = rf"{_NO_DIGIT_BEFORE}{_LONG_YEAR}/(?P<month>[0-9]{{2}}){_NO_DIGIT}"
"""``2026/02``"""

NUMERIC_MONTH = rf"{_NO_DIGIT_BEFORE}(?P<month>[0-9]{{2}})[./]{_LONG_YEAR}{_NO_DIGIT}"
"""``02/2026``, ``02.2026``."""

DOTTED = (
    rf"(?:(?P<from>(?P<day0>{_DAY})\.(?:{_GAP}?(?P<month0>[0-9]{{1,2}})\.)?){_DASH})?"
    rf"(?P<main>{_NO_DIGIT_BEFORE}(?P<day>[0-9]{{1,2}})\.(?P<gap>{_GAP}?)(?P<month>[0-9]{{1,2}})\."
    rf"(?P=gap)(?P<year>[0-9]{{4}}|(?<=\.)[0-9]{{2}})){_NO_DIGIT}"
)
"""``05.02.2026``, ``5. 2. 2026``, ``5.2.26``, ``5.-9.2.2026``."""

NUMERIC = (
    rf"{_NO_DIGIT_BEFORE}(?P<one>[0-9]{{1,2}})(?P<sign>[/-])(?P<two>[0-9]{{1,2}})(?P=sign)"
    rf"(?P<year>[0-9]{{4}}|[0-9]{{2}}){_NO_DIGIT}"
)
"""``05/02/2026``, ``05-02-2026``, ``2/5/26``."""

DAY_FIRST = (
    rf"(?:(?P<from>(?P<day0>{_DAY}){_TH}(?:{_OF}(?P<month0>{_NAME})\.?)?){_DASH})?"
    rf"(?P<main>(?P<day>{_DAY}{_TH}){_OF}(?P<month>{_NAME}){_OF_YEAR}"
    rf"(?P<year>[0-9]{{4}}|['\u2019][0-9]{{2}}|(?<=-)[0-9]{{2}})){_NO_DIGIT}"
)
"""``23 January 2026``, ``5. Feb. 2026``, ``5-Jan-26``, ``5-9 January 2026``, ``30 Jan - 2 Feb 2026``."""

MONTH_FIRST = (
    rf"(?P<main>(?P<month>{_NAME})\.?{_GAP}{{1,2}}(?P<day>[0-9]{{1,2}}{_TH}){_BEFORE_YEAR}"
    rf"{_NAMED_YEAR}){_NO_DIGIT}"
)
"""``January 23, 2026``, ``Jan 23rd 2026``."""

MONTH_FIRST_RANGE = (
    rf"(?P<from>(?P<month0>{_NAME})\.?{_GAP}{{1,2}}(?P<day0>[0-9]{{1,2}}){_TH}){_DASH}"
    rf"(?P<main>(?:(?P<month>{_NAME})\.?{_GAP}{{1,2}})?(?P<day>[0-9]{{1,2}}{_TH}){_BEFORE_YEAR}"
    rf"{_NAMED_YEAR}){_NO_DIGIT}"
)
"""``January 5-9, 2026``, ``Jan 30 - Feb 2, 2026``."""

MONTH_YEAR = (
    rf"(?:(?P<from>(?P<month0>{_NAME})\.?)(?:{_DASH}|/))?"
    rf"(?P<main>(?P<month>{_NAME}){_OF_YEAR}{_NAMED_YEAR}){_NO_DIGIT}"
)
"""``Jan 2026``, ``Jan '26``, ``Jan-Mar 2026``."""

NAMED_YEAR_FIRST = (
    rf"{_NO_DIGIT_BEFORE}(?P<main>{_LONG_YEAR}(?:-|,?{_GAP})(?P<month>{_NAME})\.?(?:-|{_GAP})"
    rf"(?P<day>[0-9]{{1,2}}{_TH})){_NO_DIGIT}"
)
"""``2026-Jan-05``, ``2026 January 5``."""

EAST_ASIAN = (
    rf"{_NO_DIGIT_BEFORE}(?P<main>{_LONG_YEAR} ?[年년] ?(?P<month>{_EAST_MONTH}) ?[月월]"
    r"(?: ?(?P<day>[0-9]{1,2}) ?[日號号일])?)"
    rf"(?:{_EAST_DASH}(?P<until>(?P<month1>{_EAST_MONTH}) ?[月월](?: ?(?P<day1>[0-9]{{1,2}}) ?"
    r"[日號号일])?|(?P<day2>[0-9]{1,2}) ?[日號号일]))?"
)
"""``2026年2月5日``, ``2026년 2월``, ``2026年2月5日〜9日``."""

QUARTER = (
    rf"(?:(?P<other>(?P<part0>{_PART})){_DASH})?"
    rf"(?P<main>(?P<part>{_PART})(?:{_GAP}?[-/,]?{_GAP}?|{_GAP}of{_GAP}){_NAMED_YEAR}){_NO_DIGIT}"
)
"""``Q1 2026``, ``H1/2026``, ``Q1-Q2 2026``."""

QUARTER_YEAR_FIRST = (
    rf"{_NO_DIGIT_BEFORE}(?P<main>{_LONG_YEAR}(?:{_GAP}?[-/]{_GAP}?|{_GAP})?(?P<part>{_PART}))"
    rf"(?:{_DASH}(?P<other>(?P<part0>{_PART})))?{_NO_DIGIT}"
)
"""``2026 Q1``, ``2026-Q1``, ``2026 Q1-Q2``."""

ISO_WEEK = (
    rf"{_NO_DIGIT_BEFORE}{_LONG_YEAR}-?W(?P<week>[0-9]{{2}})(?:-(?P<weekday>[1-7]))?{_NO_DIGIT}"
)
"""``2026-W05``, ``2026-W05-3``."""

WEEK = (
    rf"(?:CW|KW|W|Week)\.?{_GAP}?(?P<week>[0-9]{{1,2}})(?P<weekday>)(?:{_GAP}?[/,]{_GAP}?|{_GAP})"
    rf"{_LONG_YEAR}{_NO_DIGIT}"
)
"""``W5 2026``, ``KW 5/2026``."""
