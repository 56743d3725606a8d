"""The line below the title of a list: what all of it comes to, said before anybody asks.

The sums are those of `figures.pipeline`, added up in groups by SQL: to read every opportunity for one line would cost
a frame in a large book. A test compares the two.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _, count_of
from crm_desktop.figures.figure import Words
from crm_desktop.model import Record
from crm_desktop.schema.formats import Formats, round_half_even
from crm_desktop.services import book, deals
from crm_desktop.storage.store import raw_of

_OPEN = """
SELECT coalesce(nullif(o.currency, ''), :base) AS code, o.probability,
       iif(coalesce(nullif(o.currency, ''), :base) = :base, NULL, coalesce(o.close_date, o.entered_on)) AS day,
       count(*), sum(o.amount)
FROM opportunity o JOIN stage s ON s.id = o.stage_id WHERE s.kind = 'open' GROUP BY 1, 2, 3
"""


def counted(model: type[Record], session: Session, _formats: Formats) -> str:
    """Return "1,204 contacts"."""
    row = raw_of(session).execute("SELECT n FROM counter WHERE tbl = ?", (model.__tablename__,)).fetchone()
    return count_of(model.entity.one, model.entity.many, row[0])


def open_business(session: Session, formats: Formats) -> str:
    """Return "33 open · 1,049,440 pipeline · 367,722 weighted", in the book's currency.

    Where an exchange rate is missing there is no sum, and the line says so.
    """
    rates = deals.rates(session)
    count, pipeline, weighted = 0, Decimal(0), Decimal(0)
    for code, probability, day, number, amount in raw_of(session).execute(_OPEN, {"base": book.currency(session)}):
        count += number
        if amount is None:
            continue
        value = rates.in_base(Decimal(amount).scaleb(-4), code, date.fromisoformat(day) if day else None)
        if isinstance(value, Words):
            return _("{count} open · {why}").format(count=f"{count:,}", why=value)
        pipeline += value
        weighted += value * Decimal(probability or 0).scaleb(-4)
    return _("{count} open · {pipeline} pipeline · {weighted} weighted").format(
        count=formats.number(count),
        pipeline=formats.money(round_half_even(pipeline, 0)),
        weighted=formats.money(round_half_even(weighted, 0)),
    )
