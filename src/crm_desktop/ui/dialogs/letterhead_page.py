"""Preferences, Letterhead: what stands on every page of paper. It is part of the book, and each change can be undone."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.colours import LIGHT, contrast
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.letterhead import Letterhead
from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import LongText, Text
from crm_desktop.services import letterhead
from crm_desktop.storage.store import Changes
from crm_desktop.ui import file_dialogs, theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.field_form import FieldForm
from crm_desktop.ui.widgets import FlatButton, plain_label

_FIELDS: Final = {
    "name": Field(Text(), N_("Name of the house"), help=N_("Stands at the top of every printed page.")),
    "address": Field(LongText(), N_("Address"), help=N_("Stands at the foot of every page, its lines in one.")),
    "colour": Field(Text(), N_("Colour"), help=N_("Of titles and rules; # and six digits, like #0f7553.")),
}
_STEPS: Final = {
    "name": N_("Change the name on the letterhead"),
    "address": N_("Change the address on the letterhead"),
    "colour": N_("Change the colour of the letterhead"),
}
_READABLE = 4.5
_THUMBNAIL, _SWATCH = QSize(180, 48), QSize(48, 16)


class LetterheadPage(QWidget):
    """Name, address, colour and logo."""

    failed = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.form = FieldForm(_FIELDS, context.formats, context.store)
        self.form.left.connect(self._store)
        self.swatch, self.contrast = plain_label(""), plain_label("", "small", wraps=True)
        self.logo = plain_label("")
        self.logo.setAccessibleName(_("Logo"))
        self.none = plain_label(_("No logo"), "muted")
        self.choose, self.remove = FlatButton(_("Choose a picture…"), "file"), FlatButton(_("Remove"), "trash")
        self.choose.clicked.connect(self._ask)
        self.remove.clicked.connect(self.remove_logo)
        self._arrange()
        self.destroyed.connect(context.bridge.relay(context.store.changed, self._follow))
        self.refresh()

    def refresh(self) -> None:
        """Show what the book says."""
        with self._context.told(), self._context.store.read() as session:
            house = letterhead.read(session)
            self.form.show_values({"name": house.name, "address": house.address, "colour": house.colour})
            self._show_colour(house.colour)
            self._show_logo(house)

    def take_logo(self, path: Path) -> None:
        """Take a file as the logo, if it is a picture to its end."""
        try:
            content = letterhead.picture_in(path)
        except UserError as problem:
            self.failed.emit(str(problem))
            return
        if not QPixmap().loadFromData(content):
            text = _("“{name}” is damaged: no program can show it. Choose another file.")
            self.failed.emit(text.format(name=path.name))
            return
        self._run(_("Change the logo"), lambda session: letterhead.put_logo(session, content))

    def remove_logo(self) -> None:
        """Print without a logo from now on."""
        self._run(_("Remove the logo"), letterhead.remove_logo)

    def _arrange(self) -> None:
        colour, logo = QHBoxLayout(), QHBoxLayout()
        for widget in (self.swatch, self.contrast):
            colour.addWidget(widget)
        colour.setStretch(1, 1)
        for part in (self.logo, self.none, self.choose, self.remove):
            logo.addWidget(part)
        logo.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        column.addLayout(colour)
        column.addSpacing(10)
        column.addWidget(plain_label(_("Logo"), "muted"))
        column.addLayout(logo)
        column.addWidget(
            plain_label(_("A PNG or JPEG file. It stands beside the name on every page."), "small", wraps=True)
        )
        column.addStretch(1)

    def _store(self, key: str) -> None:
        text = self.form.changed().get(key)
        if text is not None:
            self._run(_(_STEPS[key]), lambda session: letterhead.set_value(session, key, text))

    def _run(self, title: str, change: Callable[[Session], None]) -> None:
        try:
            with self._context.store.act(title, self) as session:
                change(session)
        except InvalidInput as wrong:
            self.form.show_problems(wrong.fields)
            return
        except UserError as problem:
            self.failed.emit(str(problem))
            return
        self.refresh()

    def _ask(self) -> None:
        kinds = _("Pictures") + " (*.png *.jpg *.jpeg)"
        chosen = file_dialogs.open_one(self, _("Choose a logo"), self._context.store.path.parent, kinds)
        if chosen is not None:
            self.take_logo(chosen)

    def _show_colour(self, colour: str) -> None:
        """Show the colour, and say in words whether it can be read on paper."""
        self.swatch.setVisible(bool(colour))
        self.contrast.setVisible(bool(colour))
        if not colour:
            return
        patch = QPixmap(_SWATCH)
        patch.fill(QColor(colour))
        self.swatch.setPixmap(patch)
        on_paper = contrast(colour, LIGHT.card)
        said = (
            _("Can be read on paper (contrast {n} : 1): titles and rules are printed in it.")
            if on_paper >= _READABLE
            else _("Too pale for letters (contrast {n} : 1, at least {least} is needed): only rules are printed in it.")
        )
        number = self._context.formats.number
        found, least = Decimal(int(on_paper * 10)) / 10, Decimal(str(_READABLE))  # never rounded up to what is enough
        self.contrast.setText(said.format(n=number(found, 1), least=number(least, 1)))

    def _show_logo(self, house: Letterhead) -> None:
        picture = QPixmap()
        has_logo = bool(house.logo) and picture.loadFromData(house.logo)
        self.logo.setVisible(has_logo)
        self.none.setVisible(not has_logo)
        self.remove.setVisible(bool(house.logo))
        if has_logo:
            self.logo.setPixmap(_thumbnail(picture, self.devicePixelRatioF()))

    def _follow(self, changes: Changes) -> None:
        if changes.touches("book_value") and changes.origin is not self:
            self.refresh()


def _thumbnail(picture: QPixmap, ratio: float) -> QPixmap:
    """Return a picture on white, as on paper, at most as large as there is room."""
    room = QSize(theme.pixels(_THUMBNAIL.width()), theme.pixels(_THUMBNAIL.height()))
    small = picture.scaled(room * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    paper = QPixmap(small.size())
    paper.fill(QColor(LIGHT.card))
    painter = QPainter(paper)
    painter.drawPixmap(0, 0, small)
    painter.end()
    paper.setDevicePixelRatio(ratio)
    return paper
