"""Small exports of another program, and the ways in which every test of the import dialog uses it."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from crm_desktop.ui.dialogs.import_files import ImportDialog
from tests.ui.bare_host import BareHost

ACCOUNTS = """Account name,Industry,Employees,Colour
Betasoloin,Optics,120,blue
Bioplex,Medical,about 40,red
"""
DEALS = """Opportunity id,Opportunity name,Account name,Amount,Stage,Close date
A-1,Pilot,Betasoloin,"1,200",Proposal,2026-12-04
A-2,Rollout,bio plex,TBD,Engaging,2026-12-31
A-2,Rollout again,Bioplex,900,Proposal,2026-12-31
"""


def add(qtbot: QtBot, desk: BareHost, dialog: ImportDialog, *paths: Path) -> None:
    with qtbot.waitSignal(desk.jobs.idle):
        dialog.page.add_files(paths)


def press(qtbot: QtBot, desk: BareHost, button: object) -> None:
    with qtbot.waitSignal(desk.jobs.idle):
        button.click()  # type: ignore[attr-defined]
