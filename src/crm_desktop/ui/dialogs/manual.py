"""The manual, in a viewer that shows our own files and nothing else: no network, no files of the user.

The page of keys is no file: it is made of the commands.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QUrl
from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.base.paths import resources
from crm_desktop.ui import theme
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.dialogs import shortcuts
from crm_desktop.ui.dialogs.frame import FramedDialog

_DIALECT = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
_LINE_HEIGHT, _MARGIN = 135, 14
FIRST, KEYS = "index.md", "keys.md"


def folder() -> Path:
    """Return the folder of the manual."""
    return resources() / "manual"


def page(name: str) -> str | None:
    """Return the Markdown of a page of the manual, None if there is no such page."""
    if name == KEYS:
        rows = "\n".join(f"| {menu} | {title} | `{key}` |" for menu, title, key in shortcuts.lines())
        heads = f"| {_('Menu')} | {_('Command')} | {_('Key')} |"
        return f"# {_('Keys')}\n\n[{_('Contents')}]({FIRST})\n\n{heads}\n|---|---|---|\n{rows}\n"
    paths = {path.name: path for path in folder().glob("*.md")}
    return paths[name].read_text(encoding="utf-8") if name in paths else None


class ManualViewer(QTextBrowser):
    """Shows one page; a link leads to another page of the manual or nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setAccessibleName(_("Manual"))
        self.document().setDocumentMargin(theme.pixels(_MARGIN))
        self.anchorClicked.connect(self.follow)

    def follow(self, link: QUrl) -> None:
        """Turn to another page of the manual; every other link leads nowhere."""
        name = link.fileName()
        if link.scheme() == "":
            self.show_page(name)

    def show_first(self) -> None:
        """Show the contents."""
        self.show_page(FIRST)

    def show_page(self, name: str) -> None:
        """Show a page by its name; an unknown name changes nothing."""
        text = page(name)
        if text is not None:
            self.document().setMarkdown(text, _DIALECT)
            self._give_air()
            self.moveCursor(QTextCursor.MoveOperation.Start)

    def _give_air(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        lines = QTextBlockFormat()
        lines.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(lines)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Load nothing: the pages have no pictures, and nothing else may be shown here."""
        return QByteArray()


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
