"""Every calendar of the collection: it comes in or is refused in words, and only once; what goes out comes back whole."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_desktop.base import dates
from crm_desktop.base.errors import UserError
from crm_desktop.base.task import Task
from crm_desktop.exchange import ical_in, ical_intake, ical_out
from crm_desktop.exchange.ical_rows import Choice
from crm_desktop.model import Activity
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock
from tests.exchange.calendars import around, bring_in_file, occurrences
from tests.zones import computer_in

FOLDERS = {
    "biweekly": 5,
    "ical4j": 55,
    "ical_net": 67,
    "icalendar_py": 73,
    "ics_parser": 4,
    "node_ical": 22,
    "vobject": 6,
}
NO_CALENDARS = {"calendars__fuzz_testcase_0_char_in_component_name.ics"}
FINER_THAN_DAYS = re.compile("FREQ=(HOURLY|MINUTELY)")
REFUSED = {
    "invalid__phpicalendar_sample.ics": 3,  # these recur since the year 1753
    "invalid__twinkle.ics": 1,  # one that begins in the year -1, here and in the next
    "invalid__twinkle_orig.ics": 1,
    "calendars__broken_dtstart.ics": 1,  # “INVALID-DATE” as the start, and in the next as well
    "calendars__issue_1081_invalid_start_valid_end.ics": 1,
    "multi-event-basic.ics": 1,  # begins “Next Year”
    "ruby_rrule.ics": 1,  # its rule begins “FREQ=DAILY\\”
}
"""How many with a start are refused, for another reason than rules of hours."""
NO_START = "It has no start."
LEAST_COMPARED = 200
_FIRST_ONES = 3


@pytest.fixture(autouse=True)
def _berlin(clock: FrozenClock) -> Iterator[None]:
    with computer_in("Europe/Berlin"):
        yield


class Books:
    """Fresh books, each a copy of one that is made once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0
        create_store(folder / "new.crm").close()

    def fresh(self) -> Store:
        """Return an open book without records."""
        self._made += 1
        return open_store(Path(shutil.copy(self._folder / "new.crm", self._folder / f"{self._made}.crm")))


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return Books(tmp_path)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_calendar_comes_in_or_is_refused_in_words(real_data: Path, books: Books, folder: str) -> None:
    paths = sorted((real_data / "ical" / folder).glob("*.ics"))
    assert len(paths) == FOLDERS[folder]
    for path in paths:
        look_at(path, books)


@pytest.mark.filterwarnings("ignore:Timezone .* is a globally unique TZID")
def test_what_has_a_start_for_another_reader_is_refused_for_a_good_reason_only(real_data: Path) -> None:
    compared = 0
    for path in sorted((real_data / "ical").glob("*/*.ics")):
        if path.name in NO_CALENDARS:
            continue
        read = ical_in.read(path)
        titles = [one.title for one in read.events]
        assert not [title for title in titles if "DTSTART" in title or "RRULE" in title], path.name
        theirs = as_another_reads(path)
        reasons = [flaw.reason for flaw in read.flaws if flaw.refused]
        others = [reason for reason in reasons if reason != NO_START and not FINER_THAN_DAYS.search(reason)]
        assert theirs is None or reasons.count(NO_START) <= theirs.count(False), path.name
        assert len(others) == REFUSED.get(path.name, 0), (path.name, others)
        compared += theirs is not None
    assert compared >= LEAST_COMPARED


def as_another_reads(path: Path) -> list[bool] | None:
    """Return of each event and task whether it has a start, as the library icalendar finds; None where it finds none."""
    import icalendar

    try:
        found = icalendar.Calendar.from_ical(path.read_bytes(), multiple=True)
    except ValueError:
        return None
    parts = [one for top in found for one in top.walk() if one.name in ("VEVENT", "VTODO")]
    return ["DTSTART" in one for one in parts] or None


def look_at(path: Path, books: Books) -> None:
    """Look that a calendar comes in once and comes back whole."""
    store = books.fresh()
    if path.name in NO_CALENDARS:
        with pytest.raises(UserError, match=r"\.$"):
            ical_intake.bring_in(store, [path], Task())
        store.close()
        return
    outcome = ical_intake.bring_in(store, [path], Task())
    sentences = [*outcome.notes, *(problem.reason for problem in outcome.problems)]
    assert all(sentence.endswith(".") for sentence in sentences), path.name
    again = bring_in_file(store, path)
    assert (again.new, again.changed) == (0, 0), path.name
    out = path_of(store)
    written = ical_out.export(store.read, out, Choice())
    own = bring_in_file(store, out)
    assert (own.new, own.changed, own.same, own.problems) == (0, 0, written, []), path.name
    fresh = books.fresh()
    bring_in_file(fresh, out)
    spans = [around(at) for at in (dates.now(), *first_starts(store))]
    assert occurrences(fresh, spans) == occurrences(store, spans), path.name
    for book in (store, fresh):
        book.close()


def path_of(store: Store) -> Path:
    """Return where the calendar of a book goes."""
    return store.path.with_suffix(".ics")


def first_starts(store: Store) -> list[datetime]:
    """Return when the first activities of a book begin, most of which lie long behind us."""
    with store.read() as session:
        found = session.query(Activity.starts).order_by(Activity.id).limit(_FIRST_ONES)
        return [row.starts.astimezone(UTC) for row in found]
