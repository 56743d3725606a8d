"""What the user chose, in one TOML file; one line below makes a setting, its default and its row in Preferences."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from crm_desktop.base.i18n import N_
from crm_desktop.base.paths import config_folder, written_whole


@dataclass(frozen=True)
class Setting:
    """One choice: `choices` maps stored values to titles; without them the default's type decides the editor.

    `bounds` are the least and the most of a number.
    """

    key: str
    title: str
    default: str | int | bool | tuple[str, ...]
    page: str
    choices: Mapping[str, str] | None = None
    help: str = ""
    bounds: tuple[int, int] | None = None


SETTINGS = (
    Setting("theme", N_("Theme"), "system", N_("Appearance"), {"system": N_("As the system"), "light": N_("Light"), "dark": N_("Dark")}),
    Setting("text_size", N_("Text size in percent"), 100, N_("Appearance"), bounds=(100, 200)),
    Setting("locale", N_("Dates and numbers as in"), "en_US", N_("Appearance"),
            {"en_US": N_("United States"), "en_GB": N_("United Kingdom"), "de_DE": N_("Germany"), "fr_FR": N_("France"), "es_ES": N_("Spain")}),
    Setting("currency", N_("Currency of new books"), "USD", N_("Numbers"), help=N_("Three letters, like USD or EUR")),
    Setting("fiscal_month", N_("First month of the fiscal year"), 1, N_("Numbers"), help=N_("1 to 12"), bounds=(1, 12)),
    Setting("paper", N_("Paper"), "A4", N_("Reports"), {"A4": "A4", "Letter": "Letter"}),
    Setting("author", N_("Your name on reports"), "", N_("Reports")),
    Setting("backup_folder", N_("Backups are kept in"), "", N_("File"), help=N_("Empty: in “{folder}”")),
    Setting("backup_at_close", N_("Back up when the program closes and something changed"), True, N_("File")),
    Setting("last_file", "", "", ""),
    Setting("recent_files", "", (), ""),
)  # fmt: skip
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
        default = _BY_KEY[key].default
        value = self._values.get(key, default)
        if isinstance(default, tuple):
            return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list | tuple) else default
        choices = _BY_KEY[key].choices
        return value if type(value) is type(default) and (not choices or value in choices) else default

    def __setitem__(self, key: str, value: str | int | bool | tuple[str, ...]) -> None:
        assert key in _BY_KEY, key
        self._values[key] = list(value) if isinstance(value, tuple) else value
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(self.path) as part:
            part.write_text(tomli_w.dumps(self._values), encoding="utf-8")
