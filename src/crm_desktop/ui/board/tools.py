"""The buttons in the header: list or board, with grouping and pipeline in its menu, and the time that the board shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from crm_desktop.base.i18n import _
from crm_desktop.services import sales_process
from crm_desktop.services.board_groups import GROUPINGS, SPANS, span_of
from crm_desktop.storage.store import Busy, Store
from crm_desktop.ui.board.choices import Choices
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.labels import plain_title
from crm_desktop.ui.memory import WindowMemory

_RETRY = 250


class BoardTools(QObject):
    """Shows and changes what is chosen, and remembers it; between list and board whoever listens turns."""

    board_chosen = Signal(bool)
    changed = Signal()
    """The board is wanted in another way."""
    filter_wanted = Signal()

    def __init__(self, choices: Choices, memory: WindowMemory, store: Store) -> None:
        super().__init__()
        self._choices, self._memory, self._store = choices, memory, store
        self._retry = QTimer(self, singleShot=True, interval=_RETRY)
        self._retry.timeout.connect(self.learn_pipelines)
        self._pipelines: Sequence[tuple[int, str]] = ()
        self.view = FlatButton("", menu=self._menu(self._fill_view))
        self.span = FlatButton("", menu=self._menu(self._fill_span))
        self.view.setAccessibleDescription(_("Show opportunities as a list or as a board"))
        self.span.setAccessibleDescription(_("When the opportunities are expected to close"))
        self.learn_pipelines()
        self.refresh()

    def learn_pipelines(self) -> None:
        """Ask which pipelines there are; one alone is no choice."""
        try:
            with self._store.read() as session:
                self._pipelines = [(one.id, one.name) for one in sales_process.pipelines(session)]
        except Busy:
            self._retry.start()

    def pipeline(self) -> str:
        """Return the name of the chosen pipeline, nothing where all are shown or there is but one."""
        return dict(self._pipelines).get(self._choices.pipeline, "") if len(self._pipelines) > 1 else ""

    def group_by(self, grouping: str) -> None:
        """Divide the board in another way."""
        self._choices.grouping = grouping
        self._change()

    def narrow_to(self, span: str) -> None:
        """Show the cards of another time."""
        self._choices.span = span
        self._change()

    def choose_pipeline(self, pipeline: int) -> None:
        """Show the cards of one pipeline, of all for 0."""
        self._choices.pipeline = pipeline
        self._change()

    def keep_folded(self, folded: dict[str, list[str]]) -> None:
        """Remember which columns are folded up."""
        self._choices.folded = folded
        self._choices.keep(self._memory)

    def refresh(self) -> None:
        """Show what is chosen now."""
        choices = self._choices
        self.view.setText(_("Board") if choices.is_board else _("List"))
        self.span.setText(_(span_of(choices.span).title))
        self.span.setVisible(choices.is_board)

    def _change(self) -> None:
        self._choices.keep(self._memory)
        self.refresh()
        self.changed.emit()

    def _menu(self, fill: Callable[[QMenu], None]) -> QMenu:
        menu = QMenu()
        self.destroyed.connect(menu.deleteLater)
        menu.aboutToShow.connect(partial(fill, menu))
        return menu

    def _fill_view(self, menu: QMenu) -> None:
        menu.clear()
        views = ((False, _("List")), (True, _("Board")))
        self._offer(menu, views, self._choices.is_board, self.board_chosen.emit)
        menu.addSeparator()
        group = menu.addMenu(_("Group by"))
        titles = ((grouping.id, _(grouping.title)) for grouping in GROUPINGS)
        self._offer(group, titles, self._choices.grouping, self.group_by)
        if len(self._pipelines) > 1:
            offered = [(0, _("All pipelines")), *self._pipelines]
            self._offer(menu.addMenu(_("Pipeline")), offered, self._choices.pipeline, self.choose_pipeline)
        menu.addSeparator()
        menu.addAction(_("Filter")).triggered.connect(self.filter_wanted)

    def _fill_span(self, menu: QMenu) -> None:
        menu.clear()
        self._offer(menu, ((span.id, _(span.title)) for span in SPANS), self._choices.span, self.narrow_to)

    def _offer(
        self, menu: QMenu, titles: Iterable[tuple[object, str]], now: object, choose: Callable[..., None]
    ) -> None:
        group = QActionGroup(menu)
        for value, title in titles:
            action = menu.addAction(plain_title(title))
            action.setCheckable(True)
            action.setChecked(value == now)
            action.triggered.connect(lambda _checked=False, value=value: choose(value))
            group.addAction(action)
