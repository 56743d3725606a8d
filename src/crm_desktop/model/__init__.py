"""The entities. `ENTITIES` is the tuple that every generic part walks over: add a word here and it is everywhere."""

from __future__ import annotations

from crm_desktop.model.account import Account
from crm_desktop.model.activity import Activity
from crm_desktop.model.attached import Note
from crm_desktop.model.book import BookValue
from crm_desktop.model.contact import Contact
from crm_desktop.model.opportunity import Opportunity, OpportunityState
from crm_desktop.model.pipeline import Pipeline, Stage
from crm_desktop.model.product import Product
from crm_desktop.model.rate import ExchangeRate
from crm_desktop.model.record import Base, Record, add_sort_keys
from crm_desktop.model.seller import Goal, Manager, Seller

ENTITIES: tuple[type[Record], ...] = (
    Pipeline,
    Stage,
    Manager,
    Seller,
    Account,
    Contact,
    Product,
    Opportunity,
    Activity,
    Goal,
    ExchangeRate,
    Note,
)
"""Targets of links come before what links to them."""

BY_NAME: dict[str, type[Record]] = {model.__tablename__: model for model in ENTITIES}

for _model in ENTITIES:
    add_sort_keys(_model)

__all__ = [
    "BY_NAME", "ENTITIES", "Account", "Activity", "Base", "BookValue", "Contact", "ExchangeRate", "Goal", "Manager", "Note", "Opportunity",
    "OpportunityState", "Pipeline", "Product", "Record", "Seller", "Stage",
]  # fmt: skip
