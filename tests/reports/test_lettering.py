"""Texts on a line: cut, wrapped, from right to left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base import directions
from crm_desktop.reports import fonts, lettering, shortened

# Latin, Greek, Cyrillic, Hebrew, Arabic and spaces: all that the program's own font has
letters = st.text(st.sampled_from("aZßé i19.,()«»-…αΩжЯ  שלום()شركةلا"), max_size=80)


def seen(text: str, bold: bool = False) -> str:
    return "".join(run.text for run in lettering.line_of(text, bold).runs)


@given(letters, st.floats(20, 300), st.booleans())
def test_what_is_cut_fits_into_its_room(text: str, room: float, bold: bool) -> None:
    assert lettering.cut(text, 8, room, bold).width * 8 <= room + 0.001


@given(letters)
def test_what_fits_is_not_cut(text: str) -> None:
    line = lettering.line_of(text)
    assert lettering.cut(text, 8, line.width * 8) == line


@given(letters, st.floats(60, 300))
def test_wrapped_lines_fit_and_keep_every_letter(text: str, room: float) -> None:
    lines = lettering.wrap(text, 8, room)
    assert all(line.width * 8 <= room + 0.001 for line in lines)
    if text.isascii():
        words = "".join(run.text for line in lines for run in line.runs)
        assert words.translate({32: None, 45: None}) == text.translate({32: None, 45: None})


def test_a_cut_text_ends_with_an_ellipsis() -> None:
    (run,) = lettering.cut("Donaudampfschifffahrtsgesellschaft", 8, 80).runs
    assert run.text == "Donaudampfschif…"


def test_a_word_too_long_for_a_line_is_broken() -> None:
    assert len(lettering.wrap("x" * 300, 8, 200)) > 5


def test_line_ends_are_kept_and_no_break_spaces_never_end_a_line() -> None:
    assert [line.runs[0].text for line in lettering.wrap("one\r\n\r\ntwo", 8, 300) if line.runs] == ["one", "two"]
    assert len(lettering.wrap("one\n\ntwo", 8, 300)) == 3
    assert [line.runs[0].text for line in lettering.wrap("aaa 10\xa0%", 8, lettering.width_of("aaa 10") * 8)] == [
        "aaa",
        "10\xa0%",
    ]


def test_hebrew_runs_from_right_to_left_and_its_brackets_are_mirrored() -> None:
    assert seen("אב (2026)") == "(2026) בא"


def test_arabic_letters_are_joined() -> None:
    assert seen("شركة") == "\ufe94\ufedb\ufeae\ufeb7"


def test_a_left_to_right_text_keeps_its_direction_around_a_hebrew_name() -> None:
    assert seen("Call אב today") == "Call בא today"
    assert not lettering.line_of("Call אב today").is_right_to_left
    assert lettering.line_of("אב call").is_right_to_left


def test_a_letter_and_its_accent_become_one() -> None:
    assert seen("e\u0301") == "é"


@pytest.mark.parametrize("text", ["北京科技", "株式会社カナ", "한국"])
def test_eastern_writing_has_a_font_of_its_own(text: str) -> None:
    first, east, last = lettering.line_of(f"GTX {text} 2").runs
    assert (first.face, last.face) == (fonts.REGULAR, fonts.REGULAR)
    assert (east.text, east.face in {fonts.REGULAR, fonts.BOLD}) == (text, False)
    assert east.width == pytest.approx(len(text), rel=0.2)


def test_chinese_breaks_anywhere_but_before_a_full_stop() -> None:
    lines = lettering.wrap("公司名称。" * 20, 8, 84)
    assert len(lines) > 5
    assert not any(line.runs[0].text.startswith("。") for line in lines)


def test_emoji_joiners_and_marks_of_direction_leave_no_trace() -> None:
    assert seen("a\u200d\u200e\ufe0fb") == "ab"


def test_a_word_longer_than_a_line_is_cut_where_it_must_not_be_broken() -> None:
    short = lettering.with_short_words("Call Werkzeugmaschinen 北京科技有限公司 now", 7, 50, bold=True)
    first, cut, east, last = short.split(" ")
    assert (first, east, last) == ("Call", "北京科技有限公司", "now")
    assert cut.endswith("…")
    assert "Werkzeugmaschinen".startswith(cut[:-1])
    assert all(line.width * 7 <= 50 for line in lettering.wrap(short, 7, 50, bold=True))
    assert lettering.with_short_words("Call now", 7, 50) == "Call now"


def test_a_number_beside_a_name_from_right_to_left_stays_as_it_is() -> None:
    joined = directions.joined(("+49 30 1139 77", "אב Obama", "12 Nov"))
    assert seen(joined) == "+49 30 1139 77 · Obama בא · 12 Nov"
    assert not lettering.line_of(joined).is_right_to_left
    assert seen(directions.left_to_right("+49 (0) 30 אב 7") + " אב") == "בא +49 (0) 30 7 בא"
    assert directions.unmarked(joined) == "+49 30 1139 77 · אב Obama · 12 Nov"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("אב (GulfCo 24) 107", "107 (GulfCo 24) בא"), ("אב((אב))", "((בא))בא"), ("אב 5 < 6 ] x", "x [ 6 > 5 בא")],
)
def test_brackets_stay_in_pairs_and_open_to_the_side_that_is_read_from(text: str, shown: str) -> None:
    assert seen(text) == shown


def test_a_line_of_nothing_but_a_number_and_a_bracket_goes_on_in_the_direction_of_its_text() -> None:
    *_first, last = lettering.wrap("אב גד (Obama 24)", 8, lettering.width_of("אב גד (Obama") * 8)
    assert last.is_right_to_left
    assert "".join(run.text for run in last.runs) == "(24"


def test_an_isolate_goes_on_in_the_next_line_and_marks_of_the_user_do_no_harm() -> None:
    joined = directions.joined(("Anna", "אבגד הוזח טיכל 12"))
    lines = lettering.wrap(joined, 8, lettering.width_of("Anna · אבגד הוזח") * 8)
    assert ["".join(run.text for run in line.runs) for line in lines] == ["Anna · חזוה דגבא", "12 לכיט"]
    assert not any(line.is_right_to_left for line in lines)
    assert seen(directions.joined(("\u2067אב\u2069\u2069", "x!"))) == "בא · x!"


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("Qualifications", ["Qualifica-", "tions"]),
        ("Werkzeugmaschinen", ["Werkzeug-", "maschinen"]),
        ("Hohenzollern-Sigmaringen", ["Hohenzol-", "lern-Sigma-", "ringen"]),
        ("XKJ293847293847", ["XKJ2938472", "93847"]),
    ],
)
def test_a_broken_word_has_a_hyphen_and_leaves_no_few_letters_alone(word: str, pieces: list[str]) -> None:
    lines = lettering.wrap(word, 8, 52)
    assert ["".join(run.text for run in line.runs) for line in lines] == pieces


def test_names_that_are_cut_keep_their_ends_and_stay_apart() -> None:
    names = ("Donaudampfschifffahrtsgesellschaft 24", "Donaudampfschifffahrtsgesellschaft 25", "Acme")
    first, second, whole = shortened.apart(names, 8, 80)
    assert (first[:5], first[-2:], second[-2:], whole) == ("Donau", "24", "25", "Acme")
    alike = tuple(f"Rahmenvertrag {'x' * place}y{'x' * (30 - place)} Wartung" for place in range(12, 22))
    shown = shortened.apart(alike, 8, 80)
    assert len(set(shown)) == len(alike)
    assert all(lettering.width_of(name) * 8 <= 80 for name in shown)
