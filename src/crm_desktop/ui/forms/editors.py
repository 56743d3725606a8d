"""From a kind to the widget in which it is edited: one `match`, closed, so that a new kind cannot be forgotten."""

from __future__ import annotations

from typing import TypeAlias, assert_never, cast

from PySide6.QtWidgets import QCheckBox, QLineEdit

from crm_desktop.base.i18n import _
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import (
    Choice,
    Day,
    Email,
    Link,
    LongText,
    Moment,
    Money,
    Percent,
    Phone,
    Recurrence,
    Tags,
    Text,
    Url,
    Whole,
    YesNo,
)
from crm_desktop.ui import theme
from crm_desktop.ui.forms.choice_editor import ChoiceEditor, OpenChoiceEditor, wide_box
from crm_desktop.ui.forms.day_editor import DayEditor, DayLine, MomentEditor, moment_line
from crm_desktop.ui.forms.editor import Editor, LineEditor, TickEditor
from crm_desktop.ui.forms.growing_text import GrowingText, LongEditor
from crm_desktop.ui.forms.recurrence_editor import RecurrenceEditor

AnyKind: TypeAlias = (
    Text
    | LongText
    | Email
    | Phone
    | Url
    | Whole
    | Money
    | Percent
    | Day
    | Moment
    | Recurrence
    | YesNo
    | Choice
    | Tags
    | Link
)
"""Every kind there is (`Year` is a `Whole`, `Anniversary` a `Day`); a test compares it with the subclasses of `Kind`."""
_DAY_WIDTH = 190


def editor_for(declared: Field, formats: Formats) -> Editor:
    """Return a fresh editor for a field; a link's comes from `link_editor`, because it reads the file."""
    match cast("AnyKind", declared.kind):
        case Text() | Email() | Phone() | Url() | Tags() | Whole() | Money() | Percent():
            return LineEditor(QLineEdit())
        case LongText():
            return LongEditor(GrowingText())
        case Day(is_past=is_past):
            line = DayLine(formats, is_past=is_past)
            line.setMaximumWidth(theme.pixels(_DAY_WIDTH))
            return DayEditor(line, formats)
        case Moment():
            return MomentEditor(moment_line(formats), formats)
        case Recurrence():
            return RecurrenceEditor(formats)
        case YesNo():
            return TickEditor(QCheckBox())
        case Choice(options=options, open=is_open, list=of_book):
            titles = [] if of_book else [_(title) for _code, title in options]
            if is_open:
                return OpenChoiceEditor(wide_box(), titles)
            return ChoiceEditor(wide_box(), titles, may_be_empty=not declared.required and declared.default is None)
        case Link():
            raise TypeError("a link is edited by link_editor.LinkEditor")
        case _ as forgotten:
            assert_never(forgotten)
