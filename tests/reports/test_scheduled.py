"""The report that lies in a folder each week."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_desktop.base.errors import UserError
from crm_desktop.base.settings import Settings
from crm_desktop.base.task import Task
from crm_desktop.model import Seller
from crm_desktop.reports.pages import turn
from crm_desktop.reports.scheduled import Lying, make_owed
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import records
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock

US = formats_for("en_US")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Friday at four, into a folder."""
    (tmp_path / "packets").mkdir()
    made = Settings(tmp_path / "settings.toml")
    made["schedule_folder"] = str(tmp_path / "packets")
    return made


def look(store: Store, settings: Settings) -> Lying | None:
    return make_owed(store, settings, US, Task())


def text_of(path: Path) -> str:
    import pypdfium2

    with turn:
        pdf = pypdfium2.PdfDocument(path.read_bytes())
        try:
            return " ".join(pdf[0].get_textpage().get_text_range().split())
        finally:
            pdf.close()


def local(*parts: int) -> datetime:
    return datetime(*parts).astimezone(UTC)  # type: ignore[arg-type]  # the parts of a moment


def test_after_weeks_of_sleep_one_report_lies_there_as_of_the_day_that_it_was_due(
    store: Store, settings: Settings, clock: FrozenClock, tmp_path: Path
) -> None:
    clock.at = local(2026, 10, 20, 9)
    assert look(store, settings) is None
    clock.at = local(2026, 11, 24, 9)
    lying = look(store, settings)
    assert lying == Lying("Weekly packet", tmp_path / "packets" / "Weekly packet 2026-W47.pdf")
    assert "Friday 20 November 2026" in text_of(lying.path)
    assert look(store, settings) is None
    assert [path.name for path in (tmp_path / "packets").iterdir()] == ["Weekly packet 2026-W47.pdf"]


def test_the_report_may_be_of_one_seller_who_is_named_in_its_file(
    store: Store, settings: Settings, clock: FrozenClock, tmp_path: Path
) -> None:
    with store.act("Hire") as session:
        records.create(session, Seller, {"name": "Zoë Müller"})
    settings["schedule_seller"] = "Zoë Müller"
    clock.at = local(2026, 11, 19, 9)
    look(store, settings)
    clock.at = local(2026, 11, 20, 17)
    lying = look(store, settings)
    assert lying == Lying("Weekly packet", tmp_path / "packets" / "Weekly packet Zoë Müller 2026-W47.pdf")
    assert "Zoë Müller · " in text_of(lying.path)
    settings["schedule_seller"] = "Nobody"
    clock.at = local(2026, 11, 27, 17)
    with pytest.raises(UserError, match="No seller is called “Nobody”"):
        look(store, settings)


def test_a_folder_that_is_gone_is_said_and_the_report_still_owed(
    store: Store, settings: Settings, clock: FrozenClock, tmp_path: Path
) -> None:
    clock.at = local(2026, 11, 19, 9)
    look(store, settings)
    (tmp_path / "packets").rmdir()
    clock.at = local(2026, 11, 20, 17)
    with pytest.raises(UserError, match="There is no folder"):
        look(store, settings)
    (tmp_path / "packets").mkdir()
    assert look(store, settings) is not None


def test_a_report_that_nobody_knows_is_said(store: Store, settings: Settings, clock: FrozenClock) -> None:
    settings["schedule_report"] = "nothing"
    clock.at = local(2026, 11, 19, 9)
    look(store, settings)
    clock.at = local(2026, 11, 20, 17)
    with pytest.raises(UserError, match="There is no report “nothing”"):
        look(store, settings)


def test_two_books_may_put_their_reports_into_one_folder(
    settings: Settings, clock: FrozenClock, tmp_path: Path
) -> None:
    clock.at = local(2026, 11, 19, 9)
    stores = [create_store(tmp_path / f"{name}.crm", title=name) for name in ("north", "south")]
    for store in stores:
        assert look(store, settings) is None
    clock.at = local(2026, 11, 20, 17)
    names = [lying.path.name for lying in (look(store, settings) for store in stores) if lying is not None]
    assert names == ["Weekly packet 2026-W47.pdf", "Weekly packet 2026-W47 south.pdf"]
    for store in stores:
        store.close()
