"""What an import did, or would do: a tally per file, problems with their lines, sentences that the user should read."""

from __future__ import annotations

from dataclasses import dataclass, field

COUNTS = ("new", "changed", "same", "refused")


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


@dataclass
class Tally:
    """What became of one table's rows; `headings` are those of the file."""

    file: str
    entity: str
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    headings: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)


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
        """Return new, changed, same and refused per entity; what was added because rows name it counts as new."""
        found: dict[str, dict[str, int]] = {}
        for tally in self.tallies:
            sums = found.setdefault(tally.entity, dict.fromkeys(COUNTS, 0))
            for name in COUNTS:
                sums[name] += getattr(tally, name)
        for entity, count in self.made.items():
            found.setdefault(entity, dict.fromkeys(COUNTS, 0))["new"] += count
        return found
