"""Stage conversion: of the opportunities that entered a stage, how many got further.

It needs each opportunity's whole way through the stages, not one state. A stage that was jumped over counts as entered
and passed on the day of the jump, also one before the stage in which an opportunity began.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm_desktop.figures.deal import Kind, Span, is_in
from crm_desktop.figures.figure import Figure, Meaning, Words, mean, median, quotient, tally

STAGE_CONVERSION = Meaning(
    "stage_conversion",
    "percent",
    "The opportunities that entered the stage in the period and then reached a later open stage or were won, "
    "divided by all that entered it. Each counts once; a stage that was jumped over counts as passed.",
)
PASSED = Meaning(
    "stage_passed", "count", "Entered the stage in the period, and reached a later open stage or were won."
)
STOPPED = Meaning("stage_lost", "count", "Entered the stage in the period, and were lost before a later one.")
UNDECIDED = Meaning("stage_undecided", "count", "Entered the stage in the period, still open, and in no later one yet.")
DAYS_IN_STAGE = Meaning(
    "stay_in_stage",
    "days",
    "The mean number of days from entering the stage to leaving it, of the stays that ended in the period.",
)
DAYS_IN_STAGE_MEDIAN = Meaning(
    "stay_in_stage_median",
    "days",
    "The median number of days from entering the stage to leaving it, of the stays that ended in the period.",
)
MEANINGS = (STAGE_CONVERSION, PASSED, STOPPED, UNDECIDED, DAYS_IN_STAGE, DAYS_IN_STAGE_MEDIAN)


@dataclass(frozen=True, slots=True)
class Step:
    """One change of stage: the day, the stage's id, and its kind."""

    day: date
    stage: int
    kind: Kind = "open"


def stage_conversion(
    stages: Sequence[int], ways: Mapping[int, Sequence[Step]], period: Span | None = None
) -> dict[int, Figure]:
    """Return the conversion of each open stage; `stages` are a pipeline's open ones in order.

    `ways` are the steps of that pipeline's opportunities, in order, by id; those through unknown stages are ignored.
    `parts` are those that passed, were lost and are undecided.
    """
    place = {stage: index for index, stage in enumerate(stages)}
    outcomes: list[dict[str, list[int]]] = [{"passed": [], "lost": [], "undecided": []} for _ in stages]
    for key, steps in ways.items():
        known = [step for step in steps if step.kind != "open" or step.stage in place]
        entered, passed = _walk(known, place, period)
        for index in sorted(entered):
            outcome = "passed" if index in passed else "lost" if known[-1].kind == "lost" else "undecided"
            outcomes[index][outcome].append(key)
    return {stage: _figure(outcomes[index], period) for stage, index in place.items()}


def _walk(steps: Sequence[Step], place: Mapping[int, int], period: Span | None) -> tuple[set[int], set[int]]:
    """Return the places that were entered in the period, and those of them that were then passed."""
    entered: set[int] = set()
    passed: set[int] = set()
    at = -1
    for step in steps:
        if step.kind == "lost":
            continue
        to = len(place) if step.kind == "won" else place[step.stage]
        if is_in(step.day, period):
            entered.update(range(at + 1, to))
            if step.kind == "open":
                entered.add(to)
        passed.update(index for index in entered if index < to)
        at = to
    return entered, passed


def _figure(outcome: Mapping[str, Sequence[int]], period: Span | None) -> Figure:
    everyone = [*outcome["passed"], *outcome["lost"], *outcome["undecided"]]
    value, why = quotient(len(outcome["passed"]), len(everyone), Words("nothing entered the stage"))
    scope = Words("entered on any day")
    if period is not None:
        scope = Words("entered from {first} to {last}", first=period.first, last=period.last)
    return Figure(
        STAGE_CONVERSION,
        value,
        why,
        scope,
        of=(len(outcome["passed"]), len(everyone)),
        count=len(everyone),
        records=tuple(everyone),
        parts=(
            tally(PASSED, outcome["passed"], scope),
            tally(STOPPED, outcome["lost"], scope),
            tally(UNDECIDED, outcome["undecided"], scope),
        ),
    )


def days_in_stage(
    stages: Sequence[int], ways: Mapping[int, Sequence[Step]], period: Span | None = None
) -> dict[int, tuple[Figure, Figure]]:
    """Return mean and median days of a stay in each open stage; one who came back has stayed twice.

    `ways` are as for `stage_conversion`. A step into the stage where it is already ends no stay.
    """
    stays: dict[int, list[tuple[int, Decimal]]] = {stage: [] for stage in stages}
    for key, steps in ways.items():
        since, here = None, None
        for step in steps:
            place = step.stage if step.kind == "open" else None
            if place == here and since is not None:
                continue
            if here in stays and since is not None and is_in(step.day, period):
                stays[here].append((key, Decimal((step.day - since).days)))
            since, here = step.day, place
    return {stage: (_stay(DAYS_IN_STAGE, mean, found, period), _stay(DAYS_IN_STAGE_MEDIAN, median, found, period))
            for stage, found in stays.items()}  # fmt: skip


def _stay(
    meaning: Meaning,
    average: Callable[[Sequence[Decimal]], Decimal],
    stays: Sequence[tuple[int, Decimal]],
    period: Span | None,
) -> Figure:
    scope = Words("left on any day")
    if period is not None:
        scope = Words("left from {first} to {last}", first=period.first, last=period.last)
    days = [stay for _key, stay in stays]
    return Figure(
        meaning,
        average(days) if days else None,
        "" if days else Words("nothing left the stage"),
        scope,
        count=len(days),
        records=tuple(key for key, _stay in stays),
        amounts=tuple(days),
    )
