"""Two things timed in turn, and what came out of it beside the goal.

Machines differ and are noisy: a goal is the ratio of two medians of one run, whose rounds alternate.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

Work = Callable[[], object]


@dataclass(frozen=True)
class Measure:
    """A ratio beside its goal, or why there is none."""

    number: str
    what: str
    goal: float
    ratio: float | None
    seen: str

    def __str__(self) -> str:
        if self.ratio is None:
            return f"{self.number:>4}  {self.what:<62} ≤ {self.goal:<6g} not measured: {self.seen}"
        verdict = "ok  " if self.ratio <= self.goal else "OVER"
        return f"{self.number:>4}  {self.what:<62} ≤ {self.goal:<6g} {self.ratio:7.2f} {verdict} {self.seen}"


def sizes() -> list[int]:
    """Return the sizes of the books, in contacts; the variable CRM_BENCH_SIZES takes others: "1000,100000"."""
    given = os.environ.get("CRM_BENCH_SIZES", "1000,10000,100000,1000000")
    return sorted(int(size) for size in given.split(","))


def installed(home: Path) -> dict[str, str]:
    """Return the environment of a program that keeps its files in `home` and, as an installed one, has its bytecode."""
    own = {name: str(home / name.lower()) for name in ("CRM_DESKTOP_DATA", "CRM_DESKTOP_CONFIG", "CRM_DESKTOP_LOG")}
    code = {"PYTHONPATH": os.pathsep.join(("src", ".")), "PYTHONPYCACHEPREFIX": str(home / "bytecode")}
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | own | code


def seconds(work: Work) -> float:
    """Return how long one call takes."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def medians(works: Sequence[Work], times: int = 9, before: Sequence[Work] = ()) -> list[float]:
    """Return the median seconds of each of the works, done in turn after one round that does not count.

    Each work of `before` prepares the one of the same place; its time does not count.
    """
    rounds = []
    for _round in range(times + 1):
        found = []
        for place, work in enumerate(works):
            if before:
                before[place]()
            found.append(seconds(work))
        rounds.append(found)
    return [statistics.median(column) for column in zip(*rounds[1:], strict=True)]


def ratio(
    number: str, what: str, goal: float, ours: Work, other: Work, *, times: int = 9, before: Sequence[Work] = ()
) -> Measure:
    """Time two works in turn and return the ratio of the first to the second."""
    return of(number, what, goal, medians([ours, other], times, before), f"median of {times}")


def of(number: str, what: str, goal: float, pair: Sequence[float], note: str = "") -> Measure:
    """Return the measure of two times in seconds, ours and the other."""
    mine, theirs = pair
    seen = f"{_shown(mine)} against {_shown(theirs)}" + (f", {note}" if note else "")
    return Measure(number, what, goal, mine / theirs, seen)


def _shown(time_in_seconds: float) -> str:
    return f"{time_in_seconds:.2f} s" if time_in_seconds >= 1 else f"{time_in_seconds * 1000:.2f} ms"
