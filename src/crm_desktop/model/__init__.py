"""The entities. `ENTITIES` is the tuple that every generic part walks over: add a word here and it is everywhere."""

from __future__ import annotations

from crm_desktop.model.account import Account
from crm_desktop.model.activity import Activity
from crm_desktop.model.attached import HANGING, Attachment, Note
from crm_desktop.model.attendee import Attendee
from crm_desktop.model.book import BookValue
from crm_desktop.model.contact import Contact
from crm_desktop.model.custom import CustomField
from crm_desktop.model.list_value import ListValue
from crm_desktop.model.opportunity import Opportunity, OpportunityState
from crm_desktop.model.personal import SavedReport, SavedView
from crm_desktop.model.pipeline import Pipeline, Stage
from crm_desktop.model.product import Product
from crm_desktop.model.rate import ExchangeRate
from crm_desktop.model.record import Base, Record, add_sort_keys
from crm_desktop.model.seller import Goal, Manager, Seller

ENTITIES: tuple[type[Record], ...] = (
    CustomField,
    ListValue,
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
    Attachment,
    SavedView,
    Attendee,
    SavedReport,
)
"""Targets of links come before what links to them."""

BY_NAME: dict[str, type[Record]] = {model.__tablename__: model for model in ENTITIES}

for _model in ENTITIES:
    add_sort_keys(_model)

__all__ = [
    "BY_NAME", "ENTITIES", "HANGING", "Account", "Activity", "Attachment", "Attendee", "Base", "BookValue", "Contact", "CustomField",
    "ExchangeRate", "Goal", "ListValue", "Manager", "Note", "Opportunity", "OpportunityState",
    "Pipeline", "Product", "Record", "SavedReport", "SavedView", "Seller", "Stage",
]  # fmt: skip
