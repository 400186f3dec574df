"""A walk over the files of a folder, without those that git ignores or that tools put there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.workspace.disk.git_index import TrackedMarkdown
from backlog_ls.workspace.document_names import is_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.workspace.disk.disk import Disk
    from backlog_ls.workspace.disk.gitignore import Gitignore

SKIPPED_FOLDERS = frozenset(
    {"node_modules", "__pycache__", "venv", "site-packages", "target", "dist", "build"}
)
"""Names of folders that hold packages or the output of a build."""

TOOL_FOLDERS = frozenset(
    {
        # Version control, and copies that it or an editor keeps.
        ".git", ".hg", ".svn", ".bzr", ".jj", ".sl", ".pijul", ".worktrees", ".history",
        ".stversions", ".trash", ".Trash",
        # Environments, packages and toolchains.
        ".venv", ".virtualenv", ".virtualenvs", ".tox", ".nox", ".eggs", ".conda", ".pixi",
        ".direnv", ".devenv", ".pyenv", ".rbenv", ".nvm", ".asdf", ".npm", ".pnpm", ".pnpm-store",
        ".yarn", ".bundle", ".gem", ".cargo", ".rustup", ".gradle", ".m2", ".ivy2", ".nuget",
        ".hex", ".mix", ".cabal", ".stack-work", ".julia", ".lake", ".dart_tool", ".local",
        # The output of builds, tests and deployments.
        ".next", ".nuxt", ".output", ".svelte-kit", ".astro", ".docusaurus", ".angular", ".expo",
        ".turbo", ".nx", ".vite", ".webpack", ".build", ".swiftpm", ".nyc_output", ".coverage",
        ".vercel", ".netlify", ".wrangler", ".serverless", ".aws-sam", ".terraform",
        ".ipynb_checkpoints", ".hypothesis",
        # Settings and indexes of editors.
        ".idea", ".vs", ".fleet", ".settings", ".metadata", ".obsidian", ".metals", ".bloop",
        ".bsp", ".scala-build", ".clangd", ".elixir_ls", ".vscode-test",
    }
)  # fmt: skip
"""Names of hidden folders that hold what tools put there; those of caches end in ``cache``."""

MAX_FILES_KEPT = 100_000
"""Maximum number of files of a folder that are kept for its next walk."""

MAX_ANSWERS = 10_000
"""Maximum number of paths of which it is kept whether git ignores them."""

TAGS = ("pyvenv.cfg", "CACHEDIR.TAG")
"""Files that mark a folder as a virtual environment, or as a cache (bford.info/cachedir)."""


class _Inside(NamedTuple):
    """A folder that a walk is in, and what holds for everything in it."""

    folder: str
    ignored: tuple[Gitignore, ...]
    """The ``.gitignore`` files of the folders around it and its own, outermost first."""
    repository: str
    """The folder of the repository that it belongs to; empty for none."""
    is_hidden: bool = False
    is_ignored: bool = False
    """Whether git ignores the folder. Then only what git tracks is found in it."""


def walk(disk: Disk, root: str) -> Iterator[str]:
    """Yield the files under the folder `root`, in a fixed order: those of a folder, then its folders'.

    Skipped are hidden files, what tools put there (see `_is_of_tool` and `_is_entered`), links to folders, and what a
    ``.gitignore`` names, also one above `root` within the same repository. If `root` is ignored
    itself, it is walked all the same. Markdown files that git tracks are not ignored.
    """
    known = disk.walks.get(root)
    if known is not None:
        yield from known
        return
    found: list[str] = []
    stack = [_begin(disk, root)]
    while stack:
        inside = stack.pop()
        folders = []
        for name in disk.list_folder(inside.folder):
            if name.endswith("/"):
                entered = _enter(disk, inside, name[:-1])
                if entered:
                    folders.append(entered)
            elif _is_found(disk, inside, name):
                path = os.path.join(inside.folder, name)
                if len(found) <= MAX_FILES_KEPT:
                    found.append(path)
                yield path
        stack += reversed(folders)
    if len(found) <= MAX_FILES_KEPT:
        disk.walks[root] = tuple(found)


def is_walked(disk: Disk, root: str, path: str) -> bool:
    """Return whether `walk` yields `path`, which is under the folder `root`, if a file is there."""
    *folders, name = os.path.relpath(path, root).split(os.sep)
    inside: _Inside | None = _begin(disk, root)
    for each in folders:
        inside = _enter(disk, inside, each) if inside else None
    return inside is not None and _is_found(disk, inside, name)


def _begin(disk: Disk, root: str) -> _Inside:
    """Return the folder `root`, in which a walk begins."""
    above = gitignores_above(disk, root)
    own = disk.gitignore(root)
    return _Inside(root, (*above, own) if own else above, _find_repository(disk, root))


def _enter(disk: Disk, inside: _Inside, name: str) -> _Inside | None:
    """Return the folder `name` in the folder `inside`; None if a walk does not enter it."""
    if _is_of_tool(name):
        return None
    folder = os.path.join(inside.folder, name)
    is_out = inside.is_ignored or (
        bool(inside.ignored) and is_ignored(folder + "/", inside.ignored)
    )
    if is_out and folder not in _tracked(disk, inside).folders:
        return None
    is_hidden = inside.is_hidden or name.startswith(".")
    if not _is_entered(disk, folder, is_hidden=is_hidden):
        return None
    own = disk.gitignore(folder)
    ignored = (*inside.ignored, own) if own else inside.ignored
    repository = folder if _holds_repository(disk, folder) else inside.repository
    return _Inside(folder, ignored, repository, is_hidden, is_out)


def _is_found(disk: Disk, inside: _Inside, name: str) -> bool:
    """Return whether a walk yields the file `name` in the folder `inside`."""
    if name.startswith("."):
        return False
    path = os.path.join(inside.folder, name)
    if not inside.is_ignored and not (inside.ignored and is_ignored(path, inside.ignored)):
        return True
    return is_markdown(name) and path in _tracked(disk, inside).files


def _tracked(disk: Disk, inside: _Inside) -> TrackedMarkdown:
    return disk.tracked_markdown(inside.repository) if inside.repository else TrackedMarkdown()


def is_ignored_by_git(disk: Disk, root: str, path: str) -> bool:
    """Return whether a ``.gitignore`` names `path`, which may be missing, or a folder around it.

    Args:
        disk: to read from.
        root: absolute path of a folder around `path`.
        path: absolute; of a file or of a folder.
    """
    known = disk.ignored.get((root, path))
    if known is None:
        if len(disk.ignored) >= MAX_ANSWERS:
            disk.ignored.clear()
        known = disk.ignored[root, path] = _is_named(disk, root, path)
    return known


def _is_named(disk: Disk, root: str, path: str) -> bool:
    ignored = gitignores_above(disk, root)
    folder, is_there = root, True
    for name in os.path.relpath(path, root).split(os.sep):
        own = disk.gitignore(folder) if is_there else None
        ignored = (*ignored, own) if own else ignored
        # A missing folder is not looked into: each letter typed into a link would make a new one.
        is_there = is_there and f"{name}/" in disk.list_folder(folder)
        folder = os.path.join(folder, name)
        if ignored and is_ignored(folder + "/", ignored):
            return True
    return bool(ignored) and is_ignored(path, ignored)


def is_ignored(path: str, ignored: tuple[Gitignore, ...]) -> bool:
    """Return whether `path` is ignored. The innermost file with a matching line decides.

    Args:
        path: absolute; that of a folder ends in a slash.
        ignored: the files of the folders that hold `path`, outermost first.
    """
    for each in reversed(ignored):
        match = each.match(path)
        if match is not None:
            return match
    return False


def gitignores_above(disk: Disk, root: str) -> tuple[Gitignore, ...]:
    """Return the files above `root`, outermost first, up to the top of its repository.

    Return an empty tuple if they ignore `root` itself: that folder was asked for.
    """
    repository = _find_repository(disk, root)
    found: list[Gitignore] = []
    folder = root
    while repository and folder != repository:
        folder = os.path.dirname(folder)
        own = disk.gitignore(folder)
        if own:
            found.insert(0, own)
    above = tuple(found)
    return () if is_ignored(root + "/", above) else above


def is_home_folder(root: str) -> bool:
    """Return whether `root` is the home folder of the user, or one that holds it."""
    home = os.path.expanduser("~")
    return os.path.isabs(home) and (home + os.sep).startswith(root.rstrip(os.sep) + os.sep)


def _is_of_tool(name: str) -> bool:
    """Return whether a folder of this name holds packages, the output of a build, or a tool's files."""
    if name in SKIPPED_FOLDERS:
        return True
    return name.startswith(".") and (name in TOOL_FOLDERS or name.lower().endswith("cache"))


def _is_entered(disk: Disk, folder: str, *, is_hidden: bool) -> bool:
    """Return whether `folder` may hold the work of people, by what is in it.

    Folders with a file in `TAGS` do not. A repository in a hidden folder is a copy that a tool works
    with. Links to folders may lead back up, so they are not entered.

    Args:
        disk: to read from.
        folder: absolute path.
        is_hidden: whether it is hidden, or in a hidden folder.
    """
    if os.path.islink(folder):
        return False
    names = disk.list_folder(folder)
    is_copy = is_hidden and _holds_repository(disk, folder)
    return not is_copy and not any(tag in names for tag in TAGS)


def _find_repository(disk: Disk, folder: str) -> str:
    """Return the folder of the repository that holds `folder`; empty if there is none."""
    while not _holds_repository(disk, folder):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return ""
    return folder


def _holds_repository(disk: Disk, folder: str) -> bool:
    names = disk.list_folder(folder)
    return ".git/" in names or ".git" in names
