"""The preview of a report: its pages as wide as the window or at a chosen size, with the keys that every reader knows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QToolButton, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.icons import icon
from crm_desktop.ui.jobs import Jobs
from crm_desktop.ui.panes.report_sheets import GAP, NATURAL, Printed, Sheets
from crm_desktop.ui.widgets import FlatButton, plain_label, plain_tooltip

SMALLEST, LARGEST = 0.4, 4.0
_STEP = 1.25


class ReportPreview(QScrollArea):
    """The pages with scrolling and zoom; `place_changed` says which page of how many, and how large."""

    place_changed = Signal()
    pages_changed = Signal()
    records_wanted = Signal(object)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._printed: Printed | None = None
        self._zoom: float | None = None
        self.sheets = Sheets(jobs)
        self.sheets.picked.connect(self.records_wanted)
        self.sheets.moved_to.connect(self._show_rect)
        self.setWidget(self.sheets)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Preview"))
        self.setAccessibleDescription(
            _("Ctrl+Down and Ctrl+Up walk through the figures, Enter opens what is behind one.")
        )
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().valueChanged.connect(self.place_changed)
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._apply_zoom)

    def show_pages(self, printed: Printed, *, is_other: bool = False) -> None:
        """Show a written file: the place in it stays, but another report begins at its top."""
        if is_other:
            self.verticalScrollBar().setValue(0)
            self.horizontalScrollBar().setValue(0)
        self._printed = printed
        self.sheets.show_pages(printed)
        self._apply_zoom()
        self.pages_changed.emit()

    def path(self) -> Path:
        """Return the file that is shown."""
        return self._printed.path if self._printed else Path()

    def zoom(self) -> float:
        """Return how large the pages are shown; 1 is 100 %."""
        if self._zoom is not None:
            return self._zoom
        widest = max((width for width, _height in self._printed.sizes), default=1.0) if self._printed else 1.0
        return max((self.viewport().width() - 2 * GAP) / widest / NATURAL, SMALLEST / 2)

    def set_zoom(self, zoom: float | None) -> None:
        """Show the pages at a size, or with None as wide as the window."""
        self._zoom = None if zoom is None else min(max(zoom, SMALLEST), LARGEST)
        self._apply_zoom()

    def is_fitted(self) -> bool:
        """Whether the pages are as wide as the window."""
        return self._zoom is None

    def step_zoom(self, step: int) -> None:
        """Show the pages one step larger or smaller."""
        self.set_zoom(self.zoom() * _STEP**step)

    def walk(self, step: int) -> None:
        """Take the keyboard and go to the next figure with something behind it, or to the one before."""
        if not self.isHidden():
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.sheets.step_mark(step)

    def page(self) -> tuple[int, int]:
        """Return the page in the middle of the window, from 1, and how many there are."""
        count = len(self._printed.sizes) if self._printed else 0
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return (self.sheets.page_at(middle) + 1 if count else 0), count

    def place(self) -> str:
        """Return "Page 1 of 3"."""
        page, pages = self.page()
        return _("Page {n} of {all}").format(n=page, all=pages) if pages else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._zoom is None:
            self._settle.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.sheets.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        with_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal if with_control:
                self.step_zoom(1)
            case Qt.Key.Key_Minus if with_control:
                self.step_zoom(-1)
            case Qt.Key.Key_0 if with_control:
                self.set_zoom(None)
            case Qt.Key.Key_Down if with_control:
                self.walk(1)
            case Qt.Key.Key_Up if with_control:
                self.walk(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.sheets.open_mark()
            case Qt.Key.Key_Home:
                bar.setValue(0)
            case Qt.Key.Key_End:
                bar.setValue(bar.maximum())
            case _:
                super().keyPressEvent(event)

    def _apply_zoom(self) -> None:
        """Take the zoom, and keep the place: the same share of the whole height stays at the top."""
        bar = self.verticalScrollBar()
        share = bar.value() / max(self.sheets.height(), 1)
        self.sheets.set_scale(self.zoom() * NATURAL)
        self.sheets.adjustSize()
        bar.setValue(round(share * self.sheets.whole_size().height()))
        self.place_changed.emit()

    def _show_rect(self, rect: QRect) -> None:
        centre = rect.center()
        self.ensureVisible(centre.x(), centre.y(), rect.width() // 2 + GAP, rect.height() // 2 + GAP)


class PageBar(QWidget):
    """What stands above the pages: which one is in sight, and their size."""

    def __init__(self, preview: ReportPreview) -> None:
        super().__init__()
        self._preview = preview
        self.place = plain_label("", "muted", cuts=False)
        self.size_label = plain_label("", "muted", cuts=False)
        self.smaller = _tool("minus", _("Smaller"))
        self.larger = _tool("plus", _("Larger"))
        self.fit = FlatButton(_("Fit width"))
        self.fit.setCheckable(True)
        self.smaller.clicked.connect(lambda: preview.step_zoom(-1))
        self.larger.clicked.connect(lambda: preview.step_zoom(1))
        self.fit.clicked.connect(lambda: preview.set_zoom(1.0 if preview.is_fitted() else None))
        preview.place_changed.connect(self._show)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.place)
        row.addStretch(1)
        for part in (self.smaller, self.size_label, self.larger, self.fit):
            row.addWidget(part)

    def _show(self) -> None:
        self.place.setText(self._preview.place())
        self.size_label.setText(f"{self._preview.zoom():.0%}")
        self.fit.setChecked(self._preview.is_fitted())


def _tool(sign: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(sign))
    button.setIconSize(QSize(theme.pixels(16), theme.pixels(16)))
    button.setAccessibleName(name)
    button.setToolTip(plain_tooltip(name))
    return button
