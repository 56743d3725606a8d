"""How the pipeline of one evening became that of another: as lines, as a chart, and opportunity by opportunity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from crm_desktop.base.i18n import N_, _
from crm_desktop.figures.bridge import Bridge
from crm_desktop.figures.deal import Deal
from crm_desktop.figures.figure import ZERO, Figure, Words
from crm_desktop.reports.book import named
from crm_desktop.reports.chart_data import Chart, Meaning, Series
from crm_desktop.reports.document import Block, Cell, Column, Paragraph, Row, Table
from crm_desktop.reports.sections import behind, money_cell, records_of
from crm_desktop.reports.weekly_figures import Weekly
from crm_desktop.reports.words import NOTHING, Wording, exact

_LINES: Final = {
    "new": N_("New"),
    "reopened": N_("Reopened"),
    "grew": N_("Grew"),
    "shrank": N_("Shrank"),
    "won": N_("Won"),
    "lost": N_("Lost"),
    "removed": N_("Removed"),
    "pulled_in": N_("Pulled in"),
    "pushed_out": N_("Pushed out"),
}
_LINES_OF_A_SELLER: Final = {"new": N_("New or taken over"), "removed": N_("Removed or handed over")}
_BESIDE: Final = {
    "created_and_closed": N_("Created and closed, adds nothing"),
    "changed_then_closed": N_("Changed in value, then closed"),
}
_TAKEN_OFF: Final = {"shrank", "won", "lost", "removed", "pushed_out"}
_SIDES: Final[tuple[tuple[str, Meaning, frozenset[str]], ...]] = (
    (N_("pipeline"), "pipeline", frozenset({"start", "end"})),
    (N_("added"), "commit", frozenset({"new", "reopened", "grew", "pulled_in"})),
    (N_("won"), "won", frozenset({"won"})),
    (N_("taken off"), "lost", frozenset({"shrank", "lost", "removed", "pushed_out"})),
)
"""The series of the chart: name, meaning, and the lines that are in it."""
_MOST = 25
"""Of each line so many opportunities are named, those worth most."""
_FEW_MORE = 5
"""So few more are named too: a line that counts them would save no room."""


def table(bridge: Bridge, weekly: Weekly, wording: Wording) -> Iterator[Block]:
    """Yield the lines of a bridge, and why one has no value."""
    lines = bridge.lines

    def row(title: str, name: str, *, strong: bool = False) -> Row:
        line = lines[name]
        value = _signed(name, line)
        is_change = not strong and name != "created_and_closed"
        text = wording.signed(value) if is_change else wording.money(value)
        return Row(
            (Cell(title), Cell(wording.formats.number(line.count), line.count), Cell(text, value)), strong, behind(line)
        )

    start, end = _ends(weekly, wording)
    rows = [row(start, "start", strong=True)]
    rows += [row(title, name) for name, title in _titles(bridge, weekly).items()]
    rows += [row(end, "end", strong=True)]
    rows += [row(_(title), name) for name, title in _BESIDE.items() if lines[name].count]
    columns = (
        Column(name="line"),
        Column(align="right", muted=True, name="count"),
        Column(align="right", name="amount"),
    )
    yield Table(columns, tuple(rows), "", zebra=False)
    if bridge.why:
        yield Paragraph(f"{NOTHING} {wording.sentence(bridge.why)}", muted=True)


def chart(bridge: Bridge, weekly: Weekly, wording: Wording) -> Block:
    """Return a bridge as a chart of the lines that moved something, or a sentence where nothing did."""
    titles = {name: title for name, title in _titles(bridge, weekly).items() if bridge.lines[name].value}
    if not titles:
        is_open = bridge.lines["start"].value
        text = _("No amount has come or gone.") if is_open else _("Nothing was open, and nothing has changed.")
        return Paragraph(text, muted=True)
    start, end = _ends(weekly, wording)
    lines = {name: bridge.lines[name] for name in ("start", *titles, "end")}
    labels = tuple(
        wording.value(line) if name in _SIDES[0][2] else wording.signed(_signed(name, line))
        for name, line in lines.items()
    )
    return Chart("bridge", (start, *titles.values(), end), tuple(_series(lines)), labels, "")


def moves(bridges: Sequence[Bridge], weekly: Weekly, wording: Wording, most: int = _MOST) -> Table:
    """Return the opportunities of every line that is a change, each as it was and as it is; files have all of them."""
    rows, seen = list[Row](), set[str]()
    for bridge in bridges:
        for name, title in _titles(bridge, weekly).items():
            if name not in seen:
                seen.add(name)
                rows += _moved(title, bridge.lines[name], weekly, wording, most)
    titles = ((_("What"), 1.0), (_("Opportunity"), 2.2), (_("Account"), 1.4))
    right = (_("Was"), _("Is"), _("Close was"), _("Close is"))
    columns = (
        *(Column(title, weight=weight) for title, weight in titles),
        *(Column(title, "right") for title in right),
    )
    longest = max((bridge.lines[name].count for bridge in bridges for name in _titles(bridge, weekly)), default=0)
    is_cut = longest > most + _FEW_MORE

    def whole() -> Table:
        return moves(bridges, weekly, wording, longest)

    return Table(columns, tuple(rows), _("Nothing has changed."), whole=whole if is_cut else None, wraps=True)


def _moved(title: str, line: Figure, weekly: Weekly, wording: Wording, most: int) -> Iterator[Row]:
    book, before = weekly.book, weekly.before
    ids = (*line.records, *(record for record, _why in line.left_out))
    found = sorted(
        (book.deals.get(one) or before[one] for one in ids), key=lambda deal: (-book.rates.worth(deal), deal.id)
    )
    most = len(found) if len(found) <= most + _FEW_MORE else most
    for deal in found[:most]:
        was, now = before.get(deal.id), book.deals.get(deal.id)
        cells = (Cell(title, title), Cell(deal.name, deal.name), Cell(named(book.accounts, deal.account)))
        amounts = (_amount(one, weekly, wording) for one in (was, now))
        days = (_close(one, wording) for one in (was, now))
        yield Row((*cells, *amounts, *days), records=records_of([deal]))
    if rest := found[most:]:
        more = _("{n} more that are worth less; as CSV this report has all").format(n=wording.formats.number(len(rest)))
        yield Row((Cell(title, title), Cell(more), *(Cell("") for _column in range(5))), records=records_of(rest))


def _amount(deal: Deal | None, weekly: Weekly, wording: Wording) -> Cell:
    value = None if deal is None else weekly.book.rates.value_of(deal)
    return money_cell(None if isinstance(value, Words) else value, wording)


def _close(deal: Deal | None, wording: Wording) -> Cell:
    day = None if deal is None else deal.close_date if deal.kind == "open" else deal.closed_on
    return Cell(wording.short_date(day) if day else NOTHING, day)


def _titles(bridge: Bridge, weekly: Weekly) -> dict[str, str]:
    """Return the lines that are changes, in order; what belongs to one seller may also be handed over."""
    titles = {**_LINES, **(_LINES_OF_A_SELLER if weekly.book.seller is not None else {})}
    return {name: _(title) for name, title in titles.items() if name in bridge.lines}


def _ends(weekly: Weekly, wording: Wording) -> tuple[str, str]:
    start, end = (wording.short_date(day) for day in (weekly.week.before, weekly.book.day))
    return _("Pipeline on {day}").format(day=start), _("Pipeline on {day}").format(day=end)


def _signed(name: str, line: Figure) -> Decimal | None:
    value = exact(line.value)
    return value and (-value if name in _TAKEN_OFF else value)


def _series(lines: Mapping[str, Figure]) -> Iterator[Series]:
    for title, meaning, among in _SIDES:
        values = tuple((_signed(name, line) if name in among else None) or ZERO for name, line in lines.items())
        records = tuple(behind(line) if name in among else None for name, line in lines.items())
        yield Series(_(title), meaning, values, records)
