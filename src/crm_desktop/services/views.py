"""Views of lists: which records, in which columns and order. One concept for what is built in and what the user saves.

Some views follow from the declarations: a listed choice of fixed codes gives one view per code, a listed link to records
without a page of their own (stages) one per record and first one per code of their own choice, so that "Open" is all
stages of that kind. Some are declared in `BUILT_IN`, and the rest are the user's own records.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.text import fold, one_line
from crm_desktop.model import BY_NAME, Record, SavedView
from crm_desktop.schema.kinds import Choice, Kind, Link
from crm_desktop.services import agenda, attention, records
from crm_desktop.storage import filters
from crm_desktop.storage.filters import Group, Rule
from crm_desktop.storage.query import Listing, Query
from crm_desktop.storage.short_reads import Read

MOST = 40
"""Where a link has more targets than this, a menu of them would be of no use."""
OWN = "own"


@dataclass(frozen=True)
class Look:
    """How a list is shown. Without columns it keeps the ones at hand, without `sort` its order."""

    filter: Group = filters.NONE
    columns: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    sort: str = ""
    descending: bool = False
    group: str = ""


@dataclass(frozen=True)
class View:
    """One view of the list of `entity`; `key` is what is remembered of it, "" for everything.

    `ids` finds the records of a view that no filter can, in short reads on a worker. `is_near`: the navigation shows it.
    `record_id` is that of a view of the user's own.
    """

    key: str
    title: str
    entity: str = ""
    look: Look = field(default_factory=Look)
    record_id: int | None = None
    is_near: bool = False
    icon: str = "filter"
    ids: Callable[[Read], list[int]] | None = None

    @property
    def is_own(self) -> bool:
        """Whether the user saved it."""
        return self.record_id is not None


def _all(*rules: Rule) -> Look:
    return Look(Group("all", rules))


def _needing_attention(read: Read) -> list[int]:
    with read() as session:
        candidates = attention.candidates(session)
    places = []
    for some in attention.in_portions(candidates):
        with read() as session:
            places += attention.judged(session, some)
    return [place[-1] for place in sorted(places)]


def _overdue(read: Read) -> list[int]:
    """Return what was to be done before today; of a series that is its first open day, which no filter knows."""
    with read() as session:
        return agenda.overdue_ids(session)


OPEN = Rule("stage_id.kind", "any_of", ("open",))
PLANNED = Group("all", (Rule("done", "is", False),))
BUILT_IN: tuple[View, ...] = (
    View(
        "no_next_step", N_("Without a next step"), "opportunity",
        _all(OPEN, Rule("activity@opportunity_id", "has_none", PLANNED)), is_near=True, icon="clock",
    ),
    View("attention", N_("Needs attention"), "opportunity", is_near=True, icon="warning", ids=_needing_attention),
    View(
        "closes_this_quarter", N_("Closes this quarter"), "opportunity",
        _all(OPEN, Rule("close_date", "in", "this_quarter")),
    ),
    View("overdue", N_("Overdue"), "opportunity", _all(OPEN, Rule("close_date", "before", "today"))),
    View(
        "no_open_opportunity", N_("No open opportunity"), "account",
        _all(Rule("opportunity@account_id", "has_none", Group("all", (OPEN,)))),
    ),
    View(
        "account_no_next_step", N_("Without a next step"), "account",
        _all(Rule("status", "any_of", ("active",)), Rule("activity@account_id", "has_none", PLANNED)),
    ),
    View("quiet", N_("Not contacted for 30 days"), "contact", _all(Rule("last_contact", "not_for", (30, "days")))),
    View("planned", N_("Planned"), "activity", _all(Rule("done", "is", False))),
    View("due", N_("Overdue"), "activity", ids=_overdue),
)  # fmt: skip
"""The views that every book has. Their keys are remembered: they never change."""


def groups_of(session: Session, entity: str) -> list[list[View]]:
    """Return the views of a list in groups that belong together; "all" is not among them."""
    built_in = [replace(view, title=_(view.title)) for view in BUILT_IN if view.entity == entity]
    found = [own(session, entity), *_following(session, BY_NAME[entity])]
    found.insert(2 if len(found) > 2 else 1, built_in)
    return [group for group in found if group]


def own(session: Session, entity: str = "") -> list[View]:
    """Return the views that the user saved, of one list or of all, in their order."""
    wanted = select(SavedView).order_by(SavedView.entity_name, SavedView.position, SavedView.id)
    if entity:
        wanted = wanted.where(SavedView.entity_name == entity)
    return [_view_of(saved) for saved in session.scalars(wanted) if saved.entity_name in BY_NAME]


def near(session: Session) -> list[View]:
    """Return the views that the navigation shows: the user's own, and those that must be one click away."""
    return [*(replace(view, title=_(view.title)) for view in BUILT_IN if view.is_near), *own(session)]


def find(session: Session, entity: str, key: str) -> View:
    """Return a view by its key; raises UserError when it is gone."""
    for group in groups_of(session, entity):
        for view in group:
            if view.key == key:
                return view
    raise UserError(_("This view was deleted. Undo the deletion to bring it back."))


def named(session: Session, name: str, entity: str = "") -> View:
    """Return a view by its name; raises UserError for none and for several, with the names that there are."""
    lists = [entity] if entity else [model.__tablename__ for model in BY_NAME.values() if model.entity.has_page]
    every = [view for one in lists for group in groups_of(session, one) for view in group]
    found = [view for view in every if fold(view.title) == fold(one_line(name))]
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError(_("Several views are called “{name}”. Say of which list it is.").format(name=name))
    known = ", ".join(dict.fromkeys(view.title for view in every))
    raise UserError(_("There is no view “{name}”. There are: {known}.").format(name=name, known=known))


def target_tables(entity: str) -> set[str]:
    """Return the tables whose changes may change which views a list has."""
    kinds = (declared.kind for declared in BY_NAME[entity].fields().values() if declared.listed)
    small = {kind.target for kind in kinds if isinstance(kind, Link) and not BY_NAME[kind.target].entity.has_page}
    return small | {SavedView.__tablename__}


def query_of(session: Session, view: View, columns: Sequence[str], sort: str = "name") -> Query:
    """Return the query of a view; `columns` and `sort` where it has none of its own. Asks for the ids that it needs."""
    look = view.look
    query = Query(view.entity, look.columns or tuple(columns), look.sort or sort, look.descending)
    where = (("id", tuple(view.ids(lambda: nullcontext(session)))),) if view.ids is not None else ()
    return replace(query, where=where, filter=look.filter, group=look.group)


def save(session: Session, entity: str, name: str, look: Look) -> SavedView:
    """Keep a new view. Raises InvalidInput where the name is empty or taken."""
    last = session.scalar(select(func.max(SavedView.position)).where(SavedView.entity_name == entity))
    values = {"name": _free(session, entity, name), "entity_name": entity, "definition": as_json(look)}
    return records.create(session, SavedView, {**values, "position": (last or 0) + 1})


def change(session: Session, record_id: int, look: Look) -> None:
    """Keep another look of a view."""
    records.update(session, records.find(session, SavedView, record_id), {"definition": as_json(look)})


def rename(session: Session, record_id: int, name: str) -> None:
    """Give a view another name. Raises InvalidInput where it is empty or taken."""
    saved = records.find(session, SavedView, record_id)
    records.update(session, saved, {"name": _free(session, saved.entity_name, name, but=record_id)})


def duplicate(session: Session, view: View) -> SavedView:
    """Keep a copy of a view, one that is built in or the user's own, under a name of its own."""
    taken = {fold(one.title) for one in own(session, view.entity)}
    names = [_("{name} (copy)").format(name=view.title)]
    while fold(names[-1]) in taken:
        names.append(_("{name} (copy {n})").format(name=view.title, n=len(names) + 1))
    return save(session, view.entity, names[-1], view.look)


def delete(session: Session, record_id: int) -> None:
    """Delete a view."""
    records.delete(session, SavedView, [record_id])


def as_json(look: Look) -> str:
    """Return a look as it is kept in the file."""
    told: dict[str, Any] = {"filter": filters.plain(look.filter)}
    told |= {"columns": list(look.columns), "widths": list(look.widths)}
    told |= {"sort": look.sort, "descending": look.descending, "group": look.group}
    return json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False)


def of_json(model: type[Record], text: str) -> Look:
    """Return the look of its kept form; what speaks of fields that are gone is left out. Raises UserError."""
    fields = model.fields()
    try:
        told = json.loads(text)
        found, _lost = filters.known(model, filters.of_plain(told["filter"]))
        columns = tuple(name for name in told.get("columns", ()) if name in fields)
        widths = tuple(int(width) for width in told.get("widths", ()))
        sort, group = str(told.get("sort", "")), str(told.get("group", ""))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise UserError(_("The view that is kept here cannot be read. Delete it and make it anew.")) from error
    return Look(
        found,
        columns,
        widths if len(widths) == len(columns) else (),
        sort if sort in fields else "",
        told.get("descending") is True,
        group if group in fields else "",
    )


def _view_of(saved: SavedView) -> View:
    try:
        look = of_json(BY_NAME[saved.entity_name], saved.definition)
    except UserError:
        look = Look()  # it can still be renamed, saved anew and deleted
    return View(f"{OWN}-{saved.id}", saved.name, saved.entity_name, look, saved.id, is_near=True)


def _free(session: Session, entity: str, name: str, but: int | None = None) -> str:
    line = one_line(name)
    if not line:
        raise InvalidInput({"name": _("Give the view a name.")})
    others = [view for view in own(session, entity) if view.record_id != but]
    if any(fold(view.title) == fold(line) for view in others):
        raise InvalidInput({"name": _("There is a view “{name}” already.").format(name=line)})
    return line


def _following(session: Session, model: type[Record]) -> list[list[View]]:
    """Return the views that follow from the declarations of a list."""
    entity, groups = model.__tablename__, list[list[View]]()
    for name, declared in model.fields().items():
        if declared.listed and isinstance(declared.kind, Choice):
            groups.append(_of_codes(entity, name, declared.kind))
        elif declared.listed and isinstance(declared.kind, Link):
            groups += _of_targets(session, entity, name, declared.kind)
    return groups


def _of_codes(entity: str, path: str, kind: Choice) -> list[View]:
    if kind.open:
        return []
    return [
        View(f"{path}={code}", _(title), entity, _all(Rule(path, "any_of", (code,)))) for code, title in kind.options
    ]


def _of_targets(session: Session, entity: str, name: str, link: Link) -> list[list[View]]:
    target = BY_NAME[link.target]
    if target.entity.has_page:
        return []
    fields = target.fields()
    choice = next(
        (column for column, declared in fields.items() if declared.listed and _is_fixed(declared.kind)), "name"
    )
    parent = next((column for column, declared in fields.items() if isinstance(declared.kind, Link)), "name")
    listing = Listing(Query(link.target, ("name", choice, parent), "position" if "position" in fields else "name"))
    listing.open(session)
    if listing.count > MOST:
        return []
    rows, kind = list(listing.iterate(session)), fields[choice].kind
    codes, titles = [row[2] for row in rows], [row[1] for row in rows]
    kinds = _of_codes(entity, f"{name}.{choice}", kind) if isinstance(kind, Choice) else []
    each = [
        View(
            f"{name}={key}",
            title if titles.count(title) == 1 else f"{title} · {above}",
            entity,
            _all(Rule(name, "is", key)),
        )
        for key, title, code, above in rows
        if not kinds or codes.count(code) > 1  # the only one of its code is what the view of the code shows
    ]
    return [[view for view in kinds if view.key.rpartition("=")[2] in codes], each]


def _is_fixed(kind: Kind) -> bool:
    return isinstance(kind, Choice) and bool(kind.options) and not kind.open
