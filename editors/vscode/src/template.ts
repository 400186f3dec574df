/** What *New Backlog* starts with: small, and with one of everything. */

export const NEW_BACKLOG = `# Backlog

## Legend

| Status      | Meaning                |
| ----------- | ---------------------- |
| Todo        | Not started            |
| In Progress | Somebody works on it   |
| Blocked     | Waits for something    |
| Done        | Finished and delivered |

## Features

| ID  | Feature        | Status      | Owner | Due        |
| --- | -------------- | ----------- | ----- | ---------- |
| F-1 | First feature  | In Progress |       |            |
| F-2 | Second feature | Todo        |       |            |

## First epic

**Status**: Todo

- [ ] First task
- [ ] Second task
`;
