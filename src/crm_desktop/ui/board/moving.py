"""What moves cards: keys, the mouse, and commands. Whichever it was, one step of Undo, made by `services.board.move`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.task import Task
from crm_desktop.base.text import one_line
from crm_desktop.model import Opportunity
from crm_desktop.services import board as service
from crm_desktop.services import pipeline
from crm_desktop.services.board import Card
from crm_desktop.services.board_groups import Place
from crm_desktop.ui.board.closing import ClosingCard
from crm_desktop.ui.board.column import BoardColumn

if TYPE_CHECKING:
    from crm_desktop.ui.board.board import Board

AT_ONCE = 200
"""So many cards are moved before the next frame; more of them on a worker."""
_LONGEST = 60


class Moving(QObject):
    """Moves the chosen cards of one board."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._board, self._context = board, board.context
        self._carried: list[tuple[str, Card]] = []
        board.columns.pressed.connect(self.give_up)
        drag = board.columns.drag
        drag.hovered.connect(self._promise)
        drag.dropped.connect(self._drop)
        drag.ended.connect(self._carried.clear)

    def shift(self, step: int) -> None:
        """Move the chosen cards one column to the right (1) or left (-1); the end asks how it ended."""
        board, places = self._board, self._board.places()
        with self._context.told():
            ids = board.chosen.ids()
            with self._context.store.read() as session:
                at = service.keys(session, places, ids)
            targets = {deal: there for deal in ids if deal in at and (there := _beside(places, at[deal], step))}
            ends = {place.key for place in targets.values() if place.kind != "open"}
            if len({place.key for place in targets.values()}) == 1 and ends:
                self.move_to(list(targets), ends.pop())
            else:
                self._move({deal: place for deal, place in targets.items() if place.kind == "open"})

    def move_to(self, ids: Sequence[int], key: str) -> None:
        """Move deals to a column; one of closed deals asks in the card how they ended."""
        place = next(place for place in self._board.places() if place.key == key)
        if place.kind == "open":
            self._move(dict.fromkeys(ids, place))
            return
        with self._context.told():
            with self._context.store.read() as session:
                cards = service.cards_of(session, ids, self._context.formats)
            column = self._board.columns.by_key[key]
            closing = ClosingCard(self._context, place, cards, partial(self._close, ids, place))
            column.ask(closing)
            closing.ended.connect(self._take_keyboard)
            closing.focus_first()
            # a column that has just unfolded has its width with the next layout
            QTimer.singleShot(0, column, partial(self._board.columns.show_column, column))

    def give_up(self) -> None:
        """Take the card that asks how it ended away, unanswered."""
        for column in self._board.columns.by_key.values():
            if column.closing is not None:
                column.closing.ended.emit()

    def _take_keyboard(self) -> None:
        if self._board.isVisible():
            self._board.columns.take_keyboard()

    def _promise(self, column: BoardColumn | None) -> None:
        if column is None or not column.place.takes:
            self._board.promise((), "")
            return
        if not self._carried:
            self._carried += self._cards()
        self._board.promise(self._carried, column.place.key)

    def _cards(self) -> list[tuple[str, Card]]:
        """Return the chosen cards with the keys of their columns."""
        keyed: list[tuple[str, Card]] = []
        with self._context.told(), self._context.store.read() as session:
            for column, ids in self._board.chosen.by_column():
                found = service.cards_of(session, ids, self._context.formats)
                keyed += [(column.place.key, card) for card in found]
        return keyed

    def _drop(self, column: BoardColumn) -> None:
        with self._context.told():
            ids = [deal for source, some in self._board.chosen.by_column() if source is not column for deal in some]
            if ids:
                self.move_to(ids, column.place.key)

    def _move(self, targets: Mapping[int, Place]) -> None:
        if not targets:
            return
        notes: list[str] = []
        what = self._what(list(targets))
        title, said = _words(what, len(targets), list(targets.values()))
        grouping = self._board.query.grouping

        def move_all(session: Session, task: Task | None = None) -> None:
            moves = list(targets.items())
            for deal, place in task.steps(moves, title) if task is not None else moves:
                notes.extend(service.move(session, [deal], grouping, place.key))

        if len(targets) > AT_ONCE:
            self._move_many(title, move_all, said)
        elif self._context.act(title, move_all, said=said) and notes:
            self._say(said, notes)

    def _move_many(self, title: str, move_all: Any, said: str) -> None:
        """Move on a worker, with progress and Cancel."""
        context = self._context

        def work(task: Task) -> None:
            with context.store.act(title) as session:
                move_all(session, task)

        context.work(title, work, lambda _none: self._say(said, ()), over=self._board)

    def _close(self, ids: Sequence[int], place: Place, outcome: dict[str, Any]) -> None:
        """Close deals with the answers of the card. Raises InvalidInput."""
        title, said = _words(self._what(ids), len(ids), [place])
        with self._context.store.act(title) as session:
            notes = service.move(session, ids, self._board.query.grouping, place.key, **outcome)
        self._say(said, notes)

    def _say(self, said: str, notes: Sequence[str]) -> None:
        self._context.say(" ".join((said, *dict.fromkeys(notes))), action=_("Undo"), run=self._context.undo)

    def _what(self, ids: Sequence[int]) -> str:
        if len(ids) != 1:
            return count_of(Opportunity.entity.one, Opportunity.entity.many, len(ids))
        with self._context.store.read() as session:
            name = one_line(session.get_one(Opportunity, ids[0]).name)
        return _("“{name}”").format(name=name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…")


def _beside(places: Sequence[Place], key: str, step: int) -> Place | None:
    """Return the next place that takes cards, None at the end."""
    keys = [place.key for place in places]
    at = keys.index(key) + step
    while 0 <= at < len(places):
        if places[at].takes:
            return places[at]
        at += step
    return None


def _words(what: str, count: int, places: Sequence[Place]) -> tuple[str, str]:
    """Return what the step is called in Undo, and what is said when it is done."""
    titles = {place.title for place in places}
    if len(titles) == 1:
        title = titles.pop()
        return (
            _("Move {what} to {stage}").format(what=what, stage=title),
            pipeline.say_moved(what, count, title),
        )
    return _("Move {what} to the next column").format(what=what), _("{what} moved.").format(what=what)
