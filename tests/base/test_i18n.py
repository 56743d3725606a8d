"""Texts are found for translators, and come back in their language, those that count in the form of their number."""

from __future__ import annotations

import ast
import gettext
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.base import i18n
from tests import translations
from tests.architecture.source import ROOT

_MARKS = {"_", "N_", "NN_", "count_of", "ngettext"}


@pytest.fixture
def pseudo(tmp_path: Path) -> Iterator[None]:
    """The language that nobody speaks."""
    translations.write_pseudo(tmp_path)
    i18n.use_language(translations.PSEUDO, tmp_path)
    yield
    i18n.use_language("", tmp_path)
    i18n.use_grouping(",")


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Yield every call of a translation in the program, with its place."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MARKS:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_no_text_is_put_together_before_it_is_translated() -> None:
    wrong = [place for place, call in calls() if any(isinstance(arg, ast.JoinedStr | ast.BinOp) for arg in call.args)]
    assert not wrong


def test_a_text_that_counts_is_never_translated_before_it_is_counted() -> None:
    wrong = [
        place
        for place, call in calls()
        if call.func.id in {"count_of", "ngettext"}  # type: ignore[attr-defined]  # `calls` yields names alone
        and any(isinstance(arg, ast.Call) and getattr(arg.func, "id", "") == "_" for arg in call.args[:2])
    ]
    assert not wrong


def test_every_text_is_found_and_both_forms_of_those_that_count() -> None:
    found = translations.texts()
    assert found["Preferences"].many == ""
    assert found["{n} account"].many == "{n} accounts", "from the declaration of an entity"
    assert found["overdue {n} day"].many == "overdue {n} days", "from a call"
    assert "The number of open opportunities." in found, "from the meaning of a figure"
    template = translations.template().decode()
    assert 'msgid "{n} account"\nmsgid_plural "{n} accounts"\n' in template


def test_the_language_that_nobody_speaks_is_longer_and_keeps_what_is_filled_in() -> None:
    said = translations.in_pseudo("Delete “{name}”…")
    assert "{name}" in said
    assert "Delete" not in said
    assert len(said) >= 1.4 * len("Delete “{name}”…")


def test_counts_are_said_in_the_form_of_their_number_and_grouped_by_the_country(pseudo: None) -> None:
    assert i18n.count_of("{n} account", "{n} accounts", 1).startswith("⟦1 åççöûñţ·")
    i18n.use_grouping(".")
    assert i18n.count_of("{n} account", "{n} accounts", 1204).startswith("⟦1.204 åççöûñţš·")


def test_a_language_without_translations_is_english(tmp_path: Path) -> None:
    i18n.use_language("xx_XX", tmp_path)
    assert i18n._("Preferences") == "Preferences"
    assert i18n.languages(tmp_path) == ()


def test_languages_are_found_by_their_folders(tmp_path: Path) -> None:
    translations.write_pseudo(tmp_path)
    assert i18n.languages(tmp_path) == (translations.PSEUDO,)
    assert gettext.find(i18n.DOMAIN, str(tmp_path), [translations.PSEUDO])
