"""What the file of a report is called: two reports that differ have different names, so that neither overwrites the other."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.model import Seller
from crm_desktop.reports.document import Document
from crm_desktop.reports.options import Options
from crm_desktop.reports.report import Report

_FORBIDDEN: Final = str.maketrans(dict.fromkeys('<>:"/\\|?*', "-"))


def allowed(name: str) -> str:
    """Return a name as every system takes it."""
    return name.translate(_FORBIDDEN)


def usual(report: Report, options: Options, document: Document, session: Session) -> str:
    """Return the name without a suffix: what it is, whose, of which days, and as of which where its days don't end there."""
    seller = None if options.seller is None else session.get(Seller, options.seller)
    name = " ".join(part for part in (_(report.title), seller.name if seller else "", document.period) if part)
    if "as_of" in report.options and options.as_of != options.period.last:
        name += ", " + _("as of {day}").format(day=options.formats.day_in_words(options.as_of))
    return allowed(name)
