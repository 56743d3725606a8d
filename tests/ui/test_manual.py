"""The manual: every link leads to a page of it, every key that it names is one, and nothing else is ever shown.

What it tells to type is typed here: phrases, options of reports, and lines for the terminal, those of the README too.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QUrl
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop import __version__
from crm_desktop.base import dates
from crm_desktop.cli.parser import parser
from crm_desktop.reports.report import REPORTS, report_named
from crm_desktop.schema.formats import formats_for
from crm_desktop.schema.recurrence import spoken, words
from crm_desktop.services.calendar.free_words import ask_of
from crm_desktop.services.spoken_span import Span, span_of
from crm_desktop.ui.commands import COMMANDS
from crm_desktop.ui.dialogs import manual
from crm_desktop.ui.dialogs.manual import KEYS, ManualViewer

PAGES = sorted([path.name for path in manual.folder().glob("*.md")] + [KEYS])
OF_LISTS = {"Esc", "Ctrl+A", "Ctrl+C", "Shift", "Ctrl"}
ARROWS = ("Up", "Down", "Left", "Right")
OF_VIEWS = {f"{held}+{arrow}" for held in ("Ctrl", "Ctrl+Shift") for arrow in ARROWS} | {"Ctrl+Return"}
ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"


@pytest.fixture
def viewer(qtbot: QtBot) -> ManualViewer:
    made = ManualViewer()
    qtbot.addWidget(made)
    made.show_first()
    return made


def links(name: str) -> list[str]:
    return re.findall(r"\]\(([^)]+)\)", manual.page(name) or "")


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_to_a_page_and_every_page_back_to_the_contents(name: str) -> None:
    assert links(name)
    assert all(manual.page(link) is not None for link in links(name))
    assert name == manual.FIRST or manual.FIRST in links(name)


def test_the_contents_name_every_page() -> None:
    assert {*links(manual.FIRST), manual.FIRST} == set(PAGES)


@pytest.mark.parametrize("name", [name for name in PAGES if name != KEYS])
def test_a_key_that_the_manual_names_belongs_to_a_command(name: str) -> None:
    known = {QKeySequence(command.key).toString() for command in COMMANDS if command.key} | OF_LISTS
    known |= {QKeySequence(key).toString() for key in OF_VIEWS} if name in {"calendar.md", "reports.md"} else set()
    text = manual.page(name) or ""
    named = re.findall(r"[`*]((?:Ctrl|Alt|Shift|Del|Esc|Return|F\d)[+\w]*)[`*]", text)
    assert [key for key in named if QKeySequence(key).toString() not in known and key not in known] == []


@pytest.mark.parametrize("name", [name for name in PAGES if name != KEYS])
def test_a_command_that_the_manual_names_stands_in_that_menu(name: str) -> None:
    titles = {f"{command.menu.replace('/', ' ▸ ')} ▸ {command.title.rstrip('…')}" for command in COMMANDS}
    menus = {path.partition(" ▸ ")[0] for path in titles}
    families = {"File ▸ Open recent", "Record ▸ Move to"}
    named = re.findall(r"\*((?:" + "|".join(sorted(menus)) + r") ▸ [^*]+)\*", manual.page(name) or "")
    assert [path for path in named if path not in titles | families] == []


def test_a_link_turns_the_page(viewer: ManualViewer) -> None:
    viewer.follow(QUrl("undo.md"))
    assert viewer.toPlainText().startswith("Undo and history")


@pytest.mark.parametrize(
    "link", ["https://example.com/undo.md", "file:///etc/passwd", "file:///tmp/index.md", "../README.md", "nowhere.md"]
)
def test_a_link_to_anywhere_else_leads_nowhere(viewer: ManualViewer, link: str) -> None:
    before = viewer.toPlainText()
    viewer.follow(QUrl(link))
    assert viewer.toPlainText() == before


def test_no_file_is_loaded_into_the_manual(viewer: ManualViewer, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    assert viewer.loadResource(0, QUrl.fromLocalFile(str(secret))) == QByteArray()


def test_the_page_of_keys_is_made_of_the_commands(qapp: QApplication) -> None:
    text = manual.page(KEYS) or ""
    assert "| Edit | Undo | `Ctrl+Z` |" in text


def table(name: str, heading: str) -> dict[str, str]:
    """Return a table of two columns, found by what stands over the first."""
    _before, _heading, rest = (manual.page(name) or "").partition(f"| {heading} |")
    rows = [line.strip("| ").split(" | ") for line in rest.partition("\n\n")[0].splitlines()[2:]]
    return {said.strip("`"): meant for said, meant in rows}


def quoted(name: str, after: str, before: str) -> list[str]:
    """Return what is to be typed between two words of a page."""
    text = (manual.page(name) or "").partition(after)[2].partition(before)[0]
    return re.findall(r"`([^`]+)`", text)


def test_what_the_manual_says_of_repeating_is_understood_like_that() -> None:
    formats, told = formats_for("en_US"), table("calendar.md", "You write")
    assert len(told) > 15
    for said, meant in told.items():
        assert words.of(spoken.rule_of(said, formats), formats).startswith(
            meant.removesuffix(", as other programs write it")
        )


def test_the_times_that_the_manual_writes_are_understood() -> None:
    times, lengths = quoted("calendar.md", "*When*", "*More…*"), quoted("calendar.md", "finds it", "The best")
    usual = Span(dates.now(), 60, all_day=False)
    assert (len(times), len(lengths)) == (7, 3)
    assert all(span_of(said, usual).minutes for said in times)
    assert all(ask_of(said).minutes for said in lengths)


@pytest.mark.parametrize("path", sorted([*manual.folder().glob("*.md"), README]), ids=lambda path: path.name)
def test_every_line_for_the_terminal_is_one_that_the_program_takes(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("[--", "--")
    lines = re.findall(r"^(crm-desktop .+)|`(crm-desktop [^`…]+)`", text, re.MULTILINE)
    for line in ("".join(found) for found in lines):
        _program, *arguments = shlex.split(line, comments=True)
        asked = parser().parse_args([argument.rstrip("]") for argument in arguments])
        if asked.command == "report" and asked.name:
            report = report_named(asked.name)
            assert {option.partition("=")[0] for option in asked.options or ()} <= report.options.keys()


def test_the_manual_tells_of_every_report() -> None:
    told = {said.strip("*") for said in table("reports.md", "Report")}
    assert told == {report.title for report in REPORTS}


def test_the_changelog_begins_with_this_version() -> None:
    versions = re.findall(r"^## \[(\d[^]]*)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert versions[0] == __version__


def test_a_picture_that_the_readme_shows_is_there() -> None:
    shown = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert len(shown) == 2
    assert all((ROOT / place).is_file() for place in shown)
