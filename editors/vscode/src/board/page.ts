/** The page of the board. Its policy allows only its own script and style. */

export interface Sources {
  readonly nonce: string;
  /** The source of the extension's own files. */
  readonly source: string;
  readonly script: string;
  readonly style: string;
}

export function page({ nonce, source, script, style }: Sources): string {
  const policy = `default-src 'none'; style-src ${source}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Board</title>
</head>
<body>
<header class="bar">
<input id="filter" type="search" placeholder="Filter (/)" aria-label="Filter cards" autocomplete="off" spellcheck="false">
<button id="parts" type="button" aria-pressed="false" title="Show the tasks of other cards as cards too">Parts</button>
<span id="count"></span>
</header>
<div id="empty" hidden>
<p id="instead" role="status"></p>
<button id="install" type="button" hidden></button>
</div>
<main id="columns" aria-label="Board" aria-describedby="keys"></main>
<p id="keys" class="unseen">Arrow keys go from card to card. With Control or Alt, left and right move the card to another column. Enter shows it in the text. Control with Z takes the last change back.</p>
<p id="said" class="unseen" role="status" aria-live="polite"></p>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
