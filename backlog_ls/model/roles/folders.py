"""Names of folders and files that say what a document is."""

from __future__ import annotations

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
BACKLOG_FOLDERS = frozenset(
    {
        "backlog", "backlogs", "epics", "sprints", "tickets", "stories", "user-stories",
        "user_stories", "todo", "todos", "roadmap", "roadmaps",
    }
)  # fmt: skip
LISTED_FOLDERS = frozenset({"epics", "tickets", "stories", "user-stories", "user_stories"})
"""Those in which a file whose name begins with an id is one piece of work."""
MILESTONE_FOLDERS = frozenset({"milestone", "milestones"})
TASK_FOLDERS = frozenset({"tasks", "subtasks"})
ITEM_FOLDERS = TASK_FOLDERS | {"issues", "bugs", "items"}
"""Folders that may hold one file for each task, or pages about them."""
DECISION_FOLDERS = frozenset({"adr", "adrs", "decision", "decisions"})
"""Decisions have ids and states of their own, but are not work items."""
REFERENCE_FOLDERS = DECISION_FOLDERS | frozenset(
    {
        "agents", "analyses", "analysis", "api", "architecture", "audit", "audits", "blog",
        "changelog", "changelogs", "commands", "daily", "design", "designs", "discussions",
        "documentation", "evaluations", "evidence", "findings", "guide", "guides", "handoff",
        "handoffs", "how-to", "howto", "investigations", "journal", "logs", "meetings", "notes",
        "policies", "postmortems", "pr-discussions", "pr-reviews", "prompts", "proposals", "prs",
        "pull-requests", "reference", "references", "release", "release-notes", "releases",
        "report", "reports", "requirements", "research", "retros", "retrospectives", "review",
        "reviews", "rfc", "rfcs", "sessions", "skills", "spec", "specification", "specifications",
        "specs", "standards", "standups", "summaries", "summary", "tutorial", "tutorials", "wiki",
        "workflows",
    }
)  # fmt: skip
PROMPT_FOLDERS = frozenset({"agents", "commands", "prompts", "skills", "workflows"})
"""Below a hidden folder, they hold instructions for agents, such as how to write a `tasks.md`."""
DOCS_FOLDERS = frozenset({"doc", "docs"})
"""Below a folder of work, they hold documents about the work (notes, reviews), not the work itself."""
REFERENCE_NAMES = frozenset(
    {
        "agents", "authors", "changelog", "changes", "claude", "code of conduct", "contributing",
        "copilot", "copilot instructions", "gemini", "governance", "history", "index", "license",
        "maintainers", "memory", "notice", "project state", "readme", "security", "skill", "state",
        "support",
    }
)  # fmt: skip
"""Names of common files that are not backlogs."""
TOOL_FOLDERS = {("backlog", "tasks"), ("backlog", "completed"), ("backlog", "drafts")}
"""Where Backlog.md keeps a file for each task."""
