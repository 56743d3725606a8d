"""Which records a list shows, in which order, and any page of them without reading the others.

An unfiltered list walks the index of its sort key and seeks from the `Anchors` on that way, so a million rows cost what
a thousand do. A filtered list is an array of ids; where most records pass the filter, `walk` makes that array and the
first pages come from the index meanwhile.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base.spans import USUAL, Calendar
from crm_desktop.base.task import Task
from crm_desktop.model import BY_NAME, Record
from crm_desktop.storage import filter_sql, filters, grouping, search
from crm_desktop.storage.anchors import Anchors
from crm_desktop.storage.filters import NONE, Group
from crm_desktop.storage.grouping import Heading
from crm_desktop.storage.ordering import Columns, Condition, Order, Position, among, count_all
from crm_desktop.storage.short_reads import STEP, STEPS_AT_ONCE, Read, breathe
from crm_desktop.storage.store import raw_of

PAGE = 128
PAGES = 64
FIRST_HITS = 100
MOST_HITS = 5000

Row = tuple[Any, ...]
"""The id and one value per column, as the file keeps them (`kind.load` makes values of them); a link gives its name."""


@dataclass(frozen=True)
class Query:
    """What a list asks for: columns by name, the order, words that must all occur, and values that columns must have.

    A value in `where` is a Python value, None for "empty", or a tuple of which one must fit; a listed text compares
    without accents and case. The column "id" takes ids. To sort is instant by a listed field only. `days` says what
    "this quarter" means to the filter. `group` is a field that headings are put in for, `closed` names those folded in.
    """

    entity: str
    columns: tuple[str, ...]
    sort: str = "name"
    descending: bool = False
    words: str = ""
    where: tuple[tuple[str, Any], ...] = ()
    filter: Group = NONE
    days: Calendar = USUAL
    group: str = ""
    closed: frozenset[str] = frozenset()

    @property
    def model(self) -> type[Record]:
        """The model class."""
        return BY_NAME[self.entity]

    def with_known_fields(self) -> Query:
        """Return the query without what speaks of custom fields that were deleted since it was made."""
        fields = self.model.fields()
        return replace(
            self,
            columns=tuple(name for name in self.columns if name in fields),
            sort=self.sort if self.sort in fields else "name",
            where=tuple(one for one in self.where if one[0] == "id" or one[0] in fields),
            filter=filters.known(self.model, self.filter)[0],
            group=self.group if self.group in fields else "",
        )

    @property
    def is_quick(self) -> bool:
        """Whether `Listing.open` takes no longer the more records there are."""
        return not self.group and filter_sql.is_quick(self.model, self.filter)


class Listing:
    """The rows of one query as they are now; after a change of the data it is thrown away and opened anew.

    Words find at most `limit` records (None: all) at first; `is_capped` says that there are more, and `completed` looks
    for them. Everything but `cached` reads the file.
    """

    def __init__(self, query: Query, limit: int | None = FIRST_HITS) -> None:
        self.query = query
        self.count = 0
        self.is_capped = False
        self.headings: tuple[Heading, ...] = ()
        self._limit = limit
        self._order = Order.of(query.model, query.sort, descending=query.descending)
        self._condition = Condition.of(query.model, query.where) & filter_sql.condition(
            query.model, query.filter, query.days
        )
        self._columns = Columns.of(query.model, query.columns)
        self._ids: array[int] | None = None
        self._ungrouped: array[int] | None = None
        self._anchors = Anchors(self._order)
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()

    def open(self, session: Session) -> None:
        """Count the rows and read the first page."""
        raw, table = raw_of(session), self._order.table
        if search.words_in(self.query.words):
            found = search.matching(raw, self.query.model, self.query.words, self._condition, self._limit)
            self.take(session, found.ids, is_capped=found.last is not None)
            return
        if self.query.group:
            self._put(session, self._order.ids(raw, self._condition))
        elif self._condition.is_empty and self._order.is_indexed:
            self.count = count_all(raw, table)
        else:
            self.count = self._condition.count(raw, table)
            # sorting c ids costs c looks at the table, finding a page among n rows about PAGE * n / c
            if not self._order.is_indexed or self.count**2 <= PAGE * count_all(raw, table):
                self._ids = self._order.ids(raw, self._condition)
        self.page(session, 0)

    def gather(self, task: Task, read: Read) -> None:
        """Do what `open` does, in short reads on a worker: for a filter that has to look at every record."""
        self._gather(task, read)
        with read() as session:
            ids = self._ids or array("q")
            if search.words_in(self.query.words):
                found = search.matching(raw_of(session), self.query.model, self.query.words, among(ids), None)
                self.take(session, found.ids, is_capped=False)
            else:
                self._put(session, ids)
                self.page(session, 0)

    def take(self, session: Session, ids: list[int], *, is_capped: bool) -> None:
        """Show these records, in the order of the query, instead of asking which."""
        self._put(session, self._order.ids(raw_of(session), among(ids)))
        self.is_capped = is_capped
        self._pages.clear()
        self.page(session, 0)

    @property
    def records(self) -> int:
        """How many records the list has: headings are none, and those below a folded heading are some."""
        return sum(heading.count for heading in self.headings) if self.headings else self.count

    def heading(self, index: int) -> Heading | None:
        """Return the heading that stands in a row, None where a record does."""
        place = bisect_left(self.headings, index, key=lambda heading: heading.row)
        found = self.headings[place] if place < len(self.headings) else None
        return found if found is not None and found.row == index else None

    def headings_in(self, first: int, last: int) -> int:
        """Return how many headings stand in the rows from `first` to `last`, both included."""
        rows = [heading.row for heading in self.headings]
        return bisect_right(rows, last) - bisect_left(rows, first)

    def row(self, session: Session, index: int) -> Row:
        """Return a row by its position; raises IndexError beyond the end."""
        if not 0 <= index < self.count:
            raise IndexError(index)
        return self.page(session, index // PAGE)[index % PAGE]

    def page(self, session: Session, number: int) -> list[Row]:
        """Return the rows from position `number * PAGE` on."""
        found = self._pages.get(number)
        if found is None:
            found = self._columns.rows(raw_of(session), self._ids_at(session, number * PAGE, PAGE))
            self._pages[number] = found
            if len(self._pages) > PAGES:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return found

    def cached(self, index: int) -> Row | None:
        """Return a row if its page is at hand, without any look at the file."""
        page = self._pages.get(index // PAGE)
        return page[index % PAGE] if page is not None and index % PAGE < len(page) else None

    def ids(self, session: Session, first: int, last: int) -> list[int]:
        """Return the ids from position `first` to `last`, both included."""
        return [record_id for record_id in self._ids_at(session, first, last - first + 1) if record_id > 0]

    def position(self, session: Session, record_id: int) -> int | None:
        """Return where a record stands, None if it is not in the list."""
        ids = self._all_ids(session)
        if ids is not None:
            return ids.index(record_id) if record_id in ids else None
        place = self._order.position(raw_of(session), record_id)
        return None if place is None else self._anchors.row_of(raw_of(session), place)

    def iterate(self, session: Session) -> Iterator[Row]:
        """Yield the whole list in order without keeping it."""
        raw, ids = raw_of(session), self._all_ids(session)
        if ids is not None:
            for first in range(0, len(ids), STEP):
                yield from self._columns.rows(raw, (one for one in ids[first : first + STEP] if one > 0))
            return
        found = self._order.positions(raw, None, 0, STEP)
        while found:
            yield from self._columns.rows(raw, [record_id for _key, record_id in found])
            found = self._order.positions(raw, found[-1], 1, STEP)

    def portions(self, task: Task, read: Read) -> Iterator[list[int]]:
        """Yield the ids of all records, also of folded groups, in portions and short reads, on a worker."""
        size, ids = STEP * STEPS_AT_ONCE, self._ids if self._ungrouped is None else self._ungrouped
        if ids is not None:
            for first in range(0, len(ids), size):
                breathe(task)
                yield ids[first : first + size].tolist()
            return
        for chunk in self._chunks(task, read):
            yield [record_id for _key, record_id in chunk]

    def walk(self, task: Task, read: Read) -> None:
        """Learn the way to every row, in short reads, on a worker; until then a far jump is right but takes longer."""
        if self._ids is not None:
            return
        if self._condition.is_empty:
            self._anchors.learn(task, read)
        else:
            self._gather(task, read)

    def completed(self, task: Task, read: Read, limit: int = MOST_HITS) -> Listing:
        """Return the listing with up to `limit` hits of its words, found in short reads on a worker."""
        whole, hits, last = Listing(self.query, limit), list[int](), 0
        while True:
            breathe(task)
            with read() as session:
                found = search.matching(
                    raw_of(session), self.query.model, self.query.words, self._condition, FIRST_HITS, last
                )
                hits += found.ids
                if found.last is None or len(hits) >= limit:
                    whole.take(session, hits[:limit], is_capped=found.last is not None or len(hits) > limit)
                    return whole
                last = found.last

    def _gather(self, task: Task, read: Read) -> None:
        self._ids = self._order.put_in_order([place for chunk in self._chunks(task, read) for place in chunk])

    def _chunks(self, task: Task, read: Read) -> Iterator[list[Position]]:
        """Yield all positions that fulfil the condition, by id, one short read after the other."""
        last = 0
        while True:
            breathe(task)
            with read() as session:
                found = self._order.chunk(raw_of(session), self._condition, last, STEP * STEPS_AT_ONCE)
            if not found:
                return
            yield found
            last = found[-1][1]

    def _put(self, session: Session, ids: array[int]) -> None:
        """Show these ids, which are in order; in groups where the query asks for it and there are not too many."""
        self._ids, self._ungrouped, self.headings = ids, ids, ()
        if self.query.group and len(ids) <= grouping.MOST:
            query = self.query
            self._ids, self.headings = grouping.grouped(raw_of(session), query.model, query.group, ids, query.closed)
        self.count = len(self._ids)

    def _all_ids(self, session: Session) -> array[int] | None:
        if self._ids is None and not self._condition.is_empty:
            self._ids = self._order.ids(raw_of(session), self._condition)
        return self._ids

    def _ids_at(self, session: Session, first: int, size: int) -> list[int]:
        size = min(size, self.count - first)
        if size <= 0:
            return []
        raw = raw_of(session)
        if self._ids is None and not self._condition.is_empty and first + size <= 2 * PAGE:
            return self._order.first_ids(raw, self._condition, first, size)
        ids = self._all_ids(session)
        if ids is not None:
            return ids[first : first + size].tolist()
        return self._anchors.ids(raw, first, size, self.count)
