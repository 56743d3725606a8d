"""Text cells of files that spreadsheets open: one that looks like a formula is written with an apostrophe before it.

Everything that is written as CSV goes through `guarded`, and what is read back through `unguarded`, so that a round trip
changes nothing. Numbers are not text and stay as they are.
"""

from __future__ import annotations

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝")


def guarded(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and never runs it."""
    return f"'{text}" if _needs_guard(text) else text


def unguarded(text: str) -> str:
    """Return what `guarded` was given."""
    return text[1:] if text.startswith("'") and _needs_guard(text) else text


def _needs_guard(text: str) -> bool:
    # also a text that already has an apostrophe there: it gets a second one, so that the first is not lost
    return text.lstrip("'").startswith(_STARTS_A_FORMULA)
