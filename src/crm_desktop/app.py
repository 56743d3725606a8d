"""Puts the parts together: the window without a command, the command line with one."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def start(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    from crm_desktop.cli import main

    if not main.wants_window(given):
        return main.run(given)
    from crm_desktop.ui import application

    return application.run(main.window_file(given))
