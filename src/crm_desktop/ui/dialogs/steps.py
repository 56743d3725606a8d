"""Everything that can be taken back or done again, by the names that the Edit menu uses."""

from __future__ import annotations

from crm_desktop.base.i18n import _, ngettext
from crm_desktop.base.task import Task
from crm_desktop.storage.journal import Step
from crm_desktop.storage.store import Changes
from crm_desktop.ui.buttons import PrimaryButton
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.frame import FramedDialog
from crm_desktop.ui.dialogs.plain_table import PlainTable

_MOST = 500


class StepsDialog(FramedDialog):
    """The newest step at the top. A step that is undone stands grey above the ones in force."""

    def __init__(self, context: Context) -> None:
        self.table = PlainTable(_("Steps"), [_("When"), _("Step"), ""], grows=1)
        self.go = PrimaryButton(_("Undo to here"))
        super().__init__(
            context.window,
            _("Undo history"),
            _("Choose a step: it is taken back together with all that came after it, or done again together with all before it."),
            self.table,
            [self.go],
        )  # fmt: skip
        self._context = context
        self.steps: list[Step] = []
        self.go.clicked.connect(self.undo_to_here)
        self.table.chosen.connect(lambda _row: self._show_choice())
        self.table.opened.connect(lambda _row: self.undo_to_here())
        self.destroyed.connect(context.bridge.relay(context.store.changed, self._follow))
        self._read()

    def undo_to_here(self) -> None:
        """Undo or redo one step after another until the chosen one is done; a cancel stops between two steps."""
        row = self.table.current_row()
        if row is None:
            return
        chosen, store = self.steps[row], self._context.store
        again = chosen.undone
        count = self._count(row)

        def run(task: Task) -> None:
            for _n in task.steps(range(count), every=1):
                store.redo() if again else store.undo()

        def told(_none: object) -> None:
            said = (
                ngettext("{n} step done again", "{n} steps done again", count)
                if again
                else ngettext("{n} step undone", "{n} steps undone", count)
            )
            self._context.say(
                said.format(n=count),
                action=_("Undo") if again else _("Redo"),
                run=self._context.undo if again else self._context.redo,
            )

        self._context.work(_("Redo") if again else _("Undo"), run, told, over=self)

    def _count(self, row: int) -> int:
        """Return how many steps have to be taken so that the one in `row` is done."""
        undone = sum(step.undone for step in self.steps)
        return undone - row if self.steps[row].undone else row - undone + 1

    def _follow(self, _changes: Changes) -> None:
        self._read()

    def _read(self) -> None:
        with self._context.told():
            self.steps = self._context.store.steps(_MOST)
            formats = self._context.formats
            rows = [[formats.moment(step.at), step.title, _("undone") if step.undone else ""] for step in self.steps]
            self.table.set_rows(rows, lambda row, _column: "muted" if self.steps[row].undone else "")
            if rows and self.table.current_row() is None:
                self.table.select_row(0)
        self._show_choice()

    def _show_choice(self) -> None:
        row = self.table.current_row()
        self.go.setEnabled(row is not None)
        if row is not None and row < len(self.steps):
            self.go.setText(_("Redo to here") if self.steps[row].undone else _("Undo to here"))


def open_steps(context: Context) -> StepsDialog:
    """Show the steps; returns at once."""
    dialog = StepsDialog(context)
    dialog.open()
    return dialog
