"""The buttons that a list offers where one record is not the matter: several are selected, or there is none."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from crm_desktop.base.i18n import _
from crm_desktop.model import BY_NAME
from crm_desktop.ui.buttons import FlatButton, PrimaryButton
from crm_desktop.ui.context import Context

if TYPE_CHECKING:
    from crm_desktop.ui.forms.many import Way


def for_many(context: Context, entity: str) -> list[Way]:
    """Return what people mostly do with several records at once; all else is in the menus."""
    from crm_desktop.ui.forms.many import Way

    run = context.host.run_command
    move = Way(_("Move to a stage…"), "pipeline", partial(run, "record.stage"))
    ways = [
        Way(_("Change a field…"), "edit", partial(run, "edit.all")),
        Way(_("Copy"), "copy", partial(run, "edit.copy")),
        Way(_("Delete"), "trash", partial(run, "edit.delete")),
    ]
    return [move, *ways] if entity == "opportunity" else ways


def to_begin(context: Context, entity: str) -> tuple[QPushButton, ...]:
    """Return the buttons of a list that has nothing to show."""
    bring = FlatButton(_("Import…"), "import")
    bring.clicked.connect(partial(context.host.run_command, "file.import"))
    make = PrimaryButton(_("New {title}").format(title=_(BY_NAME[entity].entity.title).lower()))
    make.clicked.connect(partial(context.host.run_command, "record.new"))
    return (bring, make)
