"""Reports that the user builds without programming: what each is defined by, and how that is kept in the file.

A definition is read as far as it can be: what speaks of a field that is gone (a custom one was deleted) is left out, and
each such part has a sentence. Nothing is rewritten, so undoing the deletion brings the part back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import N_, _
from crm_desktop.figures.pivot import Sort, What, fits
from crm_desktop.model import BY_NAME, ENTITIES, Record
from crm_desktop.schema import custom
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Day, Moment, Money, Percent, Whole
from crm_desktop.services import filter_fields, totals
from crm_desktop.services.filter_fields import FieldChoice
from crm_desktop.storage import filters
from crm_desktop.storage.filters import Group
from crm_desktop.storage.pivoting import TIMES, Axis, Step, can_tell_apart, field_at, steps_of

Drawn = Literal["none", "bars", "stacked", "lines"]
DRAWN: Final[Mapping[Drawn, str]] = {
    "none": N_("No chart"),
    "bars": N_("Bars"),
    "stacked": N_("Stacked bars"),
    "lines": N_("Lines"),
}
MEASURED: Final[Mapping[What, str]] = {
    "count": N_("Count"),
    "sum": N_("Sum"),
    "mean": N_("Mean"),
    "least": N_("Least"),
    "most": N_("Most"),
}
STEP_TITLES: Final[Mapping[Step, str]] = {
    "day": N_("by day"),
    "week": N_("by week"),
    "month": N_("by month"),
    "quarter": N_("by quarter"),
    "year": N_("by year"),
    "weekday": N_("by weekday"),
    "month_of_year": N_("by month of any year"),
    "quarter_of_year": N_("by quarter of any year"),
    "hour": N_("by hour of the day"),
    "": N_("each value"),
}
MOST_ROWS, MOST_COLUMNS = 500, 60
MOST_AXES, MOST_MEASURES = 3, 5
_USUAL_TIME: Final[Step] = "month"
_USUAL_RANGE: Final[Step] = "10000"


@dataclass(frozen=True)
class Measure:
    """One number of each cell: how many records, or what a field of theirs comes to."""

    what: What = "count"
    path: str = ""


COUNT: Final = Measure()


@dataclass(frozen=True)
class Definition:
    """A whole report. `by` is the place of the measure that rows are sorted by, largest first; None: by their names.

    With `top` only so many values of the first row are shown, and the others together.
    """

    entity: str
    rows: tuple[Axis, ...] = ()
    column: Axis | None = None
    measures: tuple[Measure, ...] = (COUNT,)
    filter: Group = filters.NONE
    by: int | None = None
    top: int | None = None
    drawn: Drawn = "none"

    @property
    def model(self) -> type[Record]:
        """The records that it is about."""
        return BY_NAME[self.entity]

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Rows and columns."""
        return (*self.rows, self.column) if self.column else self.rows


@dataclass(frozen=True)
class Kept:
    """A definition as it was read, with a sentence for each part of it that no longer exists."""

    definition: Definition
    lost: tuple[str, ...] = ()


def entities() -> list[type[Record]]:
    """Return the records that a report can be about."""
    return [model for model in ENTITIES if model.entity.has_page]


def axis_choices(model: type[Record]) -> list[FieldChoice]:
    """Return the fields by which records can be told apart: their own, then those of what they link to."""
    return [one for one in filter_fields.choices(model) if _is_axis(model, one.path)]


def measured_choices(model: type[Record]) -> list[FieldChoice]:
    """Return the fields that can be added up or averaged."""
    found = model.fields()
    return [FieldChoice(name, _(one.title)) for name, one in found.items() if totals.adds_up(one)]


def whats(model: type[Record], path: str) -> list[What]:
    """Return how a field can be measured."""
    declared = model.fields()[path]
    return [what for what in MEASURED if what != "count" and _is_way(what, declared)]


def usual_axis(model: type[Record], path: str) -> Axis:
    """Return the axis of a field: times by the month, amounts by ranges."""
    return Axis(path, _usual_step(field_at(model, path)))


def sort_of(declared: Field) -> Sort:
    """Return as what a field is measured."""
    return (
        "money" if isinstance(declared.kind, Money) else "percent" if isinstance(declared.kind, Percent) else "number"
    )


def is_in_order(definition: Definition) -> bool:
    """Tell whether the rows follow each other, in time or in size, so that a line from one to the next means something."""
    if not definition.rows:
        return False
    axis = definition.rows[0]
    return bool(axis.step) or isinstance(
        field_at(definition.model, axis.path).kind, Day | Moment | Money | Percent | Whole
    )


def axis_title(model: type[Record], axis: Axis, formats: Formats) -> str:
    """Return "Industry" or "Close date, by month"."""
    title = filter_fields.title_of(model, axis.path)
    return f"{title}, {step_title(field_at(model, axis.path), axis.step, formats)}" if axis.step else title


def step_title(declared: Field, step: Step, formats: Formats) -> str:
    """Return "by month", or "in steps of 10,000"."""
    if step in STEP_TITLES:
        return _(STEP_TITLES[step])
    sentence = _("in steps of {n} %") if isinstance(declared.kind, Percent) else _("in steps of {n}")
    return sentence.format(n=formats.number(int(step), 0))


def measure_title(model: type[Record], measure: Measure) -> str:
    """Return "Opportunities", for their count, or "Sum of Amount"."""
    if measure.what == "count":
        return _(model.entity.plural)
    sentence = {
        "sum": _("Sum of {field}"),
        "mean": _("Mean of {field}"),
        "least": _("Least of {field}"),
        "most": _("Most of {field}"),
    }[measure.what]
    return sentence.format(field=_(model.fields()[measure.path].title))


def as_json(definition: Definition) -> str:
    """Return a definition as it is kept in the file."""
    told: dict[str, Any] = {
        "entity": definition.entity,
        "rows": [_axis_told(axis) for axis in definition.rows],
        "measures": [
            {"what": one.what, "field": one.path} if one.path else {"what": one.what} for one in definition.measures
        ],
        "filter": filters.plain(definition.filter),
        "chart": definition.drawn,
    }
    if definition.column is not None:
        told["column"] = _axis_told(definition.column)
    if definition.by is not None:
        told["by"] = definition.by
    if definition.top is not None:
        told["top"] = definition.top
    return json.dumps(told, ensure_ascii=False)


def of_json(text: str) -> Kept:
    """Return the definition of its kept form. Raises UserError where it cannot be read at all."""
    try:
        told = json.loads(text)
        model = BY_NAME[told["entity"]]
        return _kept(model, told, list[str]())
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise UserError(_("The report that is kept here cannot be read. Delete it and make it anew.")) from error


def _kept(model: type[Record], told: Mapping[str, Any], lost: list[str]) -> Kept:
    rows = tuple(_axes(model, told.get("rows", ()), lost))
    column = next(_axes(model, [told["column"]] if told.get("column") else (), lost), None)
    places, measures = list[int](), list[Measure]()
    for place, one in enumerate(told.get("measures", ())):
        measure = Measure(cast("What", one["what"]), one.get("field", ""))
        if _is_measure(model, measure):
            places.append(place)
            measures.append(measure)
        else:
            lost.append(_gone(measure.path))
    found, gone = filters.known(model, filters.of_plain(told["filter"]))
    lost += [_gone_condition(path) for path in gone]
    by, top = told.get("by"), told.get("top")
    drawn = told.get("chart", "none")
    definition = Definition(
        model.__tablename__,
        rows[:MOST_AXES],
        column,
        tuple(measures[:MOST_MEASURES]) or (COUNT,),
        found,
        places.index(by) if by in places else None,
        top if type(top) is int and 0 < top <= MOST_ROWS else None,
        cast("Drawn", drawn) if drawn in DRAWN else "none",
    )
    return Kept(definition, tuple(lost))


def _axes(model: type[Record], told: Any, lost: list[str]) -> Iterator[Axis]:
    for one in told:
        path, step = str(one["field"]), one.get("by", "")
        if not _is_axis(model, path):
            lost.append(_gone(path))
        else:
            declared = field_at(model, path)
            yield Axis(path, step if step in steps_of(declared) else _usual_step(declared))


def _axis_told(axis: Axis) -> dict[str, str]:
    return {"field": axis.path, "by": axis.step} if axis.step else {"field": axis.path}


def _usual_step(declared: Field) -> Step:
    if steps_of(declared)[:1] == TIMES[:1]:
        return _USUAL_TIME
    return _USUAL_RANGE if isinstance(declared.kind, Money) else ""


def _is_axis(model: type[Record], path: str) -> bool:
    try:
        return can_tell_apart(field_at(model, path))
    except KeyError:
        return False


def _is_measure(model: type[Record], measure: Measure) -> bool:
    if measure.what == "count":
        return True
    declared = model.fields().get(measure.path)
    return declared is not None and totals.adds_up(declared) and _is_way(measure.what, declared)


def _is_way(what: What, declared: Field) -> bool:
    return fits(what, sort_of(declared)) and (what != "sum" or totals.has_sum(declared.kind))


def _gone(path: str) -> str:
    sentence = _("The field “{field}” no longer exists; this report goes without it.")
    return sentence.format(field=_readable(path))


def _gone_condition(path: str) -> str:
    sentence = _("A condition on the field “{field}”, which no longer exists, leaves nothing out any more.")
    return sentence.format(field=_readable(path))


def _readable(path: str) -> str:
    """Return the last part of a path as somebody may have named it."""
    return custom.key_of(path.rpartition(".")[2]).replace("_", " ")
