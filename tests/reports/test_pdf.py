"""What is read back from a printed report."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from crm_desktop.base.errors import Cancelled
from crm_desktop.base.task import Task
from crm_desktop.reports import glyphs
from crm_desktop.reports.chart_data import Chart
from crm_desktop.reports.document import Break, Document, Figure, Figures, Heading, Paragraph, Table
from crm_desktop.reports.first_page import FirstPage
from crm_desktop.reports.pdf import write_pdf
from crm_desktop.reports.sections import definitions
from tests.reports.samples import NASTY, deals, names, page_of, revenue, weekly

Print = Callable[..., PdfReader]


def texts(pdf: PdfReader) -> list[str]:
    return [page.extract_text() for page in pdf.pages]


def test_each_record_of_a_long_table_is_printed_once(printed: Print) -> None:
    words = " ".join(texts(printed(page_of(Heading("All"), deals(400)))))
    assert sorted(re.findall(r"Deal (\d{4})", words)) == [f"{n:04d}" for n in range(1, 401)]


def test_every_page_of_a_table_has_its_headings_and_every_later_page_a_header(printed: Print) -> None:
    first, *later = texts(printed(page_of(deals(200))))
    assert len(later) >= 3
    assert all(text.count("Opportunity") == 1 and text.count("Amount") == 1 for text in (first, *later))
    assert all("Pipeline" in text and "Week 47" in text for text in later)


def test_a_long_title_beside_a_long_day_is_read_whole_on_every_page(printed: Print) -> None:
    title = "Open opportunities of the industrial automation customers by region, seller and stage"
    page = replace(page_of(deals(60), title=title), period="Wednesday 30 September 2026")
    for text in texts(printed(page)):
        assert title in " ".join(text.split())
        assert page.period in text


def test_every_page_says_which_of_how_many_it_is(printed: Print) -> None:
    pages = texts(printed(page_of(deals(200))))
    for number, text in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in text
        assert "Printed today from test.crm" in text


def test_the_total_stands_below_at_least_two_rows_whatever_the_length_of_the_table(printed: Print) -> None:
    for count in range(44, 52):
        last = texts(printed(page_of(deals(count))))[-1]
        assert f"Total, {count} deals" in last
        assert len(re.findall(r"Deal \d{4}", last)) >= 2


def test_what_belongs_on_one_page_is_shortened_until_it_fits(printed: Print) -> None:
    def shortened(*sizes: int) -> Document:
        whole = page_of(deals(sizes[0]), Paragraph("behind"))
        return replace(whole, first_page=FirstPage(1, (lambda: shortened(*sizes[1:])) if sizes[1:] else None))

    for sizes, rows in (((90, 70, 30, 20), 30), ((9, 5), 9), ((90, 80), 80)):
        words = " ".join(texts(printed(shortened(*sizes))))
        assert (len(re.findall(r"Deal \d{4}", words)), words.count("behind")) == (rows, 1)


def test_the_definitions_are_never_torn_apart(printed: Print) -> None:
    titles = [(name, name) for name in ("pipeline", "weighted", "won", "win_rate", "velocity", "needs_attention")]
    places = set()
    for count in range(32, 50, 3):
        pages = texts(printed(page_of(deals(count), *definitions(titles))))
        (text,) = (text for text in pages if "How these numbers are computed" in text)
        assert all(f"{name}:" in text for name, _title in titles)
        places.add(pages.index(text))
    assert places == {0, 1}


@pytest.mark.parametrize("paper, size", [("A4", (595, 842)), ("Letter", (612, 792))])
def test_the_paper_is_the_one_asked_for(printed: Print, paper: str, size: tuple[int, int]) -> None:
    box = printed(weekly(), paper).pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == size


@pytest.mark.parametrize("text", NASTY)
def test_what_a_user_wrote_is_printed_as_it_is(printed: Print, text: str) -> None:
    pdf = printed(
        page_of(Heading(text), names(text), Paragraph(text), Figures((Figure(text, text, text),)), title=text)
    )
    words = texts(pdf)[0].replace("\n", " ")
    assert words.count(text) >= 5
    assert not pdf.pages[0].images
    assert "/Annots" not in pdf.pages[0]


def test_text_that_is_not_escaped_would_break_the_page(printed: Print, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "_escaped", chr)
    assert "a) Tj ET (b" not in texts(printed(page_of(names("a) Tj ET (b"))))[0]


def test_what_no_page_can_hold_is_left_out(printed: Print) -> None:
    assert "ab cd" in texts(printed(page_of(names("a\0b\ncd\ud800"))))[0]


def test_an_emoji_is_printed_as_its_name_and_another_missing_character_as_a_placeholder_with_a_word_in_the_log(
    printed: Print, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        text = texts(printed(page_of(names("Party \U0001f38a time", "Rune \U00010a00 stone"))))[0]
    assert "Party [confetti ball] time" in text
    assert "Rune \ufffd stone" in text
    assert "U+1F38A" in caplog.text
    assert "U+10A00" in caplog.text
    caplog.clear()


def test_a_note_of_100000_words_flows_over_many_pages(printed: Print) -> None:
    note = " ".join(f"word{n}" for n in range(100_000))
    pdf = printed(page_of(Paragraph(note)))
    assert len(pdf.pages) > 100
    assert texts(pdf)[0].count("word0 ") == 1
    assert "word99999" in pdf.pages[-1].extract_text()


def test_a_cell_with_a_note_of_100000_words_takes_one_line(printed: Print) -> None:
    text = texts(printed(page_of(names("word " * 100_000, "שלום " * 100_000))))[0]
    assert text.count("…") == 2


def test_an_empty_table_or_chart_says_so_in_a_sentence(printed: Print) -> None:
    nothing = Chart("stacked", (), (), (), "No revenue in this period.")
    table = Table((), (), "No open opportunities.")
    text = texts(printed(page_of(Heading("Open"), table, Heading("Revenue"), nothing)))[0]
    assert "No open opportunities." in text
    assert "No revenue in this period." in text


def test_a_break_begins_a_page_and_none_stays_empty(printed: Print) -> None:
    pages = texts(printed(page_of(Paragraph("one"), Break(), Break(), Paragraph("two"), Break())))
    assert ["one" in page for page in pages] == [True, False]
    assert ["two" in page for page in pages] == [False, True]


def test_the_file_says_what_it_is_and_has_an_outline(printed: Print) -> None:
    document = replace(weekly(), made=datetime(2026, 11, 20, 9, 30, 5, tzinfo=UTC))
    pdf = printed(document)
    assert pdf.metadata is not None
    assert (pdf.metadata.creation_date, pdf.metadata.modification_date) == (document.made, document.made)
    assert (pdf.metadata.title, pdf.metadata.author) == ("Pipeline · Week 47", "Maureen Marcano")
    assert pdf.metadata.subject == "Maureen Marcano"
    assert str(pdf.root_object["/Lang"]) == "en"
    (title, parts) = pdf.outline
    assert not isinstance(title, list)
    assert title.title == "Pipeline"
    assert isinstance(parts, list)
    assert [part.title for part in parts if not isinstance(part, list)] == [
        "By stage", "What changed", "Expected to close", "Projected revenue", "Needs attention",
    ]  # fmt: skip


def test_the_fonts_are_in_the_file(printed: Print) -> None:
    resources = printed(weekly()).pages[0]["/Resources"]
    assert isinstance(resources, DictionaryObject)
    fonts = resources["/Font"]
    assert isinstance(fonts, DictionaryObject)
    for font in fonts.values():
        described = font.get_object()
        assert isinstance(described, DictionaryObject)
        assert "/FontFile2" in str(described["/FontDescriptor"])


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    document = weekly()
    write_pdf(document, tmp_path / "a.pdf")
    write_pdf(document, tmp_path / "b.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_the_places_of_records_are_where_their_rows_stand(tmp_path: Path) -> None:
    path = tmp_path / "deals.pdf"
    places = write_pdf(page_of(deals(100)), path)
    assert [place.records.ids for place in places] == [(n,) for n in range(1, 101)]
    pdf = pypdfium2.PdfDocument(path.read_bytes())
    for place in places[::9]:
        page = pdf[place.page]
        top = page.get_height() - place.area.y
        area = place.area
        words = page.get_textpage().get_text_bounded(area.x, top - area.height, area.x + area.width, top)
        assert re.findall(r"Deal \d+", words) == [f"Deal {place.records.ids[0]:04d}"]
    pdf.close()


def test_cards_bars_marks_and_bullets_lead_to_their_records_too(tmp_path: Path) -> None:
    places = write_pdf(weekly(), tmp_path / "weekly.pdf")
    assert {place.records.ids for place in places} >= {(1, 2), (1,), (8,)}
    assert len([place for place in places if place.records.ids == (1,)]) == 2  # its row and its mark in the chart


def test_a_cancelled_report_leaves_the_older_file(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"older")
    task = Task(lambda progress: task.cancel() if progress.done else None)
    with pytest.raises(Cancelled):
        write_pdf(page_of(deals(2000)), path, task=task)
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_pdf(weekly(), tmp_path / "gone" / "report.pdf")


def run_alone(code: str) -> str:
    """Run code in a process of its own and return what it printed."""
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=surroundings)
    return done.stdout


def test_nothing_heavy_is_imported_before_the_first_report() -> None:
    modules = "pdf, text_out, pages, document, charts"
    loaded = run_alone(f"from crm_desktop.reports import {modules}\nimport sys\nprint(*sys.modules)").split()
    assert "crm_desktop.reports.pdf" in loaded
    assert not {"reportlab", "pypdfium2", "bidi", "arabic_reshaper", "csv", "json", "PIL"} & set(loaded)


def test_the_first_report_of_a_process_may_be_empty(tmp_path: Path) -> None:
    run_alone(
        "from pathlib import Path\nfrom crm_desktop.reports.document import Document\n"
        "from crm_desktop.reports.pdf import write_pdf\n"
        f"write_pdf(Document('', '', '', '', ()), Path({str(tmp_path / 'empty.pdf')!r}))"
    )
    assert "Page 1 of 1" in PdfReader(tmp_path / "empty.pdf").pages[0].extract_text()


def test_more_letters_than_one_font_of_a_file_can_have_are_printed(printed: Print) -> None:
    letters = "".join(chr(code) for code in [*range(0xC0, 0x17F), *range(0x391, 0x3A1), *range(0x410, 0x450)])
    rows = [letters[at : at + 20] for at in range(0, len(letters), 20)]
    text = texts(printed(page_of(names(*rows))))[0]
    assert all(row in text for row in rows)


def test_a_chart_of_many_months_writes_no_text_over_another(tmp_path: Path) -> None:
    months = tuple(f"November {2000 + n}" for n in range(60))
    chart = revenue()
    series = tuple(
        type(one)(one.name, one.meaning, tuple(one.values[n % 3] for n in range(60))) for one in chart.series
    )
    labels = tuple(f"{n:,}" for n in range(10**9, 10**9 + 60))
    path = tmp_path / "chart.pdf"
    write_pdf(page_of(Chart("stacked", months, series, labels, "")), path)
    pdf = pypdfium2.PdfDocument(path.read_bytes())
    page = pdf[0].get_textpage()
    boxes = sorted(page.get_rect(index) for index in range(page.count_rects()))
    for one, (left, bottom, right, top) in enumerate(boxes):
        for other in boxes[one + 1 :]:
            assert other[0] >= right or other[2] <= left or other[1] >= top or other[3] <= bottom
    pdf.close()
