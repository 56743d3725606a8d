"""Cards moved by mouse and by key, closed in the card, folded, filtered: through the real window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from crm_desktop.model import Opportunity, Pipeline, Stage
from crm_desktop.services import board, pipeline, records, sales_process
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.store import raw_of
from crm_desktop.ui import books
from crm_desktop.ui.memory import WindowMemory
from crm_desktop.ui.panes.pane import Selected
from tests.ui.board.conftest import DEALS, BoardHand, data_of, make_book
from tests.ui.windows import desktop

Way = Callable[[BoardHand, str, str], None]
STAGES = ["Prospecting", "Qualified", "Proposal", "Negotiation", "Won", "Lost"]


def by_mouse(hand: BoardHand, name: str, title: str) -> None:
    hand.drag(name, title)


def by_keys(hand: BoardHand, name: str, title: str) -> None:
    hand.click(name)
    for _press in range(hand.titles().index(title) - hand.titles().index(hand.place_of(name)[0].place.title)):
        hand.desk.press("Ctrl+Right")


def editor(hand: BoardHand, title: str, name: str) -> QLineEdit:
    closing = hand.column(title).closing
    assert closing is not None
    widget = closing.form.editor(name).widget
    line = widget if isinstance(widget, QLineEdit) else widget.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    return line


def test_the_board_has_a_column_for_each_stage_with_what_it_holds(hand: BoardHand) -> None:
    assert hand.titles() == STAGES
    assert hand.names("Prospecting") == ["GTX Plus renewal", "MG Advanced, 12 seats", "GTK 500 pilot"]
    assert hand.head("Prospecting") == (
        "Prospecting", "3", "10 %", "$ 64,700", "$ 6,470 weighted · 1 without an amount",
    )  # fmt: skip
    assert hand.pane.header.subtitle.text().startswith("6 open · $ 246,924 pipeline · ")


def test_list_and_board_are_one_key_apart_and_the_choice_is_remembered(hand: BoardHand) -> None:
    assert WindowMemory().columns("board")["board"] is True
    hand.desk.press("Ctrl+B")
    assert hand.pane.list.isVisible()
    assert not hand.board.isVisible()
    assert WindowMemory().columns("board")["board"] is False


@pytest.mark.parametrize("way", [by_mouse, by_keys])
def test_a_card_that_is_moved_by_any_hand_has_stage_chance_and_category_of_its_column(
    hand: BoardHand, way: Way
) -> None:
    way(hand, "GTX Plus renewal", "Proposal")
    deal = hand.deal("GTX Plus renewal")
    assert (deal.probability, deal.category) == (Decimal("0.6"), "best_case")
    assert hand.names("Proposal") == ["GTX Plus renewal"]
    assert hand.head("Proposal")[1:4] == ("1", "60 %", "$ 24,000")
    assert hand.desk.words("edit.undo") == "Undo: Move “GTX Plus renewal” to Proposal"


@pytest.mark.parametrize("way", [by_mouse, by_keys])
def test_mouse_and_keys_leave_the_data_that_the_service_leaves(hand: BoardHand, tmp_path: Path, way: Way) -> None:
    make_book(tmp_path / "other.crm")
    other = open_store(tmp_path / "other.crm")
    with other.act("Move") as session:
        negotiation = pipeline.stage_named(session, "Negotiation")
        assert negotiation is not None
        board.move(session, [5], "stage", str(negotiation.id))
        board.move(session, [1], "month", "2027-02")
    way(hand, "MG Special bundle", "Negotiation")
    hand.pane.tools.group_by("month")
    hand.settle()
    way(hand, "GTX Plus renewal", "Feb 2027")
    assert data_of(hand.store) == data_of(other)
    other.close()


def test_the_heads_say_what_will_be_while_a_card_hangs_over_a_column(hand: BoardHand) -> None:
    before = [hand.head(title) for title in STAGES]
    hand.take("GTX Plus renewal", "Proposal")
    assert hand.head("Prospecting")[1:] == ("2", "10 %", "$ 40,700", "$ 4,070 weighted · 1 without an amount")
    assert hand.head("Proposal")[1:] == ("1", "60 %", "$ 24,000", "$ 14,400 weighted")
    QTest.keyClick(hand.column("Prospecting").list, Qt.Key.Key_Escape)
    assert [hand.head(title) for title in STAGES] == before
    hand.let_go()
    assert hand.names("Proposal") == []
    assert len(hand.store.steps()) == 1


def test_a_card_that_is_dropped_where_it_was_changes_nothing(hand: BoardHand) -> None:
    hand.drag("GTX Plus renewal", "Prospecting")
    assert len(hand.store.steps()) == 1


def test_several_cards_of_several_columns_move_in_one_step(hand: BoardHand) -> None:
    hand.click("GTX Plus renewal")
    hand.click("MG Special bundle", Qt.KeyboardModifier.ControlModifier)
    hand.drag("GTX Plus renewal", "Negotiation")
    assert set(hand.names("Negotiation")) == {"GTK 500", "GTX Plus renewal", "MG Special bundle"}
    assert hand.desk.words("edit.undo") == "Undo: Move 2 opportunities to Negotiation"
    assert hand.board.chosen.count() == 2
    hand.desk.run("edit.undo")
    assert hand.names("Negotiation") == ["GTK 500"]
    assert len(hand.names("Prospecting")) == 3


@pytest.mark.parametrize("way", [by_mouse, by_keys])
def test_winning_asks_for_amount_and_day_in_the_card_and_is_one_step(hand: BoardHand, way: Way) -> None:
    way(hand, "GTK 500", "Won")
    assert hand.deal("GTK 500").closed_on is None
    assert editor(hand, "Won", "amount").text() == "80,304"
    editor(hand, "Won", "amount").setText("79,000")
    editor(hand, "Won", "closed_on").setText("11/2/2026")
    hand.desk.press("Return", editor(hand, "Won", "amount"))
    deal = hand.deal("GTK 500")
    assert (deal.amount, deal.closed_on, deal.probability) == (Decimal(79_000), date(2026, 11, 2), Decimal(1))
    assert hand.column("Won").closing is None
    assert hand.column("Won").is_folded
    hand.desk.run("edit.undo")
    assert (hand.deal("GTK 500").amount, hand.deal("GTK 500").closed_on) == (Decimal(80_304), None)


def test_losing_asks_for_the_reason_and_esc_gives_up(hand: BoardHand) -> None:
    hand.drag("GTK 500", "Lost")
    hand.desk.press("Escape", editor(hand, "Lost", "loss_reason"))
    assert hand.column("Lost").closing is None
    assert len(hand.store.steps()) == 1
    hand.drag("GTK 500", "Lost")
    hand.desk.press("Return", editor(hand, "Lost", "loss_reason"))
    assert said_below(hand, "Lost", "loss_reason") == "Choose why it was lost."
    assert len(hand.store.steps()) == 1
    editor(hand, "Lost", "loss_reason").setText("Price")
    hand.desk.press("Return", editor(hand, "Lost", "loss_reason"))
    assert hand.deal("GTK 500").loss_reason == "price"


def test_what_is_wrong_in_the_answer_stands_below_its_field(hand: BoardHand) -> None:
    hand.drag("GTK 500", "Won")
    editor(hand, "Won", "amount").setText("much")
    hand.desk.press("Return", editor(hand, "Won", "amount"))
    assert editor(hand, "Won", "amount").property("invalid") is True
    assert len(hand.store.steps()) == 1


def said_below(hand: BoardHand, title: str, name: str) -> str:
    closing = hand.column(title).closing
    assert closing is not None
    return closing.form.editor(name).widget.accessibleDescription()


def test_a_win_below_nothing_or_on_a_day_to_come_is_refused_in_the_card(hand: BoardHand) -> None:
    hand.drag("GTK 500", "Won")
    editor(hand, "Won", "amount").setText("-5")
    editor(hand, "Won", "closed_on").setText("12/1/2030")
    hand.desk.press("Return", editor(hand, "Won", "amount"))
    assert said_below(hand, "Won", "amount").startswith("What was won cannot be less than nothing.")
    assert said_below(hand, "Won", "closed_on").startswith("This day is still to come.")
    assert len(hand.store.steps()) == 1


def test_typing_takes_the_place_of_the_amount_in_the_card(hand: BoardHand) -> None:
    hand.drag("GTK 500", "Won")
    amount = editor(hand, "Won", "amount")
    assert (amount.hasFocus(), amount.selectedText()) == (True, "80,304")


def test_a_card_that_asks_how_it_ended_goes_with_its_pane(hand: BoardHand) -> None:
    hand.drag("GTK 500", "Won")
    hand.desk.show_pane("account")
    hand.desk.show_pane("opportunity")
    assert hand.column("Won").closing is None
    assert hand.column("Won").is_folded


def test_a_click_on_another_card_gives_up_the_one_that_asks(hand: BoardHand) -> None:
    hand.drag("GTK 500", "Won")
    hand.click("GTX Plus renewal")
    assert hand.column("Won").closing is None
    assert chosen(hand) == ["GTX Plus renewal"]


def chosen(hand: BoardHand) -> list[str]:
    with hand.store.read() as session:
        return [session.get_one(Opportunity, deal).name for deal in hand.board.chosen.ids()]


def test_the_next_card_is_chosen_for_one_that_was_closed_and_gives_way_to_it_after_undo(hand: BoardHand) -> None:
    hand.drag("MG Special bundle", "Lost")
    editor(hand, "Lost", "loss_reason").setText("Price")
    hand.desk.press("Return", editor(hand, "Lost", "loss_reason"))
    hand.settle()
    assert chosen(hand) == ["GTX Pro rollout"]
    hand.desk.run("edit.undo")
    hand.settle()
    assert chosen(hand) == ["MG Special bundle"]


def test_undo_leaves_the_choice_that_was_made_since(hand: BoardHand) -> None:
    hand.click("MG Special bundle")
    hand.desk.press("Del")
    hand.settle()
    hand.click("GTK 500")
    hand.desk.run("edit.undo")
    hand.settle()
    assert chosen(hand) == ["GTK 500"]


def test_commands_are_about_a_shown_record_that_the_board_lacks(hand: BoardHand) -> None:
    with hand.store.act("Closed long ago") as session:
        won = pipeline.stage_named(session, "Won")
        assert won is not None
        values = {"name": "Old deal", "stage_id": won.id, "closed_on": date(2024, 3, 1)}
        old = records.create(session, Opportunity, values).id
    hand.click("GTX Plus renewal")
    hand.desk.press("Return")
    hand.desk.context.go_to("opportunity", old)
    at_once = hand.pane.selected()
    hand.settle()
    assert (at_once, hand.pane.page.record_id, chosen(hand)) == (Selected("opportunity", (old,)), old, [])
    assert hand.pane.selected() == at_once
    assert hand.pane.place_of_files() == ("opportunity", old)
    hand.desk.run("edit.delete")
    assert hand.store.steps()[0].title == "Delete “Old deal”"
    hand.settle()
    hand.click("GTX Plus renewal")
    assert hand.pane.selected() == Selected("opportunity", (hand.deal("GTX Plus renewal").id,))


def test_conditions_and_views_of_the_list_are_grey_on_the_board(hand: BoardHand) -> None:
    assert not hand.desk.is_offered("list.conditions")
    hand.desk.press("Ctrl+B")
    assert hand.desk.is_offered("list.conditions")


def test_columns_that_do_not_fit_beside_the_page_have_a_scroll_bar(hand: BoardHand) -> None:
    hand.desk.window.resize(1024, 700)
    hand.click("GTX Plus renewal")
    hand.desk.press("Return")
    hand.desk.qtbot.waitUntil(hand.board.columns.horizontalScrollBar().isVisible)
    hand.board.columns.show_column(hand.column("Lost"))
    there = hand.column("Lost").mapTo(hand.board.columns.viewport(), hand.column("Lost").rect().topRight())
    assert hand.board.columns.viewport().rect().contains(there)


def test_another_book_begins_with_its_own_columns_folded(hand: BoardHand, tmp_path: Path) -> None:
    QTest.mouseClick(hand.column("Qualified").head, Qt.MouseButton.LeftButton)
    make_book(tmp_path / "other.crm")
    assert books.open_book(hand.desk.window, tmp_path / "other.crm")
    again = BoardHand(hand.desk)
    assert [title for title in again.titles() if again.column(title).is_folded] == ["Won", "Lost"]


def test_ctrl_right_in_the_board_by_month_moves_the_close_date(hand: BoardHand) -> None:
    hand.desk.run("board.group.month")
    assert hand.titles()[:3] == ["Nov 2026", "Dec 2026", "Jan 2027"]
    by_keys(hand, "GTX Plus renewal", "Jan 2027")
    assert hand.deal("GTX Plus renewal").close_date == date(2027, 1, 12)


def test_the_board_by_seller_takes_an_owner_away(hand: BoardHand) -> None:
    hand.desk.run("board.group.seller")
    hand.drag("GTX Plus renewal", "Nobody")
    assert hand.deal("GTX Plus renewal").owner_id is None


def test_folded_columns_are_remembered_per_grouping(hand: BoardHand) -> None:
    QTest.mouseClick(hand.column("Qualified").head, Qt.MouseButton.LeftButton)
    assert hand.column("Qualified").is_folded
    assert WindowMemory().columns("board")["folded"] == {"stage": ["Qualified", "Won", "Lost"]}
    hand.pane.tools.group_by("category")
    hand.settle()
    assert [title for title in hand.titles() if hand.column(title).is_folded] == ["Won", "Lost"]
    hand.pane.tools.group_by("stage")
    hand.settle()
    assert hand.column("Qualified").is_folded
    QTest.keyClick(hand.column("Qualified").head, Qt.Key.Key_Return)
    assert not hand.column("Qualified").is_folded


def test_a_key_folds_the_column_of_the_cursor(hand: BoardHand) -> None:
    hand.click("GTX Pro rollout")
    hand.desk.press("Ctrl+.")
    assert hand.column("Qualified").is_folded
    assert hand.column("Qualified").head.hasFocus()


def test_arrows_walk_over_the_columns_and_past_empty_ones(hand: BoardHand) -> None:
    hand.click("GTX Plus renewal")
    hand.desk.press("Down")
    assert current(hand) == "MG Advanced, 12 seats"
    hand.desk.press("Right")
    assert current(hand) == "GTX Pro rollout"
    hand.desk.press("Right")
    assert current(hand) == "GTK 500"
    hand.desk.press("Left")
    assert current(hand) == "MG Special bundle"
    assert hand.board.chosen.count() == 1


def current(hand: BoardHand) -> str:
    card = hand.board.columns.current()
    assert card is not None
    return card.name


def test_enter_opens_the_page_beside_it_follows_the_cursor_and_esc_comes_back(hand: BoardHand) -> None:
    hand.click("GTX Plus renewal")
    hand.desk.press("Return")
    page = hand.pane.page
    assert page.isVisible()
    assert page.record_id == hand.deal("GTX Plus renewal").id
    hand.desk.press("Escape")
    hand.desk.press("Down")
    hand.desk.qtbot.waitUntil(lambda: page.record_id == hand.deal("MG Advanced, 12 seats").id)
    hand.desk.press("Escape")
    assert not page.isVisible()


def test_a_deleted_card_goes_and_comes_back_with_undo(hand: BoardHand) -> None:
    hand.click("GTX Plus renewal")
    hand.desk.press("Del")
    assert hand.names("Prospecting") == ["MG Advanced, 12 seats", "GTK 500 pilot"]
    assert hand.head("Prospecting")[1] == "2"
    hand.desk.run("edit.undo")
    assert hand.head("Prospecting")[1] == "3"


def test_the_filter_leaves_cards_as_it_is_typed_and_esc_brings_all_back(hand: BoardHand) -> None:
    hand.desk.press("Ctrl+F")
    hand.desk.write("pilot")
    hand.desk.qtbot.waitUntil(lambda: hand.names("Prospecting") == ["GTK 500 pilot"])
    hand.settle()
    assert hand.head("Qualified")[1] == "0"
    hand.desk.press("Escape")
    hand.desk.qtbot.waitUntil(lambda: len(hand.names("Prospecting")) == 3)


def test_a_time_shows_what_closes_in_it(hand: BoardHand) -> None:
    hand.desk.run("board.span.overdue")
    hand.settle()
    assert [hand.names(title) for title in STAGES[:4]] == [[], ["MG Special bundle"], [], []]
    assert hand.pane.header.subtitle.text().startswith("1 open · $ 5,500 pipeline")


def test_one_pipeline_of_several_can_be_chosen(hand: BoardHand) -> None:
    with hand.store.act("Pipeline") as session:
        own = sales_process.copy_pipeline(session, pipeline.default_pipeline(session))
        name, own_id = own.name, own.id
    hand.settle()
    assert len(hand.titles()) == 12
    hand.pane.tools.choose_pipeline(own_id)
    hand.settle()
    assert len(hand.titles()) == 6
    assert hand.names(hand.titles()[0]) == []
    assert hand.pane.header.subtitle.text().startswith(f"{name} · 0 open")


def test_every_card_and_head_has_a_name_to_be_read_out(hand: BoardHand) -> None:
    qualified = hand.column("Qualified")
    heard = QAccessible.queryAccessibleInterface(qualified.list)
    assert heard.childCount() == 2
    said = heard.child(0).text(QAccessible.Text.Name)
    assert said == "MG Special bundle, Condax, $ 5,500, overdue 3 days, 30 %, no next step"
    assert qualified.head.accessibleName().startswith("Qualified, 30 %, 2 opportunities, $ 101,920")
    assert all(
        widget.accessibleName()
        for column in hand.board.columns.by_key.values()
        for widget in (column.list, column.head)
    )


def test_tab_goes_through_the_board_and_the_ring_is_seen(hand: BoardHand) -> None:
    hand.click("GTX Plus renewal")
    seen: list[QWidget] = []
    for _press in range(3):
        QTest.keyClick(hand.desk.window.focusWidget(), Qt.Key.Key_Tab)
        seen.append(hand.desk.window.focusWidget())
    assert seen == [hand.column("Qualified").head, hand.column("Qualified").list, hand.column("Proposal").head]


def test_a_list_model_of_cards_keeps_the_rules_of_qt(hand: BoardHand, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(hand.column("Prospecting").model)  # type: ignore[no-untyped-call]  # pytest-qt is not typed here


def test_five_thousand_cards_are_read_page_by_page(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "large.crm"
    store = create_store(path)
    with store.act("Many") as session:
        stage = pipeline.first_stage(session)
        session.add_all(
            Opportunity(name=f"Deal {n}", stage_id=stage.id, amount=Decimal(n), close_date=date(2026, 12, 1 + n % 28))
            for n in range(5000)
        )
    store.close()
    with desktop(qtbot, path) as desk:
        hand = BoardHand(desk)
        cards = hand.column("Prospecting")
        rows = [0]

        def count(_cursor: object, row: tuple[object, ...]) -> tuple[object, ...]:
            rows[0] += 1
            return row

        with hand.store.read() as session:
            raw_of(session).row_factory = count
        hand.board.refresh()
        hand.settle()
        bar = cards.list.verticalScrollBar()
        for place in (bar.maximum() // 2, bar.maximum()):
            bar.setValue(place)
            cards.list.viewport().repaint()
        assert cards.model.rowCount() == 5000
        assert cards.model.index(4999).data() == "Deal 4983"
        assert rows[0] < 3000
        with hand.store.read() as session:
            raw_of(session).row_factory = None


def test_many_cards_move_beside_the_window_as_one_step(hand: BoardHand) -> None:
    with hand.store.act("Many") as session:
        stage = pipeline.first_stage(session)
        session.add_all(Opportunity(name=f"Deal {n}", stage_id=stage.id, amount=Decimal(1)) for n in range(230))
    hand.settle()
    hand.click("GTX Plus renewal")
    hand.desk.press("Ctrl+A")
    hand.desk.press("Ctrl+Right")
    hand.settle()
    assert (hand.head("Prospecting")[1], hand.head("Qualified")[1]) == ("0", "235")
    assert hand.desk.words("edit.undo") == "Undo: Move 233 opportunities to Qualified"
    assert hand.board.chosen.count() == 233


def test_a_card_that_comes_into_sight_while_the_file_is_busy_is_shown_later(hand: BoardHand) -> None:
    with hand.store.act("Many") as session:
        stage = pipeline.first_stage(session)
        session.add_all(Opportunity(name=f"Deal {n:03}", stage_id=stage.id) for n in range(200))
    hand.settle()
    model = hand.column("Prospecting").model
    is_held, may_end = Event(), Event()

    def hold() -> None:
        with hand.store.act("Long"):
            is_held.set()
            may_end.wait(10)

    worker = Thread(target=hold)
    worker.start()
    assert is_held.wait(10)
    assert model.index(150).data() == ""
    may_end.set()
    worker.join()
    with hand.desk.qtbot.waitSignal(model.dataChanged):
        pass
    assert model.index(150).data() == "Deal 147"


def test_an_empty_book_says_how_to_begin(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "empty.crm"
    create_store(path).close()
    with desktop(qtbot, path) as desk:
        hand = BoardHand(desk)
        assert hand.titles() == STAGES
        assert hand.pane.header.subtitle.text().startswith("0 open")
        hand.desk.press("Ctrl+Right")
        assert not hand.pane.has_selection()


def test_a_book_without_stages_leads_to_the_sales_process(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "empty.crm"
    create_store(path).close()
    store = open_store(path)
    with store.act("Nothing") as session:
        session.query(Stage).delete()
        session.query(Pipeline).delete()
    store.close()
    with desktop(qtbot, path) as desk:
        hand = BoardHand(desk)
        assert hand.titles() == []
        assert not hand.board.columns.isVisible()


def test_the_board_stands_still_while_a_card_is_carried_and_catches_up_after(hand: BoardHand) -> None:
    hand.take("GTX Plus renewal", "Proposal")
    with hand.store.act("Elsewhere") as session:
        session.query(Opportunity).filter_by(name="GTK 500").one().amount = Decimal(1)
    hand.settle()
    assert hand.head("Negotiation")[3] == "$ 80,304"
    hand.let_go()
    assert hand.head("Negotiation")[3] == "$ 1"
    assert hand.names("Proposal") == ["GTX Plus renewal"]


def test_every_deal_of_the_book_is_on_the_board(hand: BoardHand) -> None:
    assert sorted(name for title in STAGES for name in hand.names(title)) == sorted(name for name, *_rest in DEALS)
