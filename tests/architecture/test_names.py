"""A name says what is inside; these names say only that somebody did not know."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source import ROOT, Module, modules, parsed

EMPTY = re.compile(r"(^|_)(utils?|helpers?|managers?|misc)(_|$)|^base_")
# A Manager alone is a person, whom a sales team has.
EMPTY_CLASS = re.compile(r"[a-z](Utils?|Helpers?|Managers?|Misc)$|^Base[A-Z]")


def empty_names(module: Module) -> list[str]:
    """Return the parts of the module's name, and its classes, that say nothing."""
    parts = [f"{module.name}: {part}" for part in module.name.split(".") if EMPTY.search(part)]
    classes = [node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)]
    return parts + [f"{module.at(node)} {node.name}" for node in classes if EMPTY_CLASS.search(node.name)]


def test_no_name_in_the_program_says_nothing() -> None:
    assert [place for module in modules() for place in empty_names(module)] == []


def test_no_test_file_says_nothing() -> None:
    assert [path.name for path in (ROOT / "tests").rglob("*.py") if EMPTY.search(path.stem)] == []


@pytest.mark.parametrize("name", ["text_utils", "helpers", "store_manager", "misc", "base_pane"])
def test_a_name_that_says_nothing_is_seen(name: str) -> None:
    assert empty_names(parsed("", f"crm_desktop.ui.{name}"))


def test_a_class_that_says_nothing_is_seen() -> None:
    assert empty_names(parsed("class ImportManager: ..."))
    assert not empty_names(parsed("class Baseline: ...\nclass Manager: ...", "crm_desktop.base.text"))
