"""Every command of the program: add a word to one of these tuples and it is in menus, palette and shortcut sheet."""

from __future__ import annotations

from crm_desktop.ui.commands.board import BOARD
from crm_desktop.ui.commands.calendar import CALENDAR
from crm_desktop.ui.commands.edit import EDIT
from crm_desktop.ui.commands.file import FILE, RECENT
from crm_desktop.ui.commands.help import HELP
from crm_desktop.ui.commands.ical import ICAL
from crm_desktop.ui.commands.plans import PLANS
from crm_desktop.ui.commands.record import MOVE, RECORD
from crm_desktop.ui.commands.reports import REPORTS
from crm_desktop.ui.commands.view import VIEW
from crm_desktop.ui.commands.views import OPEN, VIEWS

COMMANDS = (*FILE, *ICAL, *EDIT, *RECORD, *PLANS, *VIEW, *BOARD, *CALENDAR, *VIEWS, *REPORTS, *HELP)
FAMILIES = (RECENT, MOVE, OPEN)
