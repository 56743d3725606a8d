"""The commands of the records: new ones, what was done with them, what comes next, and their way through the stages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import N_, _
from crm_desktop.model import ENTITIES, Activity, Opportunity, Record, Stage
from crm_desktop.model.activity import ACTIVITY_KINDS
from crm_desktop.services import pipeline, records
from crm_desktop.storage.store import Busy
from crm_desktop.ui.commands.command import Command, Family, in_book
from crm_desktop.ui.commands.edit import has_selection, named
from crm_desktop.ui.context import Context, Host

_ICONS = {"call": "phone", "email": "mail", "letter": "mail"}
_KEYS = {"call": "Ctrl+L"}


def new_record(context: Context) -> None:
    """Begin a new record of the kind that the pane shows."""
    context.pane.new_record()


def new_of(entity: str, context: Context) -> None:
    """Begin a new record in the pane of its kind."""
    pane = context.open_pane(entity)
    if pane is not None:
        pane.new_record()


def open_selected(context: Context) -> None:
    """Put the keyboard on the page of the record under the cursor."""
    context.pane.open_selected()


def edit_in_place(context: Context) -> None:
    """Change the value under the cursor in the list itself."""
    context.pane.edit_in_place()


def walk(step: int, context: Context) -> None:
    """Go to the next record of the list, or the one before."""
    context.pane.walk(step)


def log(kind: str, context: Context) -> None:
    """Open the line that logs an activity on the selected record."""
    from crm_desktop.ui.dialogs.log_bar import open_log_bar

    open_log_bar(context, kind)


def step_stage(step: int, context: Context) -> None:
    """Move the selected opportunities `step` stages on, or back; their end asks how they ended."""
    with context.told():
        chosen = context.pane.selected()
        if chosen is None or context.pane.shift(step):
            return
        with context.store.read() as session:
            deals = [records.find(session, Opportunity, record_id) for record_id in chosen.ids]
            found = {deal.id: pipeline.neighbour(session, deal, step) for deal in deals}
        targets = {stage.id: stage for stage in found.values() if stage is not None}
        if len(targets) == 1 and next(iter(targets.values())).kind != "open":
            _ask_how_it_ended(context, next(iter(targets)))
        else:
            _move(context, {deal: stage for deal, stage in found.items() if stage is not None}, step)


def choose_stage(context: Context) -> None:
    """Open the bar that asks for a stage."""
    from crm_desktop.ui.dialogs.stage_move import open_stage_move

    open_stage_move(context)


def stages_to_choose(host: Host) -> list[Command]:
    """Return a command per stage."""
    context = host.context
    if context is None:
        return []
    try:
        with context.store.read() as session:
            found = [(stage.id, stage.name, stage.kind) for stage in pipeline.stages(session)]
    except Busy:
        return []
    return [
        in_book(
            f"record.move.{stage_id}", _("Move to {stage}").format(stage=name), partial(_move_to, stage_id, kind),
            "Record/Move to", icon="opportunity", when=has_opportunities,
        )
        for stage_id, name, kind in found
    ]  # fmt: skip


def has_opportunities(context: Context) -> bool:
    """Tell whether opportunities are selected."""
    return context.pane.entity == Opportunity.__tablename__ and context.pane.has_selection()


def _move_to(stage_id: int, kind: str, context: Context) -> None:
    with context.told():
        chosen = context.pane.selected()
        if chosen is not None and kind == "open":
            with context.store.read() as session:
                stage = records.find(session, Stage, stage_id)
            _move(context, dict.fromkeys(chosen.ids, stage))
        elif chosen is not None:
            _ask_how_it_ended(context, stage_id)


def _ask_how_it_ended(context: Context, stage_id: int) -> None:
    from crm_desktop.ui.dialogs.stage_move import open_stage_move

    open_stage_move(context, stage_id)


def _title(context: Context, targets: Mapping[int, Stage], step: int) -> str:
    """Return what the step is called in Undo."""
    with context.store.read() as session:
        what = named(session, Opportunity.__tablename__, list(targets))
    stages = {stage.name for stage in targets.values()}
    if len(stages) == 1:
        return _("Move {what} to {stage}").format(what=what, stage=stages.pop())
    way = _("Move {what} to the next stage") if step > 0 else _("Move {what} to the previous stage")
    return way.format(what=what)


def _move(context: Context, targets: Mapping[int, Stage], step: int = 1) -> None:
    """Move opportunities, by id, as one step, forwards or back; what the user should know stands in the status."""
    if not targets:
        return
    title, notes = _title(context, targets, step), list[str]()

    def move_all(session: Session) -> None:
        for record_id, target in targets.items():
            deal, stage = records.find(session, Opportunity, record_id), records.find(session, Stage, target.id)
            notes.extend(pipeline.move(session, deal, stage))

    if context.act(title, move_all) and notes:
        context.say(" ".join(dict.fromkeys(notes)), action=_("Undo"), run=context.undo)


def _shift_words(step: int, context: Context) -> str:
    if context.pane.has_columns:
        return _("Move to the next column") if step > 0 else _("Move to the previous column")
    return _("Move to the next stage") if step > 0 else _("Move to the previous stage")


def _has_page(context: Context) -> bool:
    return bool(context.pane.entity)


def _can_be_logged_on(context: Context) -> bool:
    return f"{context.pane.entity}_id" in Activity.links() and context.pane.has_selection()


def _plan(context: Context) -> None:
    from crm_desktop.ui.dialogs.log_bar import open_log_bar

    open_log_bar(context, "task", planning=True)


def _attach(context: Context) -> None:
    """Ask for files and put them on the selected record."""
    from crm_desktop.ui.attached_files import choose_files

    place = context.pane.place_of_files()
    if place is not None:
        choose_files(context, place)


def _shows_one(context: Context) -> bool:
    return context.pane.place_of_files() is not None


def _new_command(model: type[Record]) -> Command:
    title = model.entity.title
    return in_book(
        f"record.new.{model.__tablename__}",
        title,
        partial(new_of, model.__tablename__),
        "Record/New",
        icon=model.entity.icon,
        words=lambda _context: _("New {title}").format(title=_(title).lower()),
    )


def _log_command(kind: str, title: str) -> Command:
    return in_book(
        f"record.log.{kind}",
        title,
        partial(log, kind),
        "Record",
        _KEYS.get(kind, ""),
        _ICONS.get(kind, kind),
        when=_can_be_logged_on,
        section=1,
        for_selection=True,
        words=lambda _context: _("Log {kind}…").format(kind=_(title).lower()),
    )


RECORD = (
    in_book("record.new", N_("New"), new_record, "Record", "Ctrl+N", "plus", when=_has_page),
    *(_new_command(model) for model in ENTITIES if model.entity.group or model is Activity),
    in_book(
        "record.open", N_("Open"), open_selected, "Record", "Return", "open",
        when=has_selection, bound=False, for_selection=True,
    ),
    in_book(
        "record.edit", N_("Edit in the list"), edit_in_place, "Record", "F2", "edit",
        when=has_selection, bound=False, for_selection=True,
    ),
    in_book("record.after", N_("Next in the list"), partial(walk, 1), "Record", "Alt+Down", when=_has_page),
    in_book("record.before", N_("Previous in the list"), partial(walk, -1), "Record", "Alt+Up", when=_has_page),
    *(_log_command(kind, title) for kind, title in ACTIVITY_KINDS.options),
    in_book(
        "record.plan", N_("Plan the next step…"), _plan, "Record", "Ctrl+Shift+L", "calendar",
        when=_can_be_logged_on, section=1, for_selection=True,
    ),
    in_book(
        "record.attach", N_("Attach files…"), _attach, "Record", "", "attachment",
        when=_shows_one, section=1, for_selection=True,
    ),
    in_book(
        "record.forward", N_("Move to the next stage"), partial(step_stage, 1), "Record", "Ctrl+Right", "chevron-right",
        when=has_opportunities, section=2, for_selection=True, words=partial(_shift_words, 1),
    ),
    in_book(
        "record.back", N_("Move to the previous stage"), partial(step_stage, -1), "Record", "Ctrl+Left", "chevron-left",
        when=has_opportunities, section=2, for_selection=True, words=partial(_shift_words, -1),
    ),
    in_book(
        "record.stage", N_("Move to a stage…"), choose_stage, "Record", "Ctrl+M", "pipeline",
        when=has_opportunities, section=2, for_selection=True,
    ),
)  # fmt: skip
MOVE = Family(N_("Move to"), "Record", stages_to_choose, section=2)
