"""What is open, by stage, seller, product or any other slice: in full and by its chances."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import N_, _
from crm_desktop.reports import book as books
from crm_desktop.reports import sliced, slices
from crm_desktop.reports.document import Document, Heading
from crm_desktop.reports.options import Options, fields
from crm_desktop.reports.sections import definitions, document
from crm_desktop.reports.slices import SLICES, View
from crm_desktop.reports.words import Wording

TITLE: Final = N_("Pipeline")
OPTIONS: Final = {
    "by": slices.option("stage", "seller", "product", "source", "account", "company", "category", "month", "team"),
    **fields("as_of", "seller"),
}
_EMPTY: Final = N_("Nothing is open.")


def build(session: Session, options: Options) -> Document:
    """Return what was open at the end of the options' day."""
    book = books.read(session, options.as_of, options.seller)
    wording, by = Wording(options.formats, options.as_of), SLICES[options.chosen["by"]]
    view = View(book, options, wording)
    groups = slices.groups([deal for deal in book.deals.values() if deal.kind == "open"], by, view)
    blocks = (
        sliced.bars(groups, sliced.OPEN, view, None, _(_EMPTY)),
        Heading(_("In figures")),
        sliced.table(_(by.title), groups, (sliced.OPEN, sliced.WEIGHTED), view, None, _(_EMPTY)),
        *definitions([(_("Open"), "pipeline"), (_("Weighted"), "weighted")]),
    )
    return document(
        "pipeline", _(TITLE), _("by {what}").format(what=_(by.title).lower()), blocks, book, options, wording
    )
