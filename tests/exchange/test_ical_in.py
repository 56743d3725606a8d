"""Calendars of other programs: what is read of them, what is said of the rest, and that nothing brings the reader down."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base.errors import UserError
from crm_desktop.exchange import ical_in, ical_onwards
from tests.exchange.calendars import calendar, event, read
from tests.zones import computer_in

BERLIN_OF_ITS_OWN = """VTIMEZONE
    TZID:Somewhere
    BEGIN:STANDARD
    DTSTART:19701025T030000
    TZOFFSETFROM:+0200
    TZOFFSETTO:+0100
    RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
    END:STANDARD
    BEGIN:DAYLIGHT
    DTSTART:19700329T020000
    TZOFFSETFROM:+0100
    TZOFFSETTO:+0200
    RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
    END:DAYLIGHT"""


@pytest.fixture(autouse=True)
def _berlin() -> Iterator[None]:
    with computer_in("Europe/Berlin"):
        yield


def values(*lines: str, **more: str) -> dict[str, Any]:
    """Return what one event says."""
    found = read(event(*lines, **more))
    assert found.flaws == ()
    return dict(found.events[0].values)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month, day …


def test_an_event_says_when_where_and_what() -> None:
    found = values("DTEND:20261124T103000Z", "LOCATION:Room 1\\, left", "DESCRIPTION:Bring\\nthe offer")
    assert found["name"] == "Visit"
    assert (found["starts"], found["minutes"], found["all_day"]) == (utc(2026, 11, 24, 9), 90, False)
    assert (found["location"], found["outcome"]) == ("Room 1, left", "Bring\nthe offer")


def test_a_property_may_be_folded_right_behind_its_name() -> None:
    lines = ["BEGIN:VEVENT", "SUMMARY", " :Carnival", "CLASS", "", " :PUBLIC", "DTSTART", "\t;VALUE=DATE", " :20261124"]
    (one,) = ical_in.read_bytes("my.ics", "\n".join([*lines, "END:VEVENT"]).encode()).events
    assert (one.title, one.values["all_day"]) == ("Carnival", True)


def test_a_word_that_lost_its_fold_stays_text_also_before_a_fold() -> None:
    lines = ["BEGIN:VEVENT", "DTSTART:20261124", "SUMMARY:Fair in ", "Hannover", "  and Bonn", "END:VEVENT"]
    (one,) = ical_in.read_bytes("my.ics", "\n".join(lines).encode()).events
    assert one.title == "Fair in Hannover and Bonn"


def test_folded_lines_are_put_together() -> None:
    assert values(title="A very long ti\r\n tle")["name"] == "A very long title"


@pytest.mark.parametrize(
    ("starts", "at"),
    [
        ("DTSTART;TZID=America/New_York:20261124T090000", utc(2026, 11, 24, 14)),
        ("DTSTART;TZID=W. Europe Standard Time:20260624T090000", utc(2026, 6, 24, 7)),
        ("DTSTART;TZID=/mozilla.org/20050126_1/Europe/London:20260624T090000", utc(2026, 6, 24, 8)),
        ('DTSTART;TZID="(UTC-05:00) Eastern Time (US & Canada)":20261124T090000', utc(2026, 11, 24, 14)),
        ("DTSTART;TZID=UTC+01:20261124T090000", utc(2026, 11, 24, 8)),
        ("DTSTART;TZID=Z:20261124T090000", utc(2026, 11, 24, 9)),
        ("DTSTART:20261124T090000", utc(2026, 11, 24, 8)),
        ("DTSTART:2026-11-24T09:00:00+02:00", utc(2026, 11, 24, 7)),
        ("DTSTART:20261124T240000Z", utc(2026, 11, 25)),
    ],
)
def test_a_start_is_read_in_its_zone(starts: str, at: datetime) -> None:
    assert values(starts=starts)["starts"] == at


def test_a_zone_that_only_the_calendar_knows_goes_by_its_own_rules() -> None:
    summer = event(starts="DTSTART;TZID=Somewhere:20260624T090000", uid="s")
    found = read(BERLIN_OF_ITS_OWN, summer, event(starts="DTSTART;TZID=Somewhere:20261124T090000", uid="w"))
    assert [one.values["starts"] for one in found.events] == [utc(2026, 6, 24, 7), utc(2026, 11, 24, 8)]
    assert found.left_out == ()


def test_a_series_in_such_a_zone_goes_by_the_clock_of_a_zone_that_shows_the_same() -> None:
    found = read(BERLIN_OF_ITS_OWN, event("RRULE:FREQ=DAILY", starts="DTSTART;TZID=Somewhere:20260624T090000"))
    assert found.events[0].values["zone"] in {"Europe/Berlin", "Europe/Budapest", "Europe/Paris", "Europe/Warsaw"}


def test_a_zone_that_nobody_knows_is_read_by_this_clock_and_that_is_said() -> None:
    found = read(event(starts="DTSTART;TZID=Atlantis:20261124T090000"))
    assert found.events[0].values["starts"] == utc(2026, 11, 24, 8)
    assert found.left_out == ("The time zone “Atlantis” is not known; its times were read by this computer's clock.",)


def test_whole_days_end_where_the_last_one_ends() -> None:
    found = values("DTEND;VALUE=DATE:20261126", starts="DTSTART;VALUE=DATE:20261124")
    assert (found["starts"], found["minutes"], found["all_day"]) == (utc(2026, 11, 23, 23), 2880, True)
    assert values(starts="DTSTART;VALUE=DATE:20261124")["minutes"] is None


def test_a_whole_day_on_which_the_clock_is_changed_is_one_day() -> None:
    assert values("DTEND;VALUE=DATE:20261026", starts="DTSTART;VALUE=DATE:20261025")["minutes"] == 1440


@pytest.mark.parametrize(
    ("said", "minutes"),
    [("DURATION:PT45M", 45), ("DURATION:P1DT2H", 1560), ("DURATION:P1W", 10_080), ("DTEND:20261124T090000Z", 0)],
)
def test_a_length_is_kept_in_minutes(said: str, minutes: int) -> None:
    assert values(said)["minutes"] == minutes


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("DTEND:20261124T080000Z", "It ended before it began; only its start was taken."),
        ("DURATION:-PT5M", "It ended before it began; only its start was taken."),
        ("DTEND:None", "Its end was left out: “None” is neither a day nor a time."),
        ("DURATION:PT", "Its end was left out: “PT” is no duration."),
        ("DURATION:P99999999999W", "Its end was left out: “P99999999999W” is longer than a century."),
        ("DURATION:PT9999H", "It lasted longer than 69 days and was shortened to them."),
        (f"SUMMARY:{'x' * 2**20}", "A text of 1048576 characters was shortened."),
        ("EXDATE:soon\nRRULE:FREQ=DAILY", "A single day was left out: “soon” is neither a day nor a time."),
    ],
)
def test_what_cannot_be_kept_is_said_and_the_event_still_comes(said: str, sentence: str) -> None:
    text = event(said).replace("SUMMARY:Visit\n", "") if said.startswith("SUMMARY") else event(said)
    found = read(text)
    assert [(flaw.reason, flaw.refused) for flaw in found.flaws] == [(sentence, False)]
    assert len(found.events) == 1


@pytest.mark.parametrize(
    ("starts", "more", "reason"),
    [
        ("X-NONE:1", "", "It has no start."),
        ("DTSTART:00010101T000000Z", "", "It would lie in the year 1."),
        ("DTSTART:20260230T090000", "", "There is no day “20260230T090000”."),
        ("DTSTART:20261124T256000", "", "There is no time “20261124T256000”."),
        ("DTSTART:Next Year", "", "“Next Year” is neither a day nor a time."),
        ("DTSTART:20261124T090000Z", "RRULE:FREQ=HOURLY", "“FREQ=HOURLY” cannot be used. An activity recurs daily"),
        ("DTSTART:20261124T090000Z", "RRULE:W2 MO TU", "cannot be used."),
        (
            "DTSTART:20261124T090000Z",
            "RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY",
            "A second rule without an end cannot be kept.",
        ),
        (
            "DTSTART:20261124T090000Z",
            "RRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY",
            "A rule of exceptions without an end cannot be kept.",
        ),
    ],
)
def test_an_event_that_cannot_be_kept_is_named_with_its_line_and_costs_no_other(
    starts: str, more: str, reason: str
) -> None:
    found = read(event(more, starts=starts, uid="bad"), event(uid="good", title="Good"))
    assert [one.title for one in found.events] == ["Good"]
    (flaw,) = found.flaws
    assert (flaw.line, flaw.title, flaw.refused) == (3, "Visit", True)
    assert reason in flaw.reason
    assert found.left_out[0].startswith("“Visit” (line 3): ")


def test_a_rule_may_name_the_hour_of_its_start() -> None:
    found = values("RRULE:FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0")
    assert found["recurrence"] == "FREQ=DAILY"


def test_exceptions_by_day_mean_the_day_of_a_series_with_a_time() -> None:
    found = values("RRULE:FREQ=DAILY", "EXDATE;VALUE=DATE:20261126", "EXDATE:20261127T090000Z,20261128T090000Z")
    assert found["skipped"] == "2026-11-26T09:00:00.000Z 2026-11-27T09:00:00.000Z 2026-11-28T09:00:00.000Z"


def test_days_without_a_rule_are_kept_as_single_days_also_those_of_periods() -> None:
    found = values("RDATE;VALUE=PERIOD:20261126T090000Z/PT1H", "RDATE:20261128T090000Z")
    assert found["recurrence"] == "FREQ=DAILY;COUNT=1"
    assert found["added"] == "2026-11-26T09:00:00.000Z 2026-11-28T09:00:00.000Z"


def test_the_first_day_counts_where_the_rule_does_not_have_it() -> None:
    found = values("RRULE:FREQ=WEEKLY;BYDAY=FR")
    assert found["added"] == "2026-11-24T09:00:00.000Z"


def test_a_second_rule_and_a_rule_of_exceptions_become_single_days() -> None:
    second = "RRULE:FREQ=WEEKLY;BYDAY=SU;COUNT=2"
    found = values("RRULE:FREQ=WEEKLY;BYDAY=TU", second, "EXRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261201T090000Z")
    assert found["recurrence"] == "FREQ=WEEKLY;BYDAY=TU"
    assert found["added"] == "2026-11-29T09:00:00.000Z 2026-12-06T09:00:00.000Z"
    assert found["skipped"] == "2026-11-24T09:00:00.000Z 2026-12-01T09:00:00.000Z"


def test_a_changed_day_of_a_series_is_an_event_of_its_own_and_the_series_leaves_it_out() -> None:
    series = event("RRULE:FREQ=DAILY", starts="DTSTART;TZID=Europe/Berlin:20261124T100000")
    found = read(event("RECURRENCE-ID:20261126T090000Z", starts="DTSTART:20261126T120000Z", title="Later"), series)
    whole, changed = found.events
    assert whole.values["skipped"] == "2026-11-26T09:00:00.000Z"
    assert (changed.title, changed.moment) == ("Later", utc(2026, 11, 26, 9))
    assert "recurrence" not in changed.values


def onwards(at: str, *lines: str, starts: str, title: str = "Afternoon") -> str:
    return event(f"RECURRENCE-ID;RANGE=THISANDFUTURE:{at}", *lines, starts=f"DTSTART:{starts}", title=title)


def test_a_change_of_all_later_days_is_a_series_of_its_own_with_the_days_that_stand_apart_there() -> None:
    rule = ("RRULE:FREQ=DAILY;COUNT=12", "EXDATE:20261130T090000Z", "CATEGORIES:Call")
    found = read(
        event(*rule, starts="DTSTART;TZID=Europe/Berlin:20261124T100000"),
        onwards("20261203T090000Z", starts="20261204T080000Z", title="Morning"),
        onwards("20261127T090000Z", starts="20261127T130000Z"),
        event("RECURRENCE-ID:20261129T090000Z", starts="DTSTART:20261129T170000Z", title="Evening"),
    )
    assert found.flaws == ()
    said = [
        (one.title, one.values["kind"], one.values["recurrence"], one.values["skipped"]) for one in found.events[:3]
    ]
    assert said == [
        ("Morning", "call", "FREQ=DAILY;COUNT=3", None),
        ("Afternoon", "call", "FREQ=DAILY;UNTIL=20261202", "2026-11-29T13:00:00.000Z 2026-11-30T13:00:00.000Z"),
        ("Visit", "call", "FREQ=DAILY;UNTIL=20261126", None),
    ]
    assert [one.values["zone"] for one in found.events[:3]] == ["Europe/Berlin"] * 3
    evening = found.events[3]
    assert (evening.title, evening.uid, evening.moment) == ("Evening", found.events[1].uid, utc(2026, 11, 29, 13))


def test_a_change_of_all_days_or_of_none_that_is_there_makes_no_series_of_its_own() -> None:
    series = event("RRULE:FREQ=WEEKLY;BYDAY=TU", starts="DTSTART;TZID=Europe/Berlin:20261124T100000")
    (whole,) = read(series, onwards("20261124T090000Z", starts="20261125T130000Z")).events
    assert (whole.uid, whole.title, whole.values["recurrence"]) == ("1", "Afternoon", "FREQ=WEEKLY;BYDAY=WE")
    found = read(series, onwards("20261125T090000Z", starts="20261125T130000Z"))
    assert [one.replaces for one in found.events] == [None, utc(2026, 11, 25, 9)]
    assert [flaw.reason for flaw in found.flaws] == [ical_onwards.why_not()]
    ended = read(series, onwards("20261208T090000Z", "STATUS:CANCELLED", starts="20261208T090000Z"))
    assert [one.values["recurrence"] for one in ended.events] == ["FREQ=WEEKLY;BYDAY=TU;UNTIL=20261207"]


def test_later_days_that_no_rule_gives_are_said_and_the_one_day_is_taken() -> None:
    rule = "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"
    series = event(rule, starts="DTSTART;TZID=Europe/Berlin:20261130T100000")
    found = read(series, onwards("20261231T090000Z", starts="20270102T090000Z"))
    assert [flaw.reason for flaw in found.flaws] == [ical_onwards.why_not()]
    assert (found.events[0].values["skipped"], found.events[1].moment) == (
        "2026-12-31T09:00:00.000Z",
        utc(2026, 12, 31, 9),
    )


def test_of_several_versions_of_an_event_the_newest_counts() -> None:
    new, old = event("SEQUENCE:2", title="New"), event("SEQUENCE:1", title="Old")
    assert [one.title for one in read(new, old).events] == ["New"]


def test_events_that_share_one_uid_by_mistake_are_all_there() -> None:
    found = read(event(title="A"), event(starts="DTSTART:20261201T090000Z", title="B"))
    assert [one.title for one in found.events] == ["A", "B"]


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (("CATEGORIES:Travel,Phone call",), "call"),
        (("CATEGORIES:VISIT",), "visit"),
        (("X-CRM-KIND:letter", "CATEGORIES:Call"), "letter"),
        (("CATEGORIES:Holiday",), None),
        ((), None),
    ],
)
def test_the_kind_is_what_the_categories_say(lines: tuple[str, ...], kind: str | None) -> None:
    assert values(*lines).get("kind") == kind


@pytest.mark.parametrize(
    ("trigger", "minutes"),
    [
        ("TRIGGER:-PT15M", 15),
        ("TRIGGER;RELATED=END:-PT30M", None),
        ("TRIGGER;RELATED=END:-P1D", 1380),
        ("TRIGGER;VALUE=DATE-TIME:20261124T080000Z", 60),
        ("TRIGGER:PT5M", None),
        ("TRIGGER:tomorrow", None),
    ],
)
def test_an_alarm_is_a_reminder_before_the_start(trigger: str, minutes: int | None) -> None:
    found = values("DURATION:PT1H", "BEGIN:VALARM", "ACTION:DISPLAY", trigger, "END:VALARM")
    assert found.get("remind") == minutes


@pytest.mark.parametrize(
    ("lines", "minutes"),
    [
        (("VTODO", "DUE:20261124T090000Z", "TRIGGER;RELATED=END:-PT30M"), 30),
        (("VTODO", "DTSTART:20261123T090000Z", "DUE:20261124T090000Z", "TRIGGER;RELATED=END:-PT30M"), 30),
        (("VTODO", "DTSTART:20261123T090000Z", "DUE:20261124T090000Z", "TRIGGER:-PT30M"), 24 * 60 + 30),
        (("VEVENT", "DTSTART;VALUE=DATE:20261124", "TRIGGER;RELATED=END:-P2D"), 24 * 60),
    ],
)
def test_an_alarm_counts_from_the_start_or_the_end_that_the_file_has(lines: tuple[str, ...], minutes: int) -> None:
    name, *times, trigger = lines
    alarm = ("BEGIN:VALARM", trigger, "END:VALARM")
    (one,) = read("\n".join((name, "UID:1", *times, *alarm))).events
    assert one.values["remind"] == minutes


def test_people_have_a_name_an_address_and_an_answer() -> None:
    (found,) = read(
        event(
            'ATTENDEE;CN="Berg, Anna";PARTSTAT=ACCEPTED:mailto:Anna@Berg.example',
            "ATTENDEE;CN=Bo:invalid:nomail",
            "ATTENDEE;CUTYPE=ROOM;CN=Room 1:mailto:room@x.example",
            "ORGANIZER:MAILTO:me@house.example",
        )
    ).events
    assert [(one.name, one.address, one.presence) for one in found.people] == [
        ("Berg, Anna", "anna@berg.example", "accepted"),
        ("Bo", "", "invited"),
        ("me@house.example", "me@house.example", "accepted"),
    ]


def test_a_task_lies_on_the_day_it_is_due() -> None:
    due, start = "DUE;VALUE=DATE:20261130", "DTSTART;VALUE=DATE:20261124"
    (found,) = read(f"VTODO\nUID:1\nSUMMARY:Send\n{start}\n{due}\nSTATUS:IN-PROCESS").events
    assert found.values["kind"] == "task"
    assert (found.values["starts"], found.values["all_day"], found.values["done"]) == (
        utc(2026, 11, 29, 23),
        True,
        False,
    )


@pytest.mark.parametrize("said", ["STATUS:COMPLETED", "PERCENT-COMPLETE:100", "COMPLETED:20261101T090000Z"])
def test_a_task_is_done_where_the_file_says_so_in_any_way(said: str) -> None:
    assert read(f"VTODO\nUID:1\nDUE:20261130T090000Z\n{said}").events[0].values["done"] is True


def test_what_an_activity_has_no_place_for_is_summed_up() -> None:
    found = read(
        "VJOURNAL\nUID:1",
        "VFREEBUSY\nUID:2",
        "VFREEBUSY\nUID:3",
        "X-ALBUM\nUID:4",
        event("ATTACH:https://x.example/1", "ATTACH:https://x.example/2", "GEO:1;2", "X-ANYTHING:1", uid="5"),
        event("STATUS:CANCELLED", uid="6"),
        event("this is no line\n=neither is this", uid="7"),
    )
    assert found.left_out == (
        "1 journal entry was left out.",
        "2 lists of busy times were left out.",
        "1 other item was left out (X-ALBUM).",
        "2 attachments were left out.",
        "1 cancelled event was left out.",
        "2 lines could not be read and were left out: lines 34, 35.",
    )


def test_a_component_that_nobody_ends_ends_with_the_file() -> None:
    found = ical_in.read_bytes("x.ics", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261124T090000Z\nSUMMARY:Open")
    assert [one.title for one in found.events] == ["Open"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_the_encoding_is_found_out(codec: str) -> None:
    content = calendar(event(title="Gespräch über Öl – Café")).decode().encode(codec)
    assert ical_in.read_bytes("x.ics", content).events[0].title == "Gespräch über Öl – Café"


def test_quoted_printable_of_old_calendars_is_read() -> None:
    line = "DESCRIPTION;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Gr=FC=DFe=0D=0A=\naus K=F6ln"
    assert read(event(line)).events[0].values["outcome"] == "Grüße\naus Köln"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty; choose another file."),
        (b"\0\0\r\n", "is empty; choose another file."),
        (b"hello", "is no calendar."),
        (b"Name,Mail\na,b\n", "is no calendar."),
        (b"BEGIN:VCARD\nFN:x\nEND:VCARD\n", "is no calendar."),
        (b"<!doctype html><title>Sign in</title>", "is no calendar."),
        (bytes(range(256)) * 40, "is no calendar."),
        (gzip.compress(calendar(event())), "is no calendar."),
    ],
)
def test_what_is_no_calendar_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(UserError, match=said):
        ical_in.read_bytes("x.ics", content)


def test_a_file_that_is_not_there_and_one_too_large_are_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match="There is no file"):
        ical_in.read(tmp_path / "x.ics")
    monkeypatch.setattr(ical_in, "MOST_BYTES", 100)
    (tmp_path / "x.ics").write_bytes(b"BEGIN:VCALENDAR\n" * 50)
    with pytest.raises(UserError, match="is larger than calendars are"):
        ical_in.read(tmp_path / "x.ics")


LINES = st.one_of(
    st.sampled_from(calendar(event("RRULE:FREQ=WEEKLY;BYDAY=TU", "EXDATE:20261201T090000Z")).decode().splitlines()),
    st.sampled_from(("BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTODO", "BEGIN:VALARM", "BEGIN:VTIMEZONE", "TZID:A", " x")),
    st.builds(
        "{}{}:{}".format,
        st.sampled_from(
            ("DTSTART", "DTEND", "DUE", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "TRIGGER")
        ),
        st.sampled_from(("", ";TZID=A", ";VALUE=DATE", ';X="', ";TZID=Europe/Berlin", ";RANGE=THISANDFUTURE")),
        st.one_of(st.text(max_size=20), st.sampled_from(("20261124", "20261124T090000", "-P1D", "FREQ=DAILY", "/"))),
    ),
    st.text(max_size=30),
)


@given(st.lists(LINES, max_size=25))
def test_whatever_stands_in_a_file_is_read_or_refused_in_words(lines: list[str]) -> None:
    content = "\r\n".join(("BEGIN:VCALENDAR", *lines)).encode("utf-8", "replace")
    try:
        said = ical_in.read_bytes("x.ics", content).left_out
    except UserError as problem:  # so many control characters that it is no text
        said = (str(problem),)
    assert all(sentence.endswith(".") for sentence in said)
