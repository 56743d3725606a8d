"""Records that were deleted and can be brought back one by one, also long after other steps were made."""

from __future__ import annotations

from crm_desktop.base.i18n import _
from crm_desktop.model import BY_NAME, ENTITIES
from crm_desktop.services import records
from crm_desktop.storage import journal
from crm_desktop.storage.journal import Change
from crm_desktop.storage.store import Changes, raw_of
from crm_desktop.ui.buttons import PrimaryButton
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.frame import FramedDialog
from crm_desktop.ui.dialogs.plain_table import PlainTable

_MOST = 200


class DeletedDialog(FramedDialog):
    """The newest deletion at the top."""

    def __init__(self, context: Context) -> None:
        self.table = PlainTable(_("Deleted records"), [_("Deleted"), _("Kind"), _("Name"), _("Step")])
        self.restore_button = PrimaryButton(_("Bring back"))
        super().__init__(
            context.window,
            _("Deleted records"),
            _("A record comes back with its notes and with the links that others had to it."),
            self.table,
            [self.restore_button],
            size=(760, 480),
        )
        self._context = context
        self.deletions: list[Change] = []
        self.restore_button.clicked.connect(self.restore)
        self.table.opened.connect(lambda _row: self.restore())
        self.destroyed.connect(context.bridge.relay(context.store.changed, self._follow))
        self._read()

    def restore(self) -> None:
        """Bring the chosen record back and show it behind the dialog."""
        row = self.table.current_row()
        if row is None:
            return
        deletion = self.deletions[row]
        name = _name(deletion)
        if self._context.act(
            _("Restore “{name}”").format(name=name),
            lambda session: records.restore(session, deletion.id),
            said=_("“{name}” is back").format(name=name),
        ):
            self._context.go_to(deletion.table, deletion.row)

    def _follow(self, _changes: Changes) -> None:
        self._read()

    def _read(self) -> None:
        with self._context.told(), self._context.store.read() as session:
            raw = raw_of(session)
            found = [entry for model in ENTITIES for entry in journal.deletions(raw, model.__tablename__, _MOST)]
            self.deletions = sorted(found, key=lambda entry: entry.id, reverse=True)[:_MOST]
        formats = self._context.formats
        self.table.set_rows(
            [
                [formats.moment(d.step.at), _(BY_NAME[d.table].entity.title), _name(d), d.step.title]
                for d in self.deletions
            ],
            lambda _row, column: "" if column == 2 else "muted",
        )
        if self.deletions and self.table.current_row() is None:
            self.table.select_row(0)
        self.restore_button.setEnabled(bool(self.deletions))
        if not self.deletions:
            self.notice.say(_("Nothing is deleted."), seconds=0)


def _name(deletion: Change) -> str:
    return " ".join(str(deletion.before.get("name") or "").split()) or _("without a name")


def open_deleted(context: Context) -> DeletedDialog:
    """Show the deleted records; returns at once."""
    dialog = DeletedDialog(context)
    dialog.open()
    return dialog
