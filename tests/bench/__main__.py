"""Print every goal beside what was measured. Arguments are numbers of goals: `python -m tests.bench 3 8`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from tests.bench import books, calendar, lists, panes, printing, saving, starting, summing, timing
from tests.bench.timing import Measure

PARTS: tuple[tuple[str, Callable[[], Iterator[Measure]]], ...] = (
    ("1 15", starting.measure),
    ("3 4 5 6 7", lists.measure),
    ("8", saving.edit),
    ("9", saving.imports),
    ("10 11", printing.measure),
    ("12", summing.measure),
    ("13", calendar.measure),
    ("14", saving.back_up),
    ("panes", panes.measure),
)
NOT_MEASURED = (
    Measure("2", "start and size of the packaged program", 1.2, None, "packages are made and timed by their own job"),
)


def main(wanted: set[str]) -> None:
    """Make the books that are missing and measure."""
    print(f"Books of {', '.join(f'{size:,}' for size in timing.sizes())} contacts lie in {books.folder()}")
    for size in timing.sizes():
        books.book(size)
    for numbers, measure in PARTS:
        if not wanted or wanted & set(numbers.split()):
            for line in measure():
                if not wanted or line.number in wanted:
                    print(line, flush=True)
    for line in NOT_MEASURED:
        if not wanted or line.number in wanted:
            print(line)


if __name__ == "__main__":
    main(set(sys.argv[1:]))
