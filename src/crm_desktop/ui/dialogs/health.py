"""Check the file: everything is read, and what was found is said in sentences."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.task import Task
from crm_desktop.model import BY_NAME
from crm_desktop.storage import health
from crm_desktop.storage.health import Health
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.frame import FramedDialog
from crm_desktop.ui.icons import pixmap
from crm_desktop.ui.labels import PlainLabel, plain_label

_MOST_FLAWS = 30


def open_health(context: Context) -> None:
    """Check the file on a worker and show the result."""

    def check(task: Task) -> Health:
        return health.check(context.store, task)

    context.work(_("Checking the file"), check, lambda found: show_health(context, found))


def show_health(context: Context, found: Health) -> FramedDialog:
    """Show what a check found."""
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    parts = (found.structure, found.derived, found.search, found.journal)
    for sentence, flaws in zip(found.sentences, parts, strict=False):
        column.addLayout(_line(content, sentence, is_good=not flaws))
        for flaw in flaws[:_MOST_FLAWS]:
            column.addWidget(plain_label(flaw, "small", selectable=True, wraps=True))
    counts = [
        count_of(BY_NAME[n].entity.one, BY_NAME[n].entity.many, count) for n, count in found.counts.items() if count
    ]
    column.addSpacing(6)
    column.addWidget(plain_label(" · ".join(counts), "muted", wraps=True))
    column.addWidget(
        plain_label(_("Content: {hash}").format(hash=found.content_hash), "small", selectable=True, wraps=True)
    )
    column.addStretch(1)
    dialog = FramedDialog(context.window, _("Check of the file"), "", content, size=(520, 360))
    dialog.open()
    return dialog


def _line(widget: QWidget, sentence: str, *, is_good: bool) -> QHBoxLayout:
    sign = PlainLabel()
    name, shade = ("check", "won") if is_good else ("error", "danger")
    sign.setPixmap(pixmap(name, theme.pixels(18), shade, widget.devicePixelRatioF()))
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(sign)
    row.addWidget(plain_label(sentence, wraps=True), 1)
    return row
