"""The list of records under the hands of a user."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.model import Account, Contact
from crm_desktop.services import records
from crm_desktop.ui import theme
from crm_desktop.ui.tables.column_widths import Width, fitting, grown_widths, shared_widths
from crm_desktop.ui.tables.record_list import RecordList
from crm_desktop.ui.tables.record_table import RecordTable
from crm_desktop.ui.tables.selection import ranges_of
from tests.ui.small_book import NAMES, Book, settle

MakeList = Callable[..., RecordList]


@pytest.fixture
def make_list(book: Book, qtbot: QtBot) -> MakeList:
    def make(entity: str = "contact", **options: Any) -> RecordList:
        made = RecordList(book.store, book.bridge, book.jobs, book.formats, entity, **options)
        qtbot.addWidget(made)
        made.resize(700, 500)
        made.show()
        settle()
        return made

    return make


def shown(records_list: RecordList) -> list[str]:
    return [records_list.table.texts(row)[0] for row in range(records_list.table.rowCount())]


def press(widget: Any, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(widget, key, held)
    settle()


def test_typing_into_the_filter_leaves_what_holds_the_words(make_list: MakeList) -> None:
    people = make_list()
    QTest.keyClicks(people.filter_box, "ozdem")
    settle()
    assert shown(people) == ["Émile Özdemir"]
    press(people.filter_box, Qt.Key.Key_Escape)
    assert len(shown(people)) == len(NAMES)


def test_ctrl_f_goes_to_the_filter_and_down_comes_back(make_list: MakeList) -> None:
    people = make_list()
    people.activateWindow()
    people.view.setFocus()
    press(people.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert people.filter_box.hasFocus()
    press(people.filter_box, Qt.Key.Key_Down)
    assert people.view.hasFocus()
    assert people.selection.count() == 1


def test_a_filter_that_nothing_passes_says_so_in_words(make_list: MakeList) -> None:
    people = make_list()
    people.set_words("nobody of this name")
    settle()
    assert people.empty.isVisible()
    assert not people.view.isVisible()
    people.set_words("")
    settle()
    assert people.view.isVisible()


def keyboard() -> QWidget:
    """Return what has the keyboard."""
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def test_keys_stay_in_the_filter_after_nothing_was_found(make_list: MakeList) -> None:
    people = make_list()
    people.activateWindow()
    people.focus_filter()
    QTest.keyClicks(keyboard(), "zzz")
    settle()
    assert people.empty.isVisible()
    press(keyboard(), Qt.Key.Key_Down)
    press(keyboard(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    for letter in "anna":
        QTest.keyClicks(keyboard(), letter)
        settle()
    assert people.filter_box.text() == "anna"
    assert people.filter_box.hasFocus()
    assert shown(people) == ["Anna Lindqvist"]
    assert people.selection.count() == 0


def test_a_list_that_is_given_the_keyboard_while_it_is_empty_does_not_take_it_later(make_list: MakeList) -> None:
    people = make_list()
    people.activateWindow()
    people.set_words("nobody of this name")
    settle()
    people.setFocus()
    people.focus_filter()
    people.set_words("anna")
    settle()
    assert people.view.isVisible()
    assert people.filter_box.hasFocus()


def test_an_empty_result_offers_to_clear_the_filter_and_nothing_else(make_list: MakeList) -> None:
    begin = QPushButton("Import")
    people = make_list(empty_buttons=[begin])
    people.set_words("nobody of this name")
    settle()
    assert people.body.clear_button.isVisible()
    assert not begin.isVisible()
    people.body.clear_button.click()
    settle()
    assert len(shown(people)) == len(NAMES)


def test_an_entity_without_records_has_a_place_for_them(make_list: MakeList) -> None:
    assert make_list("goal").empty.isVisible()


def test_a_click_on_a_heading_sorts_and_another_one_turns_it(make_list: MakeList) -> None:
    people = make_list()
    people.columns.sort_by(1)
    accounts = [people.table.texts(row)[1] for row in range(people.table.rowCount())]
    assert accounts == sorted(accounts)
    people.columns.sort_by(1)
    assert people.current_query().descending
    header = people.view.horizontalHeader()
    assert header.sortIndicatorSection() == 1
    assert header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder


def test_a_column_without_an_index_sorts_a_short_list(make_list: MakeList) -> None:
    people = make_list(layout={"columns": ["name", "created"]})
    people.columns.sort_by(1)
    assert people.current_query().sort == "created"


def test_the_selection_stays_on_the_same_people_when_the_order_turns(make_list: MakeList, book: Book) -> None:
    people = make_list()
    chosen = [book.id_of(Contact, name) for name in ("Anna Lindqvist", "Dario Conti")]
    people.selection.select_rows(ranges_of(people.table.ids.rows_of(chosen)))
    people.columns.sort_by(0)
    assert people.current_query().descending
    assert sorted(people.selection.ids()) == sorted(chosen)


def test_the_selection_stays_when_others_come_before_it(make_list: MakeList, book: Book) -> None:
    people = make_list()
    dario = book.id_of(Contact, "Dario Conti")
    people.select_id(dario)
    settle()
    heard: list[object] = []
    people.selection.current_changed.connect(heard.append)
    with book.store.act("New contact") as session:
        records.create(session, Contact, {"name": "Aaron First"})
    settle()
    assert shown(people)[0] == "Aaron First"
    assert people.selection.ids() == [dario]
    assert heard == []


def test_the_next_one_is_taken_when_the_current_record_is_deleted(make_list: MakeList, book: Book) -> None:
    people = make_list()
    people.select_id(book.id_of(Contact, "Dario Conti"))
    settle()
    heard: list[object] = []
    people.selection.current_changed.connect(heard.append)
    with book.store.act("Delete contact") as session:
        records.delete(session, Contact, people.selection.ids())
    settle()
    assert heard == [book.id_of(Contact, "Émile Özdemir")]


def test_all_stay_selected_when_one_is_added(make_list: MakeList, book: Book) -> None:
    people = make_list()
    people.view.selectAll()
    with book.store.act("New contact") as session:
        records.create(session, Contact, {"name": "Aaron First"})
    settle()
    assert people.selection.count() == len(NAMES) + 1
    assert people.status_text() == "8 of 8 selected"


def test_a_renamed_account_is_renamed_in_the_list_of_contacts(make_list: MakeList, book: Book) -> None:
    people = make_list()
    with book.store.act("Rename") as session:
        codehow = records.find(session, Account, book.id_of(Account, "Codehow"))
        records.update(session, codehow, {"name": "Codehow International"})
    settle()
    assert people.table.texts(0)[1] == "Codehow International"


def test_the_status_counts_what_is_there_and_what_is_selected(make_list: MakeList) -> None:
    people = make_list()
    heard: list[str] = []
    people.status_changed.connect(heard.append)
    assert people.status_text() == "7 contacts"
    people.select_first()
    settle()
    assert heard[-1] == "1 of 7 selected"


def test_the_status_of_a_filtered_list_says_how_many_there_are_in_all(make_list: MakeList) -> None:
    people = make_list()
    people.set_words("a")
    people.set_words("an")
    settle()
    assert people.status_text() == "1 of 7 contacts"
    people.select_first()
    assert people.status_text() == "1 selected · 1 of 7 contacts"


def test_home_end_and_shift_select_the_whole_list(make_list: MakeList) -> None:
    people = make_list()
    people.view.setFocus()
    press(people.view, Qt.Key.Key_End)
    assert people.table.texts(people.view.currentIndex().row())[0] == "Greta Olsen"
    press(people.view, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
    assert people.selection.count() == len(NAMES)


def test_enter_opens_the_current_record(make_list: MakeList, book: Book, qtbot: QtBot) -> None:
    people = make_list()
    people.select_id(book.id_of(Contact, "Bram de Wit"))
    with qtbot.waitSignal(people.opened) as signal:
        press(people.view, Qt.Key.Key_Return)
    assert signal.args == [book.id_of(Contact, "Bram de Wit")]


def test_enter_in_the_filter_opens_the_first_that_fits(make_list: MakeList, book: Book, qtbot: QtBot) -> None:
    people = make_list()
    people.set_words("haddad")
    settle()
    with qtbot.waitSignal(people.opened) as signal:
        press(people.filter_box, Qt.Key.Key_Return)
    assert signal.args == [book.id_of(Contact, "Farid Haddad")]


def test_copied_rows_are_a_table_with_headings(make_list: MakeList) -> None:
    people = make_list(layout={"columns": ["name", "account_id"]})
    people.selection.select_rows([(0, 1)])
    press(people.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Name\tAccount\nAnna Lindqvist\tCodehow\nBram de Wit\tCancity\n"


def test_columns_are_chosen_put_in_order_and_remembered(make_list: MakeList) -> None:
    people = make_list()
    heard: list[dict[str, Any]] = []
    people.layout_changed.connect(heard.append)
    people.columns.button.click()
    chooser = next(w for w in QApplication.topLevelWidgets() if type(w).__name__ == "ColumnChooser" and w.isVisible())
    chooser.show_columns(["name", "city", "account_id"])  # type: ignore[attr-defined]
    chooser._tell()  # type: ignore[attr-defined]
    chooser.close()
    assert people.current_query().columns == ("name", "city", "account_id")
    assert heard[-1]["columns"] == ["name", "city", "account_id"]
    again = make_list(layout=heard[-1])
    assert again.current_query() == people.current_query()


def test_a_dragged_heading_changes_the_order_that_an_export_follows(make_list: MakeList) -> None:
    people = make_list(layout={"columns": ["name", "account_id", "title"]})
    people.view.horizontalHeader().moveSection(2, 0)
    settle()
    assert people.current_query().columns == ("title", "name", "account_id")
    assert people.table.texts(0) == ("CEO", "Anna Lindqvist", "Codehow")
    assert [people.view.horizontalHeader().visualIndex(i) for i in range(3)] == [0, 1, 2]


@pytest.mark.parametrize(
    "kept", [{"columns": ["nonsense"], "sort": "id; DROP TABLE contact"}, {"columns": 5, "widths": ["x"]}]
)
def test_a_damaged_memory_of_columns_gives_the_usual_ones(make_list: MakeList, kept: dict[str, Any]) -> None:
    query = make_list(layout=kept).current_query()
    assert query.columns[:2] == ("name", "account_id")
    assert query.sort == "name"


def test_a_view_of_some_records_shows_only_those(make_list: MakeList, book: Book) -> None:
    people = make_list(where=(("account_id", book.id_of(Account, "Codehow")),))
    assert shown(people) == ["Anna Lindqvist", "Dario Conti", "Greta Olsen"]
    people.set_where(())
    assert len(shown(people)) == len(NAMES)


def test_the_menu_offers_the_actions_of_whoever_owns_the_list(make_list: MakeList) -> None:
    deleted: list[bool] = []
    delete = QAction("Delete")
    delete.triggered.connect(deleted.append)
    people = make_list(actions=lambda: [delete])
    people.view.menu_wanted.emit(QPoint(10, 10))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Delete"]
    menu.close()


def test_a_million_selected_rows_are_one_range() -> None:
    assert ranges_of([5, 3, 4, 9]) == [(3, 5), (9, 9)]


def test_columns_fill_the_list_and_the_widest_give_way_first() -> None:
    assert sum(shared_widths([100, 100], [50, 50], 400)) == 400
    assert shared_widths([100, 500], [50, 50], 300) == [100, 200]
    assert shared_widths([100, 500, 500], [50, 50, 50], 120) == [50, 50, 50]
    assert shared_widths([150, 300, 300], [150, 50, 50], 350) == [150, 100, 100]


def test_columns_without_room_are_left_out_and_only_a_long_one_is_passed_over() -> None:
    name, long, short = Width(100, 150, 160), Width(60, 200, 220), Width(80, 80, 80)
    assert fitting([name, long, short], 430) == [0, 1, 2]
    assert fitting([name, long, short], 300) == [0, 2]
    assert fitting([name, short, short, Width(20, 20, 20)], 270) == [0, 1]
    assert fitting([name], 40) == [0]
    assert grown_widths([name, short], 235) == [155, 80]
    assert sum(grown_widths([name, long, short], 600)) in range(597, 601)


def make_narrow(make_list: MakeList, **options: Any) -> RecordList:
    """Return a list with room for a name and little more."""
    made = make_list(**options)
    made.filter.bar.hide()
    made.resize(theme.pixels(260), 400)
    settle()
    return made


def test_no_column_and_no_heading_is_cut_at_first(make_list: MakeList) -> None:
    people = make_narrow(make_list)
    view, header = people.view, people.view.horizontalHeader()
    assert 1 < len(people.columns.shown()) < people.table.columnCount()
    assert not view.horizontalScrollBar().maximum()
    letters, arrow = QFontMetrics(theme.font(theme.SMALL_PIXELS, bold=True)), theme.pixels(30)
    for column in view.shown_columns():
        title = str(people.table.headerData(column, Qt.Orientation.Horizontal)).upper()
        assert header.sectionSize(column) >= letters.horizontalAdvance(title) + arrow
    people.resize(1200, 400)
    settle()
    assert people.columns.shown() == people.table.query.columns
    assert people.current_query().columns[-1] == "last_contact"


def test_what_is_left_out_is_neither_exported_nor_copied(make_list: MakeList) -> None:
    people = make_narrow(make_list)
    shown_columns = people.columns.shown()
    assert "last_contact" not in shown_columns
    assert people.current_query().columns == shown_columns
    assert people.whole_query().columns == people.table.query.columns, "paper has room of its own"
    people.selection.select_rows([(0, 0)])
    people.copy_selection()
    heading, row = QGuiApplication.clipboard().text().splitlines()
    assert heading.count("\t") == row.count("\t") == len(shown_columns) - 1
    assert row.startswith("Anna Lindqvist\tCodehow")


def test_columns_that_somebody_chose_stay_however_narrow_the_list_is(make_list: MakeList) -> None:
    chosen = ("name", "email", "account_id", "title", "status")
    people = make_narrow(make_list, layout={"columns": list(chosen)})
    assert people.columns.shown() == chosen == people.whole_query().columns
    people.columns._take_usual()
    settle()
    assert 1 < len(people.columns.shown()) < people.table.columnCount()
    assert "columns" not in people.kept_layout()


def test_many_rows_are_selected_and_told_by_id(make_list: MakeList, book: Book) -> None:
    people = make_list()
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in (0, 2, 6):
        people.view.selectionModel().select(people.table.index(row, 0), flags)
    names = [book.value(Contact, record_id, "name") for record_id in people.selection.ids()]
    assert names == ["Anna Lindqvist", "Chioma Obi", "Greta Olsen"]


def test_selecting_everything_does_not_look_at_every_row(
    make_list: MakeList, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    with book.store.act("Many") as session:
        for i in range(2_000):
            session.add(Contact(name=f"Person {i:05}"))
    people = make_list()
    asked = 0

    def count_rows(table: RecordTable, *parent: object) -> int:
        nonlocal asked
        asked += 1
        return table.listing.count

    monkeypatch.setattr(RecordTable, "rowCount", count_rows)
    people.view.selectAll()
    people.view.grab()
    settle()
    assert people.selection.count() == 2_000 + len(NAMES)
    assert asked < 2_000
