"""Qt's own words, such as those of its file dialogs, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

_NAME = "language"


def speak(app: QApplication, code: str) -> bool:
    """Let Qt speak a language; return whether it was the one of before."""
    before = app.property(_NAME)
    app.setProperty(_NAME, code)
    if before == code:
        return True
    app.setLayoutDirection(QLocale(code or "en").textDirection())
    old = app.findChild(QTranslator)
    if old is not None:
        app.removeTranslator(old)
        old.deleteLater()
    words = QTranslator(app)
    if words.load(QLocale(code or "en"), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(words)
    return before is None
