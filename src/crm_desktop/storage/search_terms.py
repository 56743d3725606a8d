"""The terms under which the index of the search knows a text: every run of three signs, and how words begin.

In the text that is indexed two marks stand before each word. So the run of marks and one letter, or of a mark and two
letters, is the beginning of a word, and one table of runs answers for parts and for beginnings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from crm_desktop.base.text import fold

MARK = "\x01"
"""What no text of a user has in it."""
_WORD = re.compile(r"[^\W_]+")
# what begins behind a sign: "berg" in "anna.berg"
_INSIDE = re.compile(r"(?<=[^\w\s]|_)[^\W_]{1,2}")
# scripts that write words without blanks, and Korean syllables as `fold` takes them apart
_ALONE = re.compile(
    "[\u1100-\u1112][\u1161-\u1175]?[\u11a8-\u11c2]?"
    "|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u312f\u31a0-\u4dbf\u4e00-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff]"
)


def body_of(values: Iterable[Any]) -> str:
    """Return the folded text of a record, in which parts of words are looked for."""
    return fold(" ".join(map(str, filter(None, values))))


def indexed(body: str) -> str:
    """Return what the index is given of a folded text: its words behind marks, and again what begins within them."""
    apart = spread(body)
    inside = _INSIDE.findall(body) if apart == body else [word[:2] for word in words_of(apart)]
    return f" {MARK}{MARK}".join(("", *body.split(), *inside))


def terms_of(body: str) -> frozenset[str]:
    """Return what the index holds of a folded text."""
    return frozenset(trigrams(indexed(body)))


def beginnings(word: str) -> list[str]:
    """Return the terms for a word of letters and digits at the beginning of one."""
    return [f"{MARK}{MARK}{word}"[-3:]] if len(word) < 3 else [MARK + word[:2], word[:3]]


def spread(folded: str) -> str:
    """Return folded text with blanks around each sign of a script that has none between words."""
    return folded if folded.isascii() else _ALONE.sub(r" \g<0> ", folded)


def words_of(folded: str) -> list[str]:
    """Return the runs of letters and digits."""
    return _WORD.findall(folded)


def trigrams(folded: str) -> list[str]:
    """Return the different runs of three signs."""
    return list(dict.fromkeys(folded[i : i + 3] for i in range(len(folded) - 2)))


def all_of(terms: Iterable[str]) -> str:
    """Return the full-text query for all of the terms; quoted, so that no text has a meaning of its own."""
    return " AND ".join('"' + term.replace('"', '""') + '"' for term in terms)
