"""Preferences, Custom fields: by keyboard and by mouse, each step one step of undo; the window follows at once."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.model import Contact, CustomField
from crm_desktop.model.custom import KINDS, kind_of
from crm_desktop.schema import custom
from crm_desktop.schema.formats import formats_for
from crm_desktop.schema.kinds import Recurrence
from crm_desktop.services import custom_fields, editing, records
from crm_desktop.storage import search
from crm_desktop.ui.dialogs import custom_fields as pages
from crm_desktop.ui.dialogs.custom_fields import CustomFieldsPage
from crm_desktop.ui.forms.editors import AnyKind
from crm_desktop.ui.forms.form import Form
from crm_desktop.ui.tables.record_list import RecordList
from tests.ui.bare_host import BareHost

FORMATS = formats_for("en_US")


@pytest.fixture
def page(desk: BareHost, qtbot: QtBot) -> CustomFieldsPage:
    """The page on the contacts of an empty book."""
    made = CustomFieldsPage(desk.book)
    qtbot.addWidget(made)
    made.show()
    return made


def titles(page: CustomFieldsPage, column: int = 0) -> list[str]:
    rows = page.table.rows
    return [rows.index(row, column).data() for row in range(rows.rowCount())]


def put(page: CustomFieldsPage, name: str, text: str) -> None:
    page.form.editor(name).put(text)
    page.form.editor(name).left.emit()


def pick(page: CustomFieldsPage, name: str, title: str) -> None:
    box = page.form.editor(name).widget
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findText(title))
    box.activated.emit(box.currentIndex())


def add(page: CustomFieldsPage, title: str) -> str:
    page.tools.add.click()
    put(page, "name", title)
    return [*custom.fields_of(page.entity_name())][-1]


def test_every_kind_that_has_an_editor_can_be_added() -> None:
    offered = {type(kind_of(CustomField(name="x", kind=code, target="contact"))) for code, _title in KINDS.options}
    assert offered == set(get_args(AnyKind)) - {Recurrence}, "only an activity recurs"


def test_a_field_is_added_with_the_keyboard_alone(desk: BareHost, page: CustomFieldsPage, qtbot: QtBot) -> None:
    page.tools.add.setFocus()
    QTest.keyClick(page.tools.add, Qt.Key.Key_Space)
    line: QWidget = page.form.editor("name").widget
    qtbot.waitUntil(line.hasFocus)
    QTest.keyClicks(line, "Shoe size")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert titles(page) == ["Shoe size"]
    step = desk.book.store.next_undo()
    assert step is not None
    assert step.title == "Add the field “Shoe size”"


def test_the_kind_is_picked_and_only_what_matters_for_it_is_shown(page: CustomFieldsPage) -> None:
    name = add(page, "Grade")
    options, target = (page.form.editor(n).widget for n in ("options", "target"))
    assert (options.isVisible(), target.isVisible()) == (False, False)
    pick(page, "kind", "Choice")
    assert (options.isVisible(), target.isVisible()) == (True, False)
    put(page, "options", "Gold\nSilver")
    (found,) = custom.fields_of("contact").values()
    assert [title for _code, title in found.kind.options] == ["Gold", "Silver"]  # type: ignore[attr-defined]
    pick(page, "kind", "Link")
    assert (options.isVisible(), target.isVisible()) == (False, True)
    pick(page, "target", "Products")
    assert titles(page, 1) == ["Link → Product"]
    assert name not in custom.fields_of("contact")


def test_flags_and_section_are_stored_as_they_are_picked(page: CustomFieldsPage) -> None:
    name = add(page, "Grade")
    for flag in ("listed", "searched", "required"):
        page.form.editor(flag).widget.click()  # type: ignore[attr-defined]
    put(page, "section", "More")
    found = custom.fields_of("contact")[name]
    assert (found.listed, found.searched, found.required, found.section) == (True, True, True, "More")
    assert titles(page, 2) == ["In lists · Searched · Asked for"]


def test_a_taken_title_is_refused_under_its_field(desk: BareHost, page: CustomFieldsPage) -> None:
    page.tools.add.click()
    put(page, "name", "E-mail")
    assert "already" in page.form.editor("name").widget.accessibleDescription()
    assert titles(page) == []
    assert desk.book.store.next_undo() is None


def test_fields_are_moved_and_deleted_with_keys_and_undo_brings_them_back(
    desk: BareHost, page: CustomFieldsPage, qtbot: QtBot
) -> None:
    add(page, "First")
    add(page, "Second")
    QTest.keyClick(page.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert titles(page) == ["Second", "First"]
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert titles(page) == ["First"]
    for expected in (["Second", "First"], ["First", "Second"]):
        desk.book.store.undo()
        qtbot.waitUntil(lambda expected=expected: titles(page) == expected)  # type: ignore[misc]


def test_a_step_that_many_values_follow_runs_on_a_worker(
    desk: BareHost, page: CustomFieldsPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MANY", 0)
    name = add(page, "Nickname")
    with desk.book.store.act("New") as session:
        editing.save(session, Contact, None, {"name": "Anna", name: "Änni"}, FORMATS)
    with qtbot.waitSignal(desk.jobs.idle):
        page.form.editor("searched").widget.click()  # type: ignore[attr-defined]
        assert not page.isEnabled()
    assert page.isEnabled()
    assert titles(page, 2) == ["Searched"]
    with desk.book.store.read() as session:
        assert [hit.name for hit in search.find(session, "anni")] == ["Anna"]
    with qtbot.waitSignal(desk.jobs.idle):
        page.tools.remove.click()
    assert titles(page) == []


def test_another_entity_has_other_fields_and_sections(page: CustomFieldsPage) -> None:
    add(page, "Shoe size")
    page.choice.setCurrentIndex(page.choice.findData("account"))
    page.choice.activated.emit(page.choice.currentIndex())
    assert titles(page) == []
    add(page, "Fleet")
    assert [f.title for f in custom.fields_of("account").values()] == ["Fleet"]


def make_list(desk: BareHost, qtbot: QtBot) -> RecordList:
    made = RecordList(desk.book.store, desk.bridge, desk.jobs, FORMATS, "contact")
    qtbot.addWidget(made)
    made.resize(1600, 400)
    made.show()
    return made


def headings(shown: RecordList) -> list[Any]:
    return [shown.table.headerData(i, Qt.Orientation.Horizontal) for i in range(shown.table.columnCount())]


def test_a_list_shows_a_new_listed_field_at_once_and_lets_go_of_a_deleted_one(
    desk: BareHost, page: CustomFieldsPage, qtbot: QtBot
) -> None:
    shown = make_list(desk, qtbot)
    add(page, "Shoe size")
    page.form.editor("listed").widget.click()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "Shoe size" in headings(shown))
    shown.columns.sort_by(headings(shown).index("Shoe size"))
    page.tools.remove.click()
    qtbot.waitUntil(lambda: "Shoe size" not in headings(shown))
    assert shown.table.query.sort == "name"
    desk.book.store.undo()
    qtbot.waitUntil(lambda: "Shoe size" in headings(shown))


def test_a_form_takes_a_new_field_and_keeps_what_is_being_typed(
    desk: BareHost, page: CustomFieldsPage, qtbot: QtBot
) -> None:
    form = Form(desk.book.store, Contact, FORMATS)
    qtbot.addWidget(form)
    form.set_values({"name": ""}, {})
    form.show()
    form.editor("name").put("Anna Be")
    name = add(page, "Shoe size")
    form.take_fields()
    assert form.texts() == {"name": "Anna Be"}
    form.editor(name).put("39")
    assert form.texts() == {"name": "Anna Be", name: "39"}
    page.tools.remove.click()
    form.take_fields()
    assert form.texts() == {"name": "Anna Be"}


def test_a_form_shows_the_value_of_a_custom_field_and_stores_another(desk: BareHost, qtbot: QtBot) -> None:
    with desk.book.store.act("Add") as session:
        added = custom_fields.add_field(session, "contact", {"name": "Shoe size", "kind": "whole"})
        name = custom.name_of(added.key)
    with desk.book.store.act("New") as session:
        record_id = editing.save(session, Contact, None, {"name": "Anna", name: "39"}, FORMATS).id
    form = Form(desk.book.store, Contact, FORMATS)
    qtbot.addWidget(form)
    with desk.book.store.read() as session:
        form.set_values(records.values_of(records.find(session, Contact, record_id)), {})
    assert form.editor(name).said() == "39"
