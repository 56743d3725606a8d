"""The bar that asks for the name of a view or a report: a new one, or another one for what is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLineEdit
from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.pane_bar import PaneBar
from crm_desktop.ui.widgets import PrimaryButton, plain_label

_WIDTH = 300
Keep = Callable[[Session, str], object]


class ViewName(PaneBar):
    """Enter keeps the name, in one step; a name that is taken stays, and the bar says why."""

    def __init__(
        self, context: Context, question: str, name: str, step: Callable[[str], str], keep: Keep, label: str = ""
    ) -> None:
        super().__init__()
        self._context, self._step, self._keep = context, step, keep
        self.name = QLineEdit(name)
        self.name.setAccessibleName(label or _("Name of the view"))
        self.name.setPlaceholderText(label or _("Name of the view"))
        self.name.setMinimumWidth(theme.pixels(_WIDTH))
        self.name.returnPressed.connect(self.take)
        self.name.selectAll()
        self.done = PrimaryButton(_("Save"))
        self.done.clicked.connect(self.take)
        self.wrong = plain_label("", "small-danger", wraps=True)
        self.wrong.hide()
        row = QHBoxLayout()
        row.addWidget(plain_label(question, "strong"))
        row.addWidget(self.name)
        row.addWidget(self.done)
        row.addStretch(1)
        row.addWidget(self.close_button())
        self.box.addLayout(row)
        self.box.addWidget(self.wrong)

    def take(self) -> None:
        """Keep the name."""
        name = self.name.text()
        try:
            with self._context.store.act(self._step(name.strip())) as session:
                self._keep(session, name)
        except InvalidInput as wrong:
            self.wrong.setText(str(wrong))
            self.wrong.show()
            self.name.setFocus()
        except UserError as problem:
            self._context.tell(problem)
        else:
            self.close_bar()


def ask_name(
    context: Context, question: str, name: str, step: Callable[[str], str], keep: Keep, label: str = ""
) -> ViewName:
    """Open the bar; `step` names the step of a name, `keep` does it. `label` says whose name it is, if not a view's."""
    bar = ViewName(context, question, name, step, keep, label)
    bar.open_in(context.pane.body)
    bar.name.setFocus()
    return bar
