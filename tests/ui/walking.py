"""Walks through the whole window: every pane, box, bar, menu and dialog, one scene after the other.

A test asks each scene for what it looks for. A new pane, command, entity or page of the preferences is walked by itself,
because the scenes come from the same declarations as the window.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QBuffer, QModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QWidget,
)  # fmt: skip

from crm_desktop.base import dates
from crm_desktop.model import ENTITIES, Account, Activity, Contact, Note, Opportunity, Product, Record, Seller, Stage
from crm_desktop.services import records, saved_reports
from crm_desktop.services.pivot import COUNT, Definition, Measure
from crm_desktop.storage.filters import Group, Rule
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.pivoting import Axis
from crm_desktop.ui.calendar.entry_menu import open_menu
from crm_desktop.ui.calendar.period import WAYS
from crm_desktop.ui.calendar.quick_entry import QuickEntry
from crm_desktop.ui.commands import COMMANDS
from crm_desktop.ui.context import Host
from crm_desktop.ui.dialogs.import_files import open_import
from crm_desktop.ui.dialogs.over_box import OverBox
from crm_desktop.ui.dialogs.pane_bar import PaneBar
from crm_desktop.ui.dialogs.preferences import Preferences, open_preferences
from crm_desktop.ui.dialogs.settings_page import pages
from crm_desktop.ui.labels import PlainLabel
from crm_desktop.ui.panes import PANES
from crm_desktop.ui.panes.calendar import CalendarPane
from crm_desktop.ui.panes.reports import ReportsPane
from crm_desktop.ui.pivot.builder import PivotBuilder
from tests.ui.windows import Desktop

_TEXTS = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
_ROWS, _COLUMNS = 60, 40
_ARROW = 18
ASKS_BY_ITSELF = {"file.open", "file.copy", "file.show", "file.export", "file.quit", "file.close", "help.log", "report.print",
                  "record.attach", "file.backup", "help.manual", "file.import_calendar", "file.export_calendar"}  # fmt: skip
"""Commands that open a dialog of the system or leave the window; what they say is shown by others, or is the
system's. The manual is a book of its own and no text of the window."""


def foreign_book(path: Path) -> None:
    """Make a book whose every word is Greek, so that all that is written in Latin letters is the program's.

    Two reminders ring in it.
    """
    store = create_store(path, title="Βιβλίο")
    with store.act("Δείγμα") as session:
        seller = records.create(session, Seller, {"name": "Μαρία Νικολάου"})
        account = records.create(
            session, Account, {"name": "Ωκεανός ΑΕ", "owner_id": seller.id, "status": "active", "city": "Αθήνα"}
        )
        person = records.create(
            session, Contact, {"name": "Άννα Παππά", "account_id": account.id, "status": "prospect"}
        )
        records.create(session, Product, {"name": "Άρωμα"})
        note = {"name": "Σημείωση", "entity_name": "account", "record_id": account.id}
        records.create(session, Note, note)
        stages = {stage.kind: stage.id for stage in session.query(Stage).order_by(Stage.position.desc())}
        today = dates.today()
        for number, kind in enumerate(("open", "open", "won", "lost")):
            records.create(session, Opportunity, {
                "name": f"Ευκαιρία {number}", "account_id": account.id, "contact_id": person.id, "owner_id": seller.id,
                "stage_id": stages[kind], "amount": Decimal(1000), "close_date": today + timedelta(days=number - 1),
            })  # fmt: skip
        for number, days in enumerate((-30, -1, 0, 1, 5)):
            at = dates.now() + timedelta(days=days)
            values = {"name": f"Κλήση {number}", "kind": "call", "starts": at, "done": days == -30, "remind": 1440}
            records.create(session, Activity, {**values, "contact_id": person.id, "account_id": account.id})
        at = dates.now().replace(minute=0) - timedelta(days=7)
        values = {"name": "Σύσκεψη", "kind": "meeting", "starts": at, "minutes": 60, "recurrence": "FREQ=DAILY"}
        records.create(session, Activity, values)
    with store.upkeep() as raw:  # nobody was here the day before yesterday, so that there is a list of what fell due
        raw.execute("INSERT INTO mark VALUES ('open', ?)", (dates.moment_text(dates.now() - timedelta(days=2)),))
    store.close()


class Scene:
    """What is to be seen at one moment: a name, and the widgets at the top of it."""

    def __init__(self, name: str, roots: list[QWidget]) -> None:
        self.name = name
        self.roots = roots

    def widgets(self) -> Iterator[QWidget]:
        """Yield every widget that is shown."""
        for root in self.roots:
            yield root
            for widget in root.findChildren(QWidget):
                if widget.isVisibleTo(root) and not is_of_qt(widget):
                    yield widget


def is_of_qt(widget: QWidget) -> bool:
    """Tell whether a widget is an inner part of one of Qt's: it has a name that Qt gave it."""
    name = widget.objectName()
    return name.startswith("qt_") or name in {"ScrollLeftButton", "ScrollRightButton"}


def start_scenes(desk: Desktop) -> Iterator[Scene]:
    """Show what can be seen without a book."""
    yield Scene("start page", [desk.window])
    desk.window.run_command("file.new")
    yield from _dialog(desk, "new book")


def scenes(desk: Desktop) -> Iterator[Scene]:
    """Show one thing after the other, in a window with a book open."""
    yield from _pane_scenes(desk)
    yield from _calendar_scenes(desk)
    yield from _page_scenes(desk)
    yield from _menu_scenes(desk)
    yield from _box_scenes(desk)
    yield from _command_scenes(desk)
    yield from _builder_scenes(desk)
    yield from _import_scenes(desk)
    yield from _preference_scenes(desk)


def _pane_scenes(desk: Desktop) -> Iterator[Scene]:
    for pane in PANES:
        desk.window.open_pane(pane.id)
        desk.settle()
        yield Scene(f"pane {pane.id}", [desk.window])
    desk.window.open_pane("opportunity")
    desk.settle()
    desk.run("board.turn")
    yield Scene("board", [desk.window])
    desk.run("board.turn")
    desk.window.open_pane("contact")
    desk.settle()
    desk.pane.list.filter_box.setText("ξξξ")
    desk.settle()
    yield Scene("a list that finds nothing", [desk.window])
    desk.pane.list.filter_box.setText("")
    desk.settle()


def _calendar_scenes(desk: Desktop) -> Iterator[Scene]:
    """Show the calendar in each way, with what lies over it."""
    pane = desk.window.open_pane("calendar")
    assert isinstance(pane, CalendarPane)
    for way in WAYS:
        desk.run(f"calendar.way.{way.id}")
        _wait_for_calendar(desk, pane)
        yield Scene(f"calendar {way.id}", [desk.window])
    desk.run("calendar.way.week")
    desk.run("calendar.new")
    card = desk.window.findChild(QuickEntry)
    assert card is not None
    card.when.setText("ξξξ")
    card.save()
    desk.settle()
    yield Scene("something new in the calendar", [desk.window])
    card.close_box()
    _wait_for_calendar(desk, pane)
    assert pane.reading is not None
    series = next(entry for entry in pane.reading.all_entries() if entry.recurs and entry.can_move)
    for scene, ask in (("a day of a series", pane.controller.open), ("how much of a series", pane.controller.remove)):
        ask(series)
        desk.settle()
        yield Scene(scene, [desk.window])
        _close_all(desk)
    menu = open_menu(pane, series, QPoint())
    yield Scene("menu of an entry", [menu])
    menu.close()


def _wait_for_calendar(desk: Desktop, pane: CalendarPane) -> None:
    desk.qtbot.waitUntil(lambda: not pane.is_reading(), timeout=15_000)
    desk.settle()


def _page_scenes(desk: Desktop) -> Iterator[Scene]:
    for model in _with_pane():
        name = model.__tablename__
        pane = desk.show_pane(name)
        if pane.list.table.rowCount():
            pane.list.view.selectRow(0)
            desk.rest()
            yield Scene(f"page of {name}", [desk.window])
            pane.page.details.edit(next(iter(model.editable())))
            desk.settle()
            yield Scene(f"form of {name}", [desk.window])
            pane.page.details.read()
            desk.settle()
        desk.run("record.new")
        yield Scene(f"new {name}", [desk.window])
        pane.page.new_bar.discard_wanted.emit()
        desk.settle()


def _with_pane() -> list[type[Record]]:
    return [model for model in ENTITIES if model.__tablename__ in {pane.id for pane in PANES}]


def _menu_scenes(desk: Desktop) -> Iterator[Scene]:
    for menu in desk.window.findChildren(QMenu):
        menu.aboutToShow.emit()
        yield Scene(f"menu {menu.title()}", [menu])
        menu.aboutToHide.emit()


def _box_scenes(desk: Desktop) -> Iterator[Scene]:
    for words in ("", "Άννα", "ξξξ"):
        desk.window.open_palette(words)
        desk.settle()
        yield Scene(f"palette “{words}”", [desk.window])
        desk.window.frame.palette_box.close_box()
    for words in ("", "Άννα", "Νέα Κυρία @Ωκεανός 15k 15:00"):
        desk.window.run_command("edit.capture")
        line = QApplication.focusWidget()
        if isinstance(line, QLineEdit):
            line.setText(words)
        desk.settle()
        yield Scene(f"capture “{words}”", [desk.window])
        _close_all(desk)


def _command_scenes(desk: Desktop) -> Iterator[Scene]:
    """Run every command whose title asks something, each where it can run."""
    for command in COMMANDS:
        if not command.title.endswith("…") and not command.id.startswith("help"):
            continue
        if command.id in ASKS_BY_ITSELF:
            continue
        place = next((place for place in ("contact", "opportunity") if _can_run(desk, command.when, place)), None)
        if place is not None:
            desk.window.run_command(command.id)
            desk.settle()
            yield from _dialog(desk, command.id)
    _back_to_list(desk, "opportunity")


def _can_run(desk: Desktop, when: Callable[[Host], bool], place: str) -> bool:
    _back_to_list(desk, place)
    return when(desk.window)


def _back_to_list(desk: Desktop, place: str) -> None:
    pane = desk.show_pane(place)
    pane.list.view.setFocus()
    pane.list.view.selectRow(0)
    desk.rest()


def _dialog(desk: Desktop, name: str) -> Iterator[Scene]:
    """Show what came up, a dialog or a bar, and close it again."""
    desk.settle()
    open_ones = [dialog for dialog in desk.window.findChildren(QDialog) if dialog.isVisible()]
    yield Scene(name, list[QWidget](open_ones) or [desk.window])
    for dialog in open_ones:
        dialog.reject()
        dialog.deleteLater()
    _close_all(desk)


def _close_all(desk: Desktop) -> None:
    """Close the boxes over the window and the bars in it."""
    for box in desk.window.findChildren(OverBox):
        box.close_box()
    for bar in desk.window.findChildren(PaneBar):
        bar.close_bar()
    desk.settle()


def _builder_scenes(desk: Desktop) -> Iterator[Scene]:
    """Show a report of one's own while it is built, then saved and with its conditions."""
    with desk.store.act("Αναφορά") as session:
        axes = Axis("account_id.industry"), Axis("close_date", "month")
        measures = COUNT, Measure("mean", "amount")
        rule = Group("all", (Rule("stage_id.kind", "any_of", ("open",)), Rule("amount", "filled")))
        saved_reports.save(session, "Αναφορά", Definition("opportunity", axes, Axis("stage_id"), measures, rule, by=1))
    pane = desk.window.open_pane("reports")
    assert isinstance(pane, ReportsPane)
    for name in ("own", "own-1"):
        pane.show_report(name)
        desk.settle()
        yield Scene(f"report builder {name}", [desk.window])
    builder = pane.options
    assert isinstance(builder, PivotBuilder)
    builder.conditions.click()
    desk.settle()
    yield Scene("conditions of a report", [desk.window])
    builder.conditions.click()
    menu = builder.keeping.more.menu()
    assert menu is not None
    yield Scene("menu of a report", [menu])


def _import_scenes(desk: Desktop) -> Iterator[Scene]:
    """Show what the import says of a file with a heading and a line that it does not understand."""
    path = desk.store.path.with_name("πελάτες.csv")
    path.write_text("Όνομα,Ποσό\nΩκεανός,χίλια\nΆλλος,1,2,3\n", encoding="utf-8")
    dialog = open_import(desk.context, [path])
    desk.settle()
    yield Scene("import of a file", [dialog])
    dialog.reject()
    desk.settle()


def _preference_scenes(desk: Desktop) -> Iterator[Scene]:
    dialog = open_preferences(desk.context)
    for row in range(dialog.list.count()):
        dialog.list.setCurrentRow(row)
        desk.settle()
        yield Scene(f"preferences {row}", [dialog])
    dialog.reject()
    desk.settle()


def painted_texts(widget: QWidget) -> list[str]:
    """Return the words that a widget and all in it paint, in the pieces in which they are painted."""
    from html import unescape

    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    drawing = QSvgGenerator()
    drawing.setOutputDevice(buffer)
    drawing.setSize(QSize(widget.size()))
    painter = QPainter(drawing)
    widget.render(painter, QPoint())
    painter.end()
    return [unescape(text).strip() for text in _TEXTS.findall(bytes(buffer.data().data()).decode())]


def said_by(widget: QWidget) -> Iterator[tuple[str, str]]:
    """Yield what a widget says to the eye or the ear beside what it paints, each with where it says it."""
    yield "tooltip", re.sub(r"<[^>]*>", " ", widget.toolTip())
    yield "accessible name", widget.accessibleName()
    yield "accessible description", widget.accessibleDescription()
    if widget.isWindow():
        yield "title", widget.windowTitle()
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        yield "placeholder", widget.placeholderText()
    if isinstance(widget, QMenu):
        for action in widget.actions():
            yield "action", action.text().partition("\t")[0]
    if isinstance(widget, QComboBox):
        for row in range(widget.count()):
            yield "choice", widget.itemText(row)
    if isinstance(widget, QAbstractItemView):
        yield from _of_items(widget)


def _of_items(view: QAbstractItemView) -> Iterator[tuple[str, str]]:
    model = view.model()
    if isinstance(view, QHeaderView):
        return
    top = QModelIndex()
    columns = min(model.columnCount(top), _COLUMNS) if isinstance(view, QTableView) else 1
    if isinstance(view, QTableView):
        for column in range(columns):
            for role in _ROLES:
                yield "heading", str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
    for row in range(min(model.rowCount(top), _ROWS)):
        for column in range(columns):
            for role in _ROLES:
                yield "cell", re.sub(r"<[^>]*>", " ", str(model.data(model.index(row, column), role) or ""))


def is_cut_off(widget: QWidget) -> bool:
    """Tell whether a widget has too little room for its words, and no "…" with a tooltip to tell the rest."""
    if isinstance(widget, QLabel):
        if not widget.text() or widget.pixmap().width() > 0:
            return False
        if widget.wordWrap():
            return widget.heightForWidth(widget.width()) > widget.height() + 1
        gives_way = isinstance(widget, PlainLabel) and widget.cuts and not widget.hasSelectedText()
        return not gives_way and widget.sizeHint().width() > widget.width() + 1
    if isinstance(widget, QAbstractButton) and isinstance(widget.parent(), QLineEdit):
        return False  # it shows its picture alone
    if isinstance(widget, QAbstractButton):
        return bool(widget.text()) and widget.sizeHint().width() > widget.width() + 1
    if isinstance(widget, QListWidget):
        says = all(widget.item(row).toolTip() for row in range(widget.count()) if widget.item(row).flags())
        return not says and widget.sizeHintForColumn(0) > widget.viewport().width() + 1
    if isinstance(widget, QComboBox):
        words = widget.fontMetrics().horizontalAdvance(widget.currentText())
        return words + _ARROW > widget.width()
    return False


__all__ = [
    "ASKS_BY_ITSELF",
    "Preferences",
    "Scene",
    "foreign_book",
    "is_cut_off", "is_of_qt",
    "pages",
    "painted_texts",
    "said_by",
    "scenes",
    "start_scenes",
]  # fmt: skip
