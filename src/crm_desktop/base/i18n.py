"""Every sentence goes through here: `_` translates now, `N_` marks a text that is translated when it is shown.

A text that counts has two forms in English and more or fewer elsewhere, so it is looked up as a pair: `count_of` and
`ngettext` take the English texts, never translated ones, and `NN_` marks a pair that stands in a table. What is
extracted for translators is told in `tests/translations.py`.
"""

from __future__ import annotations

import gettext as _gettext
from pathlib import Path

DOMAIN = "crm_desktop"

_translation: _gettext.NullTranslations = _gettext.NullTranslations()
_group = ","


def N_(text: str) -> str:  # noqa: N802 - the name that every extraction tool knows
    """Mark `text` for translation and return it as it is."""
    return text


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - as N_
    """Mark the two forms of a text that counts, for `count_of`."""
    return one, many


def _(text: str) -> str:
    """Return `text` in the user's language."""
    return _translation.gettext(text) if text else ""


def ngettext(one: str, many: str, n: int) -> str:
    """Return the form for `n`, translated; `{n}` is left for the caller to fill in."""
    return _translation.ngettext(one, many, n)


def count_of(one: str, many: str, n: int) -> str:
    """Return "1 contact" or "1,204 contacts"; both forms hold `{n}`."""
    return ngettext(one, many, n).replace("{n}", grouped(n))


def grouped(n: int) -> str:
    """Return a whole number as the user's country writes it."""
    return f"{n:,}".replace(",", _group)


def use_language(code: str, folder: Path) -> None:
    """Take the translations of `code` from `folder`; an unknown language falls back to English."""
    global _translation  # noqa: PLW0603 - gettext is one per process by nature
    _translation = _gettext.translation(DOMAIN, str(folder), [code], fallback=True)


def language() -> str:
    """Return the code of the language that texts are in now."""
    return _translation.info().get("language", "").replace("_", "-") or "en"


def use_grouping(mark: str) -> None:
    """Put `mark` between the thousands of every count."""
    global _group  # noqa: PLW0603 - as the language
    _group = mark


def languages(folder: Path) -> tuple[str, ...]:
    """Return the codes of the languages that `folder` has translations of."""
    return tuple(sorted(path.parts[-3] for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")))
