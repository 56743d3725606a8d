"""Seeded books of business of any size, made outside the checkout and kept for the next run."""

from __future__ import annotations

import csv
import hashlib
import random
import shutil
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import platformdirs
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from crm_desktop.base.paths import APP
from crm_desktop.base.task import Task
from crm_desktop.model import Account, Activity, Base, Contact, Opportunity, Product, Record, Seller
from crm_desktop.storage import bulk
from crm_desktop.storage.opening import create_store

VERSION = 2
"""Raised when the rows of a new book would be others than those of a kept one."""
SIZES = (1_000, 10_000, 100_000, 1_000_000)
_FIRST = (
    "Anna", "Bernd", "Carla", "Dörte", "Émile", "François", "Günther", "Hélène", "Igor", "Jürgen", "Karin", "Łukasz", "Maria", "Nils",
    "Olga", "Peter", "Quentin", "Rosa", "Stefan", "Tanja", "Ulrich", "Vera", "Wolfgang", "Xenia", "Yusuf", "Zoë", "John", "Mary",
)  # fmt: skip
_BEGINS = (
    "b", "br", "c", "ch", "d", "dr", "f", "fl", "fr", "g", "gl", "gr", "h", "j", "k", "kl", "kr", "l", "m", "n", "p", "pf", "pl", "pr",
    "qu", "r", "s", "sch", "schw", "sp", "st", "t", "tr", "v", "w", "z",
)  # fmt: skip
_VOWELS = (
    "a", "e", "i", "o", "u", "ä", "ö", "ü", "ei", "au", "ie", "eu",
)  # fmt: skip
_ENDS = (
    "b", "ch", "ck", "d", "ff", "g", "hn", "k", "l", "ll", "lm", "ld", "m", "mm", "n", "nd", "ng", "nn", "nz", "p", "r", "rg", "rk", "rn",
    "rt", "s", "ss", "st", "t", "tz", "x",
)  # fmt: skip
_TAILS = (*[""] * 6, "er", "mann", "berg", "ke", "ski", "son", "stein", "feld", "bach", "mayer")
_TITLES = ("Manager", "Head of sales", "Buyer", "Managing director", "Engineer", "Assistant", "Consultant")
_INDUSTRIES = ("software", "retail", "medical", "finance", "telecommunications", "services", "marketing")
_LIFECYCLE = ("prospect", "potential", "active", "inactive")
_ACTIVITIES = ("call", "meeting", "visit", "email", "letter", "task")
_DEAL = "name stage_id amount probability category close_date account_id contact_id owner_id product_id"
_RULES = (
    "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY",
    "FREQ=DAILY;COUNT=20", "FREQ=DAILY;INTERVAL=3;UNTIL=20271231",
)  # fmt: skip
_SUBJECTS = ("Ask for the order", "First meeting", "Send the offer", "Talk about prices", "Visit the plant")


@cache
def folder() -> Path:
    """Return where the books of today's schema are kept; those of another are removed."""
    schema = "".join(str(CreateTable(table)) for table in Base.metadata.sorted_tables)
    name = f"bench-{VERSION}-{hashlib.sha256(schema.encode()).hexdigest()[:8]}"
    found = Path(platformdirs.user_cache_dir(APP, appauthor=False)) / name
    for other in set(found.parent.glob("bench-*")) - {found}:
        shutil.rmtree(other)
    return found


def book(contacts: int) -> Path:
    """Return a book with that many contacts, and a twentieth of accounts, a fifth of deals, as many activities."""
    return _kept(f"{contacts}.crm", partial(_make, contacts=contacts))


def deals(count: int) -> Path:
    """Return a book with that many opportunities and little else."""
    return _kept(f"deals-{count}.crm", partial(_make_deals, count=count))


def calendar(count: int) -> Path:
    """Return a book with that many activities in four years, one of a hundred recurring, and little else."""
    return _kept(f"calendar-{count}.crm", partial(_make_calendar, count=count))


def copy_of(contacts: int, name: str) -> Path:
    """Return a fresh copy of a book, for what changes it."""
    target = folder() / f"{name}-{contacts}.crm"
    for rest in folder().glob(f"*{target.name}*"):  # of a run that was stopped: a stale journal spoils the copy
        rest.unlink()
    shutil.copyfile(book(contacts), target)
    return target


def contact_rows(count: int, accounts: range, sellers: range, seed: int = 1) -> Iterator[tuple[Any, ...]]:
    """Yield rows for the columns `CONTACT`."""
    chance = random.Random(seed)
    pick = chance.choice
    for i in range(count):
        first, last = pick(_FIRST), _word(chance)
        account = pick(accounts) if accounts and i % 10 else None
        mail, phone = f"{first}.{last}{i}@{_word(chance)}.example".lower(), f"+49 {chance.randrange(100, 999)} {i:06}"
        street, city = f"{_word(chance)} street {i % 200}", _word(chance)
        owner = pick(sellers) if sellers else None
        yield (
            f"{first} {last}",
            first,
            last,
            account,
            pick(_TITLES),
            pick(_LIFECYCLE),
            owner,
            mail,
            phone,
            street,
            city,
        )


CONTACT = (
    "name", "first_name", "last_name", "account_id", "title", "status", "owner_id", "email", "phone", "street", "city",
)  # fmt: skip


def write_csv(path: Path, count: int, accounts: list[str]) -> None:
    """Write a table of contacts who are not in the books."""
    headings = ("Name", "First name", "Last name", "Company", "Title", "Status", "E-mail", "Phone", "Street", "City")
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(headings)
        for row in contact_rows(count, range(len(accounts)), range(0), seed=99):
            name, first, last, account, title, status, _owner, mail, phone, street, city = row
            company = "" if account is None else accounts[account]
            writer.writerow((name, first, last, company, title, status, f"new.{mail}", phone, street, city))


def _kept(name: str, make: Callable[[Path], None]) -> Path:
    """Return the book of that name; it is made where there is none yet."""
    path = folder() / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"making-{name}")
        part.unlink(missing_ok=True)
        make(part)
        part.replace(path)
    return path


def _make(path: Path, contacts: int) -> None:
    store, chance = create_store(path), random.Random(contacts)
    with store.act("Fill the book") as session:
        sellers = _put(session, Seller, "name territory", ((_word(chance), chance.choice("NSEW")) for _ in range(12)))
        products = _put(session, Product, "name", ((f"Product {i}",) for i in range(20)))
        rows = _account_rows(contacts // 20, chance, sellers)
        accounts = _put(session, Account, "name status industry owner_id city country", rows)
        rows = contact_rows(contacts, accounts, sellers, contacts)
        people = bulk.insert_rows(session, Contact, CONTACT, rows, Task())
        rows = _deal_rows(contacts // 5, chance, (accounts, people, sellers, products))
        deals = _put(session, Opportunity, _DEAL, rows)
        columns = "name kind starts done minutes account_id contact_id opportunity_id owner_id"
        _put(session, Activity, columns, _activity_rows(contacts, chance, (accounts, people, deals, sellers)))
    store.close()


def _make_deals(path: Path, count: int) -> None:
    store, chance = create_store(path), random.Random(count)
    with store.act("Fill the book") as session:
        rows = _account_rows(count // 10, chance, range(0))
        accounts = _put(session, Account, "name status industry owner_id city country", rows)
        people = _put(session, Contact, "name account_id", ((_word(chance), account) for account in accounts))
        sellers = _put(session, Seller, "name", ((_word(chance),) for _ in range(12)))
        products = _put(session, Product, "name", ((f"Product {i}",) for i in range(20)))
        _put(session, Opportunity, _DEAL, _deal_rows(count, chance, (accounts, people, sellers, products)))
    store.close()


def _make_calendar(path: Path, count: int) -> None:
    store, chance = create_store(path), random.Random(count)
    with store.act("Fill the book") as session:
        sellers = _put(session, Seller, "name", ((_word(chance),) for _ in range(12)))
        accounts = _put(
            session, Account, "name status industry owner_id city country", _account_rows(count // 100, chance, sellers)
        )
        people = _put(session, Contact, "name account_id", ((_word(chance), account) for account in accounts))
        columns = "name kind starts done minutes all_day recurrence account_id contact_id owner_id"
        _put(session, Activity, columns, _calendar_rows(count, chance, (accounts, people, sellers)))
    store.close()


def _calendar_rows(count: int, chance: random.Random, targets: tuple[range, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield activities of 30 to 90 minutes, one of fifty for whole days, one of a hundred again and again."""
    for i in range(count):
        recurs, is_bar = i % 100 == 0, i % 50 == 1
        starts = f"{day(chance)}T{0 if is_bar else chance.randrange(8, 18):02}:00:00.000Z"
        minutes = chance.choice((1, 1, 1, 3)) * 1440 if is_bar else chance.choice((30, 60, 90))
        rule = chance.choice(_RULES) if recurs else None
        links = (chance.choice(target) for target in targets)
        kind, done = chance.choice(_ACTIVITIES), int(i % 3 > 0 and not recurs)
        yield (chance.choice(_SUBJECTS), kind, starts, done, minutes, int(is_bar), rule, *links)


def _account_rows(count: int, chance: random.Random, sellers: range) -> Iterator[tuple[Any, ...]]:
    pick = chance.choice
    for i in range(count):
        name = f"{_word(chance)} {_word(chance)} {i}"
        yield (name, pick(_LIFECYCLE), pick(_INDUSTRIES), pick(sellers) if sellers else None, _word(chance), "Germany")


def _deal_rows(count: int, chance: random.Random, targets: tuple[range, ...]) -> Iterator[tuple[Any, ...]]:
    probabilities = (1000, 3000, 6000, 8000, 10_000, 0)
    for _ in range(count):
        stage, amount = chance.randrange(6), chance.randrange(1, 200_000) * 10_000
        links = (chance.choice(target) for target in targets)
        yield (f"{_word(chance)} deal", stage + 1, amount, probabilities[stage], "pipeline", day(chance), *links)


def _activity_rows(count: int, chance: random.Random, targets: tuple[range, ...]) -> Iterator[tuple[Any, ...]]:
    for i in range(count):
        starts = f"{day(chance)}T{chance.randrange(8, 18):02}:00:00.000Z"
        links = (chance.choice(target) for target in targets)
        yield (chance.choice(_SUBJECTS), chance.choice(_ACTIVITIES), starts, int(i % 3 > 0), 30, *links)


def _put(session: Session, model: type[Record], columns: str, rows: Iterator[tuple[Any, ...]]) -> range:
    return bulk.insert_rows(session, model, columns.split(), rows, Task())


def _word(chance: random.Random) -> str:
    syllables = [pick(_BEGINS) + pick(_VOWELS) + pick(_ENDS) for pick in [chance.choice] * chance.choice((1, 1, 2))]
    return "".join((*syllables, chance.choice(_TAILS))).capitalize()


def day(chance: random.Random) -> str:
    """Return a day of four years, as the file keeps it."""
    return f"20{chance.randrange(24, 28)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
