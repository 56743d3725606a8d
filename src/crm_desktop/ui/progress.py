"""What a long job shows over the pane that waits for it: how far it is, and Cancel."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _, grouped
from crm_desktop.base.task import Progress
from crm_desktop.ui import theme
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.jobs import Job
from crm_desktop.ui.labels import plain_label

_PATIENCE = 400
_WIDTH = 380
_WHOLE = 1000


class ProgressOverlay(QFrame):
    """A box in the middle of `pane` for as long as `job` runs; a job of under 400 ms never shows it."""

    def __init__(self, pane: QWidget, job: Job, patience: int = _PATIENCE) -> None:
        super().__init__(pane)
        self._pane = pane
        self._job = job
        self._title = plain_label(job.title, "strong")
        self._step = plain_label("", "small")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(job.title)
        self.cancel = FlatButton(_("Cancel"))
        self.cancel.clicked.connect(self._ask_to_stop)
        below = QHBoxLayout()
        below.addWidget(self._step, 1)
        below.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addWidget(self._title)
        column.addWidget(self._bar)
        column.addLayout(below)
        self.hide()
        pane.installEventFilter(self)
        job.progressed.connect(self._show_progress)
        job.ended.connect(self._go)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._appear)
        self._timer.start(patience)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._centre()
        return super().eventFilter(watched, event)

    def _appear(self) -> None:
        self._centre()
        self.raise_()
        self.show()

    def _centre(self) -> None:
        room = self._pane.rect()
        width = min(theme.pixels(_WIDTH), room.width())
        self.resize(width, self.sizeHint().height())
        self.move((room.width() - width) // 2, max((room.height() - self.height()) // 2, 0))

    def _show_progress(self, progress: Progress) -> None:
        self._step.setText(
            f"{progress.title} {grouped(progress.done)} / {grouped(progress.total)}".strip()
            if progress.total
            else progress.title
        )
        self._bar.setRange(0, _WHOLE if progress.total else 0)
        self._bar.setValue(progress.done * _WHOLE // progress.total if progress.total else 0)

    def _ask_to_stop(self) -> None:
        self.cancel.setEnabled(False)
        self._step.setText(_("Stopping …"))
        self._job.progressed.disconnect(self._show_progress)
        self._job.cancel()

    def _go(self) -> None:
        self._timer.stop()
        self.hide()
        self.deleteLater()
