"""What an import did, or would do: a tally per file, problems with their lines, sentences that the user should read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from crm_desktop.base.i18n import N_, _
from crm_desktop.base.text import squash
from crm_desktop.exchange.table import Row

_RUNS = 3  # of line numbers that a problem names
COUNTS = ("new", "changed", "same", "refused", "partly")
REJECTED = (N_("Problem"), N_("Line"), N_("Came in"))
"""The headings that the file of rejected rows has before those of its source."""


@dataclass(frozen=True)
class Problem:
    """What was wrong with a row; `refused` says that nothing of it came in, else only what the reason names stayed out.

    `cells` is the row as it stands in the file.
    """

    file: str
    line: int
    reason: str
    refused: bool
    cells: tuple[str, ...] = ()
    of_events: bool = False


@dataclass
class Tally:
    """What became of one table's rows, or a calendar's events; `headings` are those of the file."""

    file: str
    entity: str
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    headings: tuple[str, ...] = ()
    of_events: bool = False
    problems: list[Problem] = field(default_factory=list)

    @property
    def partly(self) -> int:
        """How many rows came in without one of their values; they are counted among the others too."""
        refused = {problem.line for problem in self.problems if problem.refused}
        return len({problem.line for problem in self.problems} - refused)

    def add_problem(self, row: Row, reason: str, *, refused: bool) -> None:
        """List what was wrong with a row."""
        self.problems.append(Problem(self.file, row.line, reason, refused, row.written or row.cells, self.of_events))


@dataclass
class Outcome:
    """The whole of it. `made` counts, by entity, the records that were added because rows name them."""

    tallies: list[Tally] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    made: dict[str, int] = field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        """The problems of all files."""
        return [problem for tally in self.tallies for problem in tally.problems]

    @property
    def has_changes(self) -> bool:
        """Whether anything came in."""
        return any(t.new or t.changed for t in self.tallies) or any(self.made.values())

    def by_entity(self) -> dict[str, dict[str, int]]:
        """Return new, changed, same, refused and partly per entity; what was added because rows name it counts as new."""
        found: dict[str, dict[str, int]] = {}
        for tally in self.tallies:
            sums = found.setdefault(tally.entity, dict.fromkeys(COUNTS, 0))
            for name in COUNTS:
                sums[name] += getattr(tally, name)
        for entity, count in self.made.items():
            found.setdefault(entity, dict.fromkeys(COUNTS, 0))["new"] += count
        return found


@dataclass(frozen=True)
class Alike:
    """The same problem in several rows or events of a file; `lines` names them: "2–101", or "2, 5–7, 9 …" where they are far apart."""

    file: str
    reason: str
    refused: bool
    of_events: bool
    count: int
    lines: str


def alike(problems: Iterable[Problem]) -> list[Alike]:
    """Return the problems of ascending lines with equal ones as one, in the order in which they first occur."""
    found: dict[tuple[str, str, bool, bool], list[int]] = {}
    for problem in problems:
        key = (problem.file, problem.reason, problem.refused, problem.of_events)
        found.setdefault(key, []).append(problem.line)
    return [Alike(*key, len(numbers), _in_runs(numbers)) for key, numbers in found.items()]


def _in_runs(numbers: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number <= runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in runs[:_RUNS])
    return shown + (" …" if len(runs) > _RUNS else "")


def places_of_ours(headings: Sequence[str]) -> int:
    """Return how many of the first headings are those that a file of rejected rows has before its own."""
    ours = [{squash(text), squash(_(text))} for text in REJECTED]
    found = [squash(heading) in known for heading, known in zip(headings, ours, strict=False)]
    return len(ours) if found.count(True) == len(ours) else 0
