"""Any part of any word, in any searched field of any entity, with or without accents, as it is typed.

A word of three letters and more is found anywhere; one or two letters begin a word. Chinese, Japanese and Korean are
found anywhere from the first sign. The index gives candidates and Python looks at them: the index knows which parts a
text has, not where they stand. While somebody types nothing is ranked by the index and nothing counted to the end.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import merge
from itertools import groupby, islice
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base.text import fold, one_line
from crm_desktop.model import BY_NAME, Record
from crm_desktop.model.record import sort_key
from crm_desktop.schema import custom
from crm_desktop.schema.kinds import Choice, Kind, Link
from crm_desktop.storage.ordering import Columns, Condition, among, count_all
from crm_desktop.storage.search_index import MOST_IDS, MOST_TERMS, first_row, searched, searched_models
from crm_desktop.storage.search_terms import all_of, beginnings, body_of, spread, trigrams, words_of
from crm_desktop.storage.store import raw_of

LONGEST = 200
MOST_WORDS = 8
TRIED = 600
AT_ONCE = 120
FEW = 2000
VERY_FEW = 200
LINKED = TRIED + AT_ONCE
"""How many records a word reaches over one link at a time: as many as are tried before a list goes on behind them."""
LAST = "\U0010ffff"


@dataclass(frozen=True)
class Hit:
    """A record that was found; `detail` is a second line about it: of the field `where` if not the name was found."""

    entity: str
    id: int
    name: str
    detail: str
    where: str


@dataclass(frozen=True)
class _Candidates:
    """Ids that the index gives; `are_right`: nobody need look at the records."""

    ids: Iterator[int]
    are_right: bool


@dataclass(frozen=True)
class Matches:
    """Ids that were found in one entity, and the last one that was tried; None: all were."""

    ids: list[int]
    last: int | None


def words_in(text: str) -> list[str]:
    """Return the folded words that a text asks for; a sign or two without a letter or digit ask for nothing yet."""
    words = dict.fromkeys(fold(one_line(text[:LONGEST])).split())
    return [word for word in words if len(word) >= 3 or words_of(word)][:MOST_WORDS]


def find(session: Session, text: str, limit: int = 200, entities: Container[str] | None = None) -> list[Hit]:
    """Return at most `limit` records: names that begin with `text` first, then words that do, then parts of words.

    Each entity gets its share of the hits. As many as `limit` means that there may be more.
    """
    words, raw = words_in(text), raw_of(session)
    models = [m for m in searched_models() if entities is None or m.__tablename__ in entities] if words else []
    found = [(model, _find_in(raw, model, text, words, limit)) for model in models]
    hits = [hit for model, ids in _shared(found, limit) for hit in _hits(raw, model, ids, text, words)]
    return [hit for _rank, hit in sorted(hits, key=lambda ranked: ranked[0])]


def matching(
    raw: sqlite3.Connection, model: type[Record], text: str, where: Condition, limit: int | None, after: int = 0
) -> Matches:
    """Return records of one entity that have all words of `text` and fulfil a condition, by id and beyond `after`.

    The names of linked records count as words of the record where lists show them. With a `limit` it stops soon,
    whether it found so many or not: go on behind the last one that was tried.
    """
    words, name, links = words_in(text), model.__tablename__, _shown_links(model)
    if not where.is_empty and where.count(raw, name) <= FEW:
        return Matches(_checked(raw, model, words, where, links), None)
    ids: list[int] = []
    candidates, tried, last = _having(raw, model, words, after), 0, after
    linked = [
        _linked(raw, model, link, word, after, LINKED if limit else -1) for link in links.items() for word in words
    ]
    if any(linked):
        either = merge(candidates.ids, *filter(None, linked))
        candidates = _Candidates((one for one, _same in groupby(either)), are_right=False)
    while chunk := list(islice(candidates.ids, AT_ONCE)):
        are_right = candidates.are_right and where.is_empty
        ids += chunk if are_right else sorted(_checked(raw, model, words, where & among(chunk), links))
        tried, last = tried + len(chunk), chunk[-1]
        if limit is not None and len(ids) > limit:
            return Matches(ids[:limit], ids[limit - 1])
        if limit is not None and tried >= TRIED:
            return Matches(ids, last)
    return Matches(ids, None)


def _find_in(raw: sqlite3.Connection, model: type[Record], text: str, words: list[str], limit: int) -> list[int]:
    name, begin = model.__tablename__, fold(one_line(text))
    count = count_all(raw, name)
    # the index of a large book is long also for those who have few records
    if count <= VERY_FEW:
        return _checked(raw, model, words, Condition()) if count else []
    names = f'SELECT id FROM "{name}" WHERE name_sort >= ? AND name_sort < ? ORDER BY name_sort, id LIMIT ?'
    ids = dict.fromkeys(row[0] for row in raw.execute(names, (begin, begin + LAST, limit)))
    if all(len(word) <= 3 for word in words):
        _add(ids, raw, model, words, _beginning(raw, model, words), limit)
    if any(len(word) >= 3 for word in words):
        _add(ids, raw, model, words, _having(raw, model, words), limit)
    return list(ids)[:limit]


def _add(
    ids: dict[int, None],
    raw: sqlite3.Connection,
    model: type[Record],
    words: list[str],
    candidates: _Candidates,
    limit: int,
) -> None:
    tried = islice(candidates.ids, max(TRIED, 3 * limit))
    while len(ids) < limit and (chunk := list(islice(tried, AT_ONCE))):
        ids.update(dict.fromkeys(chunk if candidates.are_right else _checked(raw, model, words, among(chunk))))


def _having(raw: sqlite3.Connection, model: type[Record], words: list[str], after: int = 0) -> _Candidates:
    """Ask for the parts of the long words and the beginnings of the others, or for beginnings where all are short."""
    parts = [part for word in words if len(word) >= 3 for part in trigrams(word)]
    if not parts:
        return _beginning(raw, model, words, after)
    short = [word for word in words if _begins(word)]
    terms = dict.fromkeys([term for word in short for term in beginnings(word)] + parts[:MOST_TERMS])
    are_right = all(len(word) == 3 for word in words if word not in short)
    return _Candidates(_matched(raw, model, terms, after), are_right)


def _beginning(raw: sqlite3.Connection, model: type[Record], words: list[str], after: int = 0) -> _Candidates:
    terms = dict.fromkeys(term for word in words_of(spread(" ".join(words))) for term in beginnings(word))
    are_right = all(len(word) <= 3 and word.isalnum() and spread(word) == word for word in words)
    return _Candidates(_matched(raw, model, terms, after), are_right)


def _matched(raw: sqlite3.Connection, model: type[Record], terms: Iterable[str], after: int) -> Iterator[int]:
    base, sought = first_row(model), all_of(terms)
    if not sought:
        return iter(())  # signs alone, such as "+", are no part of any word
    sql = "SELECT rowid FROM search_term WHERE search_term MATCH ? AND rowid > ? AND rowid <= ?"
    return (row ^ base for (row,) in raw.execute(sql, (sought, base | after, base | MOST_IDS)))


@lru_cache(maxsize=MOST_WORDS)
def _begins(word: str) -> bool:
    """Whether a word is sought at the beginning of words only."""
    return len(word) < 3 and word.isalnum() and spread(word) == word


def _fits(words: list[str], body: str) -> bool:
    return all(_stands_first(word, body) if _begins(word) else word in body for word in words)


def _stands_first(word: str, body: str) -> bool:
    return body.startswith(word) or f" {word}" in body or any(w.startswith(word) for w in words_of(spread(body)))


@cache
def _shown_links(model: type[Record]) -> dict[str, str]:
    """Return the targets of the links that lists show, by column; those of the book's own fields have no index."""
    return {name: f.kind.target for name, f in model.declared().items() if f.listed and isinstance(f.kind, Link)}


def _linked(
    raw: sqlite3.Connection, model: type[Record], link: tuple[str, str], word: str, after: int, most: int
) -> list[int]:
    """Return the records that link to one whose name may have the word, by id; of very many targets the first ones."""
    column, target = link
    targets = [] if len(word) < 2 and word.isascii() else _named(raw, BY_NAME[target], word)
    sql = f"""SELECT id FROM "{model.__tablename__}" WHERE "{column}" IN (SELECT value FROM json_each(?)) AND id > ?
              ORDER BY id LIMIT {most}"""
    return [row[0] for row in raw.execute(sql, (json.dumps(targets), after))] if targets else []


def _named(raw: sqlite3.Connection, model: type[Record], word: str) -> list[int]:
    """Return records with a word in their name, by SQL alone, which cannot tell where in it the word stands."""
    name, declared = model.__tablename__, model.declared()["name"]
    key = sort_key("name", declared) if declared.listed else 'fold("name")'
    where, ids = f"instr({key}, ?)", f'SELECT id FROM "{name}" WHERE'
    if count_all(raw, name) <= FEW:
        return [row[0] for row in raw.execute(f"{ids} {where}", (word,))]
    first = raw.execute(f"{ids} {key} >= ? AND {key} < ? LIMIT {FEW}", (word, word + LAST)).fetchall()
    known = among(islice(_having(raw, model, [word]).ids, FEW))
    others = raw.execute(f"{ids} {known.sql} AND {where}", (*known.values, word)).fetchall()
    return list({row[0] for row in (*first, *others)})


def _checked(
    raw: sqlite3.Connection,
    model: type[Record],
    words: list[str],
    where: Condition,
    links: Mapping[str, str] = MappingProxyType({}),
) -> list[int]:
    names = [f'(SELECT name FROM "{target}" k WHERE k.id = t."{column}")' for column, target in links.items()]
    columns = ", ".join([*(custom.sql_of(column, "t") for column in searched(model)), *names])
    rows = raw.execute(f'SELECT id, {columns} FROM "{model.__tablename__}" t WHERE {where.sql}', where.values)
    return [row[0] for row in rows if _fits(words, body_of(row[1:]))]


def _shared(found: list[tuple[type[Record], list[int]]], limit: int) -> list[tuple[type[Record], list[int]]]:
    """Cut the findings so that they are `limit` together, the smallest ones least."""
    shared, left = {}, limit
    for done, (model, ids) in enumerate(sorted(found, key=lambda one: len(one[1]))):
        shared[model] = ids[: max(0, left // (len(found) - done))]
        left -= len(shared[model])
    return [(model, shared[model]) for model, _ids in found]


def _hits(
    raw: sqlite3.Connection, model: type[Record], ids: list[int], text: str, words: list[str]
) -> Iterator[tuple[tuple[Any, ...], Hit]]:
    """Yield each hit with what it is ordered by."""
    columns, others = list(dict.fromkeys(("name", *searched(model)))), _say_who(model)
    entity, order, begin = model.__tablename__, first_row(model), fold(one_line(text))
    for row in Columns.of(model, [*columns, *others]).rows(raw, ids):
        if row[0] is None:
            continue
        texts = dict(zip(columns, (str(value or "") for value in row[1 : len(columns) + 1]), strict=True))
        details = (str(value) for value in row[len(columns) + 1 :] if value)
        name = fold(texts["name"])
        rank = 0 if name.startswith(begin) else _rank(words, body_of(texts.values()))
        where = "" if rank == 0 or _fits(words, name) else _place(words, texts)
        detail = texts[where] if where else next(details, "")
        yield (rank, order, name, row[0]), Hit(entity, row[0], _shortened(texts["name"]), _shortened(detail), where)


def _rank(words: list[str], body: str) -> int:
    return 1 if all(_stands_first(word, body) for word in words) else 2


def _shortened(text: str) -> str:
    return text if len(text) < LONGEST and text.isprintable() else one_line(text)[:LONGEST]


def _place(words: list[str], texts: dict[str, str]) -> str:
    """Return the column, other than the name, that holds the first word which the name lacks."""
    missing = [word for word in words if not _fits([word], fold(texts["name"]))][:1]
    return next((column for column, text in texts.items() if column != "name" and _fits(missing, fold(text))), "")


@cache
def _say_who(model: type[Record]) -> tuple[str, ...]:
    """Return the listed links and texts beside the name."""

    def is_word(kind: Kind) -> bool:
        return isinstance(kind, Link) or (kind.is_text and not (isinstance(kind, Choice) and kind.options))

    return tuple(name for name, f in model.declared().items() if f.listed and name != "name" and is_word(f.kind))
