"""What becomes of a rule when its series is cut in two: one that ends before, and one that goes on with what is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from crm_desktop.base.dates import DAY
from crm_desktop.schema.recurrence import expansion
from crm_desktop.schema.recurrence.expansion import Pattern
from crm_desktop.schema.recurrence.rule import Rule


def until_before(rule: Rule, pattern: Pattern, at: datetime) -> Rule:
    """Return the rule that ends before the moment `at`: on the day before, or that day where it may recur in a day."""
    if rule.by_hour or rule.by_minute or rule.by_second:
        return replace(rule, count=None, until=at.astimezone(UTC) - timedelta(seconds=1))
    return replace(rule, count=None, until=expansion.wall(at, expansion.zone_of(pattern.zone)).date() - DAY)


def remaining(rule: Rule, pattern: Pattern, at: datetime) -> Rule | None:
    """Return the rule of what is left of a series from the moment `at` on; None where its count is used up."""
    if rule.count is None:
        return rule
    alone = replace(pattern, recurrence=rule.text, skipped=frozenset(), added=())
    left = rule.count - len(expansion.between(alone, pattern.starts - 2 * DAY, at))
    return replace(rule, count=left) if left > 0 else None
