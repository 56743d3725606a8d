"""What the user sees of a bug: that nothing is lost, and a text to send to whoever can mend it."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.dialogs.about import facts
from crm_desktop.ui.dialogs.frame import FramedDialog


def report_of(words: str) -> str:
    """Return the text to send: the program and its surroundings, then what happened."""
    return "\n".join([*facts()[:3], "", words])


def show_crash(parent: QWidget, words: str) -> None:
    """Show a bug and wait until the dialog is closed."""
    text = QPlainTextEdit(report_of(words))
    text.setReadOnly(True)
    text.setAccessibleName(_("What happened"))
    copy = FlatButton(_("Copy the text"), "copy")
    copy.setObjectName("copy")
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text.toPlainText()))
    dialog = FramedDialog(
        parent,
        _("Something went wrong"),
        _(
            "This is a mistake in the program, not in your data: what was saved is safe, and the last step was not done. "
            "You can go on. The text below and the log help to mend it; look through it before you send it to anybody."
        ),
        text,
        left=[copy],
        size=(640, 420),
    )
    dialog.exec()
