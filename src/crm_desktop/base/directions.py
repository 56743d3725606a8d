"""Which way a text runs, and values of either way on one line: a name from right to left must not turn what is beside it.

A value that is joined to others stands between marks that nobody sees (FSI or LRI … PDI of Unicode's bidirectional
algorithm); who writes a file for other programs takes them out again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

_LRI, _RLI, _FSI, _PDI = "\u2066", "\u2067", "\u2068", "\u2069"
_TURNED: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_MARKS: Final = re.compile(f"[{_LRI}{_RLI}{_FSI}{_PDI}]")


def isolated(text: str) -> str:
    """Return a value for a line that has others: it keeps its own direction and leaves the others theirs."""
    return f"{_FSI}{_closed(text)}{_PDI}" if _TURNED.search(text) else text


def left_to_right(text: str) -> str:
    """Return a value that runs from left to right whatever stands in it or beside it, such as a telephone number."""
    return f"{_LRI}{_closed(text)}{_PDI}" if _TURNED.search(text) else text


def joined(values: Iterable[str | None], between: str = " · ") -> str:
    """Return the values that are there on one line, each with its own direction."""
    return between.join(isolated(value) for value in values if value)


def unmarked(text: str) -> str:
    """Return a text without the marks around values, for a program that asks for nothing but the letters."""
    return text if text.isascii() else _MARKS.sub("", text)


@lru_cache(maxsize=4096)
def is_right_to_left(text: str) -> bool:
    """Tell whether the first letter with a direction, outside of what is isolated, runs from right to left."""
    return bool(_TURNED.search(text)) and _first(text) == "R"


def resumed(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of one text, each with the isolates closed and those begun before it begun again."""
    opened: list[str] = []
    for line in lines:
        begun = "".join(opened)
        for found in _MARKS.finditer(line):
            mark = found.group()
            if mark != _PDI:
                opened.append({_FSI: _RLI if _first(line[found.end() :]) == "R" else _LRI}.get(mark, mark))
            elif opened:
                opened.pop()
        yield begun + line + _PDI * len(opened)


def _closed(text: str) -> str:
    """Return a text whose own isolates are as many as their ends."""
    if not _MARKS.search(text):
        return text
    depth, parts = 0, []
    for char in text:
        depth += (char in _LRI + _RLI + _FSI) - (char == _PDI)
        if depth < 0:
            depth = 0
            continue
        parts.append(char)
    return "".join(parts) + _PDI * depth


def _first(text: str) -> str:
    """Return "L" or "R" by the first strong letter up to the end of the isolate that the text begins in; "" without one."""
    depth = 0
    for char in text:
        match unicodedata.bidirectional(char):
            case "LRI" | "RLI" | "FSI":
                depth += 1
            case "PDI":
                depth -= 1
                if depth < 0:
                    return ""
            case "L" if not depth:
                return "L"
            case "R" | "AL" if not depth:
                return "R"
    return ""
