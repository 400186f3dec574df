"""A walk over the files of a folder, without those that git ignores or that tools put there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

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


def walk(disk: Disk, root: str) -> Iterator[str]:
    """Yield the files under the folder `root`, in a fixed order: those of a folder, then its folders'.

    Skipped are hidden files, what tools put there (see `_is_entered`), links to folders, and what a
    ``.gitignore`` names, also one above `root` within the same repository. If `root` is ignored
    itself, it is walked all the same.
    """
    known = disk.walks.get(root)
    if known is not None:
        yield from known
        return
    found: list[str] = []
    stack = [(root, gitignores_above(disk, root), False)]
    while stack:
        folder, ignored, is_hidden = stack.pop()
        own = disk.gitignore(folder)
        if own:
            ignored = (*ignored, own)
        folders = []
        for name in disk.list_folder(folder):
            if name.startswith(".") and not name.endswith("/"):
                continue
            path = os.path.join(folder, name)
            if ignored and is_ignored(path, ignored):
                continue
            if not name.endswith("/"):
                if len(found) <= MAX_FILES_KEPT:
                    found.append(path)
                yield path
                continue
            is_inside_hidden = is_hidden or name.startswith(".")
            if _is_entered(disk, path[:-1], is_hidden=is_inside_hidden):
                folders.append((path[:-1], ignored, is_inside_hidden))
        stack += reversed(folders)
    if len(found) <= MAX_FILES_KEPT:
        disk.walks[root] = tuple(found)


def is_walked(disk: Disk, root: str, path: str) -> bool:
    """Return whether `walk` yields `path`, which is under the folder `root`, if a file is there."""
    ignored = gitignores_above(disk, root)
    *folders, name = os.path.relpath(path, root).split(os.sep)
    if name.startswith("."):
        return False
    folder = root
    is_hidden = False
    for each in folders:
        own = disk.gitignore(folder)
        ignored = (*ignored, own) if own else ignored
        folder = os.path.join(folder, each)
        is_hidden = is_hidden or each.startswith(".")
        if is_ignored(folder + "/", ignored) or not _is_entered(disk, folder, is_hidden=is_hidden):
            return False
    own = disk.gitignore(folder)
    return not is_ignored(path, (*ignored, own) if own else ignored)


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
    found: list[Gitignore] = []
    folder = root
    while not _holds_repository(disk, folder):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return ()  # not in a repository
        own = disk.gitignore(folder)
        if own:
            found.insert(0, own)
    above = tuple(found)
    return () if is_ignored(root + "/", above) else above


def is_home_folder(root: str) -> bool:
    """Return whether `root` is the home folder of the user, or one that holds it."""
    home = os.path.expanduser("~")
    return os.path.isabs(home) and (home + os.sep).startswith(root.rstrip(os.sep) + os.sep)


def _is_entered(disk: Disk, folder: str, *, is_hidden: bool) -> bool:
    """Return whether `folder` may hold the work of people.

    Those with a name in `SKIPPED_FOLDERS` or `TOOL_FOLDERS` do not, nor those with a file in `TAGS`.
    A repository in a hidden folder is a copy that a tool works with. Links to folders may lead back
    up, so they are not entered.

    Args:
        disk: to read from.
        folder: absolute path.
        is_hidden: whether it is hidden, or in a hidden folder.
    """
    name = os.path.basename(folder)
    if name in SKIPPED_FOLDERS or os.path.islink(folder):
        return False
    if name.startswith(".") and (name in TOOL_FOLDERS or name.lower().endswith("cache")):
        return False
    names = disk.list_folder(folder)
    is_copy = is_hidden and _holds_repository(disk, folder)
    return not is_copy and not any(tag in names for tag in TAGS)


def _holds_repository(disk: Disk, folder: str) -> bool:
    names = disk.list_folder(folder)
    return ".git/" in names or ".git" in names
