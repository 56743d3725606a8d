"""Cells of text files that a spreadsheet would run."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base.cells import guarded, unguarded

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝")


@given(st.text("=+-@\t\r\n＝'ab1", max_size=6))
def test_no_formula_is_written_and_every_text_comes_back(text: str) -> None:
    assert not guarded(text).startswith(STARTS)
    assert unguarded(guarded(text)) == text


def test_an_ordinary_apostrophe_stays() -> None:
    assert guarded("'s-Hertogenbosch") == unguarded("'s-Hertogenbosch") == "'s-Hertogenbosch"
