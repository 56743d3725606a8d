"""The line below the title of a list or a board: what all of it comes to, said before anybody asks.

The sums are those of `figures.pipeline`, kept by the file: a test compares the two.
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _, count_of
from crm_desktop.model import Record
from crm_desktop.schema.currencies import with_currency
from crm_desktop.schema.formats import Formats, round_half_even
from crm_desktop.services import book, pipeline_totals, sentences
from crm_desktop.services.worth import Worth
from crm_desktop.storage.store import raw_of


def counted(model: type[Record], session: Session, _formats: Formats) -> str:
    """Return "1,204 contacts"."""
    row = raw_of(session).execute("SELECT n FROM counter WHERE tbl = ?", (model.__tablename__,)).fetchone()
    return count_of(model.entity.one, model.entity.many, row[0])


def open_business(session: Session, formats: Formats) -> str:
    """Return what all open opportunities come to, as `in_words` says it."""
    return in_words(pipeline_totals.all_open(session), book.currency(session), formats)


def in_words(of: Worth, currency: str, formats: Formats) -> str:
    """Return "33 open · $ 1,049,440 pipeline · $ 367,722 weighted · best case $ 690,000", and what has no amount.

    Where an exchange rate is missing there is no sum, and the line says so.
    """
    if of.missing is not None:
        why = sentences.sentence(of.missing, formats)
        return _("{count} open · {why}").format(count=formats.number(of.count), why=why)
    sums = {"pipeline": of.amount, "weighted": of.weighted, "best": of.best_case}
    said = _("{count} open · {pipeline} pipeline · {weighted} weighted · best case {best}").format(
        count=formats.number(of.count), **{name: whole(value, currency, formats) for name, value in sums.items()}
    )
    if of.without_amount:
        said += " · " + _("{n} without an amount").format(n=formats.number(of.without_amount))
    return said


def whole(value: Decimal, currency: str, formats: Formats) -> str:
    """Return a sum in whole units with its currency: "$ 1,049,440"."""
    return with_currency(formats.money(round_half_even(value, 0)), currency)
