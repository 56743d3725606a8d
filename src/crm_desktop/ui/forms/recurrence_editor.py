"""How something repeats is typed in plain words, or picked from what suits its first day.

While one types, the words in which it was understood and the next days stand below; what is not understood stays as it
was typed, and why is said when the field is left.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QStringListModel, Signal
from PySide6.QtWidgets import QCompleter

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.base.text import fold, one_line
from crm_desktop.schema import days
from crm_desktop.schema.formats import Formats
from crm_desktop.ui.forms.editor import Editor, LineEditor
from crm_desktop.ui.forms.link_editor import LinkLine

if TYPE_CHECKING:  # the rules are not needed before somebody types one
    from crm_desktop.schema.recurrence.rule import Rule

_NEXT = 3
_FAR = timedelta(days=12 * 366)  # far enough for each 29 February


def day_said(editor: Editor, formats: Formats) -> date | None:
    """Return the day of the moment that stands in an editor; None where there is none."""
    try:
        return dates.local_day(days.moment(editor.said(), formats.day_order, dates.today()))
    except ValueError:
        return None


class RecurrenceEditor(LineEditor):
    """One line for the words. Down offers what suits `first_day`, which whoever owns the editor may set."""

    told = Signal(str)
    """In which words the line was understood, and the next days; "" when the user has left, or not yet."""

    def __init__(self, formats: Formats) -> None:
        line = LinkLine(_("Never, or “every second Tuesday until June”"))
        super().__init__(line)
        self.first_day: Callable[[], date | None] = lambda: None
        self._formats = formats
        self._meant: dict[str, str] = {}  # by words in the user's language, which only here can be read back
        self._offered = QStringListModel(self)
        self._completer = QCompleter(self._offered, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(12)
        self._completer.setWidget(line)
        self._completer.activated.connect(self._take)
        line.asked.connect(lambda: self._offer(""))
        line.textEdited.connect(self._typed)
        self.left.connect(lambda: self.told.emit(""))

    def said(self) -> Any:
        """Return the rule in words, or as text where words do not mean all of it; "" for what never repeats."""
        from crm_desktop.schema.recurrence import words

        text = one_line(self.line.text())
        if fold(text) in {"", "never", fold(_("Never"))}:
            return ""
        rule = self._rule_of(text)
        if rule is None:
            return text
        said = words.of(rule, self._formats)
        return said if self._rule_of(said) == rule else rule.text

    def show_value(self, value: Any, text: str) -> None:
        self._meant[text] = value or ""
        super().show_value(value, text)

    def draft(self) -> str:
        return self.line.text()

    def offered(self) -> list[str]:
        """Return the lines that are offered now."""
        return self._offered.stringList()

    def understood(self) -> str:
        """Return in which words the line is understood, and the next days; "" where it is not."""
        from crm_desktop.schema.recurrence import expansion, words

        rule = self._rule_of(one_line(self.line.text()))
        if rule is None:
            return ""
        first = self.first_day() or dates.today()
        begin = datetime.combine(first, time()).astimezone()
        pattern = expansion.Pattern(begin, all_day=True, recurrence=rule.text)
        after = max(begin, dates.now() - dates.DAY)
        found = [dates.local_day(at) for at in expansion.between(pattern, after, after + _FAR)[:_NEXT]]
        days_told = ", ".join(map(self._day, found)) if found else _("on no day after the first")
        return _("{rule}: {days}").format(rule=words.of(rule, self._formats), days=days_told)

    def _rule_of(self, text: str) -> Rule | None:
        from crm_desktop.schema.recurrence import spoken

        try:
            return spoken.rule_of(self._meant.get(text, text), self._formats)
        except ValueError:
            return None

    def _day(self, day: date) -> str:
        return f"{self._formats.weekdays[day.weekday()]} {self._formats.day_in_words(day, year=day.year != dates.today().year)}"

    def _typed(self, text: str) -> None:
        self._offer(text)
        self.told.emit(self.understood())

    def _offer(self, text: str) -> None:
        """Offer what `text` means, and the rules that suit the first day and hold its words; Enter alone takes the text."""
        from crm_desktop.schema.recurrence import suggestions, words

        rules = suggestions.rules_for(self.first_day() or dates.today())
        lines = {words.of(rule, self._formats): rule.text for rule in rules}
        meant = self._rule_of(one_line(text))
        said = {words.of(meant, self._formats): meant.text} if meant is not None else {}
        self._meant |= lines | said
        known = [_("Never"), *lines]
        wanted = fold(text).split()
        fitting = [line for line in known if all(word in fold(line) for word in wanted) and line not in said]
        self._offered.setStringList([*said, *fitting])
        popup = self._completer.popup()
        if self.offered() and self.line.isVisible():
            self._completer.setCompletionPrefix("")
            self._completer.complete()
            if text and popup is not None:
                popup.setCurrentIndex(QModelIndex())  # Qt makes the first line current, and Enter would take it
        elif popup is not None:
            popup.hide()

    def _take(self, text: str) -> None:
        self.line.setText("" if text == _("Never") else text)
        self.edited.emit()
        self.left.emit()
