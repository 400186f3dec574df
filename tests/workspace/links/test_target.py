from __future__ import annotations

import pytest

from backlog_ls.workspace.document_names import is_milestone_path
from backlog_ls.workspace.links.target import TargetKind, parse_target, resolve_path

FILE, LOCAL, OTHER = TargetKind.FILE, TargetKind.LOCAL, TargetKind.OTHER


@pytest.mark.parametrize(
    ("target", "kind", "path", "fragment"),
    [
        ("plan.md", FILE, "plan.md", ""),
        ("plan.md#next-steps", FILE, "plan.md", "next-steps"),
        ("my%20plan.md#%C3%BCber", FILE, "my plan.md", "über"),
        ("src/file.ts:1-91", FILE, "src/file.ts", ""),
        ("file.ts:1-91", OTHER, "", ""),  # as `localhost:3000`: a scheme, to whoever reads it
        ("file.py#L10-L20", FILE, "file.py", ""),
        ("plan.md?raw=1#x", FILE, "plan.md", "x"),
        ("folder/", FILE, "folder/", ""),
        ("#here", LOCAL, "", "here"),
        ("", OTHER, "", ""),
        ("https://example.org/x", OTHER, "", ""),
        ("//example.org/x", OTHER, "", ""),
        ("mailto:a@example.org", OTHER, "", ""),
        ("(TBD)", OTHER, "", ""),
        ("TBD", OTHER, "", ""),
        ("{TODAY}.md", OTHER, "", ""),
        ("../CORE-XXX/README.md", OTHER, "", ""),
        ("../XXX-ray.md", OTHER, "", ""),
        ("<path>", OTHER, "", ""),
        ("C:\\plans\\a.md", OTHER, "", ""),
    ],
)
def test_targets(target: str, kind: TargetKind, path: str, fragment: str) -> None:
    found = parse_target(target)
    assert (found.kind, found.path, found.fragment) == (kind, path, fragment)
    if kind is FILE:
        # The places of both parts are those in the target as it is written.
        assert target[: found.path_end].replace("%20", " ") == path
        assert not fragment or target[found.fragment_start - 1] == "#"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("b.md", "/w/docs/b.md"),
        ("../README.md", "/w/README.md"),
        ("/README.md", "/w/README.md"),
        ("../../other/x.md", None),
        ("..", "/w"),
        ("a\0b", None),
    ],
)
def test_resolved_paths_stay_in_the_root(path: str, expected: str | None) -> None:
    assert resolve_path(path, "/w/docs/a.md", "/w") == expected


def test_documents_in_a_milestones_folder_are_milestones() -> None:
    assert is_milestone_path("docs/Milestones/one.md")
    assert not is_milestone_path("milestones.md")
    assert not is_milestone_path("milestones")
