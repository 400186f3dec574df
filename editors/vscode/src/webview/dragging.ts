/** Drags a card to another column. */

/** A type of our own, so that what is dragged in from elsewhere is no card. */
const TYPE = "application/x-backlog-card";

export function watchDrags(
  main: HTMLElement,
  identityAt: (target: EventTarget | null) => string | undefined,
  move: (identity: string, column: string) => void,
): void {
  let over: HTMLElement | undefined;

  function mark(column: HTMLElement | undefined): void {
    if (column === over) return;
    over?.classList.remove("over");
    over = column;
    over?.classList.add("over");
  }

  main.addEventListener("dragstart", (event) => {
    const identity = identityAt(event.target);
    if (identity === undefined || !event.dataTransfer) return;
    event.dataTransfer.setData(TYPE, identity);
    event.dataTransfer.effectAllowed = "move";
    (event.target as HTMLElement).classList.add("dragged");
  });
  main.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes(TYPE)) return;
    mark(columnAt(event.target));
    if (!over) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
  });
  main.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node && main.contains(event.relatedTarget))) mark(undefined);
  });
  main.addEventListener("drop", (event) => {
    const column = columnAt(event.target)?.dataset["column"];
    const identity = event.dataTransfer?.getData(TYPE);
    mark(undefined);
    if (column === undefined || !identity) return;
    event.preventDefault();
    move(identity, column);
  });
  main.addEventListener("dragend", () => {
    mark(undefined);
    main.querySelector(".dragged")?.classList.remove("dragged");
  });
}

function columnAt(target: EventTarget | null): HTMLElement | undefined {
  return target instanceof Element ? (target.closest<HTMLElement>(".column") ?? undefined) : undefined;
}
