"""Activities and tasks of a month, however many there are: counted by index, and only those read that have room.

Whatever begins and ends within one local day is counted in ranges of the indexes, which hold all that it takes. The few
others are read one by one: what lasts past midnight, and what is for whole days by the clock of another zone.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.model.activity import IS_BAR
from crm_desktop.schema.formats import Formats
from crm_desktop.services.calendar import moments
from crm_desktop.services.calendar.activities import (
    LONGEST,
    OF_SERIES,
    SINGLES,
    ZONES_APART,
    entries,
    is_kept,
    kinds,
)
from crm_desktop.services.calendar.entry import Entry

if TYPE_CHECKING:
    from crm_desktop.services.calendar.layers import Shown

_SOON = timedelta(minutes=180)
"""What begins later than that before midnight is looked at; of what begins earlier, only what lasts longer."""

_WITH_DAYS = """WITH day AS MATERIALIZED (SELECT json_extract(value, '$[0]') AS n, json_extract(value, '$[1]') AS day_before,
json_extract(value, '$[2]') AS late, json_extract(value, '$[3]') AS morning, json_extract(value, '$[4]') AS evening
FROM json_each(:mornings)) """
_HOURS = f"activity INDEXED BY ix_activity_hours WHERE recurrence IS NULL AND NOT {IS_BAR}"
_BARS = f"activity INDEXED BY ix_activity_bars WHERE recurrence IS NULL AND {IS_BAR}"
_IS_ODD = "(ifnull(minutes, 0) > 1440 OR NOT all_day OR zone IS NOT NULL)"
_ODD_SERIES = f"SELECT id FROM activity INDEXED BY ix_activity_series WHERE recurrence IS NOT NULL AND {_IS_ODD}"
_LONG_SERIES = "SELECT id FROM activity INDEXED BY ix_activity_series WHERE recurrence IS NOT NULL AND minutes > 180"
_THAT_DAY = " AND starts >= morning AND starts < evening"
_BEFORE = " AND starts >= day_before AND starts < morning"
_LASTS = "minutes * 60 >= strftime('%s', morning) - strftime('%s', {row}.starts)"
_PERIOD = " AND starts >= :longest AND starts < :after"

_PLAIN_SINGLES = (f"{_HOURS}{_THAT_DAY}{{single}}", f"{_BARS} AND NOT {_IS_ODD}{_THAT_DAY}{{single}}")
_PLAIN_OF_SERIES = (
    f"occurrence WHERE bar = 0{_THAT_DAY}{{series}}",
    f"occurrence WHERE bar = 1{_THAT_DAY}{{series}} AND activity_id NOT IN ({_ODD_SERIES})",
)
_ODD_SINGLES = (
    f"""SELECT x.id FROM day JOIN activity x ON x.id IN
        (SELECT id FROM {_HOURS}{_BEFORE}{{single}} AND minutes > iif(starts < late, 180, 0)
         AND {_LASTS.format(row="activity")})""",
    f"SELECT id FROM {_BARS}{_PERIOD}{{single}} AND {_IS_ODD} AND (minutes > 1440 OR starts >= :near)",
)
_ODD_OF_SERIES = (
    f"""SELECT x.activity_id, x.starts FROM day JOIN occurrence x JOIN activity s ON s.id = x.activity_id
        WHERE x.bar = 0 AND x.starts >= late AND x.starts < morning{{row}} AND {_LASTS.format(row="x")}""",
    f"""SELECT x.activity_id, x.starts FROM day JOIN occurrence x JOIN activity s ON s.id = x.activity_id
        WHERE x.bar = 0 AND x.starts >= day_before AND x.starts < late{{row}} AND x.activity_id IN ({_LONG_SERIES})
        AND {_LASTS.format(row="x")}""",
    f"SELECT activity_id, starts FROM occurrence WHERE bar = 1{_PERIOD}{{series}} AND activity_id IN ({_ODD_SERIES})",
)
_COUNTS = f"""SELECT n, {" + ".join(f"(SELECT count(*) FROM {rows})" for rows in (*_PLAIN_SINGLES, *_PLAIN_OF_SERIES))}
FROM day"""


def _first_ids(rows: str) -> str:
    """Return the SQL of the ids of the first rows of each day."""
    some = f"SELECT id FROM {rows} ORDER BY starts, kind, id LIMIT :limit"
    return f"SELECT x.id FROM day JOIN activity x ON x.id IN ({some})"


def _first_days(rows: str) -> str:
    """Return the SQL of the first ones of series of each day."""
    some = f"SELECT activity_id, starts FROM {rows} ORDER BY starts, kind, activity_id LIMIT :limit"
    # a key of two columns is not looked up: as JSON the few rows are found once for each day
    array = f"SELECT json_group_array(json_array(activity_id, starts)) FROM ({some})"
    return f"""SELECT json_extract(x.value, '$[0]') AS activity_id, json_extract(x.value, '$[1]') AS starts
               FROM day JOIN json_each(({array})) x"""


def _whole(singles: Iterable[str], of_series: Iterable[str]) -> tuple[str, str]:
    """Return the SQL that reads the whole of what was found by keys: single ones, those of series."""
    ids, days = (" UNION ALL ".join(f"SELECT * FROM ({one})" for one in found) for found in (singles, of_series))
    return f"{SINGLES.format(index='')}WHERE a.id IN ({ids})", OF_SERIES.format(days=f"({days})")


_FIRST = _whole(map(_first_ids, _PLAIN_SINGLES), map(_first_days, _PLAIN_OF_SERIES))
_ODD = _whole(_ODD_SINGLES, _ODD_OF_SERIES)


def glance(
    raw: sqlite3.Connection, period: Period, shown: Shown, formats: Formats, limit: int
) -> tuple[dict[date, int], list[Entry]] | None:
    """Return how many activities and tasks each day has, and its first ones up to `limit`, among others.

    None where what recurs is not kept: then all of it has to be read.
    """
    mornings = [moments.morning(day) for day in moments.days_of(Period(period.first, period.last + dates.DAY))]
    if not is_kept(raw, mornings[0], mornings[-1]):
        return None
    only, names = _only(shown), {**_days(period.first, mornings), **shown.names, "limit": limit}

    def rows(*statements: str) -> Iterator[tuple[Any, ...]]:
        for sql in statements:
            yield from raw.execute(_WITH_DAYS + sql.format(**only), names)

    totals = Counter({date.fromisoformat(day): n for day, n in rows(_COUNTS)})
    found = {one.key: one for one in entries(rows(*_FIRST), formats)}
    for one in entries(rows(*_ODD), formats):
        found[one.key] = one
        # one that has an hour was counted on the day on which it begins
        first = one.first if one.is_bar else one.first + dates.DAY
        totals.update(moments.days_of(Period(max(first, period.first), min(one.last, period.last))))
    return totals, list(found.values())


def _days(first: date, mornings: Sequence[datetime]) -> dict[str, str]:
    """Return the days from `first` on, whose last morning only ends the one before, as the statements read them."""
    spans = (
        (morning - dates.DAY, morning - _SOON, morning, evening) for morning, evening in itertools.pairwise(mornings)
    )
    days = [(str(first + n * dates.DAY), *map(dates.moment_text, span)) for n, span in enumerate(spans)]
    return {
        "mornings": json.dumps(days),
        "longest": dates.moment_text(mornings[0] - LONGEST - ZONES_APART),
        "near": dates.moment_text(mornings[0] - dates.DAY - ZONES_APART),
        "after": dates.moment_text(mornings[-1] + ZONES_APART),
    }


def _only(shown: Shown) -> dict[str, str]:
    """Return the SQL that leaves out what is not shown, for the three kinds of rows that are looked through."""
    of_others = shown.only("activity")
    series = (
        f" AND activity_id IN (SELECT id FROM activity WHERE recurrence IS NOT NULL{of_others})" if of_others else ""
    )
    return {
        "single": kinds(shown, "kind") + of_others,
        "series": kinds(shown, "kind") + series,
        "row": kinds(shown, "x.kind") + shown.only("s"),
    }
