"""A hundred lines as people jot them down, and what must not pass for one. The clock stands at Saturday noon."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from crm_desktop.base.errors import UserError
from crm_desktop.schema.formats import formats_for
from crm_desktop.services.phrase import LONGEST, Phrase, read
from tests.conftest import FrozenClock

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LATER = "2026-11-21 13:00"


@pytest.fixture(autouse=True)
def _saturday_noon(clock: FrozenClock) -> None:
    clock.at = NOON


def told(phrase: Phrase) -> dict[str, str]:
    """Return what a line says, its parts as text, local times to the minute."""
    parts = {name: value for name, value in vars(phrase).items() if value not in ("", None, False) and name != "text"}
    parts.pop("is_timed", None)
    if phrase.when is not None:
        parts["when"] = phrase.when.strftime("%Y-%m-%d %H:%M")
    return {name: str(value) for name, value in parts.items()}


ANNA, ACME = {"person": "Anna Berg"}, {"company": "Acme"}
FRIDAY = {"when": "2026-11-27 09:00"}
PHRASES: list[tuple[str, dict[str, str]]] = [
    # a name is enough
    ("Anna", {"person": "Anna"}),
    ("Anna Berg", ANNA),
    ("  Anna   Berg ", ANNA),
    ("Ludwig van der Berg", {"person": "Ludwig van der Berg"}),
    ("O'Brien", {"person": "O'Brien"}),
    ("Sun Li", {"person": "Sun Li"}),
    ("May Chen", {"person": "May Chen"}),
    ("April Jones", {"person": "April Jones"}),
    ("Mo", {"person": "Mo"}),
    ("Fri", {"person": "Fri"}),
    ("王伟", {"person": "王伟"}),
    ("أحمد علي", {"person": "أحمد علي"}),
    ("Müller-Lüdenscheidt", {"person": "Müller-Lüdenscheidt"}),
    ('"Call Waiting"', {"person": "Call Waiting"}),
    ("“Fri May”", {"person": "Fri May"}),
    # companies
    ("@Acme", ACME),
    ("@ Acme", ACME),
    ("Anna Berg @Acme", ANNA | ACME),
    ("@Acme Anna", {"company": "Acme Anna"}),
    ("@Acme Corp", {"company": "Acme Corp"}),
    ("@R&D", {"company": "R&D"}),
    ('@"Re Max"', {"company": "Re Max"}),
    ('Anna Berg @"Sun Monday Ltd" fri', ANNA | {"company": "Sun Monday Ltd"} | FRIDAY),
    ("Anna Berg at Acme", ANNA | ACME),
    ("王伟 @华为", {"person": "王伟", "company": "华为"}),
    # kinds
    ("call Anna Berg", {"kind": "call"} | ANNA),
    ("Call Anna Berg", {"kind": "call"} | ANNA),
    ("called Anna Berg", {"kind": "call"} | ANNA),
    ("phone Anna Berg", {"kind": "call"} | ANNA),
    ("call with Anna Berg", {"kind": "call"} | ANNA),
    ("call to Anna Berg", {"kind": "call"} | ANNA),
    ("meeting with Anna Berg", {"kind": "meeting"} | ANNA),
    ("meet Anna Berg", {"kind": "meeting"} | ANNA),
    ("met Anna Berg", {"kind": "meeting"} | ANNA),
    ("visit @Acme", {"kind": "visit"} | ACME),
    ("visited Anna Berg @Acme", {"kind": "visit"} | ANNA | ACME),
    ("email Anna Berg", {"kind": "email"} | ANNA),
    ("e-mail to Anna Berg", {"kind": "email"} | ANNA),
    ("mailed Anna Berg", {"kind": "email"} | ANNA),
    ("letter to Anna Berg", {"kind": "letter"} | ANNA),
    ("task: send the offer", {"kind": "task", "person": "send the offer"}),
    ("todo re send the offer", {"kind": "task", "topic": "send the offer"}),
    ("Anna Berg call", {"person": "Anna Berg call"}),
    ("lunch with Anna Berg", {"topic": "lunch"} | ANNA),
    ("send the offer to Anna Berg in 3 days", {"topic": "send the offer", "when": "2026-11-24 09:00"} | ANNA),
    ("task send the offer to Anna Berg", {"kind": "task", "topic": "send the offer"} | ANNA),
    # what it is about
    ("Anna Berg re renewal", ANNA | {"topic": "renewal"}),
    ("Anna Berg re: renewal", ANNA | {"topic": "renewal"}),
    ("Anna Berg about the renewal of 2027", ANNA | {"topic": "the renewal of 2027"}),
    ("call Anna Berg: pricing", {"kind": "call", "topic": "pricing"} | ANNA),
    ("call Anna Berg regarding invoice 4711", {"kind": "call", "topic": "invoice 4711"} | ANNA),
    ("call Anna Berg fri send references", {"kind": "call", "topic": "send references"} | ANNA | FRIDAY),
    ("@Acme re Öl & Gas", ACME | {"topic": "Öl & Gas"}),
    ("re renewal @Acme", ACME | {"topic": "renewal"}),
    # amounts
    ("@Acme 15k", ACME | {"amount": "15000"}),
    ("@Acme re renewal 15k", ACME | {"topic": "renewal", "amount": "15000"}),
    ("@Acme $15,000", ACME | {"amount": "15000", "currency": "USD"}),
    ("@Acme $1,500.50", ACME | {"amount": "1500.50", "currency": "USD"}),
    ("@Acme 1.5m", ACME | {"amount": "1500000"}),
    ("@Acme €500", ACME | {"amount": "500", "currency": "EUR"}),
    ("@Acme 500€", ACME | {"amount": "500", "currency": "EUR"}),
    ("@Acme 500 €", ACME | {"amount": "500", "currency": "EUR"}),
    ("@Acme 15k EUR", ACME | {"amount": "15000", "currency": "EUR"}),
    ("@Acme EUR 15k", ACME | {"amount": "15000", "currency": "EUR"}),
    ("@Acme 15kEUR", ACME | {"amount": "15000", "currency": "EUR"}),
    ("EUR 20k @Acme", ACME | {"amount": "20000", "currency": "EUR"}),
    ("@Acme re 40 seats", ACME | {"topic": "40 seats"}),
    ("@3M", {"company": "3M"}),
    ("@Acme 20k closes 15 dec", ACME | {"amount": "20000", "closes": "2026-12-15"}),
    ("@Acme re close the books", ACME | {"topic": "close the books"}),
    # days and times
    ("call Anna Berg fri", {"kind": "call"} | ANNA | FRIDAY),
    ("call Anna Berg on friday", {"kind": "call"} | ANNA | FRIDAY),
    ("call Anna Berg fri 15:00", {"kind": "call", "when": "2026-11-27 15:00"} | ANNA),
    ("call Anna Berg fri at 15:00", {"kind": "call", "when": "2026-11-27 15:00"} | ANNA),
    ("call Anna Berg fri at 9", {"kind": "call", "when": "2026-11-27 09:00"} | ANNA),
    ("call Anna Berg fri 3pm", {"kind": "call", "when": "2026-11-27 15:00"} | ANNA),
    ("call Anna Berg 12am tomorrow", {"kind": "call", "when": "2026-11-22 00:00"} | ANNA),
    ("call Anna Berg mon 10", {"kind": "call", "when": "2026-11-23 10:00"} | ANNA),
    ("call Anna Berg tomorrow 9", {"kind": "call", "when": "2026-11-22 09:00"} | ANNA),
    ("call Anna Berg Dec 10", {"kind": "call", "when": "2026-12-10 09:00"} | ANNA),
    ("fri 15:00 call", {"person": "call", "when": "2026-11-27 15:00"}),
    ("call Anna Berg 15:00", {"kind": "call", "when": "2026-11-21 15:00"} | ANNA),
    ("call Anna Berg 9:00", {"kind": "call", "when": "2026-11-21 09:00"} | ANNA),
    ("call Anna Berg today", {"kind": "call", "when": LATER} | ANNA),
    ("call Anna Berg tomorrow", {"kind": "call", "when": "2026-11-22 09:00"} | ANNA),
    ("call Anna Berg yesterday 15:30", {"kind": "call", "when": "2026-11-20 15:30"} | ANNA),
    ("call Anna Berg next tuesday", {"kind": "call", "when": "2026-11-24 09:00"} | ANNA),
    ("call Anna Berg in 3 days", {"kind": "call", "when": "2026-11-24 09:00"} | ANNA),
    ("met Anna Berg 2 weeks ago", {"kind": "meeting", "when": "2026-11-07 09:00"} | ANNA),
    ("call Anna Berg 2026-12-01", {"kind": "call", "when": "2026-12-01 09:00"} | ANNA),
    ("call Anna Berg 12/24", {"kind": "call", "when": "2026-12-24 09:00"} | ANNA),
    ("call Anna Berg 24.12.", {"kind": "call", "when": "2026-12-24 09:00"} | ANNA),
    ("call Anna Berg 24 Dec", {"kind": "call", "when": "2026-12-24 09:00"} | ANNA),
    ("call Anna Berg Jan 7 10:00", {"kind": "call", "when": "2027-01-07 10:00"} | ANNA),
    ("met Anna Berg 3 Nov", {"kind": "meeting", "when": "2026-11-03 09:00"} | ANNA),
    ("call Anna Berg 12/24/2026 8am", {"kind": "call", "when": "2026-12-24 08:00"} | ANNA),
    ("call Sun Li fri", {"kind": "call", "person": "Sun Li"} | FRIDAY),
    ("call April Jones 24 Dec", {"kind": "call", "person": "April Jones", "when": "2026-12-24 09:00"}),
    ("visit @Acme fri re demo", {"kind": "visit", "topic": "demo"} | ACME | FRIDAY),
    # how long, and how to reach them
    ("call Anna Berg 15:00 30min", {"kind": "call", "when": "2026-11-21 15:00", "minutes": "30"} | ANNA),
    ("meeting @Acme fri 1h", {"kind": "meeting", "minutes": "60"} | ACME | FRIDAY),
    ("meeting @Acme fri 1.5h", {"kind": "meeting", "minutes": "90"} | ACME | FRIDAY),
    ("anna@acme.example", {"email": "anna@acme.example"}),
    ("Anna Berg anna@acme.example", ANNA | {"email": "anna@acme.example"}),
    ("anna@acme.example Anna Berg", ANNA | {"email": "anna@acme.example"}),
    ("Anna Berg +49 30 123456", ANNA | {"phone": "+49 30 123456"}),
    ("Anna Berg @Acme +1 (555) 010-2030", ANNA | ACME | {"phone": "+1 (555) 010-2030"}),
    # all of it, in any order
    ("call Anna Berg @Acme re renewal 15k fri 15:00",
     {"kind": "call", "topic": "renewal", "amount": "15000", "when": "2026-11-27 15:00"} | ANNA | ACME),
    ("call Anna Berg @Acme fri 15:00 15k re renewal",
     {"kind": "call", "topic": "renewal", "amount": "15000", "when": "2026-11-27 15:00"} | ANNA | ACME),
    ("fri 15:00 Anna Berg @Acme 15k renewal",
     {"company": "Acme", "topic": "renewal", "amount": "15000", "when": "2026-11-27 15:00"} | ANNA),
    ("meeting with Anna Berg at Acme about the renewal tomorrow at 10 45min",
     {"kind": "meeting", "topic": "the renewal", "when": "2026-11-22 10:00", "minutes": "45"} | ANNA | ACME),
    ("mail to Anna Berg about offer $1,500.50 tomorrow",
     {"kind": "email", "topic": "offer", "amount": "1500.50", "currency": "USD", "when": "2026-11-22 09:00"} | ANNA),
]  # fmt: skip


@pytest.mark.parametrize(("line", "said"), PHRASES, ids=[line for line, _said in PHRASES])
def test_a_line_says(line: str, said: dict[str, str]) -> None:
    assert told(read(line, formats_for("en_US"), "USD")) == said


def test_a_hundred_lines_are_tried() -> None:
    assert len({line for line, _said in PHRASES}) >= 100


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("", "Write a name"),
        ("   ", "Write a name"),
        ("call", "Write a name"),
        ("15k", "Write a name"),
        ("tomorrow", "Write a name"),
        ("call 15:00", "Write a name"),
        ("friday 15:00", "Write a name"),
        ("re", "Write a name"),
        ("Anna -500", "neither an amount nor a time"),
        ("Anna 4711", "neither an amount nor a time"),
        ("@", "company's name"),
        ("Anna @", "company's name"),
        ("Anna @Acme @Codehow", "Two companies"),
        ("Anna 5k 6k", "Two amounts"),
        ("Anna tomorrow in 3 days", "Two times"),
        ("Anna 10:00 11:00", "Two times"),
        ("Anna 25:00", "“25:00” is no time of day"),
        ("Anna 10:75", "“10:75” is no time of day"),
        ("Anna 13pm", "“13pm” is no time of day"),
        ("Anna 31.2.", "no day of the calendar"),
        ("Anna 2026-02-30", "no day of the calendar"),
        ("Anna 13/13/2026", "no day of the calendar"),
        ("a" * (LONGEST + 1), "too long"),
    ],
)
def test_a_line_that_cannot_be_understood_is_refused_in_words(line: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        read(line, formats_for("en_US"), "USD")


def test_numbers_are_read_as_the_country_writes_them() -> None:
    german = formats_for("de_DE")
    assert read("Anna 1.500,50 €", german, "EUR").amount == Decimal("1500.50")
    assert told(read("Anna 03/04/2027", german))["when"] == "2027-04-03 09:00"
    assert told(read("Anna 03/04/2027", formats_for("en_US")))["when"] == "2027-03-04 09:00"


def test_late_in_the_evening_today_is_still_today(clock: FrozenClock) -> None:
    clock.at = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert told(read("call Anna today", formats_for("en_US")))["when"] == "2026-11-21 23:59"
