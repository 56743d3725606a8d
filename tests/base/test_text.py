"""Folding, squashing and cleaning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base.text import clean, fold, natural_key, one_line, squash


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ångström", "angstrom"),
        ("Straße", "strasse"),
        ("ØRSTED Łódź", "orsted lodz"),
        ("İstanbul", "istanbul"),
        ("Ἀθήνα", "αθηνα"),
        (None, ""),
    ],
)
def test_accents_and_case_are_folded(text: str | None, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["GTX Pro", "GTXPro", " gtx-pro ", "Gtx_Pro", "ＧＴＸ Pro"])
def test_names_that_differ_in_spacing_and_case_are_one(text: str) -> None:
    assert squash(text) == "gtxpro"


def test_a_name_of_signs_is_still_a_name() -> None:
    assert squash("!!!") == "!!!"
    assert squash("東西 貿易") == "東西貿易"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(codec=None)))
def test_cleaned_text_fits_into_a_file(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert "\0" not in cleaned
    assert "\r" not in cleaned
    assert clean(cleaned) == cleaned
    assert "\n" not in one_line(text)


def test_numbers_in_names_sort_as_numbers() -> None:
    assert sorted(["Item 10", "item 9", "Item 1"], key=natural_key) == ["Item 1", "item 9", "Item 10"]
