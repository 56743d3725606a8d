"""What can be chosen for a report, as a form made from its declared options, with arrows that step through the weeks."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from crm_desktop.base import dates
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.reports.report import Report
from crm_desktop.schema.kinds import Choice, Kind
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.field_form import FieldForm
from crm_desktop.ui.forms.day_editor import DayEditor
from crm_desktop.ui.forms.editor import LineEditor
from crm_desktop.ui.forms.link_editor import LinkEditor
from crm_desktop.ui.icons import icon
from crm_desktop.ui.panes.report_form import ReportForm
from crm_desktop.ui.widgets import FlatButton

_WEEK = timedelta(days=7)
_QUIET = 400


def _is_offered(kind: Kind, said: Any) -> bool:
    """Tell whether an option has what was said for one of the same name: "by" has other choices in each report."""
    return not isinstance(kind, Choice) or said in {_(title) for _code, title in kind.options}


class ReportOptions(ReportForm):
    """The form of one report; `changed` comes when a choice is made, or a moment after it makes sense."""

    def __init__(self, context: Context, report: Report) -> None:
        super().__init__(context, report)
        self.form = FieldForm(report.options, context.formats, context.store, creates=False)
        self.form.show_values({key: option.default for key, option in report.options.items()})
        self._said = self.form.said()
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self._tell_whole)
        self.form.edited.connect(self._follow_typing)
        self.form.left.connect(lambda _name: self._tell())
        if "as_of" in report.options:
            self.form.add_below("as_of", self._weeks())
        self.column.addWidget(self.form)
        self.add_paper()

    def texts(self) -> dict[str, Any]:
        return self.form.said()

    def show_problems(self, problems: Mapping[str, str]) -> None:
        self.form.show_problems(problems)

    def take_over(self, other: ReportForm) -> None:
        super().take_over(other)
        if isinstance(other, ReportOptions):
            for name in self.report.options.keys() & other.report.options.keys():
                mine, theirs = self.form.editor(name), other.form.editor(name)
                if not _is_offered(self.report.options[name].kind, theirs.said()):
                    continue
                text = theirs.line.text() if isinstance(theirs, LineEditor | LinkEditor) else str(theirs.said())
                mine.show_value(theirs.said(), text)
        self._said = self.form.said()

    def step_week(self, weeks: int) -> None:
        """Move the day by whole weeks; an empty one counts as today."""
        editor = self.form.editor("as_of")
        assert isinstance(editor, DayEditor)
        day = editor.day() or dates.today()
        editor.line.setText(self._context.formats.day(min(day + weeks * _WEEK, dates.today())))
        self._tell()

    def clear_day(self) -> None:
        """Go back to today."""
        editor = self.form.editor("as_of")
        assert isinstance(editor, LineEditor)
        editor.line.clear()
        self._tell()

    def _weeks(self) -> QWidget:
        weeks = QWidget()
        row = QHBoxLayout(weeks)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(4)
        for name, sign, step in ((_("A week back"), "chevron-left", -1), (_("A week on"), "chevron-right", 1)):
            button = QToolButton()
            button.setIcon(icon(sign))
            button.setIconSize(QSize(theme.pixels(16), theme.pixels(16)))
            button.setAccessibleName(name)
            button.setToolTip(_("A week back") if step < 0 else _("A week on"))
            button.clicked.connect(lambda _checked=False, step=step: self.step_week(step))
            row.addWidget(button)
        today = FlatButton(_("This week"))
        today.clicked.connect(self.clear_day)
        row.insertWidget(1, today, 1)
        return weeks

    def _follow_typing(self, _name: str) -> None:
        self._quiet.start()
        self.edited.emit()

    def _tell_whole(self) -> None:
        """Tell what was typed, but not while it is half a day or half a name."""
        with suppress(InvalidInput):
            self.form.values()
            self._tell()

    def _tell(self) -> None:
        """Tell a change, once for each."""
        self._quiet.stop()
        said = self.form.said()
        if said != self._said:
            self._said = said
            self.changed.emit()
