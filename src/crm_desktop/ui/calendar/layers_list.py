"""Which layers the calendar shows, whose they are, and what the colours mean."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QCheckBox, QComboBox, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.services.calendar import LAYERS, activities, birthdays, closes, hues
from crm_desktop.services.calendar.hues import By
from crm_desktop.ui import theme
from crm_desktop.ui.boxes import ChoiceBox
from crm_desktop.ui.calendar.colours import tint
from crm_desktop.ui.calendar.painted_text import write
from crm_desktop.ui.calendar.rooms import ahead, behind
from crm_desktop.ui.labels import SectionHeading, plain_title

_DOT, _ROW, _GAP, _MOST = 9, 22, 7, 10
_KIND_OF = {
    activities.ACTIVITIES: "call",
    activities.TASKS: activities.TASK,
    birthdays.LAYER: birthdays.KIND,
    closes.LAYER: closes.KIND,
}
"""The kind in whose colour a layer is shown."""


class LayersList(QWidget):
    """A tick for each layer in its colour."""

    changed = Signal(object)
    """The keys of the layers that are hidden, as a set."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes = {layer.key: QCheckBox(plain_title(_(layer.title))) for layer in LAYERS}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(SectionHeading(_("Layers")))
        for box in self.boxes.values():
            box.setChecked(True)
            box.toggled.connect(self._tell)
            column.addWidget(box)
        self._colour()

    def show_hidden(self, hidden: Collection[str]) -> None:
        """Tick all layers but these."""
        self.blockSignals(True)
        for key, box in self.boxes.items():
            box.setChecked(key not in hidden)
        self.blockSignals(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._colour()

    def _tell(self) -> None:
        self.changed.emit({key for key, box in self.boxes.items() if not box.isChecked()})

    def _colour(self) -> None:
        for key, box in self.boxes.items():
            box.setIcon(_dot(hues.OF_KINDS[_KIND_OF[key]] if key in _KIND_OF else hues.OF_NOBODY))
            box.setIconSize(QSize(theme.pixels(_DOT), theme.pixels(_DOT)))


class Legend(QWidget):
    """What the colours mean at the moment, in as many columns as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Sequence[tuple[str, str]] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_hues(self, shown: Sequence[tuple[str, str]]) -> None:
        """Show hues with what they mean."""
        self._shown = shown[:_MOST]
        self.setAccessibleName(", ".join(title for _hue, title in self._shown))
        self.setVisible(bool(shown))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        columns = self._columns(width)
        return -(-len(self._shown) // columns) * theme.pixels(_ROW)

    def sizeHint(self) -> QSize:
        return QSize(theme.pixels(160), self.heightForWidth(max(self.width(), 1)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, mirrored = QPainter(self), self.isRightToLeft()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self.layoutDirection())
        columns, height, dot = self._columns(self.width()), theme.pixels(_ROW), theme.pixels(_DOT)
        width = self.width() // columns
        for number, (name, title) in enumerate(self._shown):
            line, column = divmod(number, columns)
            room = behind(QRect(0, line * height, self.width(), height), column * width, is_mirrored=mirrored)
            room = ahead(room, width - theme.pixels(_GAP), is_mirrored=mirrored)
            place = ahead(room, dot, is_mirrored=mirrored)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint(name).strong)
            painter.drawEllipse(QRect(place.left(), place.center().y() - dot // 2, dot, dot))
            words = behind(room, dot + theme.pixels(_GAP), is_mirrored=mirrored)
            write(painter, words, title, theme.font(12), theme.colour("ink"))
        painter.end()

    def _columns(self, width: int) -> int:
        metrics = QFontMetrics(theme.font(12))
        widest = max((metrics.horizontalAdvance(title) for _hue, title in self._shown), default=0)
        return 2 if widest + theme.pixels(_DOT + 2 * _GAP) <= width // 2 else 1


class LayerBox(ChoiceBox):
    """A box that gives way in the narrow panel."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)


class ColourChoice(QWidget):
    """What the entries are coloured by, and what that means."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.box = LayerBox(_("Colours by"))
        self.legend = Legend()
        for by, title in hues.COLOURED_BY:
            self.box.addItem(_(title), by)
        self.box.activated.connect(lambda _row: self.changed.emit(self.by()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (SectionHeading(_("Colours by")), self.box, self.legend):
            column.addWidget(widget)

    def by(self) -> By:
        """Return what is chosen."""
        return next(by for by, _title in hues.COLOURED_BY if by == self.box.currentData())

    def show_by(self, by: By) -> None:
        """Show what is chosen."""
        self.box.setCurrentIndex(self.box.findData(by))


class WhoseChoice(QWidget):
    """Whether all is shown, or only what belongs to one seller or is with one account."""

    owner_changed = Signal(object)
    account_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.owner, self.account = LayerBox(_("Seller")), LayerBox(_("Account"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(SectionHeading(_("Show only")))
        for box, signal in ((self.owner, self.owner_changed), (self.account, self.account_changed)):
            box.activated.connect(lambda _row, box=box, signal=signal: signal.emit(box.currentData()))
            column.addWidget(box)
        self.offer_sellers(())
        self.offer_accounts(())

    def offer_sellers(self, sellers: Iterable[tuple[int, str]]) -> None:
        """Offer these sellers; what was chosen stays chosen."""
        _fill(self.owner, _("All sellers"), sellers)

    def offer_accounts(self, accounts: Iterable[tuple[int, str]]) -> None:
        """Offer these accounts; what was chosen stays chosen."""
        _fill(self.account, _("All accounts"), accounts)

    def show_chosen(self, owner_id: int | None, account_id: int | None) -> None:
        """Show whose entries are seen."""
        for box, chosen in ((self.owner, owner_id), (self.account, account_id)):
            box.setCurrentIndex(max(box.findData(chosen), 0))


def _fill(box: QComboBox, everything: str, choices: Iterable[tuple[int, str]]) -> None:
    chosen, named = box.currentData(), box.currentText()
    offered = sorted(choices, key=lambda one: one[1].casefold())
    if chosen is not None and chosen not in [number for number, _name in offered]:
        offered.insert(0, (chosen, named))
    box.clear()
    box.addItem(everything, None)
    for number, name in offered:
        box.addItem(name, number)
    box.setCurrentIndex(max(box.findData(chosen), 0) if chosen is not None else 0)


def _dot(name: str) -> QIcon:
    side = theme.pixels(_DOT) * 2
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint(name).strong)
    painter.drawEllipse(0, 0, side, side)
    painter.end()
    return QIcon(picture)
