"""What the path of a document says about its role.

Folders speak before names, and the folder nearest to the document speaks for it. A name speaks by
the words at its beginning and its end: `product-roadmap` is a roadmap, `todo-app` may be about one.
"""

from __future__ import annotations

from enum import Enum, IntEnum
from functools import lru_cache
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


ARCHIVE_WORDS = frozenset({"archive", "archived", "archives"})
"""Words of a folder's name that make it an archive, whatever else the name says."""
ARCHIVE_NAMES = ARCHIVE_WORDS | {"old", "legacy", "deprecated", "superseded", "obsolete"}
"""Whole names of folders, and last words of file names, that mean an archive."""
TEMPLATE_FOLDERS = frozenset(
    {
        "test", "tests", "__tests__", "e2e", "testdata", "test-data", "test_data",
        "fixture", "fixtures", "__fixtures__", "mocks", "__mocks__", "snapshots", "__snapshots__",
        "template", "templates", "issue_template", "pull_request_template",
        "sample", "samples", "sample_vaults", "example", "examples",
        "vendor", "vendored", "third_party", "third-party", "thirdparty", "external", "node_modules",
    }
)  # fmt: skip
"""Folders of templates, of what tests read, and of other people's files."""
TEMPLATE_WORDS = frozenset(
    {"example", "examples", "sample", "samples", "demo", "demos", "fixture", "fixtures"}
)
"""Words of a folder's name that mean the same, whatever else the name says."""
FINISHED_FOLDERS = frozenset({"completed", "complete", "done", "closed", "finished"})
BACKLOG_FOLDERS = frozenset(
    {
        "backlog", "backlogs", "epics", "sprints", "tickets", "stories", "user-stories",
        "user_stories", "todo", "todos", "roadmap", "roadmaps",
    }
)  # fmt: skip
MILESTONE_FOLDERS = frozenset({"milestone", "milestones"})
ITEM_FOLDERS = frozenset({"tasks", "subtasks", "issues", "bugs", "items"})
"""Folders that may hold one file for each task, or pages about them."""
DECISION_FOLDERS = frozenset({"adr", "adrs", "decision", "decisions"})
"""Decisions have ids and states of their own, but are not work items."""
REFERENCE_FOLDERS = DECISION_FOLDERS | frozenset(
    {
        "agents", "api", "architecture", "audit", "audits", "blog", "changelog", "changelogs",
        "commands", "design", "designs", "documentation", "evidence", "guide", "guides", "how-to",
        "howto", "discussions", "logs", "meetings", "notes", "policies", "pr-discussions", "pr-reviews", "prompts", "proposals", "prs",
        "pull-requests", "reference", "references", "release", "release-notes", "releases",
        "report", "reports", "research", "retros", "review", "reviews", "rfc", "rfcs", "sessions",
        "skills", "spec", "specs", "standards", "summaries", "summary", "tutorial", "tutorials",
        "wiki",
    }
)  # fmt: skip
DOCS_FOLDERS = frozenset({"doc", "docs"})
"""Below a folder of work, they hold documents about the work (notes, reviews), not the work itself."""
REFERENCE_NAMES = frozenset(
    {
        "agents", "authors", "changelog", "changes", "claude", "code of conduct", "contributing",
        "copilot", "copilot instructions", "gemini", "governance", "history", "index", "license",
        "maintainers", "memory", "notice", "readme", "security", "skill", "support",
    }
)  # fmt: skip
"""Names of common files that are not backlogs."""
TOOL_FOLDERS = {("backlog", "tasks"), ("backlog", "completed"), ("backlog", "drafts")}
"""Where Backlog.md keeps a file for each task."""

_WORD = pattern(r"[^\W\d_]+|\d+")
_CAPITAL = pattern(r"(?<=[a-z])(?=[A-Z])")
_FILLER = pattern(
    r"\d+|v|q|h|en|de|fr|es|pt|br|it|nl|pl|ru|uk|ua|zh|cn|tw|ja|jp|ko|kr|fi|sv|cs|id|"
    r"hans|hant|draft|wip|new|current|master|main|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec"
)
"""Words at the ends of a name that say nothing about its kind: numbers, languages, months."""


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
    core = _strip_filler(split_words(name.rpartition(".")[0] or name))
    tool = tuple(folders[-2:]) in TOOL_FOLDERS
    archive, template = _find_archive(folders), _find_template(folders)
    if template is not None and (archive is None or template < archive):
        return _template(f"it is in the folder `{folders[template]}`")
    if core and "template" in {core[0], core[-1]}:
        return _template("its name says that it is a template")
    if archive is not None:
        return _archived(folders, core, f"it is in the folder `{folders[archive]}`")
    if core and not tool and (core[-1] in ARCHIVE_NAMES or core[0] in ARCHIVE_WORDS):
        return _archived(folders, core, "its name says that it is an archive")
    finished = next((each for each in folders if each in FINISHED_FOLDERS), "")
    finished = f"it is in the folder `{finished}`" if finished else ""
    if tool:
        reason = f"Backlog.md keeps its tasks in `{'/'.join(folders[-2:])}`"
        return PathEvidence(DocumentRole.WORK_ITEM, Strength.ENOUGH, reason, finished)
    return _read_work(folders, core)._replace(finished=finished)


def _find_template(folders: list[str]) -> int | None:
    """Return the number of the outermost folder of templates, fixtures or foreign files."""
    for number, folder in enumerate(folders):
        if folder in TEMPLATE_FOLDERS or TEMPLATE_WORDS & {*split_words(folder)}:
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


def _archived(folders: list[str], core: list[str], reason: str) -> PathEvidence:
    is_task = folders[-1:] == ["tasks"]  # where Backlog.md archives them
    strength = Strength.ENOUGH if is_task else _read_work(folders, core).strength
    return PathEvidence(DocumentRole.ARCHIVE, strength, reason)


def _read_work(folders: list[str], core: list[str]) -> PathEvidence:
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
    if named and _is_whole_name(core):
        return named
    about = _reference_word(core)
    if kind is _FolderKind.WORK:
        return _in_work_folder(folder, depth, named, about)
    if kind is _FolderKind.REFERENCE:
        return _reference(f"it is in the folder `{folder}`", is_certain=True)
    if kind is _FolderKind.ITEMS and not (core and _is_about(core[-1])):
        reason = f"it is in the folder `{folder}`"
        return PathEvidence(DocumentRole.WORK_ITEM, Strength.WITH_STATUS, reason)
    if named:
        return named
    about = about or next((word for word in core if word in words().documents["not_plan"]), "")
    if about:
        return _reference(f"its name has the word `{about}`")
    return PathEvidence(DocumentRole.BACKLOG, Strength.WITH_STATES, "")


def _in_work_folder(
    folder: str, depth: int, named: PathEvidence | None, about: str
) -> PathEvidence:
    if about:
        return _reference(f"its name has the word `{about}`")
    is_milestone = folder in MILESTONE_FOLDERS
    role = DocumentRole.WORK_ITEM if is_milestone else DocumentRole.BACKLOG
    # A note three folders below an epic is not one itself, nor is each page about a milestone.
    certain = not is_milestone and (not depth or named)
    strength = Strength.ENOUGH if certain else Strength.WITH_WORK
    return PathEvidence(role, strength, f"it is in the folder `{folder}`")


class _FolderKind(Enum):
    """What a folder holds."""

    WORK = "backlogs and milestones"
    ITEMS = "a file for each task or issue, or pages about them"
    REFERENCE = "guides, reports and the like"
    OTHER = "anything"


def _nearest_folder(folders: list[str]) -> tuple[str, int, _FolderKind]:
    """Return the nearest folder that says something, how far up it is, and what it holds."""
    work = BACKLOG_FOLDERS | MILESTONE_FOLDERS
    telling = [folder for folder in folders if folder not in FINISHED_FOLDERS]
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
    ends = {core[0], core[-1], " ".join(core[:2]), " ".join(core[-2:])}

    def hint(strength: Strength) -> PathEvidence:
        return PathEvidence(DocumentRole.BACKLOG, strength, "its name is that of a backlog")

    if _is_whole_name(core):
        is_plan = " ".join(core) not in backlog | tasks
        return _PLAN if is_plan else hint(Strength.ENOUGH)
    if _reference_word(core):
        return None
    first = core[0] in backlog and len(core) <= _MAX_QUALIFIED
    if first or {core[-1], " ".join(core[-2:])} & backlog:
        return hint(Strength.ENOUGH)
    if ends & tasks or backlog & {*core}:
        return hint(Strength.WITH_TASKS)
    if ends & plan and not names["not_plan"] & {*core}:
        return _PLAN
    return None


_PLAN = PathEvidence(DocumentRole.BACKLOG, Strength.WITH_TASKS, "its name is that of a plan")
_MAX_QUALIFIED = 3
"""Maximum number of words of a name that begins with a word for a backlog: `backlog-2026-ideas`."""


def _is_whole_name(core: list[str]) -> bool:
    """Return whether the name is nothing but that of a backlog or plan, with numbers."""
    names = words().documents
    if " ".join(core) in names["backlog"] | names["tasks"]:
        return True
    return bool(core) and all(word in names["plan"] or word.isdecimal() for word in core)


def _is_about(word: str) -> bool:
    """Return whether the last word of a name says that it is written about work: a summary."""
    names = words().documents
    return word in names["reference"] or word in names["not_plan"]


def _reference_word(core: list[str]) -> str:
    """Return the word of a name that makes it a report, a guide or the like; or nothing."""
    reference = words().documents["reference"]
    return next((word for word in core if word in reference), "")


def _reference(reason: str, *, is_certain: bool = False) -> PathEvidence:
    return PathEvidence(DocumentRole.REFERENCE, Strength.NONE, reason, is_certain=is_certain)
