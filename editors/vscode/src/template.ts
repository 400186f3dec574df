/**
 * The content of *New Backlog*: small, with an example of each shape. It has no file name yet, so its content
 * alone has to show that it is a backlog.
 */

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
| F-3 | Third feature  | Todo        |       |            |

## First epic

**Status**: Todo

- [ ] First task
- [ ] Second task
- [ ] Third task
`;
