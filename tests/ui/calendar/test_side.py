"""The panel beside the calendar: cards of what is to do, layers, colours, and whose entries are seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from crm_desktop.base.colours import DARK, HUES, LIGHT, Palette, hue
from crm_desktop.schema.formats import formats_for
from crm_desktop.services.calendar import BY_KEY, hues
from crm_desktop.services.calendar.entry import Entry
from crm_desktop.services.calendar.legend import legend
from crm_desktop.ui import theme
from crm_desktop.ui.calendar import to_do_painting
from crm_desktop.ui.calendar.side import SidePanel
from tests.conftest import FrozenClock
from tests.ui.calendar.entries import bar, birthday, hours, november
from tests.ui.test_theme import READABLE, contrast

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
LATE = hours(1, "Send references", november(18), "9:00", kind="task", layer="tasks", is_overdue=True)
TODAY = hours(2, "Quote for Hottechi", november(20), "9:00", kind="task", layer="tasks")
RENEWAL = bar(3, "Renewal", date(2027, 1, 17), kind="task", layer="tasks", detail="ends in 58 days")
BIRTHDAY = birthday(4, "Birthday: Hana", november(27))
CARDS = (LATE, TODAY, RENEWAL, BIRTHDAY)


class Side:
    """A panel with the hand of its user; `told` has what it asked for, by the name of the signal."""

    def __init__(self, qtbot: QtBot, cards: Sequence[Entry] = CARDS) -> None:
        self.panel = SidePanel(formats_for("en_GB"))
        qtbot.addWidget(self.panel)
        self.told: list[tuple[Any, ...]] = []
        for name in ("day_wanted", "week_wanted", "opened", "finish_wanted", "place_wanted", "hidden_changed",
                     "by_changed", "owner_changed", "account_changed"):  # fmt: skip
            getattr(self.panel, name).connect(lambda *what, name=name: self.told.append((name, *what)))
        self.panel.show_to_do(cards)
        self.panel.resize(262, 900)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()
        self.cards = self.panel.to_do.view

    def press(self, key: str, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.cards, getattr(Qt.Key, f"Key_{key}"), modifiers)

    def row(self, number: int) -> Any:
        return self.cards.visualRect(self.cards.cards.index(number, 0))

    def last(self) -> tuple[Any, ...]:
        return self.told[-1]


@pytest.fixture
def side(qtbot: QtBot, clock: FrozenClock) -> Side:
    return Side(qtbot)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", HUES)
def test_words_in_every_hue_can_be_read_on_its_ground_and_on_cards(palette: Palette, name: str) -> None:
    pair = hue(name, palette)
    for ground in (pair.soft, palette.card, palette.window):
        assert contrast(pair.strong, ground) >= READABLE
    for ink in (palette.ink, palette.muted, palette.danger):
        assert contrast(ink, pair.soft) >= READABLE


def test_every_hue_that_is_given_away_exists() -> None:
    assert {hues.OF_NOBODY, *hues.OF_KINDS.values()} <= set(HUES)
    assert len({hue(name, LIGHT) for name in HUES}) == len(HUES)


def test_the_model_is_one(side: Side, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(side.cards.cards)  # type: ignore[no-untyped-call]  # pytest-qt has no types there


def test_cards_say_what_is_due_when(side: Side) -> None:
    formats = formats_for("en_GB")
    said = [(to_do_painting.due_words(entry, formats), to_do_painting.due_tone(entry)) for entry in CARDS]
    assert said == [
        ("2 days ago", "danger"), ("today", "danger"), ("17 Jan 2027 · ends in 58 days", "muted"), ("in 7 days", "muted"),
    ]  # fmt: skip
    assert side.panel.to_do.heading.text() == "To do · 3"
    spoken = side.cards.cards.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Task, Send references, Wed 18 Nov, 09:00 – 10:00, Condax, Ann Field, overdue"


def test_keys_open_tick_and_place_a_card(side: Side) -> None:
    side.cards.setFocus()
    side.press("Return")
    assert side.last() == ("opened", LATE)
    side.press("Down")
    side.press("Space")
    assert side.last() == ("finish_wanted", TODAY)
    side.press("Return", CTRL)
    assert side.last() == ("place_wanted", TODAY)
    QTest.mouseClick(side.panel.to_do.place, LEFT)
    assert side.last() == ("place_wanted", TODAY)


def test_what_cannot_be_moved_offers_no_place_and_is_not_carried(side: Side) -> None:
    soon = side.panel.to_do.soon
    soon.setCurrentIndex(soon.cards.index(0, 0))
    assert side.panel.to_do.place.isHidden()
    assert not soon.cards.flags(soon.cards.index(0, 0)) & Qt.ItemFlag.ItemIsDragEnabled
    assert side.cards.cards.flags(side.cards.cards.index(0, 0)) & Qt.ItemFlag.ItemIsDragEnabled


def test_the_mouse_opens_with_two_clicks_and_ticks_the_circle(side: Side) -> None:
    at = side.row(1).center()
    QTest.mouseClick(side.cards.viewport(), LEFT, NONE, at)
    assert side.told == []
    QTest.mouseDClick(side.cards.viewport(), LEFT, NONE, at)
    assert side.last() == ("opened", TODAY)
    QTest.mouseClick(side.cards.viewport(), LEFT, NONE, side.cards.delegate.circle(side.row(0)).center())
    assert side.last() == ("finish_wanted", LATE)


def test_arrows_leave_the_cards_at_their_ends(side: Side) -> None:
    side.cards.setFocus()
    for _card in range(3):
        side.press("Down")
    assert not side.cards.hasFocus()


def test_many_cards_have_a_scroll_of_their_own(qtbot: QtBot, clock: FrozenClock) -> None:
    side = Side(qtbot, [hours(n, f"Task {n}", november(20), "9:00") for n in range(1, 30)])
    cards = side.cards
    assert 3 * cards.delegate.height() <= cards.height() <= 6 * cards.delegate.height()
    cards.setFocus()
    side.press("End")
    assert cards.viewport().rect().contains(side.row(28).center())


def test_birthdays_stand_below_what_is_to_do_and_are_not_counted(side: Side) -> None:
    to_do = side.panel.to_do
    assert to_do.view.cards.entries == (LATE, TODAY, RENEWAL)
    assert to_do.soon.cards.entries == (BIRTHDAY,)
    side.panel.show_to_do([LATE], 1)
    assert to_do.birthdays.isHidden()


def test_what_is_listed_and_what_is_more_add_up_to_the_heading(qtbot: QtBot, clock: FrozenClock) -> None:
    side = Side(qtbot, [])
    cards = [hours(n, f"Task {n}", november(20), "9:00") for n in range(1, 13)]
    side.panel.show_to_do([*cards, BIRTHDAY], 16)
    to_do = side.panel.to_do
    listed = len(to_do.view.cards.entries)
    assert (to_do.heading.text(), listed, to_do.more.text()) == ("To do · 16", 12, "4 more later")


def test_the_cards_leave_room_for_layers_and_colours(qtbot: QtBot, clock: FrozenClock) -> None:
    side = Side(qtbot, [hours(n, f"Task {n}", november(20), "9:00") for n in range(1, 30)])
    side.panel.show_entries([LATE, hours(40, "Call", november(20), "9:00")])
    side.panel.resize(262, 680)
    qtbot.waitUntil(lambda: side.cards.height() < 6 * side.cards.delegate.height())
    QApplication.processEvents()
    assert side.panel.colours.mapTo(side.panel, QPoint(0, side.panel.colours.height())).y() <= 680


def test_nothing_to_do_is_said(qtbot: QtBot, clock: FrozenClock) -> None:
    side = Side(qtbot, [])
    assert side.panel.to_do.empty.isVisible()
    assert side.panel.to_do.heading.text() == "To do"


def test_the_cursor_stays_on_its_card(side: Side) -> None:
    side.cards.setCurrentIndex(side.cards.cards.index(2, 0))
    side.panel.show_to_do([RENEWAL, BIRTHDAY])
    assert side.cards.current() == RENEWAL


def test_layers_are_switched_off_by_a_tick(side: Side) -> None:
    assert list(side.panel.layers.boxes) == list(BY_KEY)
    side.panel.layers.boxes["birthdays"].click()
    assert side.last() == ("hidden_changed", {"birthdays"})
    side.panel.show_choices({"tasks"}, "kind", None, None)
    assert [key for key, box in side.panel.layers.boxes.items() if not box.isChecked()] == ["tasks"]
    assert len(side.told) == 1, "what is shown is not told back"


def test_the_legend_says_what_the_colours_mean(side: Side) -> None:
    shown = [*CARDS, hours(9, "Call", november(3), "9:00", owner_id=None, owner="", account_id=7, account="Bioplex")]
    assert legend(shown, "kind") == [("blue", "Call"), ("amber", "Task"), ("pink", "Birthday")]
    assert legend(shown, "seller") == [("blue", "Ann Field"), ("slate", "Nobody")]
    assert [title for _hue, title in legend(shown, "account")] == ["Condax", "Bioplex"]
    side.panel.show_entries(shown)
    side.panel.colours.box.setCurrentIndex(1)
    side.panel.colours.box.activated.emit(1)
    assert side.last() == ("by_changed", "seller")
    assert side.panel.colours.legend.accessibleName() == "Ann Field, Nobody"


def test_one_seller_or_account_stays_chosen_when_others_are_offered(side: Side) -> None:
    side.panel.offer_sellers([(2, "Bo"), (1, "Ann")])
    owner = side.panel.whose.owner
    assert [owner.itemText(row) for row in range(owner.count())] == ["All sellers", "Ann", "Bo"]
    side.panel.show_choices((), "kind", 2, None)
    side.panel.offer_sellers([(1, "Ann")])
    assert owner.currentText() == "Bo"
    owner.setFocus()
    QTest.keyClick(owner, Qt.Key.Key_Home)
    assert side.last() == ("owner_changed", None)


def test_the_wheel_scrolls_the_panel_and_changes_no_choice(side: Side) -> None:
    box, at = side.panel.colours.box, QPointF(10, 10)
    event = QWheelEvent(
        at, at, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(box, event)
    assert box.currentIndex() == 0


def test_the_panel_scrolls_where_the_window_is_low(side: Side, qapp: QApplication) -> None:
    try:
        for percent in (100, 200):
            theme.apply(qapp, "light", percent)
            side.panel.resize(theme.pixels(262), 300)
            QApplication.processEvents()
            assert side.panel.verticalScrollBar().maximum() > 0
            assert side.panel.horizontalScrollBar().maximum() == 0
            content = side.panel.widget()
            assert content is not None
            assert content.width() <= side.panel.viewport().width()
    finally:
        theme.apply(qapp, "light", 100)
