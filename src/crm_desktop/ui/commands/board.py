"""The commands of the board: list or board, how it is divided, which time it shows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from crm_desktop.base.i18n import N_, _
from crm_desktop.services.board_groups import GROUPINGS, SPANS, Grouping, Span
from crm_desktop.ui.commands.command import Command, in_book
from crm_desktop.ui.context import Context

if TYPE_CHECKING:
    from crm_desktop.ui.panes.opportunities import OpportunitiesPane

_PLACE = "View/Board"


def _pane(context: Context) -> OpportunitiesPane:
    """Return the pane that has the board, in front."""
    from crm_desktop.ui.panes.opportunities import OpportunitiesPane

    pane = context.open_pane("opportunity")
    assert isinstance(pane, OpportunitiesPane)
    return pane


def turn(context: Context) -> None:
    """Turn from the list to the board and back; from another pane to the board."""
    is_in_front = context.pane.entity == "opportunity"
    is_board = context.pane.has_columns
    _pane(context).show_board(not (is_in_front and is_board))


def group_by(grouping: str, context: Context) -> None:
    """Show the board divided in a way."""
    _pane(context).tools.group_by(grouping)


def narrow_to(span: str, context: Context) -> None:
    """Show the cards of a time on the board."""
    _pane(context).tools.narrow_to(span)


def fold(context: Context) -> None:
    """Fold the column under the cursor up, or unfold it."""
    _pane(context).board.fold()


def _turn_words(context: Context) -> str:
    return _("Opportunities as a list") if context.pane.has_columns else _("Opportunities as a board")


def _has_columns(context: Context) -> bool:
    return context.pane.has_columns


def _grouping_command(grouping: Grouping) -> Command:
    return in_book(
        f"board.group.{grouping.id}", grouping.title, partial(group_by, grouping.id), _PLACE, section=2,
        words=lambda _context: _("Group the board by {what}").format(what=_(grouping.title).lower()),
    )  # fmt: skip


def _span_command(span: Span) -> Command:
    return in_book(
        f"board.span.{span.id}", span.title, partial(narrow_to, span.id), _PLACE, section=3,
        words=lambda _context: _("Board: {time}").format(time=_(span.title).lower()),
    )  # fmt: skip


BOARD = (
    in_book(
        "board.turn", N_("Opportunities as a board"), turn, _PLACE, "Ctrl+B", "board", words=_turn_words, section=1
    ),
    in_book("board.fold", N_("Fold or unfold the column"), fold, _PLACE, "Ctrl+.", when=_has_columns, section=1),
    *(_grouping_command(grouping) for grouping in GROUPINGS),
    *(_span_command(span) for span in SPANS),
)
