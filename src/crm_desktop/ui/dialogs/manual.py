"""The manual, in a viewer that shows our own files and nothing else: no network, no files of the user."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.base.paths import resources
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.dialogs.frame import FramedDialog

FIRST = "index.md"


def folder() -> Path:
    """Return the folder of the manual."""
    return resources() / "manual"


class ManualViewer(QTextBrowser):
    """Shows one page; a link leads to another page of the manual or nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setAccessibleName(_("Manual"))
        self.anchorClicked.connect(self.follow)

    def follow(self, link: QUrl) -> None:
        """Turn to another page of the manual; every other link leads nowhere."""
        name = link.fileName()
        if link.scheme() in ("", "file") and self._page(name) is not None:
            self.show_page(name)

    def show_first(self) -> None:
        """Show the contents."""
        self.show_page(FIRST)

    def show_page(self, name: str) -> None:
        """Show a page by its file name."""
        page = self._page(name)
        if page is not None:
            self.document().setMarkdown(page.read_text(encoding="utf-8"), QTextDocument.MarkdownFeature.MarkdownNoHTML)
            self.moveCursor(self.textCursor().MoveOperation.Start)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Load nothing: the pages have no pictures, and nothing else may be shown here."""
        return QByteArray()

    def _page(self, name: str) -> Path | None:
        pages = {page.name: page for page in folder().glob("*.md")}
        return pages.get(name)


def open_manual(parent: QWidget) -> FramedDialog:
    """Show the manual; returns at once."""
    viewer = ManualViewer()
    viewer.show_first()
    contents = FlatButton(_("Contents"))
    contents.clicked.connect(viewer.show_first)
    dialog = FramedDialog(parent, _("Manual"), "", viewer, left=[contents], size=(720, 640))
    dialog.setModal(False)
    dialog.show()
    return dialog
