"""The tables of the revenue projection: a row for each step, or for each product, seller, company or account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from crm_desktop.base.dates import Period, month_of
from crm_desktop.base.i18n import N_, _, count_of
from crm_desktop.figures import pipeline
from crm_desktop.figures.deal import Span
from crm_desktop.reports.document import Block, Bullet, Bullets, Cell, Column, Heading, Records, Row, Table
from crm_desktop.reports.projection_beside import Beside
from crm_desktop.reports.projection_figures import Grouping, Line, Revenue
from crm_desktop.reports.projection_steps import Step
from crm_desktop.reports.sections import behind, count_cell, count_column, figure_cell
from crm_desktop.reports.words import Wording, by_reason

_TITLES: Final = {
    "product": (N_("By product"), N_("Projected by product"), N_("Product")),
    "seller": (N_("By seller"), N_("Projected by seller"), N_("Seller")),
    "team": (N_("By team"), N_("Projected by team"), N_("Team")),
    "company": (
        N_("By company, with all that belong to it"),
        N_("Projected by company, with all that belong to it"),
        N_("Company"),
    ),
    "account": (N_("By account"), N_("Projected by account"), N_("Account")),
    "category": (N_("By forecast category"), N_("Projected by forecast category"), N_("Category")),
}
ROLL_UPS: Final = {
    "closed_only": N_("Closed only"),
    "commit_forecast": N_("Commit forecast"),
    "best_case_forecast": N_("Best-case forecast"),
    "open_pipeline": N_("Open pipeline"),
}
_YEAR, _QUARTER, _MONTH = 366, 92, 31  # days, at most


def by_step(revenue: Revenue, wording: Wording) -> Table:
    """Return won, commit and the rest of each step, their sum, and what stands beside it."""
    steps = revenue.steps
    beside = Beside.of(steps, wording)
    titles = (_("Won"), _("Commit"), _("Other open"), _("Projected"))
    columns = [Column(_step_title(revenue), weight=0), count_column(), *(Column(title, "right") for title in titles)]

    def row(title: str, step: Step) -> Row:
        month = step.month
        figures = (month.won, month.commit, month.best_case_and_pipeline, month.total)
        cells = [
            Cell(title),
            count_cell(month.total.count, wording),
            *(figure_cell(figure, wording) for figure in figures),
        ]
        return Row((*cells, *beside.cells(step)), records=behind(month.total))

    rows = tuple(row(name, step) for name, step in zip(step_names(revenue, revenue.days, wording), steps, strict=True))
    total = None if revenue.is_cumulative else row(_("Total"), revenue.whole.whole)
    return Table((*columns, *beside.columns()), rows, "", total)


def grouped(grouping: Grouping, wording: Wording) -> Iterator[Block]:
    """Yield the table of one grouping; its total is that of the whole report."""
    heading, _by_step, title = (_(text) for text in _TITLES[grouping.what])
    has_undated, beside = bool(grouping.total.undated.count), _beside(grouping, wording, is_brief=True)
    titles = (_("Won"), _("Open"), _("Weighted"), _("Projected"))
    counts = [] if beside.has_goals else [count_column()]  # names have no room beside all of them
    columns = [Column(title), *counts, *(Column(text, "right") for text in titles), *beside.columns()]
    if has_undated:
        columns.append(Column(_("No date"), "right", muted=True))

    def row(name: str, line: Line) -> Row:
        figures = (line.won, line.open, line.weighted, line.total)
        cells = [Cell(name), *(count_cell(line.total.count, wording) for _column in counts)]
        cells += [*(figure_cell(figure, wording) for figure in figures), *beside.cells(line.whole)]
        if has_undated:
            cells.append(figure_cell(line.undated, wording))
        return Row(tuple(cells), records=behind(line.total))

    yield Heading(heading)
    yield Table(
        tuple(columns), tuple(row(line.title, line) for line in grouping.lines), "", row(_("Total"), grouping.total)
    )


def grouped_by_step(grouping: Grouping, revenue: Revenue, wording: Wording, *, is_alone: bool) -> Iterator[Block]:
    """Yield what is projected for each line in each step; alone on its page with all that stands beside it."""
    _grouped, heading, title = (_(text) for text in _TITLES[grouping.what])
    is_compared = is_alone and grouping.what != "category"  # what was won a year before is all of one category
    beside = _beside(grouping, wording) if is_compared else Beside.of((), wording)
    has_undated = is_alone and bool(grouping.total.undated.count)
    titles = step_names(revenue, revenue.columns, wording)
    if not revenue.is_cumulative:
        titles.append(_("Projected"))
    columns = [Column(title), *(Column(text, "right") for text in titles), *beside.columns()]
    if has_undated:
        columns.append(Column(_("No date"), "right", muted=True))

    def row(name: str, line: Line) -> Row:
        figures = [step.total for step in line.steps]
        if not revenue.is_cumulative:
            figures.append(line.total)
        cells = [Cell(name), *(figure_cell(figure, wording) for figure in figures), *beside.cells(line.whole)]
        if has_undated:
            cells.append(figure_cell(line.undated, wording))
        return Row(tuple(cells), records=behind(line.total))

    lines = [line for line in grouping.lines if line.total.count or is_alone]
    if not lines:
        return
    yield Heading(added_up(heading, revenue))
    yield Table(tuple(columns), tuple(row(line.title, line) for line in lines), "", row(_("Total"), grouping.total))


def rolled_by_step(revenue: Revenue, wording: Wording) -> Iterator[Block]:
    """Yield the categories added up from the surest to the least sure, in full, in each step."""
    titles = step_names(revenue, revenue.columns, wording)
    if not revenue.is_cumulative:
        titles.append(_("Whole period"))
    columns = (Column(_("Forecast")), *(Column(title, "right") for title in titles))
    found = revenue.categories
    shown = found.rolled if revenue.is_cumulative else (*found.rolled, found.cumulative)
    rows = tuple(
        Row(
            (Cell(_(title)), *(figure_cell(figures[name], wording) for figures in shown)),
            records=behind(found.cumulative[name]),
        )
        for name, title in ROLL_UPS.items()
    )
    yield Heading(_("Categories added up, in full"))
    yield Table(columns, rows, "", zebra=False)


def added_up(heading: str, revenue: Revenue) -> str:
    """Return what stands over a table of steps, which says so where they are added up."""
    return _("{heading}, added up").format(heading=heading) if revenue.is_cumulative else heading


def _beside(grouping: Grouping, wording: Wording, *, is_brief: bool = False) -> Beside:
    return Beside.of((line.whole for line in grouping.lines), wording, is_brief=is_brief)


def _step_title(revenue: Revenue) -> str:
    longest = max((span.last - span.first).days + 1 for span in revenue.days)
    return _("Month") if longest <= _MONTH else _("Quarter") if longest <= _QUARTER else _("Year")


def step_names(revenue: Revenue, spans: Sequence[Span], wording: Wording) -> list[str]:
    """Return short names of steps; of those that are added up "to Mar", "to Jun"."""
    if not revenue.is_cumulative:
        return span_names(spans, wording)
    ends = [span if (span.last - span.first).days > _QUARTER else Period(span.last, span.last) for span in spans]
    return [_("to {end}").format(end=name) for name in span_names(ends, wording)]


def span_names(spans: Sequence[Span], wording: Wording) -> list[str]:
    """Return short names of months, quarters or years; in more than a year the year stands where it begins."""
    is_long = (spans[-1].last - spans[0].first).days > _YEAR
    years = [0, *(span.first.year for span in spans)]
    return [
        span_name(span, wording, year=is_long and span.first.year != before)
        for span, before in zip(spans, years, strict=False)
    ]


def span_name(span: Span, wording: Wording, *, year: bool) -> str:
    """Return the short name of a month, a quarter or a year."""
    first, last = span.first, span.last
    if (last - first).days > _QUARTER:
        return str(first.year) if first.year == last.year else f"{first.year}/{last.year % 100:02d}"
    name = wording.month(first)
    if last > month_of(first).last:
        name += f" – {wording.month(last)}"
    return f"{name} {first.year}" if year else name


def left_out(revenue: Revenue, wording: Wording) -> Iterator[Block]:
    """Yield what is open and in no month, and what adds nothing to its month."""
    book = revenue.book
    bullets = []
    for why, records in by_reason(revenue.left_out).items():
        worth = pipeline.pipeline([book.deals[record] for record in records], book.rates)
        text = count_of(
            "{n} open opportunity is in no month: {why}. It is worth {amount}.",
            "{n} open opportunities are in no month: {why}. They are worth {amount}.",
            len(records),
        )
        text = text.replace("{why}", wording.sentence(why)).replace("{amount}", wording.value(worth))
        bullets.append(Bullet(text, Records("opportunity", records)))
    for why, records in by_reason(revenue.whole.total.left_out).items():
        text = count_of("{n} opportunity adds nothing: {why}.", "{n} opportunities add nothing: {why}.", len(records))
        bullets.append(Bullet(text.replace("{why}", wording.sentence(why)), Records("opportunity", records)))
    if bullets:
        yield Heading(_("What these numbers leave out"))
        yield Bullets(tuple(bullets))
