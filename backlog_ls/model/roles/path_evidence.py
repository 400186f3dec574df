"""What the path of a document says about its role.

Folders speak before names, and the folder nearest to the document speaks for it. A name speaks by
the words at its beginning and its end: `product-roadmap` is a roadmap, `todo-app` may be about one.
"""

from __future__ import annotations

from enum import Enum, IntEnum
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from backlog_ls.model.names.normalize import strip_accents
from backlog_ls.model.roles.folders import (
    ARCHIVE_NAMES,
    ARCHIVE_WORDS,
    BACKLOG_FOLDERS,
    DECISION_FOLDERS,
    DOCS_FOLDERS,
    ITEM_FOLDERS,
    MILESTONE_FOLDERS,
    REFERENCE_FOLDERS,
    REFERENCE_NAMES,
    TASK_FOLDERS,
    TEMPLATE_FOLDERS,
    TEMPLATE_WORDS,
    TOOL_FOLDERS,
)
from backlog_ls.model.roles.role import DocumentRole
from backlog_ls.model.statuses.status import Status, canonical_status
from backlog_ls.model.words import words
from backlog_ls.text.pattern import pattern


class Strength(IntEnum):
    """How strongly a path suggests a backlog or a work item."""

    NONE = 0
    WITH_STATES = 1
    """Nothing: the content alone must show work that is partly done."""
    WITH_STATUS = 2
    """A hint: a status of the whole document makes it one."""
    WITH_TASKS = 3
    """A hint: checkboxes or a work table in the content make it one. A lone status does not."""
    WITH_WORK = 4
    """A hint: any sign of work in the content makes it one."""
    ENOUGH = 5
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
_ID = pattern(r"(?!\d{4}[-_]\d\d)(?:[^\W\d_]{1,12}[-_ .]?){0,2}\d")
"""The start of a name with the id or number of a work item: `US-12-login`, `003-login`; not a date."""
_DATE = pattern(r"\d{4}([-_.]?)\d\d\1\d\d")


def split_words(name: str) -> list[str]:
    """Return the words of a file or folder name, folded; `TodoList` has two."""
    return _WORD.findall(strip_accents(_CAPITAL.sub(" ", name).casefold()))


def _strip_filler(name_words: list[str]) -> list[str]:
    start, end = 0, len(name_words)
    while start < end and _FILLER.fullmatch(name_words[start]):
        start += 1
    while end > start and _FILLER.fullmatch(name_words[end - 1]):
        end -= 1
    return name_words[start:end]


@lru_cache(maxsize=4096)
def read_path(path: str) -> PathEvidence:
    """Return what `path` says about the role of a document.

    Args:
        path: from the root of the workspace, with slashes; empty for a document without a file.
    """
    *parts, name = path.split("/")
    folders = [part.lower() for part in parts]
    stem = name.rpartition(".")[0] or name
    core = _strip_filler(split_words(stem))
    tool = tuple(folders[-2:]) in TOOL_FOLDERS
    archive, template = _find_archive(folders), _find_template(folders)
    if template is not None and (archive is None or template < archive):
        return _template(f"it is in the folder `{folders[template]}`")
    if core and "template" in {core[0], core[-1]}:
        return _template("its name says that it is a template")
    if archive is not None:
        return _archived(folders, stem, f"it is in the folder `{folders[archive]}`")
    if core and not tool and (core[-1] in ARCHIVE_NAMES or core[0] in ARCHIVE_WORDS):
        return _archived(folders, stem, "its name says that it is an archive")
    finished = next(filter(_is_finished_folder, folders), "")
    finished = f"it is in the folder `{finished}`" if finished else ""
    if tool:
        reason = f"Backlog.md keeps its tasks in `{'/'.join(folders[-2:])}`"
        return PathEvidence(DocumentRole.WORK_ITEM, Strength.ENOUGH, reason, finished)
    return _read_work(folders, stem, core)._replace(finished=finished)


def _find_template(folders: list[str]) -> int | None:
    """Return the number of the outermost folder of templates, fixtures or foreign files."""
    for number, folder in enumerate(folders):
        name_words = split_words(folder)
        if folder in TEMPLATE_FOLDERS or TEMPLATE_WORDS & {*name_words}:
            return number
        is_marked = folder[:1] in {"_", "."}  # `metaprogramming-templates` may be about them
        if is_marked and name_words[-1:] in (["template"], ["templates"]):
            return number
    return None


def _find_archive(folders: list[str]) -> int | None:
    """Return the number of the outermost folder that is an archive."""
    for number, folder in enumerate(folders):
        if folder in ARCHIVE_NAMES or ARCHIVE_WORDS & {*split_words(folder)}:
            return number
    return None


def _template(reason: str) -> PathEvidence:
    return PathEvidence(DocumentRole.TEMPLATE, Strength.NONE, reason)


def _is_finished_folder(folder: str) -> bool:
    """Return whether a folder is for finished work: `done`, `02_completed`, `erledigt`."""
    name = " ".join(_strip_filler(split_words(folder)))
    return canonical_status(name) is Status.DONE


def _is_stage_folder(folder: str) -> bool:
    """Return whether a folder is only for the work in one state: `todos/pending`, `tasks/done`."""
    if folder in BACKLOG_FOLDERS | REFERENCE_FOLDERS:  # `todo` and `review` are states too
        return False
    name = " ".join(_strip_filler(split_words(folder)))
    return canonical_status(name) is not Status.UNKNOWN


def _archived(folders: list[str], stem: str, reason: str) -> PathEvidence:
    is_task = folders[-1:] == ["tasks"]  # where Backlog.md archives them
    work = _read_work(folders, stem, _strip_filler(split_words(stem)))
    strength = Strength.ENOUGH if is_task else work.strength
    return PathEvidence(DocumentRole.ARCHIVE, strength, reason)


def _read_work(folders: list[str], stem: str, core: list[str]) -> PathEvidence:
    """Return what a path says that is neither of an archive nor of a template."""
    folder, depth, kind = _nearest_folder(folders)
    if folder in DECISION_FOLDERS:
        return _reference(f"it is in the folder `{folder}`", is_certain=True)
    if " ".join(core) in REFERENCE_NAMES or core[:1] in (["readme"], ["changelog"]):
        if core == ["readme"] and kind is _FolderKind.WORK and depth:
            # `stories/login/README.md` is the story itself.
            reason = f"it is the README of a folder below `{folder}`"
            return PathEvidence(DocumentRole.WORK_ITEM, Strength.WITH_STATUS, reason)
        return _reference("every repository may have a file of this name", is_certain=True)
    named = _read_name(core)
    is_whole = named is not None and _is_whole_name(core)
    if named and is_whole and (kind is not _FolderKind.WORK or named.is_named):
        of_topic = _is_of_topic(folders) and " ".join(core) in words().documents["tasks"]
        return named._replace(is_kept_up=named.is_kept_up and not of_topic)
    word = _only_report_words(stem) if kind in {_FolderKind.WORK, _FolderKind.ITEMS} else ""
    if word:
        return _reference(f"its name has nothing but an id and the word `{word}`")
    if kind is _FolderKind.WORK:
        parent = folders[-1] if depth else ""
        return _in_work_folder(folder, parent, stem, named)
    if kind is _FolderKind.REFERENCE:
        return _reference(f"it is in the folder `{folder}`", is_certain=True)
    if kind is _FolderKind.ITEMS:
        is_task = folder in TASK_FOLDERS and _ID.match(stem) is not None
        strength = Strength.WITH_WORK if is_task else Strength.WITH_STATUS
        reason = f"it is in the folder `{folder}`"
        return PathEvidence(DocumentRole.WORK_ITEM, strength, reason, about=_about_work(stem))
    if named:
        return named
    about = _reference_word(core) or _find_word(core, words().documents["not_plan"])
    if about:
        return _reference(f"its name has the word `{about}`")
    return PathEvidence(DocumentRole.BACKLOG, Strength.WITH_STATES, "")


def _in_work_folder(
    folder: str, parent: str, stem: str, named: PathEvidence | None
) -> PathEvidence:
    """Return what a name says in a folder of work, or in the folder `parent` below one."""
    is_milestone = folder in MILESTONE_FOLDERS
    role = DocumentRole.WORK_ITEM if is_milestone else DocumentRole.BACKLOG
    reason = f"it is in the folder `{folder}`"
    has_id = _ID.match(stem) is not None
    if not parent:
        strength = Strength.WITH_WORK if is_milestone else Strength.ENOUGH
    elif _DATE.fullmatch(stem):
        return _reference("its name is a date")
    elif named:
        strength = Strength.WITH_WORK if is_milestone else Strength.ENOUGH
    elif has_id or not _ID.match(parent):
        strength = Strength.WITH_WORK
    else:
        # The folder is that of one story. `NOTES.md` in it is not another one.
        strength = Strength.WITH_STATES if stem.isupper() else Strength.WITH_STATUS
    if named and named.is_named:
        return named._replace(role=role, strength=strength, reason=reason)
    return PathEvidence(role, strength, reason, about=_about_work(stem))


class _FolderKind(Enum):
    """What a folder holds."""

    WORK = "backlogs and milestones"
    ITEMS = "a file for each task or issue, or pages about them"
    REFERENCE = "guides, reports and the like"
    OTHER = "anything"


def _nearest_folder(folders: list[str]) -> tuple[str, int, _FolderKind]:
    """Return the nearest folder that says something, how far up it is, and what it holds."""
    work = BACKLOG_FOLDERS | MILESTONE_FOLDERS
    telling = [folder for folder in folders if not _is_stage_folder(folder)]
    for depth, folder in enumerate(reversed(telling)):
        if folder in work:
            return folder, depth, _FolderKind.WORK
        inside = DOCS_FOLDERS if work & {*telling[: len(telling) - 1 - depth]} else frozenset()
        if folder in REFERENCE_FOLDERS or folder in inside:
            return folder, depth, _FolderKind.REFERENCE
        if folder in ITEM_FOLDERS and not depth:
            return folder, depth, _FolderKind.ITEMS
    return "", 0, _FolderKind.OTHER


def _read_name(core: list[str]) -> PathEvidence | None:
    """Return what the name says for a document being a backlog, or None."""
    if not core:
        return None
    names = words().documents
    backlog, tasks, plan = names["backlog"], names["tasks"], names["plan"]
    last = {core[-1], " ".join(core[-2:])}
    ends = {core[0], " ".join(core[:2]), *last}

    def hint(strength: Strength) -> PathEvidence:
        is_named = strength is Strength.ENOUGH
        reason = "its name is that of a backlog"
        role = DocumentRole.BACKLOG
        return PathEvidence(role, strength, reason, is_named=is_named, is_kept_up=is_named)

    if _is_whole_name(core):
        is_plan = " ".join(core) not in backlog | tasks
        return _PLAN if is_plan else hint(Strength.ENOUGH)
    if _reference_word(core):
        # `login-audit-todo` is a list for an audit, `todo-audit` and `summary-todo` are about one.
        if _reference_word(core[:1]) or not last & {*tasks, _BACKLOG}:
            return None
        strength = Strength.ENOUGH if core[-1] == _BACKLOG else Strength.WITH_TASKS
        return hint(strength)._replace(is_named=True)
    first = core[0] in backlog and len(core) <= _MAX_QUALIFIED
    if first or last & backlog:
        return hint(Strength.ENOUGH)
    if ends & tasks or backlog & {*core}:
        return hint(Strength.WITH_TASKS)
    if ends & plan and not names["not_plan"] & {*core}:
        return _PLAN
    return None


_PLAN = PathEvidence(DocumentRole.BACKLOG, Strength.WITH_TASKS, "its name is that of a plan")
_BACKLOG = "backlog"
_MAX_QUALIFIED = 3
"""Maximum number of words of a name that begins with a word for a backlog: `backlog-2026-ideas`."""


def _is_whole_name(core: list[str]) -> bool:
    """Return whether the name is nothing but that of a backlog or plan, with numbers."""
    names = words().documents
    if " ".join(core) in names["backlog"] | names["tasks"]:
        return True
    return bool(core) and all(word in names["plan"] or word.isdecimal() for word in core)


def _only_report_words(stem: str) -> str:
    """Return the last word of a name that has only words for reports after its id, or nothing.

    Features are called `audit-log` and `order-summary` too. So there must be no other word, and of
    several the last must be one for a report.
    """
    documents = words().documents
    reports = report_words() | documents["not_plan"]
    name_words = split_words(stem) if _ID.match(stem) else []
    at = next((number for number, each in enumerate(name_words) if each.isdecimal()), 0)
    rest = [each for each in name_words[at:] if not each.isdecimal() and len(each) > 1]
    about = reports | documents["reference"]
    is_about = rest and all(each in about for each in rest)
    return rest[-1] if is_about and (len(rest) == 1 or rest[-1] in reports) else ""


def _about_work(stem: str) -> str:
    """Return why a document in a folder of work may be a report about it, by its name, or nothing."""
    name_words = split_words(stem)
    report = report_words()
    word = _find_word(name_words, words().documents["retrospective"])
    core = _strip_filler(name_words)
    if not word and core and not _ID.match(stem) and not _DATE.match(stem):
        word = _find_word([core[-1], core[0]], report) or _reference_word(core[-1:])
    return f"its name has the word `{word}`" if word else ""


def _find_word(name_words: list[str], wanted: frozenset[str]) -> str:
    """Return the first word, or two, of a name that are `wanted`; or nothing."""
    pairs = (" ".join(pair) for pair in pairwise(name_words))
    return next((each for each in (*name_words, *pairs) if each in wanted), "")


def _reference_word(core: list[str]) -> str:
    """Return the word of a name that makes it a report, a guide or the like; or nothing."""
    return _find_word(core, report_words() | words().documents["reference"])


@cache
def report_words() -> frozenset[str]:
    """Return the words of names and titles for documents that report on work."""
    return words().documents["report"] | words().documents["retrospective"]


def _is_of_topic(folders: list[str]) -> bool:
    """Return whether a folder is about one topic: `specs/login`, `001-login`, `2026-03-01-login`."""
    numbered = bool(folders) and folders[-1][:1].isdecimal()
    return numbered or folders[-2:-1] in (["specs"], ["changes"], ["features"])


def _reference(reason: str, *, is_certain: bool = False) -> PathEvidence:
    return PathEvidence(DocumentRole.REFERENCE, Strength.NONE, reason, is_certain=is_certain)
