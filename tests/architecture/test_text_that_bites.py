"""User text stays text: what Qt would render as HTML, local images included, is made in one place only.

Labels, message boxes, tooltips, progress and wizard dialogs and rich-text editors guess whether a text is HTML; a
customer called "<b>" finds out. `ui/labels` makes them safe, everybody else takes them from there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import Module, modules, parsed

HOME = "crm_desktop.ui.labels"
# The manual's viewer shows our own pages only, and a test of it holds that.
MANUAL = "crm_desktop.ui.dialogs.manual"
GUESS = {
    "QErrorMessage", "QInputDialog", "QLabel", "QMessageBox", "QProgressDialog", "QTextBrowser", "QTextEdit",
    "QToolTip", "QWizardPage",
}  # fmt: skip
CAPTIONED = {"QAction", "QCheckBox", "QPushButton", "QRadioButton", "QToolButton", "addAction", "addMenu"}
"""What takes an & for a shortcut. The program's own buttons undo that by themselves."""
# A text is safe in a tooltip when it went through plain_tooltip(), or is one of our own sentences.
SAFE = {"plain_tooltip", "_", "N_"}


def bites(module: Module) -> Iterator[str]:
    """Yield the places in `module` where user text could be taken for HTML."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield from (f"{module.at(node)} {what}" for what in call_bites(node))
        elif isinstance(node, ast.ClassDef):
            yield from (f"{module.at(node)} class of {last(base)}" for base in node.bases if last(base) in GUESS)
    if mentions(module.tree, "ToolTipRole") and not mentions(module.tree, "plain_tooltip"):
        yield f"{module.at(module.tree)} ToolTipRole without plain_tooltip"


def call_bites(call: ast.Call) -> Iterator[str]:
    """Yield what is wrong with one call."""
    owner = last(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    name = last(call.func)
    if {name, owner} & GUESS:
        yield f"{owner}.{name}()" if owner in GUESS else f"{name}()"
    elif name == "setToolTip" and not all(safe(argument) for argument in call.args[-1:]):
        yield "setToolTip() without plain_tooltip()"
    elif name in CAPTIONED and any(is_theirs(argument) for argument in call.args):
        yield f"{name}() without plain_title(): an & would become a shortcut"
    elif name == "addRow" and len(call.args) == 2 and is_text(call.args[0]):
        yield "addRow() makes a label of a text by itself: give it a plain_label()"


def last(node: ast.expr) -> str:
    """Return the last part of a dotted name: QLabel for QtWidgets.QLabel."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def mentions(tree: ast.Module, name: str) -> bool:
    """Tell whether `name` is used or imported anywhere in `tree`."""
    return any(
        last(node) == name if isinstance(node, ast.Name | ast.Attribute) else isinstance(node, ast.alias) and node.name == name
        for node in ast.walk(tree)
    )  # fmt: skip


def safe(value: ast.expr) -> bool:
    """Tell whether a tooltip's text is ours or went through `plain_tooltip`."""
    if isinstance(value, ast.IfExp):
        return safe(value.body) and safe(value.orelse)
    return isinstance(value, ast.Constant) or (isinstance(value, ast.Call) and last(value.func) in SAFE)


def is_theirs(value: ast.expr) -> bool:
    """Tell whether `value` is plainly a text with something of the user in it."""
    if isinstance(value, ast.Call):
        return last(value.func) in {"str", "format"}
    return isinstance(value, ast.JoinedStr) or (isinstance(value, ast.Attribute) and value.attr in {"name", "stem"})


def is_text(value: ast.expr) -> bool:
    """Tell whether `value` is plainly a text: a literal, a translation, or somebody's title."""
    if isinstance(value, ast.Call):
        return last(value.func) in {"_", "N_", "str", "format"}
    return isinstance(value, ast.Constant | ast.JoinedStr | ast.BinOp | ast.Attribute)


def test_user_text_is_never_taken_for_html() -> None:
    assert [place for module in modules() if not module.within(HOME, MANUAL) for place in bites(module)] == []


@pytest.mark.parametrize(
    "code",
    [
        "QLabel(account.name)",
        "QtWidgets.QLabel(account.name)",
        "QMessageBox.warning(window, title, account.name)",
        "QToolTip.showText(place, account.name)",
        "class Note(QTextEdit): ...",
        "button.setToolTip(account.name)",
        "item.setToolTip(0, account.name)",
        "button.setToolTip(account.name if account else '')",
        "form.addRow(field.title, editor)",
        "form.addRow(_('Name'), editor)",
        "menu.addAction(icon('file'), account.name)",
        "QAction(f'{path.stem}', window)",
        "QCheckBox(_('Merge {name}').format(name=account.name))",
        "if role == Qt.ItemDataRole.ToolTipRole: shown = account.name",
    ],
)
def test_a_text_that_bites_is_seen(code: str) -> None:
    assert list(bites(parsed(code)))


@pytest.mark.parametrize(
    "code",
    [
        "def tell(label: QLabel) -> QMessageBox: ...",
        "button.setToolTip(plain_tooltip(account.name) if account else '')",
        "button.setToolTip(_('Take back the last step'))",
        "form.addRow(plain_label(field.title), editor)",
        "form.addRow(editor)",
        "menu.addAction(plain_title(account.name))",
        "menu.addMenu(_('Theme'))",
        "if role == Qt.ItemDataRole.ToolTipRole: shown = plain_tooltip(account.name)",
    ],
)
def test_a_text_made_safe_is_let_through(code: str) -> None:
    assert not list(bites(parsed(code)))
