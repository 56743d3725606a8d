"""A new book: what it is called, in which currency it counts, and where it lies."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.base.paths import SUFFIX
from crm_desktop.schema.currencies import currency_of
from crm_desktop.ui import books, file_dialogs, theme
from crm_desktop.ui.buttons import Button, FlatButton, PrimaryButton
from crm_desktop.ui.context import Host
from crm_desktop.ui.labels import plain_label, set_look
from crm_desktop.ui.widgets import NoticeBar

_WIDTH = 520


class NewBookDialog(QDialog):
    """Until a place was chosen, the place follows the title."""

    def __init__(self, host: Host) -> None:
        super().__init__(host.widget())
        self._host = host
        self._is_placed = False
        self.setWindowTitle(_("New book"))
        self.setMinimumWidth(theme.pixels(_WIDTH))
        self.notice = NoticeBar()
        self.title_line = QLineEdit(_("My business"))
        self.title_line.setAccessibleName(_("Title"))
        self.currency = QLineEdit(host.settings["currency"])
        self.currency.setAccessibleName(_("Currency"))
        self.currency.setMaxLength(12)
        self.place = QLineEdit()
        self.place.setAccessibleName(_("Place"))
        self.create_button = PrimaryButton(_("Create"))
        self._arrange()
        self.title_line.textChanged.connect(self._follow_title)
        self.place.textEdited.connect(self._note_place)
        self.create_button.clicked.connect(self.make)
        self._follow_title(self.title_line.text())
        self.title_line.selectAll()
        self.title_line.setFocus()
        for line in (self.title_line, self.currency, self.place):
            line.textEdited.connect(self._forget_problem)

    def make(self) -> None:
        """Make the book and show it; what is wrong is said here."""
        code = currency_of(self.currency.text(), self._host.settings["currency"])
        set_look(self.currency, "invalid", not code)
        if not code:
            text = self.currency.text().strip()
            self.notice.say(
                _("“{text}” is no currency; write three letters like USD or EUR.").format(text=text), "error"
            )
            self.currency.setFocus()
            return
        text = self.place.text().strip()
        if not text:
            self.notice.say(_("Choose where the book goes."), "error")
            return
        path = Path(text).expanduser()
        path = path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)
        problem = books.create_book(self._host, path.absolute(), self.title_line.text().strip(), code)
        if problem is None:
            self.accept()
        else:
            self.notice.say(str(problem), "error")

    def _follow_title(self, title: str) -> None:
        if not self._is_placed:
            name = "".join(" " if c in '\\/:*?"<>|' else c for c in title).strip(" .")
            self.place.setText(str(books.free_place(name or _("My business"))))

    def _forget_problem(self) -> None:
        """Take back what was said of the last try."""
        set_look(self.currency, "invalid", value=False)
        self.notice.close_notice()

    def _note_place(self, _text: str) -> None:
        self._is_placed = True

    def _choose(self) -> None:
        path = file_dialogs.save_as(self, _("Where the book goes"), self.place.text(), books.kinds_of_files())
        if path is not None:
            self._is_placed = True
            self.place.setText(str(path))

    def _arrange(self) -> None:
        choose = FlatButton(_("Choose…"), "folder")
        choose.clicked.connect(self._choose)
        place = QHBoxLayout()
        place.addWidget(self.place, 1)
        place.addWidget(choose)
        form = QGridLayout()
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(14)
        rows: tuple[tuple[str, QWidget], ...] = ((_("Title"), self.title_line), (_("Currency"), self.currency))
        for row, (title, field) in enumerate(rows):
            form.addWidget(plain_label(title, "muted"), row, 0)
            form.addWidget(field, row, 1)
        form.addWidget(plain_label(_("Place"), "muted"), len(rows), 0)
        form.addLayout(place, len(rows), 1)
        cancel: Button = FlatButton(_("Cancel"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.create_button)
        self.create_button.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addWidget(self.notice)
        column.addLayout(form)
        column.addWidget(
            plain_label(
                _("The whole book is this one file. Copy it, and you have copied everything."), "small", wraps=True
            )
        )
        column.addLayout(buttons)


def open_new_book(host: Host) -> NewBookDialog:
    """Show the dialog; returns at once."""
    dialog = NewBookDialog(host)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
