"""What the user chose, in one TOML file; one line below makes a setting, its default and its row in Preferences."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from crm_desktop.base import i18n, system
from crm_desktop.base.i18n import N_
from crm_desktop.base.paths import config_folder, resources, written_whole

_APPEARANCE, _COUNTRY, _TIME = N_("Appearance"), N_("Language and country"), N_("Calendar")
_REPORTS, _FILES = N_("Reports"), N_("Files")
_LANGUAGES = {"de": "Deutsch", "en": "English", "es": "Español", "fr": "Français", "it": "Italiano"}
AS_SYSTEM = "system"
_HALF_HOURS = {(at := f"{hour:02d}:{minute:02d}"): at for hour in range(24) for minute in (0, 30)}


@dataclass(frozen=True)
class Setting:
    """One choice: `choices` maps stored values to titles; without them the default's type decides the editor.

    `bounds` are the least and the most of a number. `guess` is asked while nothing was chosen; "" is no guess.
    """

    key: str
    title: str
    default: str | int | bool | tuple[str, ...]
    page: str
    choices: Mapping[str, str] | None = None
    help: str = ""
    bounds: tuple[int, int] | None = None
    guess: Callable[[], str] | None = None


def _languages() -> dict[str, str]:
    """Return the languages of the window by code, each under its own name."""
    found = ("en", *i18n.languages(resources() / "translations"))
    return {AS_SYSTEM: N_("As the system")} | {code: _LANGUAGES.get(code, code) for code in sorted(set(found))}


SETTINGS = (
    Setting("theme", N_("Theme"), AS_SYSTEM, _APPEARANCE, {AS_SYSTEM: N_("As the system"), "light": N_("Light"), "dark": N_("Dark")}),
    Setting("text_size", N_("Text size in percent"), 100, _APPEARANCE, bounds=(100, 200)),
    Setting("language", N_("Language of the window"), AS_SYSTEM, _COUNTRY, _languages()),
    Setting("locale", N_("Dates and numbers as in"), "en_US", _COUNTRY,
            {"en_US": N_("United States"), "en_GB": N_("United Kingdom"), "de_DE": N_("Germany"), "fr_FR": N_("France"), "es_ES": N_("Spain")},
            guess=system.locale_code),
    Setting("currency", N_("Currency of new books"), "USD", _COUNTRY, help=N_("Three letters, like USD or EUR"), guess=system.currency),
    Setting("first_weekday", N_("The week begins on"), AS_SYSTEM, _TIME,
            {AS_SYSTEM: N_("The day usual in the country"), "0": N_("Monday"), "5": N_("Saturday"), "6": N_("Sunday")}),
    Setting("fiscal_month", N_("First month of the fiscal year"), 1, _TIME, help=N_("1 to 12"), bounds=(1, 12)),
    Setting("work_starts", N_("Work begins at"), "09:00", _TIME, _HALF_HOURS, help=N_("What is planned for a day without a time stands here.")),
    Setting("work_ends", N_("Work ends at"), "17:00", _TIME, _HALF_HOURS),
    Setting("work_days", N_("Days of work"), "01234", _TIME,
            {"01234": N_("Monday to Friday"), "012345": N_("Monday to Saturday"), "60123": N_("Sunday to Thursday"), "0123456": N_("Every day")}),
    Setting("remind_before", N_("Remind before what is planned"), "15", _TIME,
            {"none": N_("Not at all"), "0": N_("When it begins"), "5": N_("5 minutes before"), "10": N_("10 minutes before"),
             "15": N_("15 minutes before"), "30": N_("30 minutes before"), "60": N_("1 hour before"), "1440": N_("The day before")},
            help=N_("For what you plan from now on; what is for a whole day counts from the beginning of work.")),
    Setting("notify_desktop", N_("Notify on the desktop"), False, _TIME, help=N_("While the window is not in front.")),
    Setting("stay_in_tray", N_("Stay in the tray when the window is closed"), False, _TIME,
            help=N_("So that reminders still come; the book stays open.")),
    Setting("publish_calendar", N_("Publish the calendar in"), "", _TIME,
            help=N_("A file that ends in .ics, which other calendar programs subscribe to. It is written anew when something changes.")),
    Setting("publish_what", N_("Publish"), "recent", _TIME, {"recent": N_("What is ahead, and the last 90 days"), "all": N_("Everything")}),
    Setting("paper", N_("Paper"), "A4", _REPORTS, {"A4": "A4", "Letter": "Letter"}, guess=system.paper),
    Setting("margins", N_("Margins of the paper"), "normal", _REPORTS, {"normal": N_("Normal"), "narrow": N_("Narrow"), "wide": N_("Wide")}),
    Setting("author", N_("Your name on reports"), "", _REPORTS),
    Setting("rfm_days", N_("Few customers: last won, days for 2 to 5"), "365, 180, 90, 30", _REPORTS,
            help=N_("Fewer than five customers are scored by these three lines of limits, more by rank. Empty: the usual ones.")),
    Setting("rfm_times", N_("Few customers: how often, for 2 to 5"), "2, 3, 4, 6", _REPORTS),
    Setting("rfm_money", N_("Few customers: amounts for 2 to 5"), "1000, 5000, 20000, 100000", _REPORTS),
    Setting("schedule_folder", N_("Put a report each week into"), "", _REPORTS,
            help=N_("A folder; empty: no report is made. What fell due while the program was closed is made when it is opened again.")),
    Setting("schedule_report", N_("Which report"), "", _REPORTS, help=N_("Also one of your own; while none is chosen it is the weekly packet.")),
    Setting("schedule_seller", N_("For which seller"), "", _REPORTS, help=N_("Empty: the whole team.")),
    Setting("schedule_day", N_("Every"), "4", _REPORTS,
            {"0": N_("Monday"), "1": N_("Tuesday"), "2": N_("Wednesday"), "3": N_("Thursday"), "4": N_("Friday"),
             "5": N_("Saturday"), "6": N_("Sunday")}),
    Setting("schedule_time", N_("At"), "16:00", _REPORTS, _HALF_HOURS),
    Setting("backup_folder", N_("Backups are kept in"), "", _FILES, help=N_("Empty: in “{folder}”")),
    Setting("backup_at_close", N_("Back up when the program closes"), True, _FILES, help=N_("If something changed.")),
    Setting("last_file", "", "", ""),
    Setting("recent_files", "", (), ""),
)  # fmt: skip


def _fits(setting: Setting, value: object) -> bool:
    return type(value) is type(setting.default) and (not setting.choices or value in setting.choices)


_BY_KEY = {setting.key: setting for setting in SETTINGS}


class Settings:
    """The chosen values; a value of the wrong type in the file counts as not chosen."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or config_folder() / "settings.toml"
        self._values: dict[str, Any] = {}
        try:
            self._values = tomllib.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._values = {}

    def __getitem__(self, key: str) -> Any:
        setting = _BY_KEY[key]
        default, value = setting.default, self._values.get(key)
        if isinstance(default, tuple):
            return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list | tuple) else default
        if _fits(setting, value):
            return value
        guess = setting.guess() if setting.guess is not None else ""
        return guess if guess and _fits(setting, guess) else default

    def __setitem__(self, key: str, value: str | int | bool | tuple[str, ...]) -> None:
        assert key in _BY_KEY, key
        self._values[key] = list(value) if isinstance(value, tuple) else value
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(self.path) as part:
            part.write_text(tomli_w.dumps(self._values), encoding="utf-8")
