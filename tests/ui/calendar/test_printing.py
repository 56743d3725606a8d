"""The calendar in front on paper."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pypdf import PdfReader

from crm_desktop.base import dates
from crm_desktop.base.task import Task
from crm_desktop.model import Contact
from crm_desktop.reports.calendar_report import Wanted
from crm_desktop.services import activities
from crm_desktop.services.calendar import EVERYTHING
from crm_desktop.ui.calendar.printing import write_calendar
from tests.ui.windows import Desktop


def test_the_calendar_is_printed_with_what_stands_in_it(desk: Desktop, tmp_path: Path) -> None:
    with desk.store.act("Plan") as session:
        contact = session.query(Contact).first()
        assert contact is not None
        activities.plan(
            session, "call", "Ask for references", "contact", contact.id, dates.now() + timedelta(minutes=1)
        )
    path = tmp_path / "calendar.pdf"
    write_calendar(desk.context, Wanted("month", dates.today(), EVERYTHING), path, Task())
    assert "Ask" in PdfReader(path).pages[0].extract_text()
