import assert from "node:assert/strict";
import { test } from "node:test";

import { chapter } from "../../src/server/chapter";

const PAGE = `# Rules

| [\`one\`](#one) |

## one

### Example
\`\`\`\`markdown
## two
\`\`\`
## three
\`\`\`\`

### Why
Because.

## two

### Why
Else.
`;

test("a chapter ends at the next one, which no example is", () => {
  assert.equal(
    chapter(PAGE, "one"),
    "# one\n\n## Example\n````markdown\n## two\n```\n## three\n````\n\n## Why\nBecause.\n",
  );
  assert.equal(chapter(PAGE.replaceAll("\n", "\r\n"), "two"), "# two\n\n## Why\nElse.\n");
});

test("what is not there is not shown", () => {
  assert.equal(chapter(PAGE, "three"), undefined);
  assert.equal(chapter(PAGE, "Rules"), undefined);
});
