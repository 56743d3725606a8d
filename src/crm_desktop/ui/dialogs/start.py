"""What the program shows while no book is open: the ways to begin, the books of late, and why one could not be opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.base.i18n import N_, _
from crm_desktop.base.paths import APP
from crm_desktop.ui import books, theme
from crm_desktop.ui.buttons import Button
from crm_desktop.ui.context import Host
from crm_desktop.ui.icons import icon, pixmap
from crm_desktop.ui.labels import PlainLabel, SectionHeading, plain_label
from crm_desktop.ui.widgets import Card, NoticeBar

_WIDTH = 640
_MOST_SHOWN = 5
_COLUMNS = 2
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -_COLUMNS, Qt.Key.Key_Down: _COLUMNS}


@dataclass(frozen=True)
class Way:
    """One way to begin."""

    id: str
    title: str
    says: str
    icon: str
    run: Callable[[Host], object]


def start_empty(host: Host) -> None:
    """Ask for the name of a new book and make it."""
    host.run_command("file.new")


def bring_in(host: Host) -> None:
    """Make a book and open the import on it."""
    path = books.free_place(_("My business"))
    problem = books.create_book(host, path, path.stem, host.settings["currency"])
    if problem is None:
        host.run_command("file.import")
    else:
        host.say(str(problem), "error")


def restore(host: Host) -> None:
    """Ask for a backup and make a book of it."""
    from crm_desktop.ui.dialogs.restore_start import restore_without_book

    restore_without_book(host)


WAYS = (
    Way("empty", N_("Start empty"), N_("A new book of business, with a sales process to begin with."), "plus", start_empty),
    Way("sample", N_("Look around"), N_("A book of invented customers, to try everything in."), "eye", books.create_sample),
    Way("import", N_("Import"), N_("Bring in what another program or a spreadsheet exported."), "import", bring_in),
    Way("open", N_("Open"), N_("A book that is on this machine already."), "open", books.choose_book),
    Way("restore", N_("Restore"), N_("Make a book of a backup, when one is damaged or lost."), "restore", restore),
)  # fmt: skip


class StartPage(QScrollArea):
    """`notice` says what went wrong; `refresh` reads the list of late books anew. Arrow keys walk over the cards."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self.notice = NoticeBar()
        self.ways: dict[str, Card] = {}
        self.recent = QVBoxLayout()
        self.recent.setSpacing(2)
        self._late = SectionHeading(_("Opened lately"))
        self.setWidgetResizable(True)
        self.setWidget(self._content())
        self.refresh()

    def refresh(self) -> None:
        """Show the books that were opened lately and are still there."""
        while (item := self.recent.takeAt(0)) is not None:
            if (button := item.widget()) is not None:
                button.hide()
                button.deleteLater()
        names = self._host.settings["recent_files"][:_MOST_SHOWN]
        for name in names:
            path = Path(name)
            button = Button(f"{path.stem}  ·  {path.parent}")
            button.setFlat(True)
            button.setIcon(icon("file"))
            button.setProperty("line", True)
            button.clicked.connect(partial(books.open_book, self._host, path))
            self.recent.addWidget(button)
        self._late.setVisible(bool(names))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        next(iter(self.ways.values())).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step, cards = _STEPS.get(Qt.Key(event.key()), 0), list(self.ways.values())
        here = next((place for place, card in enumerate(cards) if card.hasFocus()), None)
        if not step or here is None:
            super().keyPressEvent(event)
            return
        there = here + step
        first_late = self.recent.itemAt(0)
        if there in range(len(cards)):
            cards[there].setFocus()
        elif there >= len(cards) and first_late is not None and (button := first_late.widget()) is not None:
            button.setFocus()

    def _content(self) -> QWidget:
        middle = QWidget()
        middle.setMaximumWidth(theme.pixels(_WIDTH))
        column = QVBoxLayout(middle)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(plain_label(APP, "title"))
        column.addWidget(
            plain_label(
                _("Your customers, your pipeline and your week, in one file that is yours."), "muted", wraps=True
            )
        )
        column.addSpacing(6)
        column.addWidget(self.notice)
        grid = QGridLayout()
        grid.setSpacing(12)
        for place, way in enumerate(WAYS):
            self.ways[way.id] = self._card(way)
            grid.addWidget(self.ways[way.id], place // _COLUMNS, place % _COLUMNS)
        column.addLayout(grid)
        column.addSpacing(10)
        column.addWidget(self._late)
        column.addLayout(self.recent)
        column.addStretch(3)
        content = QWidget()
        row = QHBoxLayout(content)
        row.addStretch(1)
        row.addWidget(middle, 8)
        row.addStretch(1)
        return content

    def _card(self, way: Way) -> Card:
        card = Card(opens=True)
        card.setAccessibleName(_(way.title))
        card.setAccessibleDescription(_(way.says))
        sign = PlainLabel()
        sign.setPixmap(pixmap(way.icon, theme.pixels(20), "link", self.devicePixelRatioF()))
        sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(plain_label(_(way.title), "strong"))
        words.addWidget(plain_label(_(way.says), "muted", wraps=True))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(sign)
        row.addLayout(words, 1)
        card.box.addLayout(row)
        card.clicked.connect(partial(way.run, self._host))
        return card
