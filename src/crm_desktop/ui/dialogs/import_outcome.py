"""What an import did, or what it would do: rows by file, what to know, and every problem with its line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _, count_of, grouped
from crm_desktop.exchange.mapping import Mapping
from crm_desktop.exchange.outcome import COUNTS, Alike, Outcome, alike
from crm_desktop.model import BY_NAME
from crm_desktop.ui import theme
from crm_desktop.ui.dialogs.plain_table import Align, PlainTable
from crm_desktop.ui.widgets import SectionHeading, plain_label

_NOTES_LINES = 4
_TALLY_ROWS = 3
_REFUSED, _HAPPENED = 5, 2


class OutcomeView(QWidget):
    """Shows one outcome."""

    def __init__(self) -> None:
        super().__init__()
        self.title = plain_label("", "name", wraps=True)
        headings = (_("File"), _("Becomes"), _("New"), _("Changed"), _("The same"), _("Refused"), _("In part"))
        right: list[Align] = ["right"] * len(COUNTS)
        self.tallies = PlainTable(_("Rows by file"), headings, ("left", "left", *right), grows=0)
        self._notes_heading = SectionHeading(_("To know"))
        self.notes = QPlainTextEdit()
        self.notes.setReadOnly(True)
        self.notes.setAccessibleName(_("To know"))
        self.notes.setTabChangesFocus(True)
        self._problems_heading = SectionHeading("")
        self.problems = PlainTable(_("Problems"), (_("File"), _("Lines"), _("What happened"), _("Why")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.tallies, 4)
        column.addWidget(self._notes_heading)
        column.addWidget(self.notes, 2)
        column.addWidget(self._problems_heading)
        column.addWidget(self.problems, 3)
        column.addStretch(0)

    def show_outcome(self, outcome: Outcome, mappings: Sequence[Mapping], *, dry_run: bool) -> None:
        """Show what became of the rows of the mapped files."""
        self.title.setText(_title(outcome, dry_run=dry_run))
        self._show_tallies(outcome)
        read = {f"{mapped.table.name}: {note}" for mapped in mappings for note in mapped.table.notes}
        notes = [note for note in outcome.notes if note not in read]
        self.notes.setPlainText("\n".join(f"• {note}" for note in notes))
        self._fit_notes()
        for part in (self._notes_heading, self.notes):
            part.setVisible(bool(notes))
        self._show_problems(outcome)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_notes()

    def _fit_notes(self) -> None:
        """Let the notes take the height of their lines and no more; of many some scroll where room is short."""
        lines = round(self.notes.document().size().height())
        line, edges = self.notes.fontMetrics().lineSpacing(), theme.pixels(22)
        self.notes.setMinimumHeight(min(lines, _NOTES_LINES) * line + edges)
        self.notes.setMaximumHeight(lines * line + edges)

    def _show_tallies(self, outcome: Outcome) -> None:
        rows = [
            (tally.file, _(BY_NAME[tally.entity].entity.plural), *(grouped(getattr(tally, name)) for name in COUNTS))
            for tally in outcome.tallies
        ]
        refused = [tally.refused for tally in outcome.tallies]
        self.tallies.set_rows(
            rows,
            lambda row, column: (
                "danger" if column == _REFUSED and refused[row] else "muted" if rows[row][column] == "0" else ""
            ),
        )
        # as high as its rows where there is room; a window that is too low lets it scroll
        frame = self.tallies.horizontalHeader().sizeHint().height() + 2 * self.tallies.frameWidth()
        self.tallies.setMinimumHeight(frame + min(len(rows), _TALLY_ROWS) * theme.row_height())
        self.tallies.setMaximumHeight(frame + len(rows) * theme.row_height())

    def _show_problems(self, outcome: Outcome) -> None:
        problems = alike(outcome.problems)
        for part in (self._problems_heading, self.problems):
            part.setVisible(bool(problems))
        self._problems_heading.setText(count_of("{n} problem", "{n} problems", len(outcome.problems)))
        self.problems.set_rows(
            [(same.file, same.lines, _happened(same), same.reason) for same in problems],
            lambda row, column: "danger" if column == _HAPPENED and problems[row].refused else "",
        )


def _happened(same: Alike) -> str:
    if same.refused and same.of_events:
        return count_of("event refused", "{n} events refused", same.count)
    if same.refused:
        return count_of("row refused", "{n} rows refused", same.count)
    return count_of("value left out", "{n} values left out", same.count)


def _title(outcome: Outcome, *, dry_run: bool) -> str:
    if not outcome.has_changes:
        return _("Nothing would change.") if dry_run else _("Nothing changed.")
    sums = [sum(counts[name] for counts in outcome.by_entity().values()) for name in ("new", "changed")]
    sentence = (
        _("It would add {new} and change {changed} records. Nothing is stored yet.")
        if dry_run
        else _("Imported: {new} new and {changed} changed records.")
    )
    return sentence.format(new=grouped(sums[0]), changed=grouped(sums[1]))
