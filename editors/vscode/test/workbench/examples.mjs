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

export const FILES = {
  "BACKLOG.md": BACKLOG,
  "milestones/first.md": FIRST_RELEASE,
  "notes.md": NOTES,
};
