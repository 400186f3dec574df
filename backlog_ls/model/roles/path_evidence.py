"""What the path of a document says about its role.

Folders speak before names, and the folder nearest to the document speaks for it.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from backlog_ls.model.roles.folders import (
    ARCHIVE_NAMES,
    ARCHIVE_WORDS,
    BACKLOG_FOLDERS,
    DECISION_FOLDERS,
    DOCS_FOLDERS,
    ITEM_FOLDERS,
    LISTED_FOLDERS,
    MILESTONE_FOLDERS,
    PROMPT_FOLDERS,
    REFERENCE_FOLDERS,
    REFERENCE_NAMES,
    TASK_FOLDERS,
    TEMPLATE_FOLDERS,
    TEMPLATE_WORDS,
    TOOL_FOLDERS,
)
from backlog_ls.model.roles.name_evidence import (
    DATE,
    ID_START,
    PathEvidence,
    Strength,
    about_task,
    about_work,
    find_word,
    is_whole_name,
    only_report_words,
    read_name,
    reference_word,
    split_words,
    strip_filler,
)
from backlog_ls.model.roles.role import DocumentRole
from backlog_ls.model.statuses.status import Status, canonical_status
from backlog_ls.model.words import words


@lru_cache(maxsize=4096)
def read_path(path: str) -> PathEvidence:
    """Return what `path` says about the role of a document.

    Args:
        path: from the root of the workspace, with slashes; empty for a document without a file.
    """
    *parts, name = path.split("/")
    folders = [part.lower() for part in parts]
    stem = name.rpartition(".")[0] or name
    core = strip_filler(split_words(stem))
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
    name = " ".join(strip_filler(split_words(folder)))
    return canonical_status(name) is Status.DONE


def _is_stage_folder(folder: str) -> bool:
    """Return whether a folder is only for the work in one state: `todos/pending`, `tasks/done`."""
    if folder in BACKLOG_FOLDERS | REFERENCE_FOLDERS:  # `todo` and `review` are states too
        return False
    name = " ".join(strip_filler(split_words(folder)))
    return canonical_status(name) is not Status.UNKNOWN


def _archived(folders: list[str], stem: str, reason: str) -> PathEvidence:
    is_task = folders[-1:] == ["tasks"]  # where Backlog.md archives them
    work = _read_work(folders, stem, strip_filler(split_words(stem)))
    strength = Strength.ENOUGH if is_task else work.strength
    return PathEvidence(DocumentRole.ARCHIVE, strength, reason)


def _read_work(folders: list[str], stem: str, core: list[str]) -> PathEvidence:
    """Return what a path says that is neither of an archive nor of a template."""
    has_id = ID_START.match(stem) is not None
    folder, depth, kind = _nearest_folder(folders, has_id=has_id)
    if folder in DECISION_FOLDERS:
        return _reference(f"it is in the folder `{folder}`", is_certain=True)
    if " ".join(core) in REFERENCE_NAMES or core[:1] in (["readme"], ["changelog"]):
        if core == ["readme"] and kind is _FolderKind.WORK and depth:
            # `stories/login/README.md` is the story itself.
            reason = f"it is the README of a folder below `{folder}`"
            is_item = ID_START.match(folders[-1]) is not None
            strength = Strength.WITH_WORK if is_item else Strength.WITH_STATUS
            return PathEvidence(DocumentRole.WORK_ITEM, strength, reason)
        return _reference("every repository may have a file of this name", is_certain=True)
    if kind is _FolderKind.REFERENCE and folder in PROMPT_FOLDERS and _is_hidden(folders):
        # `.claude/commands/tasks.md` tells an agent how to write a list of tasks.
        return _reference(f"it is in the folder `{folder}` of a tool", is_certain=True)
    named = read_name(core)
    is_whole = named is not None and is_whole_name(core)
    if named and is_whole and (kind is not _FolderKind.WORK or named.is_named):
        of_topic = _is_of_topic(folders) and " ".join(core) in words().documents["tasks"]
        return named._replace(is_kept_up=named.is_kept_up and not of_topic)
    if kind is _FolderKind.WORK:
        parent = folders[-1] if depth else ""
        return _in_work_folder(folder, parent, stem, named)
    if kind is _FolderKind.REFERENCE:
        return _reference(f"it is in the folder `{folder}`", is_certain=True)
    if kind is _FolderKind.ITEMS:
        return _in_item_folder(folder, stem, has_id=has_id)
    if named:
        return named
    about = reference_word(core) or find_word(core, words().documents["not_plan"])
    if about:
        return _reference(f"its name has the word `{about}`")
    return PathEvidence(DocumentRole.BACKLOG, Strength.WITH_STATES, "")


def _in_item_folder(folder: str, stem: str, *, has_id: bool) -> PathEvidence:
    """Return what a name says in a folder that may hold a file for each task."""
    reason = f"it is in the folder `{folder}`"
    if folder in TASK_FOLDERS:
        about = about_task(stem)
        strength = Strength.WITH_WORK if has_id else Strength.WITH_STATUS
        if has_id and folder == "subtasks":
            strength = Strength.ENOUGH
    else:
        word = only_report_words(stem)
        if word:
            return _reference(f"its name has nothing but an id and the word `{word}`")
        about, strength = about_work(stem), Strength.WITH_STATUS
    return PathEvidence(DocumentRole.WORK_ITEM, strength, reason, about=about)


def _in_work_folder(
    folder: str, parent: str, stem: str, named: PathEvidence | None
) -> PathEvidence:
    """Return what a name says in a folder of work, or in the folder `parent` below one."""
    is_milestone = folder in MILESTONE_FOLDERS
    has_id = ID_START.match(stem) is not None
    is_item = folder in LISTED_FOLDERS and _is_one_piece(stem, named)
    role = DocumentRole.WORK_ITEM if is_milestone or is_item else DocumentRole.BACKLOG
    reason = f"it is in the folder `{folder}`"
    if not parent:
        strength = Strength.WITH_WORK if is_milestone else Strength.ENOUGH
    elif DATE.fullmatch(stem):
        return _reference("its name is a date")
    elif has_id and split_words(stem)[0] in words().work_titles:
        strength = Strength.ENOUGH  # `epics/login/task-3-form`
    elif named:
        is_certain = named.is_named and not is_milestone
        strength = Strength.ENOUGH if is_certain else Strength.WITH_WORK
    elif has_id or not ID_START.match(parent):
        strength = Strength.WITH_WORK
    else:
        # The folder is that of one story. `NOTES.md` in it is not another one.
        strength = Strength.WITH_STATES if stem.isupper() else Strength.WITH_STATUS
    if named and named.is_named:
        return named._replace(role=role, strength=strength, reason=reason)
    return PathEvidence(role, strength, reason, about=about_work(stem))


def _is_one_piece(stem: str, named: PathEvidence | None) -> bool:
    """Return whether the name of a file has the id of one piece of work, and not of a time box."""
    name_words = split_words(stem)
    if not ID_START.match(stem) or name_words[0] in words().documents["time_boxes"]:
        return False
    core = strip_filler(name_words)
    is_unit = len(core) == 1 and core[0] in words().work_titles  # `5.1.story`
    return named is None or named.role is DocumentRole.WORK_ITEM or (is_unit and not named.is_named)


class _FolderKind(Enum):
    """What a folder holds."""

    WORK = "backlogs and milestones"
    ITEMS = "a file for each task or issue, or pages about them"
    REFERENCE = "guides, reports and the like"
    OTHER = "anything"


def _nearest_folder(folders: list[str], *, has_id: bool) -> tuple[str, int, _FolderKind]:
    """Return the nearest folder that says something, how far up it is, and what it holds.

    Args:
        folders: of the document, in lower case.
        has_id: whether the name of the document begins with the id of a work item.
    """
    work = BACKLOG_FOLDERS | MILESTONE_FOLDERS
    telling = [folder for folder in folders if not _is_stage_folder(folder)]
    for depth, folder in enumerate(reversed(telling)):
        if folder in work:
            return folder, depth, _FolderKind.WORK
        inside = DOCS_FOLDERS if work & {*telling[: len(telling) - 1 - depth]} else frozenset()
        if folder in REFERENCE_FOLDERS or folder in inside:
            return folder, depth, _FolderKind.REFERENCE
        is_task = depth == 1 and has_id and folder in TASK_FOLDERS  # `tasks/login/T-1-form`
        if is_task or (folder in ITEM_FOLDERS and not depth):
            return folder, depth, _FolderKind.ITEMS
    return "", 0, _FolderKind.OTHER


def _is_of_topic(folders: list[str]) -> bool:
    """Return whether a folder is about one topic: `specs/login`, `001-login`, `2026-03-01-login`."""
    numbered = bool(folders) and folders[-1][:1].isdecimal()
    return numbered or folders[-2:-1] in (["specs"], ["changes"], ["features"])


def _is_hidden(folders: list[str]) -> bool:
    return any(folder.startswith(".") for folder in folders)


def _reference(reason: str, *, is_certain: bool = False) -> PathEvidence:
    return PathEvidence(DocumentRole.REFERENCE, Strength.NONE, reason, is_certain=is_certain)
