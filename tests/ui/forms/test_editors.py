"""Every kind has an editor, and what an editor shows it gives back unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, get_args

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from crm_desktop.model import ENTITIES, Record
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import formats_for
from crm_desktop.schema.kinds import (
    Anniversary,
    Choice,
    Day,
    Email,
    Kind,
    Link,
    LongText,
    Moment,
    Money,
    Percent,
    Phone,
    Recurrence,
    Tags,
    Text,
    Url,
    Whole,
    Year,
    YesNo,
)  # fmt: skip
from crm_desktop.ui.forms import editors
from crm_desktop.ui.forms.choice_editor import ChoiceEditor, OpenChoiceEditor
from crm_desktop.ui.forms.day_editor import DayLine
from crm_desktop.ui.forms.editor import Editor
from crm_desktop.ui.forms.editors import editor_for
from tests.conftest import FrozenClock

COLOURS = Choice((("r", "Red"), ("g", "Green")))
VALUES: list[tuple[Kind, Any]] = [
    (Text(), "Anna & <b>Co</b>"),
    (LongText(), "one\ntwo"),
    (Email(), "anna@example.com"),
    (Phone(), "+46 40 123"),
    (Url(), "www.example.com"),
    (Whole(), 12_345),
    (Year(), 1987),
    (Money(), Decimal("-96420.5")),
    (Percent(), Decimal("0.125")),
    (Day(), date(2026, 3, 4)),
    (Moment(), datetime(2026, 3, 4, 9, 30, tzinfo=UTC)),
    (YesNo(), True),
    (YesNo(), False),
    (COLOURS, "g"),
    (Choice((("x", "Extra"),), open=True), "my own"),
    (Tags(), "key, vip"),
    (Recurrence(), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270630"),
]


def subclasses(kind: type[Kind]) -> Iterator[type[Kind]]:
    for sub in kind.__subclasses__():
        yield sub
        yield from subclasses(sub)


def test_no_kind_is_forgotten_in_the_match() -> None:
    closed = {kind for kind in subclasses(Kind) if not kind.__name__.startswith("_")}
    assert closed == {*get_args(editors.AnyKind), Year, Anniversary}


@pytest.mark.parametrize("code", ["en_US", "de_DE", "fr_FR"])
@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_what_is_shown_means_the_same_value_when_it_is_read_back(
    qtbot: QtBot, kind: Kind, value: Any, code: str
) -> None:
    formats = formats_for(code)
    editor = editor_for(Field(kind, "Title"), formats)
    qtbot.addWidget(editor.widget)
    editor.show_value(value, kind.show(value, formats))
    said = editor.said()
    assert (kind.parse(said, formats) if isinstance(said, str) else said) == value


@pytest.mark.parametrize("kind", [kind for kind, _value in VALUES if not isinstance(kind, YesNo)])
def test_no_value_is_the_empty_text(qtbot: QtBot, kind: Kind) -> None:
    editor = editor_for(Field(kind, "Title"), formats_for())
    qtbot.addWidget(editor.widget)
    editor.show_value(None, "")
    assert editor.said() == ""


def of_kind(qtbot: QtBot, kind: Kind, **declared: Any) -> Editor:
    editor = editor_for(Field(kind, "Title", **declared), formats_for())
    qtbot.addWidget(editor.widget)
    editor.widget.show()
    return editor


def test_a_day_is_typed_in_words(qtbot: QtBot, clock: FrozenClock) -> None:
    editor = of_kind(qtbot, Day())
    QTest.keyClicks(editor.widget, "tomorrow")
    assert editor.said() == "11/21/2026"
    assert of_text(editor) == "tomorrow"


def of_text(editor: Editor) -> str:
    assert isinstance(editor.widget, QLineEdit)
    return editor.widget.text()


def test_up_and_down_step_through_the_days(qtbot: QtBot, clock: FrozenClock) -> None:
    editor = of_kind(qtbot, Day())
    editor.show_value(date(2026, 2, 28), "2/28/2026")
    QTest.keyClick(editor.widget, Qt.Key.Key_Up)
    assert editor.said() == "3/1/2026"
    QTest.keyClick(editor.widget, Qt.Key.Key_Down)
    assert editor.said() == "2/28/2026"


def test_a_day_is_picked_from_the_calendar(qtbot: QtBot, clock: FrozenClock) -> None:
    editor = of_kind(qtbot, Day())
    assert isinstance(editor.widget, DayLine)
    QTest.keyClick(editor.widget, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = editor.widget._calendar
    assert popup is not None
    assert popup.isVisible()
    with qtbot.waitSignal(editor.left):
        popup._month.activated.emit(popup._month.selectedDate())
    assert editor.said() == "11/20/2026"
    assert not popup.isVisible()


def test_a_moment_is_typed_in_words(qtbot: QtBot, clock: FrozenClock) -> None:
    editor = of_kind(qtbot, Moment())
    QTest.keyClicks(editor.widget, "tomorrow 15:00")
    assert editor.said() == "11/21/2026 15:00"


def test_a_day_that_is_none_stays_as_it_was_typed(qtbot: QtBot) -> None:
    editor = of_kind(qtbot, Day())
    QTest.keyClicks(editor.widget, "some day")
    assert editor.said() == "some day"


def test_a_choice_that_may_be_empty_offers_the_empty_one(qtbot: QtBot) -> None:
    editor = of_kind(qtbot, COLOURS)
    assert isinstance(editor, ChoiceEditor)
    assert [editor.box.itemText(i) for i in range(editor.box.count())] == ["", "Red", "Green"]
    needed = of_kind(qtbot, COLOURS, default="r")
    assert isinstance(needed, ChoiceEditor)
    assert [needed.box.itemText(i) for i in range(needed.box.count())] == ["Red", "Green"]


def test_an_open_choice_offers_the_words_that_are_known(qtbot: QtBot) -> None:
    editor = of_kind(qtbot, Choice((("x", "Extra"),), open=True))
    assert isinstance(editor, OpenChoiceEditor)
    editor.known_words = lambda: ["Retail", "Extra"]  # type: ignore[method-assign]
    editor.put("mine")
    QTest.mouseClick(editor.line, Qt.MouseButton.LeftButton)
    assert [editor.box.itemText(i) for i in range(editor.box.count())] == ["Extra", "Retail"]
    assert editor.said() == "mine"


def test_the_wheel_scrolls_the_page_and_changes_no_choice(qtbot: QtBot) -> None:
    editor = of_kind(qtbot, COLOURS)
    assert isinstance(editor.widget, QComboBox)
    editor.widget.clearFocus()
    where = QPointF(5, 5)
    wheel = QWheelEvent(
        where, where, QPoint(0, 0), QPoint(0, -120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(editor.widget, wheel)
    assert editor.said() == ""


def test_only_links_need_an_editor_of_their_own(qtbot: QtBot) -> None:
    with pytest.raises(TypeError):
        editor_for(Field(Link("account"), "Account"), formats_for())


@pytest.mark.parametrize("model", ENTITIES)
def test_every_field_of_every_entity_has_an_editor(qtbot: QtBot, model: type[Record]) -> None:
    for declared in model.editable().values():
        if not isinstance(declared.kind, Link):
            of_kind(qtbot, declared.kind)
