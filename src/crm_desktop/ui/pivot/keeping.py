"""What is done with a report that was built: save it, name it, copy it, delete it, put it into the weekly packet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.reports import own
from crm_desktop.reports.pivot import TITLE
from crm_desktop.services import saved_reports
from crm_desktop.ui.buttons import FlatButton, PrimaryButton
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.view_name import ask_name

if TYPE_CHECKING:
    from crm_desktop.ui.pivot.builder import PivotBuilder


class Keeping(QWidget):
    """The buttons at the foot of the builder. Every step can be undone."""

    def __init__(self, context: Context, builder: PivotBuilder) -> None:
        super().__init__()
        self._context, self._builder = context, builder
        self.packet = QCheckBox(_("In the weekly packet"))
        self.packet.clicked.connect(self._put_in_packet)
        self.save = PrimaryButton(_("Save") if builder.record_id is not None else _("Save…"))
        self.save.clicked.connect(self.keep)
        menu = QMenu(self)
        menu.addAction(_("Save as…"), self.keep_as)
        menu.addAction(_("Rename…"), self.rename)
        menu.addAction(_("Duplicate"), self.duplicate)
        menu.addAction(_("Delete"), self.delete)
        self.more = FlatButton(_("More"), menu=menu)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.save)
        row.addWidget(self.more)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.packet)
        column.addLayout(row)
        for widget in (self.packet, self.more):
            widget.setVisible(builder.record_id is not None)

    def show_packet(self, *, is_in: bool) -> None:
        """Show whether the weekly packet has the report."""
        self.packet.setChecked(is_in)

    def mark(self, *, is_changed: bool) -> None:
        """Offer to save only what there is to save."""
        self.save.setEnabled(is_changed or self._builder.record_id is None)

    def keep(self) -> None:
        """Save the report; a new one is asked for its name."""
        record_id, builder = self._builder.record_id, self._builder
        if record_id is None:
            self.keep_as()
            return
        title = _("Save the report “{name}”").format(name=builder.title)
        definition = builder.definition
        self._context.act(title, lambda session: saved_reports.change(session, record_id, definition), said=title)

    def keep_as(self) -> None:
        """Ask for a name and save the report under it."""
        definition, made = self._builder.definition, list[int]()

        def keep(session: Session, name: str) -> None:
            made.append(saved_reports.save(session, own.unlike_built_in(name), definition).id)

        step = _("Save the report “{name}”")
        name = "" if self._builder.title == _(TITLE) or self._builder.record_id is not None else self._builder.title
        label = _("Name of the report")
        bar = ask_name(self._context, _("Save the report"), name, lambda name: step.format(name=name), keep, label)
        bar.closed.connect(lambda: self._show_made(made))

    def rename(self) -> None:
        """Ask for another name."""
        record_id, step = self._builder.record_id, _("Rename the report to “{name}”")
        if record_id is not None:
            ask_name(
                self._context,
                _("Rename the report"),
                self._builder.title,
                lambda name: step.format(name=name),
                lambda session, name: saved_reports.rename(session, record_id, own.unlike_built_in(name)),
                _("Name of the report"),
            )

    def duplicate(self) -> None:
        """Keep a copy and show it."""
        record_id, made = self._builder.record_id, list[int]()
        if record_id is None:
            return
        title = _("Duplicate the report “{name}”").format(name=self._builder.title)
        if self._context.act(
            title, lambda session: made.append(saved_reports.duplicate(session, record_id).id), said=title
        ):
            self._show_made(made)

    def delete(self) -> None:
        """Delete the report; Undo brings it back."""
        record_id = self._builder.record_id
        if record_id is not None:
            title = _("Delete the report “{name}”").format(name=self._builder.title)
            self._context.act(title, lambda session: saved_reports.delete(session, record_id), said=title)

    def _put_in_packet(self, is_in: bool) -> None:
        record_id, name = self._builder.record_id, self._builder.title
        if record_id is None:
            return
        sentence = _("Put “{name}” into the weekly packet") if is_in else _("Take “{name}” out of the weekly packet")
        title = sentence.format(name=name)
        self._context.act(
            title, lambda session: saved_reports.put_in_packet(session, record_id, is_in=is_in), said=title
        )

    def _show_made(self, made: list[int]) -> None:
        if not made:
            return
        if self._builder.record_id is None:
            self._builder.start_anew()
        self._builder.wanted.emit(own.name_of(made[0]))
