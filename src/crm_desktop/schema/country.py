"""What the user chose of language, country and hours of work, put in force: at the start and whenever it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from crm_desktop.base import i18n, system, workday
from crm_desktop.base.paths import resources
from crm_desktop.base.settings import AS_SYSTEM, Settings
from crm_desktop.schema.formats import Formats, formats_for


def take_up(settings: Settings) -> None:
    """Speak the chosen language, group numbers as the country does, know the hours of work and when to remind."""
    i18n.use_language(language_of(settings), resources() / "translations")
    i18n.use_grouping(formats_of(settings).group)
    starts, ends = (time.fromisoformat(settings[name]) for name in ("work_starts", "work_ends"))
    before: str = settings["remind_before"]
    reminds = int(before) if before.isdigit() else None
    workday.use(workday.Workday(starts, ends, frozenset(map(int, settings["work_days"])), reminds))


def language_of(settings: Settings) -> str:
    """Return the code of the window's language; that of the system may be one that has no translation."""
    chosen: str = settings["language"]
    return system.locale_code() if chosen == AS_SYSTEM else chosen


def formats_of(settings: Settings) -> Formats:
    """Return how dates and numbers are written, with the first day of the week that the user chose."""
    usual, first = formats_for(settings["locale"]), settings["first_weekday"]
    return usual if first == AS_SYSTEM else replace(usual, first_weekday=int(first))
