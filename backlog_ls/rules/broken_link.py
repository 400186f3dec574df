"""# broken-link

## What it does
Reports a relative link to a file or folder that does not exist. All links of a document to the same
missing file are one finding, and so are all that are written from the root of the repository, all
whose paths begin with the same wrong folder, and all that leave out the same folder. If five or more
files of a folder are missing, they are one finding too.

## Why it matters
When a file moves, the links to it break, and readers get a 404 page.

## Example
```markdown
See the [plan](plans/that-moved.md).
```

## Use instead
```markdown
See the [plan](#the-plan).

## The plan
```

## Fix
Corrects a path that is written from the root, or has one `../` too few or too many. Otherwise links
to a file with the same name, the same id (`META-003.md`, `META3-constraints/README.md`) or a similar
name, but not to one of another number, version, language or hidden folder. `--fix` applies this only if exactly one
file in the workspace has that name or that end of the path, or if the text of a link to a README
begins with the id of its folder.

## Not reported
- The own document of a row, task or section that has not begun: one that it begins with, or whose
  name has its id or its words. Such a document may still have to be written. If there is a file that
  is probably meant, the link is reported all the same.
- Examples in quotation marks, and a document that lists itself by its path from the root.
- Links that are marked as planned: `(TBD)`, `(planned)`, `— coming soon`.
- Text of a template that was copied into documents in several folders and left as it was.
- `href` and `src` in HTML whose folder does not exist or is not named: they may be part of the prose.
- Web addresses, targets outside of the workspace, targets that a `.gitignore` names, placeholders,
  pages of a site that is made of the documents (`guide/start` for `guide/start.md`), and links in
  code.

Links to milestone documents are reported as `broken-milestone-link`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.model.document.flags import Flag
from backlog_ls.rules.engine.finding import Severity
from backlog_ls.rules.engine.rule import InFinished, Rule
from backlog_ls.rules.shared.link_findings import (
    BROKEN_LINK,
    find_broken_links,
    find_path_fixes,
    is_worth_showing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.rules.engine.finding import Finding, Fix
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


def check(view: View, place: Place[Block], _context: Context) -> Iterator[Finding]:
    """Check the links of one block, also for `broken-milestone-link` and `broken-anchor`."""
    return find_broken_links(view, place)


def find_fixes(view: View, finding: Finding) -> Iterator[Fix]:
    """Yield links to files with the same or a similar name."""
    return find_path_fixes(view, finding, create=False)


RULE = Rule(
    BROKEN_LINK,
    Severity.WARNING,
    block=check,
    flags=Flag.LINK,
    fixes=find_fixes,
    is_shown=is_worth_showing,
    in_finished=InFinished.FIXABLE,
)
