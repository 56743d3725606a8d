"""The reports pane: pages of the chosen report, options that are checked in place, files that are written from it."""

from __future__ import annotations

import email
import email.policy
import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from crm_desktop.base.paths import drafts_folder
from crm_desktop.model import Opportunity
from crm_desktop.reports.pdf import write_pdf
from crm_desktop.reports.report import REPORTS
from crm_desktop.services import sample, saved_reports
from crm_desktop.services.explanation import Explanation, Line
from crm_desktop.services.pivot_editing import begun
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.ui import theme
from crm_desktop.ui.behind import Behind, show_behind
from crm_desktop.ui.forms.editor import LineEditor
from crm_desktop.ui.forms.link_editor import LinkEditor
from crm_desktop.ui.panes import reports
from crm_desktop.ui.panes.report_options import ReportOptions
from crm_desktop.ui.panes.report_preview import SMALLEST
from crm_desktop.ui.panes.report_sheets import look_at
from crm_desktop.ui.panes.reports import ReportsPane
from crm_desktop.ui.progress import ProgressOverlay
from tests.conftest import FrozenClock
from tests.made_once import copied
from tests.reports.samples import deals, page_of
from tests.ui.bare_host import BareHost
from tests.ui.opener import opener_of
from tests.workbook import cells


def _make(path: Path) -> None:
    store = create_store(path, title=sample.TITLE, currency="USD")
    sample.fill(store)
    store.close()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, clock: FrozenClock) -> Iterator[BareHost]:
    """The sample book on the frozen day."""
    theme.apply(qapp, "light", 100)
    made = BareHost(open_store(copied(tmp_path / "book.crm", _make)), tmp_path)
    yield made
    made.close()


@pytest.fixture
def pane(qtbot: QtBot, desk: BareHost) -> ReportsPane:
    """The pane with the first report built."""
    made = ReportsPane(desk.book)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    settle(qtbot, desk, made)
    return made


def settle(qtbot: QtBot, desk: BareHost, pane: ReportsPane) -> None:
    """Wait until nothing is being built or rendered."""
    sheets, preview = pane.preview.sheets, pane.preview
    qtbot.waitUntil(
        lambda: (
            any(leaf.path == preview.path() for leaf in sheets._leaves.values())
            and not desk.jobs.running
            and not sheets.is_waiting()
        )
    )


def popup(qtbot: QtBot) -> Behind:
    """Wait until it is there."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), Behind))
    found = QApplication.activePopupWidget()
    assert isinstance(found, Behind)
    return found


def options_of(pane: ReportsPane) -> ReportOptions:
    """Return the options of a built-in report."""
    found = pane.options
    assert isinstance(found, ReportOptions)
    return found


def type_into(pane: ReportsPane, option: str, text: str) -> None:
    editor = options_of(pane).form.editor(option)
    assert isinstance(editor, LineEditor)
    editor.line.setText(text)
    editor.line.textEdited.emit(text)
    editor.line.returnPressed.emit()


def test_the_pages_of_the_written_file_are_shown(qtbot: QtBot, pane: ReportsPane) -> None:
    assert pane.made is not None
    assert pane.made.printed.path.read_bytes().startswith(b"%PDF")
    assert pane.status().startswith("Page 1 of ")
    rect = pane.preview.sheets.page_rect(0)

    def colours() -> set[str]:
        picture = pane.preview.sheets.grab(rect).toImage()
        columns, rows = range(0, rect.width(), 3), range(0, rect.height() // 2, 3)
        return {picture.pixelColor(x, y).name() for x in columns for y in rows}

    # a page is paper until its picture is there, and asks for that when it is painted
    wanted = {"#ffffff", QColor(theme.palette_now().primary).name()}
    qtbot.waitUntil(lambda: wanted <= colours(), timeout=20_000)


def test_another_report_is_built_when_it_is_chosen(qtbot: QtBot, desk: BareHost, pane: ReportsPane) -> None:
    pane.show_report("pipeline")
    pane.show_report("revenue-projection")
    settle(qtbot, desk, pane)
    assert pane.made is not None
    assert pane.made.report.name == "revenue-projection"
    assert options_of(pane).texts()["by"] == "Overview", "the pipeline was by stage, which is not offered here"
    assert pane.header.title.text() == "Revenue projection"
    pane.preview.verticalScrollBar().setValue(200)
    pane.show_report("weekly-pipeline")
    settle(qtbot, desk, pane)
    assert pane.preview.verticalScrollBar().value() == 0
    pane.show_report("revenue-projection")
    settle(qtbot, desk, pane)
    assert set(options_of(pane).form.fields) == set(pane.made.report.options)


def test_the_day_steps_by_weeks_and_comes_back_to_today(qtbot: QtBot, desk: BareHost, pane: ReportsPane) -> None:
    assert pane.made is not None
    this_week = pane.made.document.period
    options_of(pane).step_week(-1)
    assert options_of(pane).texts()["as_of"] == "11/13/2026"
    settle(qtbot, desk, pane)
    assert pane.made.document.period != this_week
    options_of(pane).clear_day()
    settle(qtbot, desk, pane)
    assert pane.made.document.period == this_week


def test_a_wrong_option_is_told_and_what_is_not_of_the_options_is_not_given_out(
    qtbot: QtBot, desk: BareHost, pane: ReportsPane, tmp_path: Path
) -> None:
    before, save = pane.made, pane.giving.save_button
    assert save.isEnabled()
    type_into(pane, "as_of", "31 Feb 2026")
    settle(qtbot, desk, pane)
    assert pane.made is before
    note = options_of(pane).form.editor("as_of").widget.accessibleDescription()
    assert "no day of the calendar" in note
    assert pane.notice.text() == f"The pages below are not what the options say. As of: {note}"
    assert [(one.isEnabled(), one.accessibleDescription()) for one in pane.giving.buttons] == [
        (False, pane.notice.text())
    ] * 4
    pane.giving.save(tmp_path / "old.pdf")
    pane.print_out()
    assert desk.said[-1] == ("warning", pane.notice.text())
    pane.show_report("pipeline")
    qtbot.waitUntil(lambda: not desk.jobs.running)
    assert pane.preview.isHidden()
    assert (pane.header.title.text(), pane.status()) == ("Pipeline", "")
    assert pane.empty.sentence() == f"The report cannot be built. As of: {note}"
    type_into(pane, "as_of", "")
    settle(qtbot, desk, pane)
    assert "no day" not in options_of(pane).form.editor("as_of").widget.accessibleDescription()
    assert pane.notice.isHidden()
    assert (save.isEnabled(), save.toolTip()) == (True, "")
    assert not list(tmp_path.glob("*.pdf"))


def test_the_panel_leaves_the_pages_two_thirds_and_long_names_end_early(
    qtbot: QtBot, desk: BareHost, pane: ReportsPane
) -> None:
    usual = pane.chooser.width()
    with desk.book.store.act("Save") as session:
        saved_reports.save(session, "A report with a name that goes on and on " * 2, begun(Opportunity))
    qtbot.waitUntil(lambda: pane.chooser.list.count() > len(REPORTS) + 2)
    named = pane.chooser.list
    assert named.horizontalScrollBar().maximum() == 0
    assert "goes on and on" in named.item(len(REPORTS) + 1).toolTip()
    theme.apply(QApplication.instance(), "light", 150)  # type: ignore[arg-type]  # the one of the tests
    qtbot.waitUntil(lambda: pane.chooser.width() > usual)
    pane.resize(700, 760)  # or as narrow as it goes
    assert pane.chooser.width() <= pane.width() // 3
    theme.apply(QApplication.instance(), "light", 100)  # type: ignore[arg-type]  # the one of the tests
    pane.resize(1100, 760)
    qtbot.waitUntil(lambda: pane.chooser.width() < 300)
    settle(qtbot, desk, pane)


def test_a_day_that_is_half_typed_is_not_complained_about(qtbot: QtBot, desk: BareHost, pane: ReportsPane) -> None:
    editor = options_of(pane).form.editor("as_of")
    assert isinstance(editor, LineEditor)
    before = pane.made
    QTest.keyClicks(editor.line, "10/3")
    assert not pane.giving.print_button.isEnabled(), "the pages are of today"
    options_of(pane)._quiet.timeout.emit()
    assert options_of(pane).form.editor("as_of").widget.property("invalid") is False
    QTest.keyClicks(editor.line, "0/2026")
    qtbot.waitUntil(lambda: pane.made is not before)


def seller_and_field(desk: BareHost, pane: ReportsPane) -> tuple[str, LinkEditor]:
    """Return the name of the first seller, and the field for one with the keyboard."""
    with desk.book.store.read() as session:
        name = session.connection().exec_driver_sql("SELECT name FROM seller ORDER BY id LIMIT 1").scalar_one()
    editor = options_of(pane).form.editor("seller")
    assert isinstance(editor, LinkEditor)
    editor.line.setFocus()
    return name, editor


def test_a_seller_is_chosen_by_typing_the_name(qtbot: QtBot, desk: BareHost, pane: ReportsPane) -> None:
    name, editor = seller_and_field(desk, pane)
    QTest.keyClicks(editor.line, name[:5])
    assert name in editor.offered()
    before = pane.made
    editor.line.setText(name)
    editor.left.emit()
    qtbot.waitUntil(lambda: pane.made is not before)
    assert pane.made is not None
    assert name in pane.made.document.subtitle


def test_an_emptied_seller_stays_empty_and_the_only_one_offered_can_be_picked(
    qtbot: QtBot, desk: BareHost, pane: ReportsPane
) -> None:
    name, editor = seller_and_field(desk, pane)
    QTest.keyClicks(editor.line, name[:6])
    assert editor.offered() == [name]
    QTest.keyClick(editor._popup, Qt.Key.Key_Down)
    QTest.keyClick(editor._popup, Qt.Key.Key_Return)
    assert editor.line.text() == name
    editor.line.selectAll()
    QTest.keyClick(editor.line, Qt.Key.Key_Backspace)
    assert editor._popup.isVisible()
    QTest.keyClick(editor._popup, Qt.Key.Key_Return)
    assert (editor.said(), editor.line.text()) == (None, "")
    settle(qtbot, desk, pane)


def test_tab_goes_from_the_list_through_the_options_to_the_buttons_and_the_pages(pane: ReportsPane) -> None:
    pane.chooser.list.setFocus()
    walked = []
    while (here := QApplication.focusWidget()) is not pane.preview:
        assert here is not None
        walked.append(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
    form, bar = options_of(pane), pane.bar
    wanted = [pane.chooser.list, form.form.editor("as_of").widget, form.form.editor("seller").widget, form.paper]
    wanted += [*pane.giving.buttons, bar.smaller, bar.larger, bar.fit]
    assert [one for one in walked if one in wanted] == wanted


def test_a_name_that_nobody_has_is_not_made_into_a_seller(desk: BareHost, pane: ReportsPane) -> None:
    editor = options_of(pane).form.editor("seller")
    assert isinstance(editor, LinkEditor)
    editor.line.setFocus()
    QTest.keyClicks(editor.line, "qqq")
    assert editor.offered() == []


def test_another_report_takes_the_day_and_the_seller_over(qtbot: QtBot, desk: BareHost, pane: ReportsPane) -> None:
    with desk.book.store.read() as session:
        name = session.connection().exec_driver_sql("SELECT name FROM seller ORDER BY id LIMIT 1").scalar_one()
    seller = options_of(pane).form.editor("seller")
    assert isinstance(seller, LinkEditor)
    seller.line.setText(name)
    type_into(pane, "as_of", "2026-11-03")
    settle(qtbot, desk, pane)
    before = options_of(pane).texts()
    pane.chooser.list.setCurrentRow(1)
    after = options_of(pane).texts()
    assert {key: after[key] for key in before} == before
    assert after["seller"] == seller.said()
    settle(qtbot, desk, pane)


def test_a_day_is_shown_in_the_way_of_the_country_when_it_is_left(
    qtbot: QtBot, desk: BareHost, pane: ReportsPane
) -> None:
    type_into(pane, "as_of", "2026-11-03")
    line = options_of(pane).form.editor("as_of").widget
    assert isinstance(line, QLineEdit)
    assert line.text() == "11/3/2026"
    settle(qtbot, desk, pane)


def test_the_pages_follow_the_book(qtbot: QtBot, desk: BareHost, pane: ReportsPane) -> None:
    before = pane.made
    with desk.book.store.act("Rename the book") as session:
        from crm_desktop.services import book

        book.set_value(session, "title", "Southwind")
    qtbot.waitUntil(lambda: pane.made is not before)
    assert pane.made is not None
    assert "Southwind" in pane.made.document.subtitle


def test_a_hidden_pane_builds_nothing_until_it_is_shown(qtbot: QtBot, desk: BareHost, pane: ReportsPane) -> None:
    before = pane.made
    pane.hide()
    pane.refresh()
    assert not desk.jobs.running
    pane.show()
    qtbot.waitUntil(lambda: pane.made is not before)


@pytest.mark.parametrize("suffix", ["pdf", "xlsx", "csv", "json"])
def test_what_is_shown_is_written(qtbot: QtBot, desk: BareHost, pane: ReportsPane, tmp_path: Path, suffix: str) -> None:
    assert pane.made is not None
    path = tmp_path / f"weekly.{suffix}"
    with qtbot.waitSignal(desk.jobs.idle):
        pane.giving.save(path)
    written = path.read_bytes()
    match suffix:
        case "pdf":
            assert written == pane.made.printed.path.read_bytes()
        case "xlsx":
            assert cells(path)[0] == ["Weekly pipeline"]
        case "csv":
            assert b"Weekly pipeline" in written
        case _:
            assert "pipeline" in json.loads(written)
    assert desk.said[-1] == ("info", f"Saved as “weekly.{suffix}”.")


def test_a_folder_that_is_gone_is_told(qtbot: QtBot, desk: BareHost, pane: ReportsPane, tmp_path: Path) -> None:
    with qtbot.waitSignal(desk.jobs.idle):
        pane.giving.save(tmp_path / "gone" / "weekly.pdf")
    assert desk.said[-1][0] == "error"
    assert f"There is no folder “{tmp_path / 'gone'}”" in desk.said[-1][1]


def test_many_pages_do_not_pile_up_in_memory(qtbot: QtBot, desk: BareHost, pane: ReportsPane, tmp_path: Path) -> None:
    write_pdf(page_of(deals(1200)), tmp_path / "long.pdf")
    pane.preview.show_pages(look_at(tmp_path / "long.pdf"))
    pane.preview.set_zoom(SMALLEST)
    bar = pane.preview.verticalScrollBar()
    for step in range(0, bar.maximum(), pane.preview.viewport().height()):
        bar.setValue(step)
        settle(qtbot, desk, pane)
    assert len(pane.preview.sheets._printed.sizes) > 15
    assert len(pane.preview.sheets._leaves) <= 12


def test_the_pages_grow_and_fit_the_width_again(pane: ReportsPane) -> None:
    fitted = pane.preview.zoom()
    QTest.keyClick(pane.preview, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert pane.preview.zoom() > fitted
    assert not pane.bar.fit.isChecked()
    pane.bar.fit.click()
    assert pane.preview.zoom() == fitted
    assert pane.bar.size_label.text() == f"{fitted:.0%}"


def test_the_last_page_is_reached_by_the_keyboard(pane: ReportsPane) -> None:
    pane.preview.set_zoom(1.5)
    QTest.keyClick(pane.preview, Qt.Key.Key_End)
    page, pages = pane.preview.page()
    assert page == pages > 1


def test_a_figure_says_how_it_came_about_and_opens_its_records(qtbot: QtBot, desk: BareHost, pane: ReportsPane) -> None:
    chosen = pane.chooser.list
    chosen.setFocus()
    QTest.keyClick(chosen, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert chosen.currentRow() == 0, "the keyboard walks on the pages, also from the list"
    assert QApplication.focusWidget() is pane.preview
    with qtbot.waitSignal(pane.preview.records_wanted) as wanted:
        QTest.keyClick(pane.preview, Qt.Key.Key_Return)
    records = wanted.args[0].records
    behind = popup(qtbot)
    assert (behind.title.text(), behind.value.text()[:2]) == ("Open pipeline", "$ ")
    assert behind.definition.text().startswith("The sum of the amounts of open opportunities.")
    rows = behind.table.rows
    assert rows.rowCount() == len(records.figure.records) + len(records.figure.left_out)
    adds = [rows.index(row, 1).data() for row in range(len(records.figure.records))]
    amounts = [Decimal(text.replace(",", "")) for text in adds]
    assert amounts == sorted(amounts, reverse=True)
    assert sum(amounts) == records.figure.value
    QTest.keyClick(behind.table, Qt.Key.Key_Return)
    assert [entity for entity, _id in desk.went] == ["opportunity"]
    assert QApplication.activePopupWidget() is None


def test_a_goal_behind_a_number_is_opened_as_a_goal(qtbot: QtBot, desk: BareHost, pane: ReportsPane) -> None:
    lines = (
        Line(7, "Whole company", "Goal", entity="goal"),
        Line(8, "A long name " * 4, "900,000 · set for the whole"),
    )
    shown = Explanation("Goal reached  50 %", "opportunity", lines, 2)
    show_behind(desk.book, pane, QPoint(), lambda _session: shown)
    table = popup(qtbot).table
    assert [table.rowHeight(row) > theme.row_height() for row in (0, 1)] == [False, True], "nothing is cut"
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert desk.went == [("goal", 7)]


def test_a_click_on_a_figure_opens_the_records_behind_it(qtbot: QtBot, pane: ReportsPane) -> None:
    assert pane.made is not None
    place = pane.made.printed.places[0]
    sheets = pane.preview.sheets
    scale = pane.preview.zoom() * 96 / 72
    corner = sheets.page_rect(place.page).topLeft()
    inside = corner + QPoint(round((place.area.x + 5) * scale), round((place.area.y + 5) * scale))
    with qtbot.waitSignal(pane.preview.records_wanted) as wanted:
        QTest.mouseClick(sheets, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, inside)
    assert wanted.args == [place]
    popup(qtbot).close()


def test_the_chosen_paper_is_printed_and_remembered(qtbot: QtBot, desk: BareHost, pane: ReportsPane) -> None:
    options_of(pane).paper.setCurrentText("Letter")
    before = pane.made
    options_of(pane).paper.activated.emit(1)
    qtbot.waitUntil(lambda: pane.made is not before)
    assert pane.made is not None
    assert pane.made.printed.sizes[0] == pytest.approx((612, 792))
    assert desk.settings["paper"] == "Letter"


def test_words_are_found_on_the_pages_and_walked_through(qtbot: QtBot, pane: ReportsPane, tmp_path: Path) -> None:
    write_pdf(page_of(deals(150)), tmp_path / "deals.pdf")
    pane.preview.show_pages(look_at(tmp_path / "deals.pdf"))
    pane.focus_filter()
    assert QApplication.focusWidget() is pane.finder.box
    QTest.keyClicks(pane.finder.box, "DEAL 01")
    qtbot.waitUntil(lambda: not pane.finder.is_looking())
    assert pane.finder.place.text() == "1 of 51"
    assert pane.preview.page()[0] > 1
    sheets = pane.preview.sheets

    def is_marked() -> bool:
        found = sheets._found[sheets._current]
        image = sheets.grab(sheets._area_rect(found.page, found.areas[0])).toImage()
        return "#ffb54d" in {image.pixelColor(x, 0).name() for x in range(image.width())}  # letters stay dark

    assert is_marked()
    QTest.keyClick(pane.finder.box, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert pane.finder.place.text() == "51 of 51"
    assert is_marked()
    QTest.keyClick(pane.finder.box, Qt.Key.Key_Return)
    assert pane.finder.place.text() == "1 of 51"
    QTest.keyClick(pane.finder.box, Qt.Key.Key_Escape)
    assert pane.finder.isHidden()
    assert not sheets._found
    assert QApplication.focusWidget() is pane.preview


def test_what_is_looked_for_is_looked_for_again_on_other_pages(
    qtbot: QtBot, desk: BareHost, pane: ReportsPane, tmp_path: Path
) -> None:
    pane.focus_filter()
    pane.finder.box.setText("Deal 0002")
    qtbot.waitUntil(lambda: not pane.finder.is_looking())
    assert pane.finder.place.text() == "Not on these pages"
    write_pdf(page_of(deals(5)), tmp_path / "deals.pdf")
    pane.preview.show_pages(look_at(tmp_path / "deals.pdf"))
    qtbot.waitUntil(lambda: not pane.finder.is_looking())
    assert pane.finder.place.text() == "1 of 1"


def test_a_report_that_takes_too_long_can_be_given_up_and_built_later(
    qtbot: QtBot, desk: BareHost, pane: ReportsPane
) -> None:
    before = pane.made
    pane.refresh()
    assert pane._job is not None
    overlay = pane.preview.findChild(ProgressOverlay)
    assert overlay is not None
    overlay.cancel.click()
    settle(qtbot, desk, pane)
    assert pane.made is before
    assert pane.notice.text() == "The report was not built; the pages that are shown are older."
    pane.notice._action.click()
    qtbot.waitUntil(lambda: pane.made is not before)
    assert pane.notice.isHidden()


def test_a_report_that_a_bug_stops_says_so_above_the_older_pages(
    qtbot: QtBot, pane: ReportsPane, monkeypatch: pytest.MonkeyPatch
) -> None:
    bugs: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: bugs.append(kind))
    monkeypatch.setattr(reports, "make", lambda *_: 1 / 0)
    pane.refresh()
    qtbot.waitUntil(lambda: bool(bugs))
    assert bugs == [ZeroDivisionError]
    assert "The program made a mistake" in pane.notice.text()


@pytest.mark.parametrize(("handled", "kind"), [(["file"], "info"), ([], "warning")])
def test_a_report_is_attached_to_a_draft_that_the_mail_program_opens(
    qtbot: QtBot, desk: BareHost, pane: ReportsPane, monkeypatch: pytest.MonkeyPatch, handled: list[str], kind: str
) -> None:
    assert pane.made is not None
    with opener_of(["file"]) as opener, qtbot.waitSignal(desk.jobs.idle):
        if not handled:
            monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
        pane.giving.send_button.click()
        qtbot.waitUntil(lambda: bool(desk.said))
    (path,) = drafts_folder().iterdir()
    assert path.name == "Weekly pipeline Week 47 · 16 – 22 November 2026, as of 20 Nov 2026.eml"
    assert desk.said[-1][0] == kind
    assert opener.opened == ([QUrl.fromLocalFile(str(path)).toEncoded().toStdString()] if handled else [])
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    (attached,) = message.iter_attachments()
    assert attached.get_content() == pane.made.printed.path.read_bytes()
