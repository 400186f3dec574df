// Documents of our own, as they stand on the disk before a scenario.

export const BACKLOG = `# Harbour backlog ⚓

## Legend

| Status | Meaning |
| --- | --- |
| \`Todo\` | Not started |
| \`In Progress\` | Somebody works on it |
| \`Done\` | Released |

## Features

| Feature | Status | Description |
| --- | --- | --- |
| **Tide tables** | Done | For 40 ports |
| **Berths** 👩‍🚀 | Shipped | Behind an emoji of three code points |
| **漢字 route** 路線 | Blokked | Behind wide characters |
| **Pilot rota** | todo | Spelled otherwise |
| **Buoys** | In Progress | Lit all night |

## Crew

**Status**: Done

- [x] Names
- [ ] Phone numbers
- See the [first release](milestones/first.md)
`;

export const FIRST_RELEASE = `# First release

**Status**: Todo

- [ ] Tide tables
`;

export const NOTES = `# Notes

Nothing here is work, with a [link](nowhere.md) that leads nowhere.

| Name | Phone |
| --- | --- |
| Mira | 1 | 2 |
`;

/** For pictures: something of everything. */
export const HARBOUR = `# Harbour app

## Legend

| Status | Meaning |
| --- | --- |
| 📋 Todo | Not started |
| 🚧 In Progress | Somebody works on it |
| 👀 Review | Waits for a second pair of eyes |
| ⛔ Blocked | Waits for something else |
| ✅ Done | Released |

## Features

| ID | Feature | Status | Owner | Due | Milestone |
| --- | --- | --- | --- | --- | --- |
| H-1 | Tide tables for forty ports | ✅ Done | @mira | 2026-03-02 | M1 |
| H-2 | Berth booking with a waiting list | 🚧 In Progress | @jonas | 2026-12-04 | M2 |
| H-3 | Pilot rota | 👀 Review | @mira | 2026-11-27 | M2 |
| H-4 | Route planner around shallow water | 📋 Todo | | 2027-01-15 | M3 |
| H-5 | Buoys on the chart, lit all night | ⛔ Blocked | @aiko | 2026-12-18 | M2 |
| H-6 | Offline charts | 📋 Todo | @aiko | 2027-02-01 | M3 |
| H-7 | Weather warnings | ✅ Done | @jonas | 2026-05-20 | M1 |

## Crew list

**Status**: 🚧 In Progress

- [x] Names and ranks
- [x] Import from a spreadsheet
- [ ] Phone numbers
- [ ] Shifts across midnight

## Harbour dues

**Status**: 📋 Todo

- [ ] Rates by length
- [ ] ~~Rates by weight~~
- [ ] Invoices as PDF
`;

/** For pictures, too: with one of the problems that matter most in each of four places. */
export const HARBOUR_WITH_PROBLEMS = HARBOUR.replace("| H-3 | Pilot rota | 👀 Review", "| H-2 | Pilot rota | 👀 Review")
  .replace("Buoys on the chart, lit all night | ⛔ Blocked", "Buoys on the chart, lit all night | Blokked")
  .replace("- [ ] Phone numbers", "- [ ] Phone numbers, see [the list](crew.md)")
  .replace("## Crew list\n\n**Status**: 🚧 In Progress", "## Crew list\n\n**Status**: ✅ Done");

export const KANBAN = `---

kanban-plugin: board

---

## Backlog

- [ ] Paint the pier
- [ ] Charts of the bay
  - [ ] depths
  - [x] currents

## Doing

- [ ] Lighthouse lamp @mira

## Review

## Done

- [x] Mooring rings
`;

/** For what other linters find, too. */
export const RAGGED = `# Quay

- [ ] As in [the plan](#plan)
- [ ] Ask [Mira](mira.md)

| Task | Status |
| --- | --- |
| Rope | Todo | 3 |
| Paint | Done |
`;

export const FILES = {
  "BACKLOG.md": BACKLOG,
  "kanban.md": KANBAN,
  "milestones/first.md": FIRST_RELEASE,
  "notes.md": NOTES,
};

/** So many items that no board can draw them all. */
export const MANY = `# Fleet

| ID | Task | Status | Owner |
| --- | --- | --- | --- |
${Array.from({ length: 2_000 }, (_, n) => `| F-${n} | Overhaul of ship number ${n} | ${["Todo", "In Progress", "Done"][n % 3]} | @crew${n % 7} |`).join("\n")}
`;
