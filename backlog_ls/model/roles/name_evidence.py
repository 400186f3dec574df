"""What the name of a file says about its role.

A name speaks by the words at its beginning and its end: `product-roadmap` is a roadmap, `todo-app` may
be about one. A word that comes before another noun says little: `backlog-workflow`, `story-checklist`.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from backlog_ls.model.names.normalize import strip_accents
from backlog_ls.model.roles.role import DocumentRole
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern


class Strength(IntEnum):
    """How strongly a path suggests a backlog or a work item."""

    NONE = 0
    WITH_STATES = 1
    """Nothing: the content alone must show work that is partly done."""
    WITH_PROGRESS = 2
    """A hint: work that is partly done, or two kinds of evidence, make it one."""
    WITH_STATUS = 3
    """A hint: a status of the whole document makes it one."""
    WITH_TASKS = 4
    """A hint: checkboxes or a work table in the content make it one. A lone status does not."""
    WITH_WORK = 5
    """A hint: any sign of work in the content makes it one."""
    ENOUGH = 6
    """Certain without a look at the content."""


class PathEvidence(NamedTuple):
    """What a path says."""

    role: DocumentRole
    """The role that it has where the evidence suffices."""
    strength: Strength
    """How much it says for work. For an archive: how much it would say elsewhere."""
    reason: str
    finished: str = ""
    """Why it counts as finished, where its folder says so."""
    is_certain: bool = False
    """For a reference: whether front matter with an id and a status changes nothing."""
    is_named: bool = False
    """Whether it has the name of a backlog, so that its title does not matter."""
    is_kept_up: bool = False
    """Whether new work is added to it when all is done, as to a `BACKLOG.md`."""
    about: str = ""
    """Why it may be a report about work: a word of its name. That it is open outweighs this."""


_WORD = pattern(r"[^\W\d_]+|\d+")
_CAPITAL = pattern(r"(?<=[a-z])(?=[A-Z])")
_FILLER = pattern(
    r"\d+|v|q|h|en|de|fr|es|pt|br|it|nl|pl|ru|uk|ua|zh|cn|tw|ja|jp|ko|kr|fi|sv|cs|id|"
    r"hans|hant|draft|wip|new|current|latest|master|main|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec"
)
"""Words at the ends of a name that say nothing about its kind: numbers, languages, months."""
ID_START = pattern(r"(?!\d{4}[-_]\d\d)(?:[^\W\d_]{1,12}[-_ .]?){0,2}\d")
"""The start of a name with the id or number of a work item: `US-12-login`, `003-login`; not a date."""
DATE = pattern(r"\d{4}([-_.]?)\d\d\1\d\d")


def split_words(name: str) -> list[str]:
    """Return the words of a file or folder name, folded; `TodoList` has two."""
    return _WORD.findall(strip_accents(_CAPITAL.sub(" ", name).casefold()))


def strip_filler(name_words: list[str]) -> list[str]:
    start, end = 0, len(name_words)
    while start < end and _FILLER.fullmatch(name_words[start]):
        start += 1
    while end > start and _FILLER.fullmatch(name_words[end - 1]):
        end -= 1
    return name_words[start:end]


def read_name(core: list[str]) -> PathEvidence | None:
    """Return what the name says for a document being a backlog or a work item, or None."""
    if not core:
        return None
    names = words().documents
    backlog, tasks = names["backlog"], names["tasks"]
    last = {core[-1], " ".join(core[-2:])}
    if is_whole_name(core):
        return _hint(Strength.ENOUGH) if " ".join(core) in backlog | tasks else _PLAN
    if reference_word(core):
        # `login-audit-todo` is a list for an audit, `todo-audit` and `summary-todo` are about one.
        if reference_word(core[:1]) or not last & {*tasks, _BACKLOG}:
            return None
        strength = Strength.ENOUGH if core[-1] == _BACKLOG else Strength.WITH_TASKS
        return _hint(strength)._replace(is_named=True)
    if last & backlog:
        return _hint(Strength.ENOUGH)
    return _read_first_words(core) if not last & tasks else _hint(Strength.WITH_TASKS)


def _read_first_words(core: list[str]) -> PathEvidence | None:
    """Return what a name says that does not end in a word for a backlog or a list of tasks."""
    names = words().documents
    backlog = names["backlog"]
    if backlog & {*core}:
        is_topic_next = core[0] in backlog and core[0] not in _QUALIFIERS
        if is_topic_next and len(core) <= _MAX_QUALIFIED:
            return _hint(Strength.ENOUGH)
        return _hint(Strength.WITH_TASKS if is_topic_next else Strength.WITH_PROGRESS)
    if names["tasks"] & {core[0], " ".join(core[:2])}:
        return _hint(Strength.WITH_TASKS)
    return _read_plan(core)


def _read_plan(core: list[str]) -> PathEvidence | None:
    """Return what a name says that begins or ends in a word for a plan or one piece of work."""
    names = words().documents
    plan, pair = names["plan"], " ".join(core[-2:])
    is_last = bool({core[-1], pair} & plan)
    # An `implementation-plan` is a plan for work. A `test-plan` says how to test.
    others = core[:-2] if pair in plan else core
    if not is_last and not {core[0], " ".join(core[:2])} & plan:
        return None
    if names["not_plan"] & {*others}:
        return None
    if is_last or not _is_unit(core[0]):
        return _PLAN
    if not core[1].isdecimal():
        return None  # `story-checklist`, `sprint-manager`
    return _PLAN if core[0] in names["time_boxes"] else _ITEM


def _is_unit(word: str) -> bool:
    """Return whether a word is for one piece of work or one time box, and not for a list of work."""
    return word in words().work_titles | words().documents["time_boxes"]


def _hint(strength: Strength) -> PathEvidence:
    is_named = strength is Strength.ENOUGH
    reason = "its name is that of a backlog"
    return PathEvidence(
        DocumentRole.BACKLOG, strength, reason, is_named=is_named, is_kept_up=is_named
    )


_PLAN = PathEvidence(DocumentRole.BACKLOG, Strength.WITH_TASKS, "its name is that of a plan")
_ITEM = PathEvidence(
    DocumentRole.WORK_ITEM, Strength.WITH_TASKS, "its name is that of one piece of work"
)
_BACKLOG = "backlog"
_QUALIFIERS = {_BACKLOG, "kanban"}
"""Words for a backlog that often say what another noun is about: `backlog-workflow`."""
_MAX_QUALIFIED = 3
"""Maximum number of words of a name that begins with a word for a backlog: `roadmap-2026-ideas`."""


def is_whole_name(core: list[str]) -> bool:
    """Return whether the name is nothing but that of a backlog or plan, with numbers."""
    names = words().documents
    if " ".join(core) in names["backlog"] | names["tasks"]:
        return True
    return bool(core) and all(word in names["plan"] or word.isdecimal() for word in core)


def only_report_words(stem: str) -> str:
    """Return the last word of a name that has only words for reports after its id, or nothing.

    Features are called `audit-log` and `order-summary` too. So there must be no other word, and of
    several the last must be one for a report.
    """
    documents = words().documents
    reports = report_words() | documents["not_plan"]
    name_words = split_words(stem) if ID_START.match(stem) else []
    at = next((number for number, each in enumerate(name_words) if each.isdecimal()), 0)
    rest = [each for each in name_words[at:] if not each.isdecimal() and len(each) > 1]
    about = reports | documents["reference"]
    is_about = rest and all(each in about for each in rest)
    return rest[-1] if is_about and (len(rest) == 1 or rest[-1] in reports) else ""


def about_work(stem: str) -> str:
    """Return why a document in a folder of work may be a report about it, by its name, or nothing."""
    name_words = split_words(stem)
    word = find_word(name_words, words().documents["retrospective"]) or only_report_words(stem)
    core = strip_filler(name_words)
    if not word and core and not ID_START.match(stem) and not DATE.match(stem):
        word = find_word([core[-1], core[0]], report_words()) or reference_word(core[-1:])
    return f"its name has the word `{word}`" if word else ""


def about_task(stem: str) -> str:
    """Return why a document in a folder of tasks may be a report about one, or nothing.

    Testing and a review are tasks too.
    """
    if not ID_START.match(stem):
        return about_work(stem)
    word = find_word(split_words(stem), words().documents["retrospective"])
    return f"its name has the word `{word}`" if word else ""


def find_word(name_words: list[str], wanted: frozenset[str]) -> str:
    """Return the first word, or two, of a name that are `wanted`; or nothing."""
    pairs = (" ".join(pair) for pair in pairwise(name_words))
    return next((each for each in (*name_words, *pairs) if each in wanted), "")


def reference_word(core: list[str]) -> str:
    """Return the word of a name that makes it a report, a guide or the like; or nothing."""
    return find_word(core, report_words() | words().documents["reference"])


@cache
def report_words() -> frozenset[str]:
    """Return the words of names and titles for documents that report on work."""
    return words().documents["report"] | words().documents["retrospective"]
