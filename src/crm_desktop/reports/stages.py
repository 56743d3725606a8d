"""How opportunities get through the stages: how many get further, and how long they stay in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import N_, _
from crm_desktop.figures.conversion import Step, days_in_stage, stage_conversion
from crm_desktop.figures.figure import Figure
from crm_desktop.reports import book as books
from crm_desktop.reports.chart_data import Chart, Series
from crm_desktop.reports.document import Block, Cell, Column, Document, Heading, Row, Table
from crm_desktop.reports.options import Options, past_fields
from crm_desktop.reports.sections import behind, definitions, document, exact_or_why
from crm_desktop.reports.sliced import figure_of
from crm_desktop.reports.slices import View
from crm_desktop.reports.words import NOTHING, Wording
from crm_desktop.services import ways as services_ways
from crm_desktop.services.ways import Process

TITLE: Final = N_("Conversion and time in stage")
OPTIONS: Final = past_fields("first", "last", "as_of", "seller")
_EMPTY: Final = N_("Nothing entered a stage in this period.")


def build(session: Session, options: Options) -> Document:
    """Return the conversion of every stage in the options' period."""
    wording = Wording(options.formats, options.as_of)
    view = View(books.read(session, options.as_of, options.seller), options, wording)
    ways = services_ways.steps(session, options.as_of, options.seller)
    used = {step.stage for steps in ways.values() for step in steps}
    blocks = _blocks(services_ways.processes(session, options.as_of, used), ways, view)
    return document("stages", _(TITLE), wording.months(options.period), blocks, view.book, options, wording)


def _blocks(processes: Sequence[Process], ways: Mapping[int, Sequence[Step]], view: View) -> Iterator[Block]:
    for process in processes:
        mine = {key: steps for key, steps in ways.items() if any(step.stage in process.stages for step in steps)}
        if mine or len(processes) == 1:
            yield Heading(process.name)
            yield from _of_process(process, mine, view)
    yield from definitions(
        [
            (_("Conversion"), "stage_conversion"),
            (_("Mean stay"), "stay_in_stage"),
            (_("Median"), "stay_in_stage_median"),
        ]
    )


def _of_process(process: Process, ways: Mapping[int, Sequence[Step]], view: View) -> Iterator[Block]:
    period, wording = view.options.period, view.wording
    found = stage_conversion(list(process.stages), ways, period)
    stays = days_in_stage(list(process.stages), ways, period)
    entered = tuple(Decimal(figure.count) for figure in found.values())
    series = Series(_("entered"), "pipeline", entered, tuple(map(behind, found.values())))
    labels = tuple(_label(figure, wording) for figure in found.values())
    yield Chart("funnel", tuple(process.stages.values()), (series,), labels, _(_EMPTY))
    titles = (_("Entered"), _("Got further"), _("Lost"), _("Undecided"), _("Conversion"), _("Mean stay"), _("Median"))
    columns = (Column(_("Stage")), *(Column(title, "right") for title in titles))
    rows = tuple(_row(name, found[stage], stays[stage], view) for stage, name in process.stages.items())
    yield Table(columns, rows, _(_EMPTY))


def _label(conversion: Figure, wording: Wording) -> str:
    """Return how many entered a stage, and the share of them that got further."""
    count = wording.formats.number(conversion.count)
    if conversion.value is None:
        return count
    return _("{n}, {percent} got further").format(n=count, percent=wording.percent(conversion.value))


def _row(name: str, conversion: Figure, stays: tuple[Figure, Figure], view: View) -> Row:
    entered = Cell(view.wording.formats.number(conversion.count), conversion.count)
    share = view.wording.percent(conversion.value) if conversion.value is not None else NOTHING
    cells = (
        Cell(name, name),
        entered,
        *(figure_of(part, view) for part in conversion.parts),
        Cell(share, exact_or_why(conversion, view.wording)),
        *(figure_of(stay, view) for stay in stays),
    )
    return Row(cells, records=behind(conversion))
