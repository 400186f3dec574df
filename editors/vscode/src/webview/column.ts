/** A column of the board: of its cards only those in view are drawn. */

import type { BoardColumn, Card } from "../board/model";
import { cardAt, hasHead, heightOf, topsOf } from "./heights";
import { fitting } from "./measuring";

/** Pixels of a column's width that no name gets. */
const BESIDE = 36;
/** Pixels above and below the view in which cards are drawn too. */
const MARGIN = 400;
const DATED = /\d{4}-\d{2}-\d{2}$/;

export interface Column {
  readonly element: HTMLElement;
  readonly model: BoardColumn;
  readonly cards: readonly Card[];
  /** Show `model`; `cards` are those that match the filter. */
  update(model: BoardColumn, cards: readonly Card[]): void;
  draw(): void;
  /** Lay out anew: the width may be another. */
  resize(): void;
  /** The element of a card, scrolled to and drawn if it was not. */
  reach(number: number): HTMLElement | undefined;
  /** Which card stands at the height of `y`, in pixels of the window. */
  nearest(y: number): number;
}

/** Which card can be tabbed to, and which ones wait for the text to change. */
export interface Marks {
  readonly current: () => string | undefined;
  readonly waits: (identity: string) => boolean;
}

export function createColumn(model: BoardColumn, marks: Marks): Column {
  const element = made("section", "column");
  const head = element.appendChild(made("h2", "head"));
  const dot = head.appendChild(made("span", "dot"));
  const title = head.appendChild(made("span", "title"));
  const count = head.appendChild(made("span", "count"));
  const list = element.appendChild(made("div", "cards"));
  const sheet = list.appendChild(made("div", "sheet"));
  const drawn = new Map<string, { readonly card: Card; readonly element: HTMLElement }>();
  let cards: readonly Card[] = [];
  let tops: number[] = [];
  let shown = model;
  let fits = fitting(0);
  sheet.setAttribute("role", "listbox");
  dot.setAttribute("aria-hidden", "true");
  list.addEventListener("scroll", draw, { passive: true });

  function update(next: BoardColumn, kept: readonly Card[]): void {
    shown = next;
    cards = kept;
    element.dataset["column"] = next.id;
    element.dataset["status"] = next.status;
    title.textContent = next.title;
    title.title = next.title;
    const all = next.cards.length;
    count.textContent = String(cards.length);
    sheet.setAttribute("aria-label", `${next.title}, ${cards.length} ${all === 1 ? "card" : "cards"}`);
    resize();
  }

  function resize(): void {
    fits = fitting(list.clientWidth - BESIDE);
    tops = topsOf(cards, fits);
    sheet.style.height = `${tops.at(-1) ?? 0}px`;
    draw();
  }

  function draw(): void {
    const from = cardAt(tops, list.scrollTop - MARGIN);
    const to = cardAt(tops, list.scrollTop + list.clientHeight + MARGIN);
    const wanted = new Set<string>();
    for (let number = from; number <= Math.min(to, cards.length - 1); number += 1) {
      const card = cards[number];
      if (!card) continue;
      wanted.add(card.identity);
      place(card, number);
    }
    for (const [identity, { element: old }] of drawn) {
      if (wanted.has(identity)) continue;
      // The card in focus stays, out of sight, so that the keys go on from it.
      if (old.contains(document.activeElement) && cards.some((card) => card.identity === identity)) continue;
      old.remove();
      drawn.delete(identity);
    }
  }

  function place(card: Card, number: number): HTMLElement {
    let there = drawn.get(card.identity);
    if (!there || !alike(there.card, card)) {
      const fill = there?.element ?? sheet.appendChild(made("article", "card"));
      filled(fill, card);
      there = { card, element: fill };
      drawn.set(card.identity, there);
    }
    const { element: at } = there;
    at.style.transform = `translateY(${tops[number] ?? 0}px)`;
    at.dataset["lines"] = fits(card.name) ? "1" : "2";
    at.style.height = `${heightOf(card, fits)}px`;
    at.setAttribute("aria-posinset", String(number + 1));
    at.setAttribute("aria-setsize", String(cards.length));
    at.tabIndex = marks.current() === card.identity ? 0 : -1;
    at.setAttribute("aria-selected", String(marks.current() === card.identity));
    at.setAttribute("aria-busy", String(marks.waits(card.identity)));
    return at;
  }

  function reach(number: number): HTMLElement | undefined {
    const card = cards[number];
    if (!card) return undefined;
    const top = tops[number] ?? 0;
    const bottom = top + heightOf(card, fits);
    if (top < list.scrollTop) list.scrollTop = top - 6;
    else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight + 6;
    draw();
    return place(card, number);
  }

  return {
    element,
    get model() {
      return shown;
    },
    get cards() {
      return cards;
    },
    update,
    draw,
    resize,
    reach,
    nearest: (y) => {
      const within = y - list.getBoundingClientRect().top + list.scrollTop;
      return Math.min(cardAt(tops, within), cards.length - 1);
    },
  };
}

/** Fill the element of a card. What users wrote becomes text, never markup. */
function filled(element: HTMLElement, card: Card): void {
  element.className = "card";
  element.draggable = true;
  element.dataset["identity"] = card.identity;
  element.dataset["status"] = card.status;
  element.title = card.name;
  element.setAttribute("role", "option");
  element.setAttribute("aria-label", card.label);
  element.setAttribute("aria-roledescription", "card");
  element.replaceChildren();
  if (hasHead(card)) {
    const line = element.appendChild(made("div", "where"));
    if (card.ident !== "") line.appendChild(made("span", "ident")).textContent = card.ident;
    if (card.section !== "") line.appendChild(made("span", "section")).textContent = card.section;
    if (card.milestone !== "") line.appendChild(made("span", "milestone")).textContent = card.milestone;
  }
  element.appendChild(made("div", "name")).textContent = card.name;
  if (card.facts.length > 0) {
    const line = element.appendChild(made("div", "facts"));
    for (const fact of card.facts) {
      line.appendChild(made("span", DATED.test(fact) ? "fact when" : "fact")).textContent = fact;
    }
  }
  if (card.percent !== undefined) {
    const line = element.appendChild(made("div", "progress"));
    const bar = line.appendChild(made("div", "track"));
    bar.appendChild(made("div", "done")).style.width = `${card.percent}%`;
    line.appendChild(made("span", "parts")).textContent = card.progress;
  }
}

function alike(one: Card, other: Card): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function made(tag: string, name: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}
