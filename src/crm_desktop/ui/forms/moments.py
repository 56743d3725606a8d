"""How moments read on a page: short where they are near."""

from __future__ import annotations

from datetime import datetime

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.schema.formats import Formats


def when(at: datetime, formats: Formats) -> str:
    """Return "Today 09:40", "18 Nov" or "18 Nov 2025", in local time."""
    local, today = at.astimezone(), dates.today()
    if local.date() == today:
        return _("Today {time}").format(time=f"{local:%H:%M}")
    return formats.day_in_words(local.date(), year=local.year != today.year)


def again_in_words(done: str, at: datetime, formats: Formats, *, all_day: bool) -> str:
    """Return what was done with when the next of its series is: "Done: Call · again Fri 27 Nov 15:00"."""
    shown = (day_in_words if all_day else when_in_words)(at, formats)
    return _("{done} · again {when}").format(done=done, when=shown)


def when_in_words(at: datetime, formats: Formats) -> str:
    """Return "Fri 27 Nov 15:00", with the year where it is another one."""
    return f"{day_in_words(at, formats)} {at.astimezone():%H:%M}"


def day_in_words(at: datetime, formats: Formats) -> str:
    """Return "Fri 27 Nov", with the year where it is another one."""
    local = at.astimezone()
    day = formats.day_in_words(local.date(), year=local.year != dates.today().year)
    return f"{formats.weekdays[local.weekday()]} {day}"
