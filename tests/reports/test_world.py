"""The world's writings on paper: real texts of 51 languages and the strings that break programs."""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from crm_desktop.base import directions
from crm_desktop.base.paths import resources
from crm_desktop.base.text import clean
from crm_desktop.reports import fonts, lettering, shaping
from crm_desktop.reports.document import Cell, Column, Paragraph, Row, Table
from crm_desktop.reports.pdf import write_pdf
from tests.reports.samples import names, page_of

PLAIN = ("eng", "deu_1996", "fra", "pol", "vie", "tur", "rus", "ell_monotonic", "hye", "kat")
WORLD = (
    "شركة النور للتجارة (2026)", "ہماری کمپنی ہے", "חברה בע״מ (2026)", "北京科技有限公司，國際貿易", "株式会社カナひらがな々",
    "한국주식회사 서울", "क्षत्रिय हिन्दी कम्पनी ₹", "தமிழ் நிறுவனம்", "తెలుగు సంస్థ", "บริษัทไทย จำกัด", "ក្រុមហ៊ុន",
)  # fmt: skip


@pytest.fixture
def missing(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What is said in the log about characters that no font here has; it depends on the machine, so tests clear it."""
    fonts.note_missing.cache_clear()
    lettering._set.cache_clear()
    with caplog.at_level(logging.INFO):
        yield caplog


def languages(real_data: Path) -> dict[str, list[str]]:
    found = json.loads((real_data / "ugly/udhr_many_scripts.json").read_text(encoding="utf-8"))
    return {code: one["paragraphs"] for code, one in found.items()}


def naughty(real_data: Path) -> list[str]:
    return [text for text in json.loads((real_data / "ugly/blns.json").read_text(encoding="utf-8")) if text.strip()]


def text_of(path: Path) -> str:
    pdf = pypdfium2.PdfDocument(path.read_bytes())
    text = "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    pdf.close()
    return text


def check_glyphs(text: str, log: pytest.LogCaptureFixture) -> None:
    """Every character has a glyph in the font of its run, or there is a word in the log."""
    for run in lettering.line_of(text).runs:
        known = fonts.font_named(run.face).face.charToGlyph
        shown = "".join(glyph.char for glyph in run.glyphs) or run.text
        assert all(known.get(ord(char), 0) for char in shown if char != "\xa0"), (text, run)
    if "\ufffd" in "".join(run.text for run in lettering.line_of(text).runs) and "\ufffd" not in text:
        assert "No font here has the character" in log.text


def test_no_language_is_printed_with_a_box_that_the_log_does_not_speak_of(
    real_data: Path, missing: pytest.LogCaptureFixture
) -> None:
    for paragraphs in languages(real_data).values():
        for paragraph in paragraphs:
            for word in paragraph.split():
                check_glyphs(word, missing)
    missing.clear()


def test_a_page_of_51_languages_is_written_and_its_plain_texts_read_back(
    real_data: Path, missing: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    found = languages(real_data)
    rows = tuple(Row((Cell(code), Cell(" ".join(texts)[:60]))) for code, texts in found.items())
    table = Table((Column("Code"), Column("Text", weight=6)), rows, "")
    path = tmp_path / "world.pdf"
    write_pdf(page_of(table, *(Paragraph(texts[0]) for texts in found.values())), path)
    text = " ".join(text_of(path).split())
    for code in PLAIN:
        start = unicodedata.normalize("NFC", " ".join(found[code][0].split()))[:60]
        assert start in unicodedata.normalize("NFC", text)
    missing.clear()


def test_the_naughty_strings_are_all_printed(
    real_data: Path, missing: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    strings = naughty(real_data)
    path = tmp_path / "naughty.pdf"
    write_pdf(page_of(names(*strings), *map(Paragraph, strings), title=strings[-1]), path)
    text = text_of(path)
    short = [one for one in strings if one.isascii() and one.isprintable() and len(one) < 60]
    assert len(short) > 200
    squeezed = re.sub(r"\s+", "", text)
    assert [one for one in short if re.sub(r"\s+", "", one) not in squeezed] == []
    for one in strings:
        check_glyphs(clean(one), missing)
    missing.clear()


@pytest.mark.parametrize("text, shown", [
    ("Party \U0001f389", "Party [party popper]"),
    ("\U0001f1e9\U0001f1ea", "DE"),
    ("\U0001f44d\U0001f3fd", "[thumbs up sign]"),
    ("\U0001d4d7\U0001d4f2", "Hi"),
    ("☎ ✈ ✔", "☎ ✈ ✔"),
])  # fmt: skip
def test_an_emoji_is_never_a_box(text: str, shown: str, missing: pytest.LogCaptureFixture) -> None:
    assert "".join(run.text for run in lettering.line_of(text).runs) == shown
    missing.clear()


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, missing: pytest.LogCaptureFixture) -> Iterator[None]:
    """A machine without fonts of its own; the test is to need none but those that come with the program."""
    caches = (fonts._installed_fonts, fonts._eastern_face, fonts._script_face, fonts._font, fonts.width_in,
              shaping.shaped, lettering._set)  # fmt: skip
    with monkeypatch.context() as changed:
        changed.setattr(fonts, "_font_folders", lambda: [resources() / "fonts"])
        for cache in caches:
            cache.cache_clear()
        yield
        assert "No font here" not in missing.text
    for cache in caches:
        cache.cache_clear()


@pytest.mark.usefixtures("bare")
def test_a_machine_without_fonts_prints_the_letters_of_most_of_the_world(
    missing: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    for text in WORLD:
        assert "\ufffd" not in "".join(run.text for run in lettering.line_of(text).runs)
        check_glyphs(text, missing)
    write_pdf(page_of(names(*WORLD)), tmp_path / "world.pdf")
    found = text_of(tmp_path / "world.pdf")
    assert [text for text in WORLD if text not in found and not directions.is_right_to_left(text)] == []
    fonts_of_the_page = re.findall(rb"/FontFile2", (tmp_path / "world.pdf").read_bytes())
    assert len(fonts_of_the_page) >= 8


def test_devanagari_is_shaped_and_its_text_can_be_read_back(tmp_path: Path) -> None:
    (run,) = lettering.line_of("क्षत्रिय").runs
    assert len(run.glyphs) < len("क्षत्रिय")
    assert run.width == pytest.approx(shaping.width_of(run.glyphs))
    write_pdf(page_of(names("क्षत्रिय")), tmp_path / "hindi.pdf")
    assert b"ActualText" in _content(tmp_path / "hindi.pdf")


def test_a_vowel_that_is_written_before_its_letter_changes_places() -> None:
    (run,) = lettering.line_of("कि").runs
    (alone,) = lettering.line_of("क").runs
    assert run.glyphs[-1].char == alone.glyphs[0].char


def test_a_cut_never_tears_a_mark_from_its_letter(missing: pytest.LogCaptureFixture) -> None:
    for text in ("e\u0301" * 50, "कि" * 50, "นี่" * 50):
        for room in range(40, 80, 3):
            kept = "".join(run.text for run in lettering.cut(text, 8, room).runs).rstrip("…\ufffd")
            assert unicodedata.normalize("NFC", text).startswith(kept) or "\ufffd" in kept
    missing.clear()


def test_urdu_letters_that_the_own_font_lacks_are_not_taken_apart() -> None:
    line = lettering.line_of("ہے")
    assert len(line.runs) == 1
    assert line.runs[0].text == "ہے"


def _content(path: Path) -> bytes:
    from pypdf import PdfReader

    return PdfReader(path).pages[0].get_contents().get_data()  # type: ignore[union-attr]
