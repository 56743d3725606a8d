"""The jobs of the command line that bring tables in and take lists out."""

from __future__ import annotations

import argparse
from dataclasses import replace

from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.settings import Settings
from crm_desktop.base.spans import Calendar
from crm_desktop.base.text import squash
from crm_desktop.cli.answers import WrongUsage, answer, formats, progress, usage
from crm_desktop.cli.books import opened
from crm_desktop.model import BY_NAME, ENTITIES, Record
from crm_desktop.storage.query import Query


def entity_named(name: str) -> type[Record]:
    """Return the entity of that name, in the singular or plural. Raises WrongUsage."""
    wanted = squash(name)
    for model in ENTITIES:
        entity = model.entity
        words = [
            model.__tablename__,
            entity.title,
            entity.plural,
            *entity.names,
            *(f"{word}s" for word in entity.names),
        ]
        if wanted in {squash(text) for text in (*words, _(entity.title), _(entity.plural))}:
            return model
    known = ", ".join(_(model.entity.plural).lower() for model in ENTITIES)
    raise WrongUsage(_("“{name}” is no kind of record. There are: {known}.").format(name=name, known=known))


def come_in(chosen: argparse.Namespace) -> int:
    """Import files."""
    from crm_desktop.exchange import ical_in, intake

    model = entity_named(chosen.entity) if chosen.entity else None
    missing = next((path for path in chosen.files if not path.exists()), None)
    if missing is not None:
        raise UserError(_("There is no file “{path}”.").format(path=missing))
    if all(ical_in.is_calendar(path) for path in chosen.files):
        from crm_desktop.cli import calendar

        return calendar.bring_in(chosen, chosen.files)
    with opened(chosen) as store:
        advice = _("Say what it holds: --entity KIND, for example --entity contacts.")
        offer = intake.look_at(chosen.files, model, advice)
        outcome = intake.take_in(store, offer, formats(), progress(), dry_run=chosen.dry_run)
    if chosen.rejected and outcome.problems:
        intake.write_rejected(outcome, chosen.rejected)
    is_dry = chosen.dry_run
    answer(chosen, intake.as_json(outcome, dry_run=is_dry), intake.as_lines(outcome, dry_run=is_dry))
    return 3 if outcome.problems or offer.refused else 0


def _shown(session: Session, model: type[Record] | None, name: str) -> Query:
    """Return the query of a view by its name: its own columns, or else every field that an import takes back."""
    from crm_desktop.services import views

    view = views.named(session, name, model.__tablename__ if model else "")
    days = Calendar(formats().first_weekday, Settings()["fiscal_month"])
    query = views.query_of(session, view, tuple(BY_NAME[view.entity].editable()), "created")
    return replace(query, days=days, group="")


def export(chosen: argparse.Namespace) -> int:
    """Export all records of one kind, or those of a view."""
    from crm_desktop.exchange import exporter

    if not chosen.entity and not chosen.view:
        raise WrongUsage(_("Say what to export: --entity KIND or --view NAME."))
    output = chosen.output
    model = entity_named(chosen.entity) if chosen.entity else None
    with usage():
        exporter.refuse_other_suffix(output)
    with opened(chosen) as store, store.read() as session:
        query = _shown(session, model, chosen.view) if chosen.view or model is None else exporter.whole(model)
        model = query.model
        count = exporter.export(session, query, output, progress())
    counted = count_of(model.entity.one, model.entity.many, count)
    said = _("{count} written to {path}.").format(count=counted, path=output)
    answer(chosen, {"entity": model.__tablename__, "rows": count, "output": str(output)}, [said])
    return 0
