"""`backlog-ls report`: the figures in each form, a page that is safe to open, and history from git."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
from hashlib import sha256
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from command_line import backlog_ls, write

if TYPE_CHECKING:
    from pathlib import Path

BACKLOG = """\
# Plan

## Work

| ID | Task | Status | Owner | Priority | Depends on | Due | Milestone |
| --- | --- | --- | --- | --- | --- | --- | --- |
| A-1 | Dig | Done | ann | P1 | | | v1 |
| A-2 | Build | Blocked | bob | P0 | A-3 | 2020-01-01 | v1 |
| A-3 | Draw | In progress | ann | | | | v2 |
| A-4 | Move in | Todo | | | A-2 | | |
| A-5 | Turn | Todo | | | A-6 | | |
| A-6 | Turn back | Todo | | | A-5 | | |

## Later

- [ ] Paint
  - [ ] the door
- [-] Dance
"""
HOSTILE = (
    "<script>alert(1)</script>",
    '" onmouseover="alert(2)',
    "' onfocus='alert(3)",
    "[click](javascript:alert\\(4\\))",
    "</style></svg><img src=x onerror=alert(5)>",
    "<!-- x --><iframe src='//evil.example'>",
    "\u202etxt.exe \x1b[31mred",
)
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """A page as a reader of HTML has it; every element must be closed where it was opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self) -> str:
        return " ".join(self.texts)


def hostile() -> str:
    rows = [
        f"| B-{number} | {text} | Todo | {text} | {text} | B-{number + 1} | | {text} |"
        for number, text in enumerate(HOSTILE)
    ]
    tasks = "".join(f"## {text}\n\n- [ ] {text}\n\n" for text in HOSTILE)
    head = BACKLOG.partition("| A-1")[0]
    return head + "\n".join(rows) + "\n\n" + tasks


def report(folder: Path, *arguments: str) -> str:
    result = backlog_ls(folder, "report", *arguments)
    assert (result.code, result.err) == (0, "")
    return result.out


def data(folder: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(report(folder, "--format", "json", *arguments))
    return found


def test_the_figures_are_those_of_the_list_of_items(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", BACKLOG)
    write(tmp_path, "docs/TODO.md", "# Todo\n\n- [x] a\n- [ ] b\n")
    listed = json.loads(backlog_ls(tmp_path, "items").out)
    items = [item for item in listed if item["counted"]]
    assert [item["name"] for item in listed if not item["counted"]] == ["Paint"]
    found = data(tmp_path)
    assert found["items"] == len(items) == sum(found["by_status"].values())
    for status, count in found["by_status"].items():
        assert count == sum(item["status"]["canonical"] == status for item in items)
        for part in ("documents", "sections"):
            assert count == sum(group["by_status"][status] for group in found[part])
    assert found["progress"] == {"done": 2, "total": len(items) - 1, "percent": 22}
    assert [group["path"] for group in found["documents"]] == ["BACKLOG.md", "docs/TODO.md"]


def test_what_is_blocked_ready_and_stale(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", BACKLOG)
    found = data(tmp_path)
    assert [[item["id"] for item in chain["items"]] for chain in found["chains"]] == [
        ["A-4", "A-2", "A-3"]
    ]
    assert [sorted(item["id"] for item in circle) for circle in found["circles"]] == [
        ["A-5", "A-6"]
    ]
    assert [item["name"] for item in found["ready"]] == ["Paint"]
    assert [(each["why"], each["name"], each["line"]) for each in found["stale"]] == [
        ("overdue", "A-2 Build", 8)
    ]
    owners = {group["name"]: group["items"] for group in found["owners"]}
    assert owners == {"ann": 2, "bob": 1}
    milestones = {group["name"]: group["progress"]["done"] for group in found["milestones"]}
    assert milestones == {"v1": 1, "v2": 0}


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_all_formats_have_the_same_content(form: str, tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", BACKLOG)
    out = report(tmp_path, "--format", form)
    shown = Page(out).text if form == "html" else out
    for said in (
        "8 items",
        "1 of 7 done",
        "14 %",
        "1 cancelled",
        "Move in",
        "Later",
        "Paint",
        "2020-01-01",
    ):
        assert said in shown
    assert "v2" in shown
    assert "bob" in shown


def test_the_page_stands_alone_and_runs_nothing(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", BACKLOG)
    out = report(tmp_path, "--format", "html")
    page = Page(out)
    forbidden = {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "form",
        "base",
        "image",
        "use",
    }
    assert not forbidden & {tag for tag, _ in page.tags}
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert not {"src", "srcset", "action", "xlink:href"} & set(attributes)
        # Only the sections of the page, and lines of the document.
        assert re.fullmatch(r"#\w+|BACKLOG\.md#L\d+", attributes.get("href") or "#a")
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {each["href"] for each in page.all("a")}
    assert {target[1:] for target in targets if target.startswith("#")} <= set(ids)
    style = out.partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    (policy,) = [each["content"] for each in page.all("meta") if "http-equiv" in each]
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none';")
    assert f"'sha256-{digest}'" in policy
    assert {"viewport"} <= {each.get("name") for each in page.all("meta")}


def test_the_page_shows_each_item_and_each_dependency(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", BACKLOG)
    page = Page(report(tmp_path, "--format", "html"))
    cards = [each for each in page.all("li") if each.get("class", "").endswith("-card")]
    assert len(cards) == 9
    classes = [each.get("class", "") for each in page.all("li")]
    assert classes.count("dependency") == 2
    assert classes.count("dependency circular") == 2
    bars = [each for each in page.all("svg") if each.get("class") == "bar"]
    assert len(bars) == 1 + 2 + 2 + 2  # of all, sections, milestones, owners


def test_what_users_write_is_text_on_the_page(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", hostile())
    out = report(tmp_path, "--format", "html")
    page = Page(out)
    known = {tag for tag, _ in Page(report(tmp_path, "--format", "html")).tags}
    assert not {"script", "img", "iframe"} & known
    assert len(page.all("style")) == 1
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")]
        assert "javascript:" not in attributes.get("href", "")
    assert "<script>alert(1)</script>" in page.text
    assert 'onmouseover="alert(2)' in page.text
    assert "\u202e" not in out
    assert "\x1b" not in out


def test_what_users_write_is_text_in_markdown_and_on_the_terminal(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", hostile())
    markdown = report(tmp_path, "--format", "markdown")
    assert not re.search(r"(?<!\\)<(?:script|img|iframe)", markdown)
    assert "](javascript" not in markdown
    shown = report(tmp_path, "--format", "text")
    assert "\x1b" not in markdown + shown
    assert "\u202e" not in markdown + shown


def test_a_report_is_not_read_as_a_backlog(repository: Path) -> None:
    write(repository, "BACKLOG.md", BACKLOG + hostile())
    markdown = report(repository, "--format", "markdown", "--history")
    for title in ("blocked", "ready", "stale", "Milestones", "Owners", "History"):
        assert re.search(f"^## .*{title}", markdown, re.MULTILINE)
    write(repository, "report.md", markdown)
    listed = json.loads(backlog_ls(repository, "items").out)
    assert "report.md" not in {item["path"] for item in listed}
    assert "report.md" not in backlog_ls(repository, "check").out


def test_a_pipe_in_a_title_does_not_part_a_row(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", "# Plan\n\n## One | two\n\n- [ ] a\n")
    out = report(tmp_path, "--format", "markdown")
    (row,) = [line for line in out.splitlines() if "two" in line]
    assert len(re.findall(r"(?<!\\)\|", row)) == 4


def test_a_long_list_is_cut_and_the_rest_counted(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", "# Plan\n\n" + "".join(f"- [ ] a{at}\n" for at in range(300)))
    for form in ("text", "markdown", "html"):
        assert re.search(r"… and [0-9]+ more", report(tmp_path, "--format", form))
    assert len(data(tmp_path)["ready"]) == 300


def test_what_an_item_waits_for_is_listed_below_it(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", BACKLOG)
    card = report(tmp_path, "--format", "html").partition('id="dependencies"')[2]
    card = card.partition("</section>")[0]
    assert "4 items with dependencies" in card
    texts = " ".join(Page(f"<section>{card[1:]}</section>").texts)
    # The circle first, then the chain from its beginning.
    names = re.findall(r"A-[0-9] [A-Z][a-z]+(?: in| back)?", texts)
    assert names == [
        *("A-5 Turn", "A-6 Turn back"),
        *("A-6 Turn back", "A-5 Turn"),
        *("A-4 Move in", "A-2 Build"),
        *("A-2 Build", "A-3 Draw"),
    ]


def test_of_many_dependencies_some_are_listed(tmp_path: Path) -> None:
    rows = "".join(f"| T-{at} | a | Todo | T-{at + 1} |\n" for at in range(250))
    head = "| ID | Task | Status | Depends on |\n|---|---|---|---|\n"
    write(tmp_path, "BACKLOG.md", head + rows + "| T-250 | a | Todo | |\n")
    page = Page(report(tmp_path, "--format", "html"))
    assert len([each for each in page.all("li") if each.get("class") == "dependency"]) == 200
    assert "250 items with dependencies" in page.text
    assert "… and 50 more" in page.text
    for form in ("text", "markdown", "html"):  # of the one chain, nine items are shown
        assert "… 242 more …" in report(tmp_path, "--format", form)


def test_nothing_to_report(tmp_path: Path) -> None:
    for form in ("text", "markdown", "html"):
        result = backlog_ls(tmp_path, "report", "--format", form)
        assert result.code == 0
        assert "0 items in 0 documents" in result.out
        assert "no backlogs in this folder" in result.err
    write(tmp_path, "BACKLOG.md", "# Plan\n")
    assert data(tmp_path)["items"] == 0
    Page(report(tmp_path, "--format", "html"))


def test_the_report_goes_into_a_file(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", BACKLOG)
    wanted = report(tmp_path, "--format", "html")
    assert report(tmp_path, "--format", "html", "--output", "report.html") == ""
    assert (tmp_path / "report.html").read_text("utf-8") == wanted
    result = backlog_ls(tmp_path, "report", "--output", "no/such/folder.txt")
    assert result.code == 2
    assert "no/such/folder.txt" in result.err


def test_unreadable_files_do_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", BACKLOG)
    write(tmp_path, "TODO.md", b"- [ ] caf\xe9\n")
    result = backlog_ls(tmp_path, "report", "--format", "json")
    assert result.code == 2
    assert "TODO.md: not UTF-8" in result.err
    assert json.loads(result.out)["items"] == 8


def test_standard_input(tmp_path: Path) -> None:
    result = backlog_ls(tmp_path, "report", "--format", "json", "-", stdin=BACKLOG.encode())
    assert json.loads(result.out)["items"] == 8
    assert backlog_ls(tmp_path, "report", "-", "x.md").code == 2


def git(folder: Path, *arguments: str, day: str = "2026-01-01") -> None:
    when = f"{day}T12:00:00Z"
    who = {
        f"GIT_{role}_{what}": "a" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **who, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when},
        check=True,
        capture_output=True,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A backlog in three commits: 1 of 2 done, 2 of 3, and other files only."""
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    git(tmp_path, "init", "-q")
    for day, text in [("01", "- [x] a\n- [ ] b\n"), ("05", "- [x] a\n- [x] b\n- [ ] c\n")]:
        write(tmp_path, "docs/TODO.md", text)
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-qm", "x", day=f"2026-01-{day}")
    write(tmp_path, "other.txt", "x")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "x", day="2026-01-09")
    return tmp_path


def test_history_is_read_from_git(repository: Path) -> None:
    write(repository, "docs/TODO.md", "- [x] a\n- [x] b\n- [x] c\n- [-] d\n")
    found = data(repository, "--history")["history"]
    assert (found["commits"], found["documents"]) == (2, 1)
    assert [
        (point["time"][:10], point["progress"]["done"], point["progress"]["total"])
        for point in found["points"][:2]
    ] == [("2026-01-01", 1, 2), ("2026-01-05", 2, 3)]
    now = found["points"][2]
    assert (now["commit"], now["progress"]) == (None, {"done": 3, "total": 3, "percent": 100})
    for form in ("text", "markdown", "html"):
        assert "2026-01-01" in report(repository, "--format", form, "--history")
    page = Page(report(repository, "--format", "html", "--history"))
    assert len(page.all("circle")) == 3


def test_a_long_history_is_read_in_part(repository: Path) -> None:
    for number in range(70):
        write(repository, "docs/TODO.md", "- [x] a\n" * (number + 1))
        git(repository, "commit", "-qam", "x", day=f"2026-02-{number % 28 + 1:02}")
    found = data(repository, "--history")["history"]
    assert found["commits"] == 72
    assert len(found["points"]) == 61
    assert found["points"][0]["progress"]["total"] == 2


def test_a_hostile_repository_runs_nothing(repository: Path) -> None:
    mark = repository / "ran"
    program = write(repository, ".git/evil.sh", f"#!/bin/sh\ntouch '{mark}'\n")
    program.chmod(0o755)
    names = ("core.pager", "core.fsmonitor", "gpg.program", "diff.external", "core.editor")
    for name in (
        *names,
        "core.sshCommand",
        "pager.log",
        "filter.evil.smudge",
        "diff.evil.textconv",
    ):
        git(repository, "config", name, str(program))
    git(repository, "config", "log.showSignature", "true")
    git(repository, "config", "alias.log", f"!{program}")
    for name in ("reference-transaction", "post-index-change"):
        write(repository, f".git/hooks/{name}", f"#!/bin/sh\ntouch '{mark}'\n").chmod(0o755)
    write(repository, ".gitattributes", "*.md filter=evil diff=evil\n")
    assert len(data(repository, "--history")["history"]["points"]) == 3
    assert not mark.exists()


def test_a_signed_commit_is_not_verified(repository: Path) -> None:
    mark = repository / "ran"
    program = write(repository, ".git/evil.sh", f"#!/bin/sh\ntouch '{mark}'\n")
    program.chmod(0o755)
    raw = subprocess.run(
        ["git", "cat-file", "commit", "HEAD~1"], cwd=repository, capture_output=True, check=True
    ).stdout
    head, _, message = raw.partition(b"\n\n")
    signature = b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----"
    made = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        cwd=repository,
        input=head + signature + b"\n\n" + message,
        capture_output=True,
        check=True,
    ).stdout.decode()
    git(repository, "reset", "-q", "--hard", made.strip())
    git(repository, "config", "gpg.program", str(program))
    git(repository, "config", "log.showSignature", "true")
    git(repository, "log")
    assert mark.exists()  # so that the test can fail
    mark.unlink()
    assert len(data(repository, "--history")["history"]["points"]) == 3
    assert not mark.exists()


def test_a_missing_history_does_not_stop_the_report(tmp_path: Path) -> None:
    write(tmp_path, "BACKLOG.md", BACKLOG)
    result = backlog_ls(tmp_path, "report", "--format", "json", "--history")
    assert result.code == 0
    assert json.loads(result.out)["history"] is None
    assert "no history: " in result.err
