"""Markdown that reaches the hard states of a parser: fragments of blocks, often half of one."""

from __future__ import annotations

from hypothesis import strategies as st

FRAGMENTS = [
    "# Heading",
    "## Legend",
    "### P0.1: Errors ✅",
    "plain words",
    "===",
    "---",
    "- item",
    "- [ ] open task",
    "- [x] done task",
    "  - [ ] nested",
    "    - deeper",
    "* star",
    "1. first",
    "3) third",
    "- - twice",
    "-",
    "-   ",
    "> quote",
    "> - [x] quoted task",
    "> > deeper",
    ">",
    "```",
    "```python",
    "~~~~",
    "    code",
    "\tcode",
    "| Task | Status |",
    "|------|:-----:|",
    "| one | Done |",
    "| two | `Todo` | extra |",
    "a | b",
    "--- | ---",
    "|",
    "\\| escaped",
    "<details>",
    "<details><summary>Phase 1 (completed)</summary>",
    "<summary>Phase 2</summary>",
    "</details>",
    "<!-- comment",
    "-->",
    "<script>",
    "</script>",
    "<b>inline</b>",
    "[ref]: target.md",
    "[ref]: <a b.md> 'title",
    "title goes on'",
    "[multi\nline]: /url",
    "[text](file.md#anchor) and `code | pipe`",
    "**Status**: ✅ COMPLETED  ",
    "**Status**: âœ… Done",
    "Status: Todo",
    "**Legend:** ✅ done | 🔶 partial",
    "| `Done` | Completed |",
    "| Status | Meaning |",
    "| Ünïcode 界 | In Progress |",
    "## Legend\n\n- `Todo`: not started\n- `Done`: completed\n",
    "| Status | Meaning |\n|---|---|\n| `Todo` | Not started |\n| `Done` | Completed |\n",
    "| Task | Status |\n|---|---|\n| Shipped thing | Shipped |\n| done thing | done |\n",
    "# Top",
    "[top](#top-1) [own](BACKLOG.md#heading)",
    "<a id='heading'></a>",
    "emoji 👨‍👩‍👧 🇫🇮 1️⃣",
    "line\u2028separator\x0bvt\x0cff\x85nel",
    "nul \0 byte",
    "surrogate \ud800 alone",
    "---\ntitle: x\n---",
    "...",
    "\ufeff",
    "***",
    "`unclosed code",
    "[unclosed](link",
    "# ",
    "##",
    "\\",
    "   indented",
    "      very",
]

line_ends = st.sampled_from(["\n", "\n", "\n", "\n\n", "\r\n", "\r\n\r\n", "\r", ""])
fragments = st.sampled_from(FRAGMENTS)
documents = st.one_of(st.just("two\nlines"), st.just("a\r\nb")) | st.lists(
    st.tuples(fragments, line_ends), max_size=24
).map(lambda lines: "".join(text + end for text, end in lines))
insertions = st.one_of(
    st.sampled_from(
        ["", "x", " ", "\n", "\r", "\r\n", "\n\n", "|", "-", "#", "`", "```\n", "<!--"]
    ),
    st.sampled_from(["- ", "    ", "---\n", "\n---\n", "> ", "[", "]", "✅", "\ud83d", "1. "]),
    documents,
)
edits = st.lists(
    st.tuples(st.floats(0, 1), st.one_of(st.just(0), st.integers(0, 30)), insertions), max_size=8
)
"""Edits as (where, as a share of the length; how many code points go; what comes)."""
