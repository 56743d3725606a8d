"""The commands that change what is seen: panes, theme, size of text."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer

from crm_desktop.base.i18n import N_, _
from crm_desktop.base.settings import SETTINGS
from crm_desktop.ui.commands.command import Command, anywhere, in_book
from crm_desktop.ui.context import Context, Host, keep_setting
from crm_desktop.ui.panes import PANES
from crm_desktop.ui.reminders.bar import ReminderBar

SIZES = (100, 110, 125, 150, 175, 200)
REST = 200
"""Milliseconds without another press until the text changes."""
_SOON = "text size"
_KEYS = 10
"""The panes up to the tenth, whose key is Alt+0."""
_THEMES = next(setting.choices for setting in SETTINGS if setting.key == "theme")


def set_theme(name: str, host: Host) -> None:
    """Change the theme and keep the choice."""
    keep_setting(host, "theme", name)
    host.take_settings()


def change_size(step: int, host: Host) -> None:
    """Make all text one size larger or smaller and keep the choice; 0 is the usual size."""
    now = host.settings["text_size"]
    larger, smaller = [size for size in SIZES if size > now], [size for size in SIZES if size < now]
    chosen = SIZES[0] if step == 0 else (larger[:1] or [now])[0] if step > 0 else (smaller[-1:] or [now])[0]
    if chosen != now:
        keep_setting(host, "text_size", chosen)
        host.say(_("Text at {n} %").format(n=chosen))
        _apply_soon(host)


def _apply_soon(host: Host) -> None:
    """Dress the window a moment after the last press: each dressing takes longer than the next press."""
    window = host.widget()
    timer = window.findChild(QTimer, _SOON)
    if timer is None:
        timer = QTimer(window, singleShot=True, interval=REST)
        timer.setObjectName(_SOON)
        timer.timeout.connect(host.take_settings)
    timer.start()


def _open(pane: str, context: Context) -> None:
    context.open_pane(pane)


def _bar(context: Context) -> ReminderBar | None:
    return context.window.findChild(ReminderBar)


def _to_reminders(context: Context) -> None:
    bar = _bar(context)
    if bar is not None:
        bar.take_keyboard()


def _has_reminders(context: Context) -> bool:
    bar = _bar(context)
    return bar is not None and bool(bar.rows)


def _is_theme(name: str, host: Host) -> bool:
    return bool(host.settings["theme"] == name)


def _pane_command(number: int, pane_id: str, title: str, icon: str) -> Command:
    key = f"Alt+{number % _KEYS}" if number <= _KEYS else ""
    return in_book(f"view.{pane_id}", title, partial(_open, pane_id), "View", key, icon)


VIEW = (
    *(_pane_command(number, pane.id, pane.title, pane.icon) for number, pane in enumerate(PANES, 1)),
    in_book(
        "view.reminders", N_("Go to the reminders"), _to_reminders, "View", "F8", "bell", when=_has_reminders, section=1,
    ),
    *(
        anywhere(
            f"view.theme.{name}", title, partial(set_theme, name), "View/Theme",
            section=1, checked=partial(_is_theme, name),
        )
        for name, title in (_THEMES or {}).items()
    ),
    anywhere("view.larger", N_("Larger text"), partial(change_size, 1), "View", "Ctrl++", section=1),
    anywhere("view.smaller", N_("Smaller text"), partial(change_size, -1), "View", "Ctrl+-", section=1),
    anywhere("view.usual", N_("Usual text size"), partial(change_size, 0), "View", "Ctrl+0", section=1),
)  # fmt: skip
