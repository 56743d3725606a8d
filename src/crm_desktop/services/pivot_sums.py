"""What groups of records come to in a report that the user builds: a number, and where it is asked for, its records.

Groups are put together by currency and day of the rate before anything is converted, so that a total costs no more than
its groups; ids are read from their text only for a figure that is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from crm_desktop.figures import pivot as figures
from crm_desktop.figures.deal import Rates
from crm_desktop.figures.figure import ZERO, Figure
from crm_desktop.figures.pivot import Numbers, Part, Share, Sort, What
from crm_desktop.schema.kinds import Money, Percent
from crm_desktop.services.pivot import Definition, Measure, sort_of
from crm_desktop.storage.pivoting import Found, ids_of

_SCALE = -4
Value = tuple[Decimal | int | None, str]
"""A number and "", or None and the reason why there is none."""


class _Plan(NamedTuple):
    """Where among the sums of a group a field stands, as what it is measured, and how many decimals its numbers have."""

    place: int
    sort: Sort
    scale: int


@dataclass(frozen=True)
class Adder:
    """How the groups of a definition are added up."""

    definition: Definition
    rates: Rates

    @cached_property
    def measured(self) -> tuple[str, ...]:
        """The fields that are measured, each once."""
        return tuple(dict.fromkeys(one.path for one in self.definition.measures if one.path))

    @cached_property
    def _plans(self) -> Mapping[str, _Plan]:
        fields = self.definition.model.fields()
        kinds = {path: fields[path].kind for path in self.measured}
        return {
            path: _Plan(place, sort_of(fields[path]), _SCALE if isinstance(kinds[path], Money | Percent) else 0)
            for place, path in enumerate(self.measured)
        }

    def value(self, measure: Measure, found: Sequence[Found]) -> Value:
        """Return what groups come to, without their records."""
        if measure.what == "count":
            return sum(one.number for one in found), ""
        plan = self._plans[measure.path]
        parts = [_part(alike, measure.what, plan) for alike in _by_rate(found, plan)]
        return figures.value(measure.what, plan.sort, parts, self.rates)

    def size(self, measure: Measure, found: Sequence[Found]) -> Decimal:
        """Return what puts groups in order: what has no value comes last."""
        value, _why = self.value(measure, found)
        return Decimal("-Infinity") if value is None else Decimal(value)

    def figure(self, measure: Measure, found: Sequence[Found]) -> Figure:
        """Return what groups come to, with the records behind it."""
        entity = self.definition.entity
        if measure.what == "count":
            return figures.counted((Share(tuple(ids_of(one.ids for one in found))),), entity)
        plan, shares = self._plans[measure.path], []
        for alike in _by_rate(found, plan):
            part = _part(alike, measure.what, plan)
            without = ids_of(one.sums[plan.place].without for one in alike)
            numbers = Numbers(part.total, part.least, part.most, tuple(without))
            shares.append(Share(tuple(ids_of(one.ids for one in alike)), (numbers,), part.currency, part.day))
        return figures.measured(measure.what, plan.sort, shares, 0, self.rates, entity)


def _by_rate(found: Sequence[Found], plan: _Plan) -> Iterable[Sequence[Found]]:
    """Return the groups that can be added up before they are converted."""
    if plan.sort != "money" or len(found) < 2:
        return [found] if found else []
    alike: dict[tuple[str, str | None], list[Found]] = {}
    for one in found:
        alike.setdefault((one.currency, one.day), []).append(one)
    return alike.values()


def _part(alike: Sequence[Found], what: What, plan: _Plan) -> Part:
    """Return what groups that convert at one rate come to; only what is asked is computed."""
    sums, first = [one.sums[plan.place] for one in alike], alike[0]
    total = least = most = ZERO
    match what:
        case "least":
            least = Decimal(min((one.least for one in sums if one.least is not None), default=0)).scaleb(plan.scale)
        case "most":
            most = Decimal(max((one.most for one in sums if one.most is not None), default=0)).scaleb(plan.scale)
        case _:
            total = Decimal(sum([one.total for one in sums])).scaleb(plan.scale)
    day = date.fromisoformat(first.day) if first.day else None
    return Part(total, least, most, sum([one.number for one in sums]), first.currency, day)
