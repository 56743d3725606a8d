"""The commands of filters and views: conditions, groups, and what is done with the view that is shown."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import N_, _
from crm_desktop.model import BY_NAME
from crm_desktop.services import views
from crm_desktop.services.views import View
from crm_desktop.storage.store import Busy
from crm_desktop.ui.commands.command import Command, Family, in_book
from crm_desktop.ui.context import Context, Host
from crm_desktop.ui.tables.record_list import RecordList


def shown_list(context: Context) -> RecordList | None:
    """Return the list in front, None where the pane shows something else."""
    return context.pane.records()


def open_conditions(context: Context) -> None:
    """Open the conditions of the list and put the keyboard there."""
    context.pane.open_conditions()


def save(context: Context) -> None:
    """Keep the view as it is shown now; one that is not the user's own asks for a name."""
    shown = shown_list(context)
    if shown is None:
        return
    view, look = shown.filter.view, shown.looks.look()
    if view.record_id is None:
        save_as(context)
        return
    record_id = view.record_id
    title = _("Save the view “{name}”").format(name=view.title)
    context.act(title, lambda session: views.change(session, record_id, look), said=title)


def save_as(context: Context) -> None:
    """Ask for a name and keep what is shown as a new view."""
    from crm_desktop.ui.dialogs.view_name import ask_name

    shown = shown_list(context)
    if shown is None:
        return
    entity, look = context.pane.entity, shown.looks.look()
    made: list[int] = []

    def keep(session: Session, name: str) -> None:
        made.append(views.save(session, entity, name, look).id)

    bar = ask_name(context, _("Save as view"), "", lambda name: _("Save the view “{name}”").format(name=name), keep)
    bar.closed.connect(lambda: _open_made(context, entity, made))


def rename(context: Context) -> None:
    """Ask for another name of the view that is shown."""
    from crm_desktop.ui.dialogs.view_name import ask_name

    view = _own(context)
    if view is not None and view.record_id is not None:
        record_id = view.record_id
        ask_name(
            context,
            _("Rename the view"),
            view.title,
            lambda name: _("Rename the view to “{name}”").format(name=name),
            lambda session, name: views.rename(session, record_id, name),
        )


def duplicate(context: Context) -> None:
    """Keep a copy of the view that is shown, and show it."""
    shown = shown_list(context)
    if shown is None:
        return
    view, made = shown.filter.view, list[int]()
    title = _("Duplicate the view “{name}”").format(name=view.title)
    if context.act(title, lambda session: made.append(views.duplicate(session, view).id), said=title):
        _open_made(context, view.entity, made)


def delete(context: Context) -> None:
    """Delete the view that is shown; Undo brings it back."""
    view = _own(context)
    if view is not None and view.record_id is not None:
        record_id = view.record_id
        title = _("Delete the view “{name}”").format(name=view.title)
        context.act(title, lambda session: views.delete(session, record_id), said=title)


def views_to_open(host: Host) -> list[Command]:
    """Return a command for each view that the navigation shows, and for those of the list in front."""
    context = host.context
    if context is None:
        return []
    try:
        with context.store.read() as session:
            found = {(view.entity, view.key): view for view in views.near(session)}
            if context.pane.entity in BY_NAME:
                groups = views.groups_of(session, context.pane.entity)
                found |= {(view.entity, view.key): view for group in groups for view in group}
    except Busy:
        return []
    return [_command(view) for view in found.values()]


def _command(view: View) -> Command:
    entity = BY_NAME[view.entity].entity
    title = f"{_(entity.plural)}: {view.title}"
    place = f"{view.entity}/{view.key}"
    return in_book(f"view.open.{place}", title, partial(_open, place), "View/Views", icon=entity.icon)


def _open(place: str, context: Context) -> None:
    context.open_pane(place)


def _open_made(context: Context, entity: str, made: list[int]) -> None:
    if made:
        context.open_pane(f"{entity}/{views.OWN}-{made[0]}")


def _own(context: Context) -> View | None:
    shown = shown_list(context)
    return shown.filter.view if shown is not None and shown.filter.view.is_own else None


def _has_list(context: Context) -> bool:
    return shown_list(context) is not None


def _has_view(context: Context) -> bool:
    shown = shown_list(context)
    return shown is not None and bool(shown.filter.view.key) and shown.filter.view.ids is None


def _is_own(context: Context) -> bool:
    return _own(context) is not None


VIEWS = (
    in_book(
        "list.conditions", N_("Conditions…"), open_conditions, "View", "Ctrl+Shift+F", "filter",
        when=_has_list, section=3,
    ),
    in_book("list.save", N_("Save the view"), save, "View", "Ctrl+Alt+S", when=_has_list, section=3),
    in_book("list.save_as", N_("Save as view…"), save_as, "View", when=_has_list, section=3),
    in_book("list.rename", N_("Rename the view…"), rename, "View", icon="edit", when=_is_own, section=3),
    in_book("list.duplicate", N_("Duplicate the view"), duplicate, "View", icon="copy", when=_has_view, section=3),
    in_book("list.delete", N_("Delete the view"), delete, "View", icon="trash", when=_is_own, section=3),
)  # fmt: skip
OPEN = Family(N_("Views"), "View", views_to_open, section=3)
OF_VIEW = ("list.rename", "list.duplicate", "list.delete")
"""The commands of the context menu of a view in the navigation."""
