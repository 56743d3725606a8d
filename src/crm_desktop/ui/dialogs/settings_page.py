"""One page of the preferences, made from the declared settings; each choice holds at once, there is nothing to confirm."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.settings import SETTINGS, Setting
from crm_desktop.base.task import Task
from crm_desktop.figures import customers
from crm_desktop.model.contact import FIRST_LAST, NAME_ORDERS
from crm_desktop.schema.currencies import currency_of
from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import Choice, Kind, Text, Whole, YesNo
from crm_desktop.services import book, names, schedule
from crm_desktop.storage import backup
from crm_desktop.storage.problems import writing
from crm_desktop.storage.store import Changes, raw_of
from crm_desktop.ui import file_dialogs
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.field_form import FieldForm, parsed
from crm_desktop.ui.dialogs.places import PlacesTable
from crm_desktop.ui.reminders import tray
from crm_desktop.ui.tab_order import chain, stops
from crm_desktop.ui.widgets import FlatButton

_FOLDER, _CALENDAR = "backup_folder", "publish_calendar"
_SCHEDULED, _SCHEDULED_FOR, _SCHEDULED_INTO = "schedule_report", "schedule_seller", "schedule_folder"
_FOLDERS = {_FOLDER: N_("Folder for backups"), _SCHEDULED_INTO: N_("Folder for the report of the week")}
_LIMITS = {"rfm_days": True, "rfm_times": False, "rfm_money": False}
"""The lists of four limits, and whether they fall."""
_BOOK = {
    "title": Field(Text(), N_("Title"), help=N_("The name of this book in the window and on reports.")),
    "currency": Field(
        Text(), N_("Currency of this book"), help=N_("Three letters, like USD or EUR; all sums are shown in it.")
    ),
    "name_order": Field(NAME_ORDERS, N_("Names of contacts are shown as"), default=FIRST_LAST),
}
_STEPS = {
    "title": N_("Change the title of the book"),
    "currency": N_("Change the currency of the book"),
    "name_order": N_("Change how the names of contacts are shown"),
}


def pages() -> list[str]:
    """Return the titles of the pages in the order of the settings."""
    return list(dict.fromkeys(setting.page for setting in SETTINGS if setting.page))


def field_of(setting: Setting) -> Field:
    """Return a setting as a field, so that it is edited and checked like any other."""
    help_text = tray.WITHOUT[setting.key] if setting.key in tray.WITHOUT and not tray.is_there() else setting.help
    said = _(help_text).replace("{folder}", str(backup.default_folder()))
    return Field(_kind_of(setting), setting.title, help=said)


def _kind_of(setting: Setting) -> Kind:
    if setting.choices:
        return Choice(tuple(setting.choices.items()))
    match setting.default:
        case bool():
            return YesNo()
        case int():
            return Whole(*(setting.bounds or ()))
    return Text()


def _reports_field(setting: Setting, context: Context) -> Field:
    """Return the choice of a report. One of the user's own is kept by its title: the settings are those of every book."""
    from crm_desktop.reports import own  # with all reports: not before their page is shown

    choices: list[tuple[str, str]] = []
    with context.told(), context.store.read() as session:
        for report in own.every(session):
            is_own = own.record_id_of(report.name) is not None
            choices.append((report.title if is_own else report.name, report.title))
    return Field(Choice(tuple(choices)), setting.title, default=schedule.USUAL, help=setting.help)


def _sellers_field(setting: Setting, context: Context) -> Field:
    """Return the choice of a seller of this book, kept by name."""
    with context.told(), context.store.read() as session:
        sellers = raw_of(session).execute("SELECT DISTINCT name FROM seller WHERE active ORDER BY name").fetchall()
    return Field(Choice(tuple((name, name) for (name,) in sellers)), setting.title, help=setting.help)


class SettingsPage(QWidget):
    """The settings of one page; `chosen` comes when one of them was stored."""

    chosen = Signal(str)
    failed = Signal(str)

    def __init__(self, context: Context, page: str) -> None:
        super().__init__()
        self._context = context
        self._settings = {setting.key: setting for setting in SETTINGS if setting.page == page}
        fields = {key: field_of(setting) for key, setting in self._settings.items()}
        if _SCHEDULED in fields:
            fields[_SCHEDULED] = _reports_field(self._settings[_SCHEDULED], context)
            fields[_SCHEDULED_FOR] = _sellers_field(self._settings[_SCHEDULED_FOR], context)
        self.form = FieldForm(fields, context.formats, context.store)
        self._show()
        self.form.left.connect(self._store)
        for key in _FOLDERS.keys() & fields.keys():
            browse = FlatButton(_("Choose a folder…"), "folder")
            browse.clicked.connect(lambda _checked=False, key=key: self._browse(key))
            self.form.add_below(key, browse)
        if _CALENDAR in fields:
            choose = FlatButton(_("Choose a place…"), "calendar")
            choose.clicked.connect(self._choose_calendar)
            self.form.add_below(_CALENDAR, choose)
        chain(stops(self.form))
        self.places = PlacesTable(context) if _FOLDER in fields else None
        _at_the_top(self, self.form, *([self.places] if self.places is not None else []))

    def _store(self, key: str) -> None:
        text = self.form.changed().get(key)
        if text is None:
            return
        setting = self._settings[key]
        try:
            value = parsed(self.form.fields, {key: text}, self._context.formats)[key]
            value = setting.default if value is None else _checked(key, value)
            with writing(self._context.settings.path):
                self._context.settings[key] = value
        except InvalidInput as wrong:
            self.form.show_problems(wrong.fields)
            return
        except UserError as problem:
            self.failed.emit(str(problem))
            return
        self._show()
        if self.places is not None:
            self.places.refresh()
        self.chosen.emit(key)

    def _show(self) -> None:
        """Show what is chosen, and what is wrong with it by now: a folder or a report may have gone since."""
        values = {key: self._context.settings[key] for key in self._settings}
        if _SCHEDULED in values:
            values[_SCHEDULED] = values[_SCHEDULED].strip() or schedule.USUAL
        self.form.show_values(values)
        wrong: dict[str, str] = {}
        for key in values.keys() & {_SCHEDULED, _SCHEDULED_FOR, _SCHEDULED_INTO}:
            try:
                parsed(self.form.fields, {key: values[key]}, self._context.formats)
                _checked(key, values[key])
            except InvalidInput as problem:
                wrong |= problem.fields
        if _SCHEDULED in wrong:
            told = _("There is no report “{name}” in this book; choose another one.")
            wrong[_SCHEDULED] = told.format(name=values[_SCHEDULED])
        if _SCHEDULED_FOR in wrong:
            told = _("Nobody who sells is called “{name}” in this book; choose another seller, or none.")
            wrong[_SCHEDULED_FOR] = told.format(name=values[_SCHEDULED_FOR])
        self.form.show_problems(wrong)

    def _browse(self, key: str) -> None:
        usual = self._context.backup_folder() if key == _FOLDER else self._context.store.path.parent
        chosen = file_dialogs.folder(self, _(_FOLDERS[key]), self._context.settings[key] or usual)
        if chosen is not None:
            self.form.editor(key).put(str(chosen))
            self._store(key)

    def _choose_calendar(self) -> None:
        usual = self._context.settings[_CALENDAR] or self._context.store.path.with_suffix(".ics")
        chosen = file_dialogs.save_as(self, _("Publish the calendar"), usual, _("Calendars") + " (*.ics)")
        if chosen is not None:
            named = chosen if chosen.suffix.lower() == ".ics" else chosen.with_name(f"{chosen.name}.ics")
            self.form.editor(_CALENDAR).put(str(named))
            self._store(_CALENDAR)


class BookPage(QWidget):
    """Title and currency of the open book; unlike the settings they are part of it, and each change can be undone."""

    failed = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.form = FieldForm(_BOOK, context.formats, context.store)
        self.form.left.connect(self._store)
        _at_the_top(self, self.form)
        self.destroyed.connect(context.bridge.relay(context.store.changed, self._follow))
        self.refresh()

    def refresh(self) -> None:
        """Show what the book says."""
        with self._context.told(), self._context.store.read() as session:
            own = {"title": book.title(session), "currency": book.currency(session), "name_order": names.order(session)}
            self.form.show_values(own)

    def _store(self, name: str) -> None:
        text = self.form.changed().get(name)
        if text is None:
            return
        if name == "name_order":
            self._order_names(NAME_ORDERS.parse(text, self._context.formats))
            return
        try:
            with self._context.store.act(_(_STEPS[name]), self) as session:
                book.set_value(session, name, _checked(name, text) if name == "currency" else text)
        except InvalidInput as wrong:
            self.form.show_problems(wrong.fields)
            return
        except UserError as problem:
            self.failed.emit(str(problem))
            return
        self._context.host.show_heading()
        self.refresh()

    def _order_names(self, order: str) -> None:
        """Write the names anew on a worker: a book may have a hundred thousand."""

        def work(task: Task) -> None:
            with self._context.store.act(_(_STEPS["name_order"])) as session:
                names.use_order(session, order, task)

        self._context.work(_("Writing the names"), work, over=self.window())

    def _follow(self, changes: Changes) -> None:
        if changes.touches("book_value") and changes.origin is not self:
            self.refresh()


def _checked(key: str, value: Any) -> Any:
    """Return a value that means something outside of its kind. Raises InvalidInput."""
    if key == "currency":
        code = currency_of(str(value))
        if not code:
            raise InvalidInput(
                {key: _("“{text}” is no currency; write three letters like USD or EUR.").format(text=value)}
            )
        return code
    if key in _LIMITS and customers.limits_in(value, falls=_LIMITS[key]) is None:
        falling = _("Write four whole numbers, each smaller than the one before, such as {usual}.")
        rising = _("Write four whole numbers, each greater than the one before, such as {usual}.")
        usual = next(setting.default for setting in SETTINGS if setting.key == key)
        raise InvalidInput({key: (falling if _LIMITS[key] else rising).format(usual=usual)})
    if key in _FOLDERS and value and not Path(value).expanduser().is_dir():
        raise InvalidInput({key: _("There is no folder “{name}”; choose one that is there.").format(name=value)})
    if key == _SCHEDULED_INTO and value and not os.access(Path(value).expanduser(), os.W_OK):
        raise InvalidInput({key: _("Nothing can be written into “{name}”; choose another folder.").format(name=value)})
    if key == _CALENDAR and value:
        from crm_desktop.exchange import ical_publish

        try:
            ical_publish.check_place(Path(value))
        except UserError as problem:
            raise InvalidInput({key: str(problem)}) from problem
    return value


def _at_the_top(page: QWidget, *parts: QWidget) -> None:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
