"""Where the page of the day leads on: to what can be done with a line, what is behind a figure, or a list of some."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.figures.figure import Figure
from crm_desktop.services import attention, series
from crm_desktop.services.attention import WithSteps
from crm_desktop.services.series import Which
from crm_desktop.ui.context import Context
from crm_desktop.ui.today.entries import EntriesView
from crm_desktop.ui.today.figure_cards import FigureCard


def open_menu(context: Context, view: EntriesView, point: QPoint) -> None:
    """Show what can be done with the line under the cursor, at a point of its view."""
    menu = QMenu(view)
    menu.addActions(context.host.actions_of_selection())
    menu.exec(view.viewport().mapToGlobal(point))
    menu.deleteLater()


def leave_out(context: Context, page: QWidget, name: str, series_id: int, at: datetime) -> None:
    """Ask over a page how much of a series is meant, and leave that out."""
    from crm_desktop.ui.calendar.which_bar import ask_which

    title = _("Leave out “{title}”").format(title=name)
    ask_which(page, title).answered.connect(partial(_skip, context, title, series_id, at))


def explain(context: Context, figure: Figure, card: FigureCard) -> None:
    """Show below a card what its figure is made of."""
    from crm_desktop.services import explanation, month
    from crm_desktop.ui.behind import show_behind

    def read(session: Session) -> explanation.Explanation:
        return explanation.of_figure(session, month.explained(session, figure), context.formats)

    below = card.mapToGlobal(card.rect().bottomLeft()) + QPoint(0, 4)
    show_behind(context, card, below, read)


def show_without_step(entity: WithSteps, context: Context) -> None:
    """Show the records of an entity that have no next step in their list."""
    with context.told(), context.store.read() as session:
        ids = attention.ids_without_next_step(session, entity)
        show_only(context, entity, ids, _("Only those without a next step."))


def show_only(context: Context, entity: str, ids: tuple[int, ...], sentence: str) -> None:
    """Show some records in their list, with a sentence that says which."""
    from crm_desktop.ui.panes.records import RecordsPane

    pane = context.open_pane(entity)
    if isinstance(pane, RecordsPane):
        pane.show_only((("id", ids),), sentence)


def _skip(context: Context, title: str, series_id: int, at: datetime, which: Which) -> None:
    context.act(title, lambda session: series.skip(session, series_id, at, which))
