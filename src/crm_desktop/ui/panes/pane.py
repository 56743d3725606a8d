"""What every pane is: a header with its tools, a body below it, and answers to what a command may ask.

A pane answers "nothing" to a question that makes no sense for it; the command is then grey. `PANES` in the package
declares all of them; the window knows none by name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.storage.query import Query
from crm_desktop.ui.context import Context
from crm_desktop.ui.page_header import PageHeader
from crm_desktop.ui.widgets import NoticeBar, SearchBox

if TYPE_CHECKING:
    from crm_desktop.ui.tables.record_list import RecordList

SEARCH_KEY = "Ctrl+K"
Deed = Literal["delete", "finish", "conclude", "tomorrow", "next_week"]
"""What commands do with records, and a pane may do in its own way: one of a series is no record of its own."""


@dataclass(frozen=True)
class Selected:
    """The records that a pane has selected, in its order."""

    entity: str
    ids: tuple[int, ...]
    at: datetime | None = None
    """Which day of the one series that is selected; None without a choice among its days."""


class Pane(QWidget):
    """The base of all panes: put widgets into `body`, give `header` its second line, overrule what applies."""

    status_changed = Signal(str)
    """What the status bar shows while the pane is in front."""
    place_changed = Signal()
    """Another view is shown."""
    entity = ""
    """The table of the records that "New" makes in this pane."""
    has_columns = False
    """Whether records hang in columns, so that `shift` moves them."""

    def __init__(self, context: Context, title: str, tools: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self.context = context
        self.setAccessibleName(title)
        self.keyboard: QWidget | None = None
        self.search = PaletteBox()
        self.search.wanted.connect(context.host.open_palette)
        self.header = PageHeader(title, "", [self.search, *tools])
        self.notice = NoticeBar()
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(22, 18, 22, 14)
        whole.setSpacing(12)
        whole.addWidget(self.header)
        whole.addWidget(self.notice)
        whole.addLayout(self.body, 1)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the keyboard on `keyboard`. It is no focus proxy: from outside, Tab would skip the tools of the header."""
        if self.keyboard is not None:
            self.keyboard.setFocus(reason)
        else:
            super().setFocus(reason)

    def selected(self) -> Selected | None:
        """Return the selected records, None where there are none."""
        return None

    def show_record(self, entity: str, record_id: int) -> None:
        """Put the cursor on a record and show its page."""

    def new_record(self) -> None:
        """Begin a new record."""

    def place_of_files(self) -> tuple[str, int] | None:
        """Return entity and id of the one record that files belong to which are attached or dropped now."""
        chosen = self.selected()
        return (chosen.entity, chosen.ids[0]) if chosen is not None and len(chosen.ids) == 1 else None

    def has_selection(self) -> bool:
        """Tell whether records are selected, without naming them: there may be a million."""
        return False

    def walk(self, step: int) -> None:
        """Go to the next record (1) or the one before (-1)."""

    def takes(self, deed: Deed) -> bool:
        """Do something with what is selected in the pane's own way; False where the usual way is right."""
        return False

    def shift(self, step: int) -> bool:
        """Move the selected records to the next column (1) or the one before (-1); False where there are no columns."""
        return False

    def copy(self) -> None:
        """Put what is selected on the clipboard."""

    def paste(self) -> None:
        """Take in the rows that are on the clipboard."""

    def open_selected(self) -> None:
        """Put the keyboard on the page of the record under the cursor."""

    def edit_in_place(self) -> None:
        """Open the cell under the cursor of the list to change it there."""

    def focus_filter(self) -> None:
        """Put the keyboard into the filter."""

    def records(self) -> RecordList | None:
        """Return the list that the pane shows, None where it shows something else."""
        return None

    def open_view(self, key: str) -> None:
        """Show a view of the list by its key."""

    def leave_view(self) -> None:
        """Show the list as it is without a view of the navigation."""

    def place(self) -> str:
        """Return the place in the navigation: the entity, or one of its views as "contact/own-3"; "" for neither."""
        return ""

    def open_conditions(self) -> None:
        """Show the conditions of the list and put the keyboard there."""

    def shown_list(self) -> Query | None:
        """Return the list exactly as it is shown, for an export."""
        return None

    def print_out(self) -> None:
        """Print what is shown."""

    def status(self) -> str:
        """Return the words for the status bar."""
        return ""

    def was_finished(self, activity: int) -> None:
        """Ask what comes next, now that an activity was finished here."""
        from crm_desktop.ui.dialogs.next_bar import open_next_bar

        open_next_bar(self.context, activity)

    def come_back(self) -> None:
        """Look what fell due: nobody was here for long."""

    def leave(self) -> None:
        """Keep what is typed; called before the book is closed."""


@dataclass(frozen=True)
class PaneDeclaration:
    """One pane in the navigation; it is built when it is first shown. `group` is the heading that it stands under."""

    id: str
    title: str
    icon: str
    group: str
    build: Callable[[Context], Pane]


class PaletteBox(SearchBox):
    """The field in the header that stands for the palette: a click or a letter opens it."""

    wanted = Signal(str)
    NARROWEST = 96

    def __init__(self) -> None:
        super().__init__(_("Search everything or type a command"), SEARCH_KEY)
        self.setClearButtonEnabled(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.wanted.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit("")
        elif event.text().isprintable() and event.text():
            self.wanted.emit(event.text())
        else:
            event.ignore()
