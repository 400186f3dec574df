/** The board, as it runs in the webview: what it shows, and what keys and the mouse do to it. */

import type { Board, Card, FromBoard, Instead, ToBoard } from "../board/model";
import { matcher } from "../items/filter";
import { createColumn, type Column } from "./column";
import { watchDrags } from "./dragging";

interface Kept {
  readonly filter: string;
  readonly parts: boolean;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromBoard): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

const vscode = acquireVsCodeApi();
const main = byId("columns");
const filter = byId("filter") as HTMLInputElement;
const parts = byId("parts");
const columns = new Map<string, Column>();
const waiting = new Set<string>();
let board: Board | undefined;
let instead: Instead = { text: "", button: "" };
let current: string | undefined;

const marks = { current: () => current, waits: (identity: string) => waiting.has(identity) };

function show(): void {
  const hadFocus = document.activeElement?.classList.contains("card") ?? false;
  const fits = matcher(filter.value);
  const all = parts.getAttribute("aria-pressed") === "true";
  const wanted = board?.columns ?? [];
  const ids = new Set(wanted.map(({ id }) => id));
  for (const [id, column] of columns) {
    if (ids.has(id)) continue;
    column.element.remove();
    columns.delete(id);
  }
  let count = 0;
  const kept = wanted.map(({ cards }) => cards.filter((card) => (all || !card.isPart) && fits(card.text)));
  if (!kept.some((cards) => cards.some(({ identity }) => identity === current))) {
    current = kept.find((cards) => cards.length > 0)?.[0]?.identity;
  }
  wanted.forEach((model, number) => {
    const column = columns.get(model.id) ?? createColumn(model, marks);
    columns.set(model.id, column);
    // Moved only where it does not stand yet: that would lose what is scrolled to.
    if (main.children[number] !== column.element) main.insertBefore(column.element, main.children[number] ?? null);
    column.update(model, kept[number] ?? []);
    count += column.cards.length;
  });
  // As many columns as there are now share the width.
  columns.forEach((column) => {
    column.resize();
  });
  byId("empty").hidden = board !== undefined;
  byId("instead").textContent = instead.text;
  byId("install").textContent = instead.button;
  byId("install").hidden = instead.button === "";
  const cards = `${count} ${count === 1 ? "card" : "cards"}`;
  byId("count").textContent = board ? [cards, board.progress].filter(Boolean).join(" · ") : "";
  byId("count").title = board?.explanation ?? "";
  parts.hidden = !wanted.some(({ cards }) => cards.some(({ isPart }) => isPart));
  if (hadFocus) focus(current);
}

function focus(identity: string | undefined): void {
  current = identity;
  for (const column of columns.values()) {
    const number = column.cards.findIndex((card) => card.identity === identity);
    if (number < 0) column.draw();
    else column.reach(number)?.focus({ preventScroll: true });
  }
  const element = document.activeElement;
  if (element?.classList.contains("card")) {
    element.closest(".column")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

function move(identity: string, to: Column): void {
  const from = [...columns.values()].find(({ cards }) => cards.some((card) => card.identity === identity));
  if (from === to || !to.model.takes || waiting.has(identity)) return;
  waiting.add(identity);
  from?.draw();
  vscode.postMessage({ type: "move", identity, column: to.model.id });
}

function cardOf(identity: string): Card | undefined {
  return board?.columns.flatMap(({ cards }) => cards).find((card) => card.identity === identity);
}

/** Return the columns as they stand, and which of them, and which card in it, has the focus. */
function standing(): { row: Column[]; at: number; number: number } {
  const row = (board?.columns ?? []).map(({ id }) => columns.get(id)).filter((column) => column !== undefined);
  const at = row.findIndex(({ cards }) => cards.some((card) => card.identity === current));
  const number = row[at]?.cards.findIndex((card) => card.identity === current) ?? -1;
  return { row, at, number };
}

function onKey(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (!target.classList.contains("card")) return;
  const { row, at, number } = standing();
  const column = row[at];
  if (!column) return;
  const sideways = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
  if (sideways !== 0) {
    const others = sideways < 0 ? row.slice(0, at).reverse() : row.slice(at + 1);
    if (event.ctrlKey || event.altKey) {
      const next = others.find(({ model }) => model.takes);
      if (next && current !== undefined) move(current, next);
    } else {
      const next = others.find(({ cards }) => cards.length > 0);
      const box = target.getBoundingClientRect();
      if (next) focus(next.cards[next.nearest((box.top + box.bottom) / 2)]?.identity);
    }
  } else if (!event.ctrlKey && !event.altKey && event.key in STEPS) {
    const step = STEPS[event.key] ?? 0;
    const next = Math.min(Math.max(number + step, 0), column.cards.length - 1);
    focus(column.cards[next]?.identity);
  } else if (event.key === "Enter" && current !== undefined) {
    vscode.postMessage({ type: "open", identity: current });
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

/** What a key of editors asks for: the text's last change taken back, or made again. */
function stepOf({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): "undo" | "redo" | undefined {
  if (ctrlKey === metaKey || altKey) return undefined;
  if (key.toLowerCase() === "z") return shiftKey ? "redo" : "undo";
  return key.toLowerCase() === "y" && !shiftKey ? "redo" : undefined;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -5,
  PageDown: 5,
  Home: -Infinity,
  End: Infinity,
};

function identityAt(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>(".card")?.dataset["identity"] : undefined;
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no ${id}.`);
  return found;
}

function keep(): void {
  vscode.setState({ filter: filter.value, parts: parts.getAttribute("aria-pressed") === "true" });
  show();
}

window.addEventListener("message", ({ data }: MessageEvent<ToBoard>) => {
  if (data.type === "show") {
    const first = board === undefined;
    board = data.board;
    instead = data.instead;
    show();
    if (first && document.hasFocus()) focus(current);
    return;
  }
  if (data.type === "stepped") {
    byId("said").textContent = data.step === "undo" ? "Undone" : "Redone";
    focus(current);
    return;
  }
  waiting.delete(data.identity);
  const name = cardOf(data.identity)?.name ?? "";
  const column = columns.get(data.column)?.model.title ?? "";
  byId("said").textContent = data.done ? `${name} is now ${column}` : `${name} could not be moved to ${column}`;
  show();
});
window.addEventListener("resize", () => {
  columns.forEach((column) => {
    column.resize();
  });
});
document.addEventListener("keydown", (event) => {
  const step = stepOf(event);
  if (step && document.activeElement !== filter) {
    vscode.postMessage({ type: step });
    event.preventDefault();
    // VS Code would take the key for the editor that has the focus by then, too.
    event.stopPropagation();
    return;
  }
  if (event.key === "/" && document.activeElement !== filter) {
    filter.select();
    filter.focus();
    event.preventDefault();
  }
});
main.addEventListener("keydown", onKey);
main.addEventListener("focusin", ({ target }) => {
  const identity = identityAt(target);
  if (identity !== undefined && identity !== current) focus(identity);
});
main.addEventListener("dblclick", ({ target }) => {
  const identity = identityAt(target);
  if (identity !== undefined) vscode.postMessage({ type: "open", identity });
});
filter.addEventListener("input", keep);
filter.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    filter.value = "";
    keep();
  } else if (event.key === "ArrowDown" || event.key === "Enter") {
    event.preventDefault();
    focus(current);
  }
});
parts.addEventListener("click", () => {
  parts.setAttribute("aria-pressed", String(parts.getAttribute("aria-pressed") !== "true"));
  keep();
});
byId("install").addEventListener("click", () => {
  vscode.postMessage({ type: "install" });
});
watchDrags(main, identityAt, (identity, id) => {
  const to = columns.get(id);
  if (to) move(identity, to);
});

const kept = vscode.getState();
filter.value = kept?.filter ?? "";
parts.setAttribute("aria-pressed", String(kept?.parts ?? false));
vscode.postMessage({ type: "ready" });
