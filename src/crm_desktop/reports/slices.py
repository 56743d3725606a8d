"""By what opportunities are told apart in a report: stage, month, seller, and so on. One more is one entry in `SLICES`.

What belongs nowhere ("no seller", "no date") is a group of its own and comes last.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.text import natural_key
from crm_desktop.figures.deal import Deal
from crm_desktop.figures.forecast import CATEGORIES as CATEGORY_ORDER
from crm_desktop.figures.forecast import category_of
from crm_desktop.model.opportunity import LOSS_REASONS
from crm_desktop.model.pipeline import CATEGORIES
from crm_desktop.reports.book import Book, named
from crm_desktop.reports.options import Options, pick
from crm_desktop.reports.words import Wording
from crm_desktop.schema.field import Field


@dataclass(frozen=True)
class View:
    """What a slice may look at beside the opportunity itself."""

    book: Book
    options: Options
    wording: Wording


@dataclass(frozen=True)
class Slice:
    """One way to tell opportunities apart; `of` gives the key, None where there is none, and `name` its words."""

    key: str
    title: str
    none: str
    of: Callable[[Deal, View], Any]
    name: Callable[[Any, View], str]
    order: Callable[[Any, str], Any]
    """What a key with its name is sorted by."""


@dataclass(frozen=True)
class Group:
    """The opportunities of one key, and what to call them."""

    key: Any
    title: str
    deals: tuple[Deal, ...]


def _day(deal: Deal) -> date | None:
    """Return the day that an opportunity counts on: when it was closed, else when that is expected."""
    return deal.close_date if deal.kind == "open" else deal.closed_on


def _month(deal: Deal) -> date | None:
    day = _day(deal)
    return None if day is None else day.replace(day=1)


def _by_key(key: Any, _name: str) -> Any:
    return key


def _by_name(_key: Any, name: str) -> Any:
    return natural_key(name)


def _quarter(deal: Deal, view: View) -> date | None:
    day = _day(deal)
    return None if day is None else dates.quarter_of(day, view.options.fiscal_month).first


def _quarter_name(first: date, view: View) -> str:
    return view.wording.months(dates.quarter_of(first, view.options.fiscal_month))


SLICES: Final[Mapping[str, Slice]] = {one.key: one for one in (
    Slice("stage", N_("Stage"), N_("No stage"), lambda deal, _v: (deal.stage_order, deal.stage) if deal.stage else None,
          lambda key, view: named(view.book.stages, key[1]), _by_key),
    Slice("seller", N_("Seller"), N_("No seller"), lambda deal, _v: deal.seller,
          lambda key, view: named(view.book.sellers, key), _by_name),
    Slice("product", N_("Product"), N_("No product"), lambda deal, _v: deal.product,
          lambda key, view: named(view.book.products, key), _by_name),
    Slice("source", N_("Source"), N_("No source"), lambda deal, _v: deal.source or None, lambda key, _v: str(key), _by_name),
    Slice("account", N_("Account"), N_("No account"), lambda deal, _v: deal.account,
          lambda key, view: named(view.book.accounts, key), _by_name),
    Slice("company", N_("Company"), N_("No company"), lambda deal, view: view.book.company(deal.account),
          lambda key, view: named(view.book.accounts, key), _by_name),
    Slice("category", N_("Forecast category"), N_("No category"), lambda deal, _v: category_of(deal),
          lambda key, _v: _(dict(CATEGORIES.options)[key]), lambda key, _name: CATEGORY_ORDER.index(key)),
    Slice("industry", N_("Industry"), N_("No industry"), lambda deal, view: view.book.industries.get(deal.account or 0),
          lambda key, _v: str(key), _by_name),
    Slice("territory", N_("Territory"), N_("No territory"), lambda deal, view: view.book.territories.get(deal.seller or 0),
          lambda key, _v: str(key), _by_name),
    Slice("team", N_("Team"), N_("No team"), lambda deal, view: view.book.teams.get(deal.seller or 0),
          lambda key, view: named(view.book.managers, key), _by_name),
    Slice("month", N_("Month"), N_("No date"), lambda deal, _v: _month(deal),
          lambda key, view: view.wording.month(key, year=True), _by_key),
    Slice("quarter", N_("Quarter"), N_("No date"), _quarter, _quarter_name, _by_key),
    Slice("reason", N_("Reason of the loss"), N_("No reason"), lambda deal, _v: deal.loss_reason or None,
          lambda key, view: LOSS_REASONS.show(key, view.options.formats), _by_name),
)}  # fmt: skip


def option(*keys: str) -> Field:
    """Declare the option by which of some slices a report is told apart, at first the first."""
    return pick(N_("By"), [(key, SLICES[key].title) for key in keys])


def groups(deals: Iterable[Deal], by: Slice, view: View, *, also: Collection[Any] = ()) -> list[Group]:
    """Return opportunities by key in order, those without one last; keys in `also` are there even when empty."""
    found: dict[Any, list[Deal]] = {key: [] for key in also}
    for deal in deals:
        found.setdefault(by.of(deal, view), []).append(deal)
    named_keys = [(key, by.name(key, view)) for key in found if key is not None]
    named_keys.sort(key=lambda pair: (by.order(*pair), repr(pair[0])))
    whole = [Group(key, title, tuple(found[key])) for key, title in named_keys]
    return whole + ([Group(None, _(by.none), tuple(found[None]))] if None in found else [])
