"""Every sentence goes through here: `_` translates now, `N_` marks a text that is translated when it is shown."""

from __future__ import annotations

import gettext as _gettext
from pathlib import Path

_translation: _gettext.NullTranslations = _gettext.NullTranslations()


def N_(text: str) -> str:  # noqa: N802 - the name that every extraction tool knows
    """Mark `text` for translation and return it as it is."""
    return text


def _(text: str) -> str:
    """Return `text` in the user's language."""
    return _translation.gettext(text) if text else ""


def ngettext(one: str, many: str, n: int) -> str:
    """Return the form for `n`, translated; `{n}` is left for the caller to fill in."""
    return _translation.ngettext(one, many, n)


def count_of(one: str, many: str, n: int) -> str:
    """Return "1 contact" or "1,204 contacts"; both forms hold `{n}`."""
    return ngettext(one, many, n).replace("{n}", f"{n:,}")


def use_language(code: str, folder: Path) -> None:
    """Take the translations of `code` from `folder`; an unknown language falls back to English."""
    global _translation  # noqa: PLW0603 - gettext is one per process by nature
    _translation = _gettext.translation("crm_desktop", str(folder), [code], fallback=True)
