"""The steps by which somebody builds a report: each returns another definition, or says why it makes no sense."""

from __future__ import annotations

from dataclasses import replace

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.model import BY_NAME, Record
from crm_desktop.schema.kinds import Choice, Kind, Link
from crm_desktop.services import pivot
from crm_desktop.services.filter_fields import FieldChoice
from crm_desktop.services.pivot import COUNT, MEASURED, Definition, Measure
from crm_desktop.storage.pivoting import Axis, Step, field_at

FIRST = "opportunity"
"""What a new report is about."""
_BY_NAME = "name"


def begun(model: type[Record]) -> Definition:
    """Return a report to begin with: how many records there are by the first field that tells many apart."""
    kinds = {path: one.kind for path, one in model.fields().items() if one.listed}
    few = [path for path, kind in kinds.items() if _has_few(kind)]
    paths = few or [path for path, kind in kinds.items() if isinstance(kind, Choice | Link)]
    return Definition(model.__tablename__, tuple(map(Axis, paths[:1])))


def said_of_chart(definition: Definition) -> str:
    """Return which of several numbers are drawn, and why lines are not; "" where that is no question."""
    if definition.drawn == "none":
        return ""
    said = [_said_of_numbers(definition)] if len(definition.measures) > 1 else []
    if definition.rows and not pivot.is_in_order(definition):
        title = _(field_at(definition.model, definition.rows[0].path).title)
        said.append(
            _("Lines need rows that follow each other, such as months; “{field}” has none.").format(field=title)
        )
    return " ".join(said)


def _said_of_numbers(definition: Definition) -> str:
    name = pivot.measure_title(definition.model, definition.measures[definition.by or 0])
    if definition.column is not None or definition.drawn == "stacked":
        return _("Only “{name}” is drawn. To draw another number, order by it.").format(name=name)
    drawn = _("Drawn are “{name}” and the numbers of the same unit. To draw another one, order by it.")
    return drawn.format(name=name)


def with_row(definition: Definition, place: int, path: str) -> Definition:
    """Return it with another field for a row, or one more at the end. Raises UserError where it is there already."""
    axis = _axis(definition, path)
    rows = [*definition.rows[:place], axis, *definition.rows[place + 1 :]]
    others = [one.path for at, one in enumerate(definition.axes) if at != place or place >= len(definition.rows)]
    _refuse_twice(definition, path, others)
    return replace(definition, rows=tuple(rows))


def without_row(definition: Definition, place: int) -> Definition:
    """Return it without a row."""
    return replace(definition, rows=(*definition.rows[:place], *definition.rows[place + 1 :]))


def with_row_step(definition: Definition, place: int, step: Step) -> Definition:
    """Return it with a row by another length of time."""
    rows = list(definition.rows)
    rows[place] = replace(rows[place], step=step)
    return replace(definition, rows=tuple(rows))


def with_column(definition: Definition, path: str) -> Definition:
    """Return it with a field for the columns. Raises UserError where it is among the rows already."""
    _refuse_twice(definition, path, [one.path for one in definition.rows])
    return replace(definition, column=_axis(definition, path))


def with_column_step(definition: Definition, step: Step) -> Definition:
    """Return it with columns by another length of time."""
    assert definition.column is not None
    return replace(definition, column=replace(definition.column, step=step))


def with_measure(definition: Definition, place: int, code: str) -> Definition:
    """Return it with another number, or one more at the end. Raises UserError where it is there already."""
    measure = measure_of(code)
    measures = [*definition.measures[:place], measure, *definition.measures[place + 1 :]]
    if measures.count(measure) > 1:
        title = pivot.measure_title(definition.model, measure)
        raise UserError(_("“{title}” is among the numbers already.").format(title=title))
    return replace(definition, measures=tuple(measures))


def without_measure(definition: Definition, place: int) -> Definition:
    """Return it without a number; a report always has one, and a lonely one is the count."""
    measures = (*definition.measures[:place], *definition.measures[place + 1 :])
    by = definition.by
    if by is not None:
        by = None if by == place else by - (by > place)
    return replace(definition, measures=measures or (COUNT,), by=by)


def with_order(definition: Definition, code: str) -> Definition:
    """Return it in another order: "name", or the place of a measure."""
    return replace(definition, by=None if code == _BY_NAME else int(code))


def order_choices(definition: Definition) -> list[FieldChoice]:
    """Return the orders that rows can have."""
    titles = [pivot.measure_title(definition.model, measure) for measure in definition.measures]
    by = _("By {number}, largest first")
    return [
        FieldChoice(_BY_NAME, _("By name")),
        *(FieldChoice(str(place), by.format(number=title)) for place, title in enumerate(titles)),
    ]


def measure_choices(model: type[Record]) -> list[FieldChoice]:
    """Return the numbers that a report can show, by their codes."""
    found = [FieldChoice(code_of(COUNT), pivot.measure_title(model, COUNT))]
    for field in pivot.measured_choices(model):
        ways = pivot.whats(model, field.path)
        found += [FieldChoice(code_of(Measure(what, field.path)), _(MEASURED[what]), field.title) for what in ways]
    return found


def code_of(measure: Measure) -> str:
    """Return a measure as one word."""
    return f"{measure.what}:{measure.path}"


def measure_of(code: str) -> Measure:
    """Return the measure of a word."""
    for what in MEASURED:
        if code.startswith(f"{what}:"):
            return Measure(what, code.partition(":")[2])
    raise ValueError(code)


def _has_few(kind: Kind) -> bool:
    """Tell whether a field has few values: of a list, or records that have no page of their own."""
    return (isinstance(kind, Choice) and not kind.open) or (
        isinstance(kind, Link) and not BY_NAME[kind.target].entity.has_page
    )


def _axis(definition: Definition, path: str) -> Axis:
    """Return the axis of a field; a time keeps the length that it had."""
    before = next((one for one in definition.axes if one.path == path), None)
    return before or pivot.usual_axis(definition.model, path)


def _refuse_twice(definition: Definition, path: str, others: list[str]) -> None:
    if path in others:
        title = _(field_at(definition.model, path).title)
        sentence = _("“{field}” is in the report already; choose another field.")
        raise UserError(sentence.format(field=title))
