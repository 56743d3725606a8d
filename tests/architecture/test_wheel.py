"""The wheel scrolls a form and never changes what it passes over: every box of the program comes from `ui/boxes`."""

from __future__ import annotations

import ast

from tests.architecture.source import modules

TAKES_THE_WHEEL = {"QComboBox", "QDateEdit", "QDateTimeEdit", "QDoubleSpinBox", "QSlider", "QSpinBox", "QTimeEdit"}


def _made(node: ast.AST) -> list[ast.expr]:
    """Return what is called or taken for a base class."""
    return [node.func] if isinstance(node, ast.Call) else node.bases if isinstance(node, ast.ClassDef) else []


def test_no_box_that_takes_the_wheel_is_made_elsewhere() -> None:
    found = [
        f"{module.name}:{made.lineno}"
        for module in modules()
        if module.name != "crm_desktop.ui.boxes"
        for node in ast.walk(module.tree)
        for made in _made(node)
        if isinstance(made, ast.Name) and made.id in TAKES_THE_WHEEL
    ]
    assert found == []
