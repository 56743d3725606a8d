"""The conditions of a list: picked, compared and joined by mouse and by keyboard, with the same outcome."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.model import Account, Contact
from crm_desktop.services import records
from crm_desktop.storage.filters import Group, Rule
from crm_desktop.ui.tables import record_table
from crm_desktop.ui.tables.field_picker import FieldPicker
from crm_desktop.ui.tables.filter_rows import Asked, GroupRows, RuleRow
from crm_desktop.ui.tables.record_list import RecordList
from tests.ui.small_book import Book, settle


@pytest.fixture
def people(book: Book, qtbot: QtBot) -> RecordList:
    """The list of contacts, its conditions open."""
    made = RecordList(book.store, book.bridge, book.jobs, book.formats, "contact")
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    made.filter.bar.conditions.setChecked(True)
    settle()
    return made


def shown(made: RecordList) -> list[str]:
    return [made.table.texts(row)[0].split()[0] for row in range(made.table.rowCount())]


def pick(row: RuleRow, path: str) -> None:
    """Pick a field as the popup does."""
    row.choose_field()
    picker = row.findChild(FieldPicker)
    assert picker is not None
    picker.hide()
    picker.picked.emit(path)


def choose(row: RuleRow, op: str) -> None:
    """Choose an operator by hand."""
    place = row.operator.findData(op)
    assert place >= 0
    row.operator.setCurrentIndex(place)
    row.operator.activated.emit(place)


def begin(made: RecordList) -> RuleRow:
    """Add a condition by its button."""
    rows = made.filter.panel.rows
    rows.add_button.click()
    row = rows.rows[-1]
    assert isinstance(row, RuleRow)
    return row


def type_into(row: RuleRow, text: str) -> None:
    """Type into the value of a condition."""
    line = row.editor.focusProxy()
    assert isinstance(line, QWidget)
    QTest.keyClicks(line, text)


def test_a_condition_made_by_keyboard_alone_filters_the_list(people: RecordList) -> None:
    begin(people)
    focused = people.filter.panel.window().focusWidget()
    picker = people.findChild(FieldPicker)
    assert picker is not None
    QTest.keyClicks(picker.box, "account name")
    QTest.keyClick(picker.box, Qt.Key.Key_Return)
    row = people.filter.panel.rows.rows[0]
    assert isinstance(row, RuleRow)
    assert row.field.text() == "Account ▸ Name"
    type_into(row, "cancity")
    settle()
    assert shown(people) == ["Bram", "Émile"]
    assert people.filter.bar.conditions.text() == "Conditions · 1"
    assert focused is not picker


def test_the_same_condition_by_mouse_finds_the_same(people: RecordList) -> None:
    row = begin(people)
    picker = row.findChild(FieldPicker)
    assert picker is not None
    item = next(one for one in picker._items() if one.data(0, Qt.ItemDataRole.UserRole) == "account_id.name")
    picker.tree.itemClicked.emit(item, 0)
    type_into(row, "cancity")
    settle()
    assert shown(people) == ["Bram", "Émile"]


def test_the_picker_finds_fields_by_parts_of_their_names_also_linked_ones(people: RecordList) -> None:
    row = begin(people)
    picker = row.findChild(FieldPicker)
    assert picker is not None
    assert picker.offered()[0] == "Name"
    picker.box.setText("acc indu")
    assert picker.offered() == ["Industry"]
    picker.box.setText("opportunities")
    assert "Opportunities" in picker.offered()
    picker.box.setText("no such field")
    assert picker.offered() == []


def test_a_condition_that_is_not_whole_leaves_everything(people: RecordList) -> None:
    row = begin(people)
    pick(row, "birthday")
    choose(row, "before")
    line = row.editor.focusProxy()
    assert isinstance(line, QLineEdit)
    assert line.text() == "today"
    line.clear()
    QTest.keyClicks(line, "nonsense")
    settle()
    assert len(shown(people)) == 7
    assert line.property("invalid") is True


def test_conditions_are_joined_as_the_box_says(people: RecordList) -> None:
    panel = people.filter.panel
    both = (Rule("name", "starts", "a"), Rule("name", "ends", "conti"))
    people.filter.set_conditions(Group("all", both))
    settle()
    assert shown(people) == []
    for joint, expected in (("any", ["Anna", "Dario"]), ("none", ["Bram", "Chioma", "Émile", "Farid", "Greta"])):
        place = panel.rows.joint.findData(joint)
        panel.rows.joint.setCurrentIndex(place)
        panel.rows.joint.activated.emit(place)
        settle()
        assert shown(people) == expected


def test_removing_a_condition_gives_its_records_back_and_keeps_the_keyboard(people: RecordList) -> None:
    people.filter.set_conditions(Group("all", (Rule("name", "starts", "a"), Rule("status", "any_of", ("prospect",)))))
    rows = people.filter.panel.rows
    rows.rows[0].removed.emit()
    settle()
    assert len(shown(people)) == 7
    assert people.filter.bar.conditions.text() == "Conditions · 1"
    assert rows.rows[0].isAncestorOf(people.window().focusWidget())
    people.filter.panel.clear.click()
    settle()
    assert people.filter.panel.group() == Group()


def test_people_are_asked_what_hangs_on_them(people: RecordList, book: Book) -> None:
    row = begin(people)
    pick(row, "account_id.opportunity@account_id")
    settle()
    assert shown(people) == ["Anna", "Dario", "Greta"]
    choose(row, "has_none")
    settle()
    assert shown(people) == ["Bram", "Chioma", "Émile", "Farid"]
    assert row.group is not None
    row.group.add_button.click()
    inner = row.group.rows[0]
    assert isinstance(inner, RuleRow)
    pick(inner, "amount")
    choose(inner, "gt")
    type_into(inner, "1000000")
    settle()
    assert len(shown(people)) == 7


def test_a_group_inside_a_group_is_taken_away_whole(people: RecordList) -> None:
    rows = people.filter.panel.rows
    rows.group_button.click()
    inner = rows.rows[0]
    assert isinstance(inner, GroupRows)
    assert isinstance(inner.rows[0], RuleRow)
    pick(inner.rows[0], "name")
    type_into(inner.rows[0], "anna")
    settle()
    assert shown(people) == ["Anna"]
    inner.removed.emit()
    settle()
    assert len(shown(people)) == 7


VALUES: tuple[tuple[type, Rule], ...] = (
    (Contact, Rule("name", "contains", "ann")),
    (Contact, Rule("birthday", "in", "this_month")),
    (Contact, Rule("birthday", "on", "2026-12-24")),
    (Contact, Rule("birthday", "before", "today")),
    (Contact, Rule("birthday", "between", ("2026-01-01", "tomorrow"))),
    (Contact, Rule("last_contact", "not_for", (3, "weeks"))),
    (Contact, Rule("account_id", "is", 1)),
    (Contact, Rule("account_id", "empty")),
    (Contact, Rule("status", "any_of", ("prospect", "active"))),
    (Contact, Rule("source", "none_of", ("Own word",))),
    (Contact, Rule("tags", "has_tag", "key")),
    (Account, Rule("employees", "between", (1, 2000))),
    (Account, Rule("turnover", "ge", "1234.5")),
    (Account, Rule("founded", "eq", 1999)),
    (Account, Rule("opportunity@account_id", "has", Group("any", (Rule("probability", "gt", "0.6"),)))),
    (Account, Rule("opportunity@account_id", "has_none", Group("all", (Rule("amount_from_list", "is", False),)))),
)


@pytest.mark.parametrize(("entity", "rule"), VALUES, ids=lambda case: str(case)[:50])
def test_what_a_view_keeps_is_shown_and_said_again(book: Book, qtbot: QtBot, entity: Any, rule: Rule) -> None:
    rows = GroupRows(Asked(entity, book.store, book.formats))
    qtbot.addWidget(rows)
    rows.show()
    rows.show_group(Group("all", (rule,)))
    assert rows.group() == Group("all", (rule,))


def test_the_name_of_a_linked_record_stands_in_the_condition(book: Book, qtbot: QtBot) -> None:
    row = RuleRow(Asked(Contact, book.store, book.formats), 0)
    qtbot.addWidget(row)
    row.show_rule(Rule("account_id", "is", book.id_of(Account, "R&D <b>Ltd</b>")))
    assert row.editor.focusProxy().text() == "R&D <b>Ltd</b>"  # type: ignore[union-attr]  # it is a line


def test_another_operator_keeps_the_value_where_it_fits(people: RecordList) -> None:
    people.filter.set_conditions(Group("all", (Rule("name", "starts", "an"),)))
    row = people.filter.panel.rows.rows[0]
    assert isinstance(row, RuleRow)
    choose(row, "contains")
    settle()
    assert shown(people) == ["Anna", "Chioma"] or people.filter.panel.group().rules[0] == Rule("name", "contains", "an")
    choose(row, "empty")
    settle()
    assert shown(people) == []


def test_words_and_conditions_hold_together(people: RecordList) -> None:
    people.filter.set_conditions(Group("all", (Rule("account_id.name", "is", "Cancity"),)))
    people.set_words("bram")
    settle()
    assert shown(people) == ["Bram"]


def test_a_change_of_a_linked_record_is_followed(people: RecordList, book: Book) -> None:
    people.filter.set_conditions(Group("all", (Rule("account_id.industry", "filled"),)))
    settle()
    assert shown(people) == []
    with book.store.act("Edit") as session:
        account = records.find(session, Account, book.id_of(Account, "Cancity"))
        records.update(session, account, {"industry": "retail"})
    settle()
    assert shown(people) == ["Bram", "Émile"]


def test_a_list_in_groups_shows_headings_that_fold(people: RecordList) -> None:
    people.filter.group_by("account_id")
    settle()
    assert shown(people) == ["▾", "Bram", "Émile", "▾", "Anna", "Dario", "Greta", "▾", "Chioma", "Farid"]
    assert people.status_text() == "7 contacts"
    QTest.keyClick(people.view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    people.view.setCurrentIndex(people.table.index(3, 0))
    QTest.keyClick(people.view, Qt.Key.Key_Space)
    settle()
    assert shown(people) == ["▾", "Bram", "Émile", "▸", "▾", "Chioma", "Farid"]
    heading = people.view.visualRect(people.table.index(3, 0)).center()
    QTest.mouseClick(people.view.viewport(), Qt.MouseButton.LeftButton, pos=heading)
    settle()
    assert len(shown(people)) == 10


def test_everything_selected_is_the_records_and_not_the_headings(people: RecordList) -> None:
    people.filter.group_by("account_id")
    settle()
    people.view.selectAll()
    settle()
    assert people.selection.count() == 7
    assert len(people.selection.ids()) == 7
    people.copy_selection()
    assert people.status_text() == "7 of 7 selected"


def test_the_foot_adds_up_what_is_shown_and_what_is_selected(book: Book, qtbot: QtBot) -> None:
    made = RecordList(book.store, book.bridge, book.jobs, book.formats, "opportunity")
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    qtbot.waitUntil(lambda: made.foot.totals.count == 1, timeout=10_000)
    sums, means = made.foot.texts()
    assert sums[0] == "Sum of 1 · USD"
    assert "96,420" in sums
    assert means[0] == "Average"
    assert "96,420" in made.foot.accessibleDescription()
    people = RecordList(book.store, book.bridge, book.jobs, book.formats, "contact")
    qtbot.addWidget(people)
    people.show()
    settle()
    assert not people.foot.isVisible()


def test_a_long_list_is_filtered_on_a_worker_while_its_rows_stay(
    people: RecordList, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_table, "_AT_ONCE", 3)
    people.filter.set_conditions(Group("all", (Rule("account_id.name", "is", "Cancity"),)))
    assert len(shown(people)) == 7
    qtbot.waitUntil(lambda: shown(people) == ["Bram", "Émile"], timeout=10_000)
    people.set_words("bram")
    qtbot.waitUntil(lambda: shown(people) == ["Bram"], timeout=10_000)
    people.set_words("")
    people.filter.group_by("account_id")
    qtbot.waitUntil(lambda: shown(people) == ["▾", "Bram", "Émile"], timeout=10_000)


def test_the_foot_gives_way_where_no_column_with_a_sum_has_room(book: Book, qtbot: QtBot) -> None:
    made = RecordList(book.store, book.bridge, book.jobs, book.formats, "opportunity")
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    qtbot.waitUntil(made.foot.isVisible, timeout=10_000)
    amount = made.table.query.columns.index("amount")
    for column in made.view.shown_columns()[1:]:
        made.view.setColumnHidden(column, True)
    qtbot.waitUntil(lambda: not made.foot.isVisible(), timeout=10_000)
    made.resize(901, 500)
    made.view.setColumnHidden(amount, False)
    qtbot.waitUntil(made.foot.isVisible, timeout=10_000)
