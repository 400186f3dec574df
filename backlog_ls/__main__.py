"""The program: `backlog-ls`, or `python -m backlog_ls`."""

from __future__ import annotations

import sys

from backlog_ls.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
