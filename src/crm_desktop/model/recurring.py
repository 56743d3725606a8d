"""What follows from the times of an activity, also where a list or an import changes them without asking about series.

A series keeps the moments at which it has days left out or given away. They go along with its time of day: or else
what was done at nine would be to be done again at ten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from datetime import datetime, time
from typing import Any

from crm_desktop.base import dates
from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.schema import zones
from crm_desktop.schema.recurrence import expansion, rule

_TIMES = ("starts", "all_day", "zone")


def settle(
    values: MutableMapping[str, Any], before: Mapping[str, Any], exceptions: Callable[[], Mapping[str, str | None]]
) -> None:
    """Complete and check the times of an activity; `exceptions` are the moments that a stored series keeps, by column.

    Raises InvalidInput.
    """
    if values.get("recurrence"):
        try:
            values["recurrence"] = rule.read(values["recurrence"]).text
        except ValueError as error:
            raise InvalidInput({"recurrence": str(error)}) from error
    now = {**before, **values}
    if now.get("zone") and "zone" in values and not zones.is_known(now["zone"]):
        raise InvalidInput({"zone": _("There is no time zone of this name. One is called Europe/Berlin, for example.")})
    recurs, did_recur = bool(now.get("recurrence")), bool(before.get("recurrence"))
    if recurs and now.get("done"):
        told = _("A series is not done as a whole. Finish one of its days, or say until when it repeats.")
        raise InvalidInput({"done": told})
    if not now.get("zone") and ((recurs and not did_recur) or (now.get("all_day") and not before)):
        values["zone"] = now["zone"] = zones.local_name()
    if recurs and now.get("all_day") and now.get("starts") is not None:
        _begin_at_midnight(values, now)
    if recurs and did_recur and any(now.get(name) != before.get(name) for name in _TIMES):
        for column, moments in exceptions().items():
            if moments and column not in values:
                values[column] = _at_new_time(moments, before, now)


def shifted(moments: str | None, shift: Callable[[datetime], datetime]) -> str | None:
    """Return stored moments between blanks with each of them shifted, in order; None where there are none."""
    found = sorted(dates.moment_text(shift(dates.moment_of(one))) for one in (moments or "").split())
    return " ".join(found) or None


def _begin_at_midnight(values: MutableMapping[str, Any], now: MutableMapping[str, Any]) -> None:
    zone = expansion.zone_of(now.get("zone"))
    morning = datetime.combine(expansion.wall(now["starts"], zone).date(), time())
    begins = expansion.moment(morning, zone)
    if begins != now["starts"]:
        values["starts"] = now["starts"] = begins


def _at_new_time(moments: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> str | None:
    """Return the moments on the same days, at the time of day at which the series takes place now."""
    if rule.read(now["recurrence"]).by_hour and not now.get("all_day"):
        return moments
    was, zone = expansion.zone_of(before.get("zone")), expansion.zone_of(now.get("zone"))
    at = time() if now.get("all_day") else expansion.wall(now["starts"], zone).time()
    return shifted(moments, lambda one: expansion.moment(datetime.combine(expansion.wall(one, was).date(), at), zone))
