"""`python -m crm_desktop`: the window without arguments, the command line with a command."""

from __future__ import annotations

import sys


def main() -> None:
    """Start the program and leave with its exit status."""
    from crm_desktop.app import start

    sys.exit(start())


if __name__ == "__main__":
    main()
