"""How a board may be divided: each way is one `Grouping`, and says what a card takes on when it is moved.

A place is one column before anything is counted. Won and lost stand at the end of every grouping, because a deal may
be closed wherever it hangs; what they hold is bounded by `closed_in`, or the past would swamp the present.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.i18n import N_, _
from crm_desktop.model import Opportunity, Seller, Stage
from crm_desktop.model.pipeline import CATEGORIES, STAGE_KINDS
from crm_desktop.schema.formats import Formats
from crm_desktop.services import pipeline
from crm_desktop.storage.store import raw_of

StageKind = Literal["open", "won", "lost"]
NOBODY = "0"
EARLIER, LATER, UNDATED = "earlier", "later", "undated"
MONTHS = 6
"""So many months have a column each where the board shows all dates."""


@dataclass(frozen=True)
class BoardQuery:
    """What a board shows. `open_in` bounds the expected close of open deals, `closed_in` the last day of closed ones.

    Without a pipeline it shows all of them. `only` holds the ids that a filter has left.
    """

    grouping: str = "stage"
    pipeline: int | None = None
    open_in: Period | None = None
    closed_in: Period = field(default_factory=lambda: dates.month_of(dates.today()))
    only: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Place:
    """One column: `where` is a condition over `opportunity o` with the named `values`; `takes` cards unless it is False."""

    key: str
    title: str
    where: str
    values: Mapping[str, Any] = field(default_factory=dict)
    kind: StageKind = "open"
    probability: Decimal | None = None
    category: str | None = None
    takes: bool = True


@dataclass(frozen=True)
class Grouping:
    """One way to divide a board. `change` gives the values that a deal takes on in the column of a key."""

    id: str
    title: str
    places: Callable[[Session, BoardQuery, Sequence[Stage], Formats], list[Place]]
    change: Callable[[Opportunity, str], dict[str, Any]]


@dataclass(frozen=True)
class Span:
    """A part of time that a board may be narrowed to; `period` takes today and the fiscal year's first month."""

    id: str
    title: str
    period: Callable[[date, int], Period | None]

    def query(self, grouping: str, pipeline: int | None, fiscal_month: int) -> BoardQuery:
        """Return the board of this span; closed deals of a span without today are those of this month."""
        today = dates.today()
        period = self.period(today, fiscal_month)
        closed = period if period is not None and today in period else dates.month_of(today)
        return BoardQuery(grouping, pipeline, period, closed)


def grouping_of(grouping_id: str) -> Grouping:
    """Return a grouping by its id; an unknown one is that by stage."""
    return next((grouping for grouping in GROUPINGS if grouping.id == grouping_id), GROUPINGS[0])


def span_of(span_id: str) -> Span:
    """Return a span by its id; an unknown one is all of time."""
    return next((span for span in SPANS if span.id == span_id), SPANS[0])


def month_key(day: date) -> str:
    """Return the key of a month's column."""
    return f"{day:%Y-%m}"


def column_of(category: str | None) -> str:
    """Return the column of a forecast category of open business, none of which is closed yet."""
    return {None: "pipeline", "": "pipeline", "closed": "commit"}.get(category, category or "")


def _by_stage(session: Session, _board: BoardQuery, stages: Sequence[Stage], _formats: Formats) -> list[Place]:
    names = [stage.name for stage in stages]
    return [
        Place(
            str(stage.id), stage.name if names.count(stage.name) == 1 else f"{stage.name} · {_pipeline(session, stage)}",
            "o.stage_id = :stage", {"stage": stage.id},
            probability=stage.probability, category=stage.category,
        )
        for stage in stages
        if stage.kind == "open"
    ]  # fmt: skip


def _pipeline(session: Session, stage: Stage) -> str:
    sql = "SELECT name FROM pipeline WHERE id = ?"
    return str(raw_of(session).execute(sql, (stage.pipeline_id,)).fetchone()[0])


def _by_month(_session: Session, board: BoardQuery, _stages: Sequence[Stage], formats: Formats) -> list[Place]:
    """Return the months from now on, or those of the period, between what lies before and behind them."""
    now = dates.month_of(dates.today())
    last = dates.month_of(dates.add_months(now.first, MONTHS - 1)).last
    period = board.open_in
    shown = Period(max(period.first, now.first), period.last) if period and period.last >= now.first else None
    months = dates.months_in(shown if period and shown else Period(now.first, last))
    places = [
        Place(
            month_key(month.first), f"{formats.months[month.first.month - 1]} {month.first.year}",
            "o.close_date BETWEEN :month_first AND :month_last",
            {"month_first": month.first.isoformat(), "month_last": month.last.isoformat()},
        )
        for month in months
    ]  # fmt: skip
    first, end = months[0].first.isoformat(), months[-1].last.isoformat()
    if period is None or period.first < months[0].first:
        before = Place(EARLIER, _("Earlier"), "o.close_date < :month_first", {"month_first": first}, takes=False)
        places.insert(0, before)
    if period is None:
        places.append(Place(LATER, _("Later"), "o.close_date > :month_last", {"month_last": end}, takes=False))
        places.append(Place(UNDATED, _("No date"), "o.close_date IS NULL"))
    return places


def _by_seller(session: Session, _board: BoardQuery, _stages: Sequence[Stage], _formats: Formats) -> list[Place]:
    """Return those who sell now or have something open, then nobody."""
    busy = "SELECT owner_id FROM opportunity o JOIN stage s ON s.id = o.stage_id WHERE s.kind = 'open' AND o.owner_id NOT NULL"
    at_work = {row[0] for row in raw_of(session).execute(busy)}
    sellers = session.execute(select(Seller.id, Seller.name, Seller.active).order_by(Seller.name, Seller.id))
    places = [
        Place(str(seller), name, "o.owner_id = :seller", {"seller": seller})
        for seller, name, is_active in sellers
        if is_active or seller in at_work
    ]
    return [*places, Place(NOBODY, _("Nobody"), "o.owner_id IS NULL")]


def _by_category(_session: Session, _board: BoardQuery, _stages: Sequence[Stage], _formats: Formats) -> list[Place]:
    """Return the categories of open business; "closed" is none of them, and counts as commit."""
    places = []
    for code, title in CATEGORIES.options:
        if code != "closed":
            also = (
                " OR o.category = 'closed'"
                if code == "commit"
                else " OR o.category IS NULL"
                if code == "pipeline"
                else ""
            )
            places.append(Place(code, _(title), f"(o.category = :category{also})", {"category": code}, category=code))
    return places


def _in_month(deal: Opportunity, key: str) -> dict[str, Any]:
    """Return the same day of that month, or its last where it is shorter; a deal without a date closes at the end."""
    if key == UNDATED:
        return {"close_date": None}
    last = dates.month_of(date.fromisoformat(f"{key}-01")).last
    return {"close_date": last.replace(day=min(deal.close_date.day, last.day)) if deal.close_date else last}


def _owned_by(_deal: Opportunity, key: str) -> dict[str, Any]:
    return {"owner_id": None if key == NOBODY else int(key)}


def _categorised(_deal: Opportunity, key: str) -> dict[str, Any]:
    return {"category": key, "category_by_hand": True}


def _in_stage(_deal: Opportunity, key: str) -> dict[str, Any]:
    return {"stage_id": int(key)}


def _next_quarter(today: date, first_month: int) -> Period:
    return dates.quarter_of(dates.quarter_of(today, first_month).last + dates.DAY, first_month)


GROUPINGS = (
    Grouping("stage", N_("Stage"), _by_stage, _in_stage),
    Grouping("month", N_("Month of close"), _by_month, _in_month),
    Grouping("seller", N_("Seller"), _by_seller, _owned_by),
    Grouping("category", N_("Forecast category"), _by_category, _categorised),
)
SPANS = (
    Span("all", N_("All dates"), lambda _today, _month: None),
    Span("month", N_("This month"), lambda today, _month: dates.month_of(today)),
    Span("quarter", N_("This quarter"), dates.quarter_of),
    Span("next_quarter", N_("Next quarter"), _next_quarter),
    Span("year", N_("This year"), dates.fiscal_year_of),
    Span("overdue", N_("Overdue"), lambda today, _month: Period(date.min, today - dates.DAY)),
)


def ends(stages: Sequence[Stage], *, by_stage: bool) -> list[Place]:
    """Return the columns of what is closed: by stage one for each, else won and lost whatever the pipeline."""
    if by_stage:
        closed = [stage for stage in stages if stage.kind != "open"]
        return [
            Place(str(stage.id), stage.name, f"o.stage_id IN ({stage.id})", kind=_kind(stage.kind))
            for stage in sorted(closed, key=lambda stage: stage.kind, reverse=True)
        ]
    found = []
    for kind, title in STAGE_KINDS.options:
        ids = ", ".join(str(stage.id) for stage in stages if stage.kind == kind)
        if kind != "open" and ids:
            found.append(Place(kind, _(title), f"o.stage_id IN ({ids})", kind=_kind(kind)))
    return found


def end_of(session: Session, deal: Opportunity, kind: str) -> Stage | None:
    """Return the stage in which a deal of this pipeline ends as won or lost."""
    here = session.get_one(Stage, deal.stage_id)
    return next((stage for stage in pipeline.stages(session, here.pipeline_id) if stage.kind == kind), None)


def _kind(kind: str) -> StageKind:
    return "won" if kind == "won" else "lost" if kind == "lost" else "open"
