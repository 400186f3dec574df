/** Extracts the chapter of a rule from the page of all rules. */

const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/**
 * Return the chapter with the second-level heading `title` as a document of its own, with its headings
 * one level higher. Undefined if there is none.
 */
export function chapter(page: string, title: string): string | undefined {
  const lines: string[] = [];
  let inside = false;
  let fence = "";
  for (const line of page.split(/\r?\n/)) {
    const opened = FENCE.exec(line)?.[1];
    if (opened !== undefined && fence === "") fence = opened;
    else if (opened?.startsWith(fence) && line.trim() === opened) fence = "";
    const heading = fence === "" && /^(#{1,2}) +(.*)$/.exec(line);
    if (heading) {
      if (inside) break;
      inside = heading[1] === "##" && heading[2]?.trim() === title;
    }
    if (inside) lines.push(fence === "" ? line.replace(/^##/, "#") : line);
  }
  return lines.length > 0 ? `${lines.join("\n").trimEnd()}\n` : undefined;
}
