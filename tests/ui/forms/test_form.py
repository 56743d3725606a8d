"""A form is made from the declared fields, keeps what was typed, and gives back only what differs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.base.errors import InvalidInput
from crm_desktop.model import ENTITIES, Account, Opportunity, Record
from crm_desktop.services import records, related
from crm_desktop.ui.forms.editor import LineEditor
from crm_desktop.ui.forms.form import Form
from crm_desktop.ui.labels import PlainLabel
from tests.ui.small_book import Book, settle


def form_of(book: Book, qtbot: QtBot, model: type[Record], record_id: int) -> Form:
    form = Form(book.store, model, book.formats)
    qtbot.addWidget(form)
    with book.store.read() as session:
        record = records.find(session, model, record_id)
        values = records.values_of(record)
        form.set_values(values, related.names_of(session, model, values))
    form.show()
    return form


def notes(form: Form) -> list[str]:
    settle()
    return [
        label.text()
        for label in form.findChildren(PlainLabel)
        if label.property("role") == "small-danger" and label.isVisible()
    ]


def test_a_form_that_was_only_looked_at_gives_nothing_back(book: Book, qtbot: QtBot) -> None:
    form = form_of(book, qtbot, Opportunity, 1)
    for name in Opportunity.editable():
        form.editor(name)
    assert form.texts() == {}


def test_a_problem_is_noted_under_its_field_and_the_text_stays(book: Book, qtbot: QtBot) -> None:
    form = form_of(book, qtbot, Opportunity, 1)
    form.editor("amount").put("12 apples")
    with pytest.raises(InvalidInput) as wrong:
        records.parse(Opportunity, form.texts(), book.formats)
    form.show_problems(wrong.value.fields)
    assert notes(form) == [wrong.value.fields["amount"]]
    assert form.texts() == {"amount": "12 apples"}
    assert form.editor("amount").widget.property("invalid") is True
    form.show_problems({})
    assert notes(form) == []


def test_a_problem_in_a_closed_section_opens_it(book: Book, qtbot: QtBot) -> None:
    form = form_of(book, qtbot, Account, 1)
    was_open = form._sections["More"].is_open
    form.show_problems({"reference": "Another record has it."})
    assert (was_open, form._sections["More"].is_open) == (False, True)
    assert notes(form) == ["Another record has it."]


def test_the_fields_of_a_closed_section_are_made_when_it_opens(book: Book, qtbot: QtBot) -> None:
    form = form_of(book, qtbot, Account, 1)
    assert "tags" not in form._fields
    form._sections["More"].set_open(is_open=True)
    assert "tags" in form._fields


def test_a_field_in_which_somebody_types_is_not_overwritten(book: Book, qtbot: QtBot) -> None:
    form = form_of(book, qtbot, Opportunity, 1)
    form.editor("next_step").put("Call them")
    values = {**form._values, "next_step": "Send offer", "amount": Decimal(5)}
    form.set_values(values, form._names, keep=form.texts().keys(), is_same=True)
    assert form.texts() == {"next_step": "Call them"}
    assert form.editor("amount").said() == "5"


@pytest.mark.parametrize("model", ENTITIES)
def test_every_editor_tells_a_screen_reader_its_name(book: Book, qtbot: QtBot, model: type[Record]) -> None:
    form = Form(book.store, model, book.formats)
    qtbot.addWidget(form)
    for name, declared in model.editable().items():
        assert form.editor(name).widget.accessibleName() == declared.title


def test_tab_goes_through_the_fields_in_their_order(book: Book, qtbot: QtBot) -> None:
    form = form_of(book, qtbot, Account, 1)
    names = ("name", "owner_id", "phone", "street", "country", "tags")
    for late in ("tags", "street", "phone"):
        form.editor(late)
    chain: list[QWidget] = []
    widget: QWidget | None = form.editor("name").widget
    while widget is not None and widget not in chain:
        chain.append(widget)
        widget = widget.nextInFocusChain()
    at = [chain.index(form.editor(name).widget) for name in names]
    assert at == sorted(at)


def test_required_fields_are_marked_and_derived_ones_are_text(book: Book, qtbot: QtBot) -> None:
    form = form_of(book, qtbot, Account, 1)
    shown = [label.text() for label in form.findChildren(PlainLabel)]
    assert "Name *" in shown
    assert "Last contact" in shown
    assert "last_contact" not in form._fields


def test_markup_in_a_name_is_shown_letter_by_letter(book: Book, qtbot: QtBot) -> None:
    form = form_of(book, qtbot, Account, book.id_of(Account, "R&D <b>Ltd</b>"))
    editor = form.editor("name")
    assert isinstance(editor, LineEditor)
    assert editor.line.text() == "R&D <b>Ltd</b>"
