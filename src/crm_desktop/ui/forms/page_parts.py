"""The parts of a record page below its details, in their order. A new part is one declaration here.

Entries in the timeline are a `TimelineKind` of `services.timeline`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crm_desktop.model import Activity, Record
from crm_desktop.services import business
from crm_desktop.services.event import has_activities
from crm_desktop.ui.forms.attachments import Attachments
from crm_desktop.ui.forms.attendees import Attendees
from crm_desktop.ui.forms.next_steps import NextSteps
from crm_desktop.ui.forms.open_business import OpenBusiness
from crm_desktop.ui.forms.page_part import PagePart, Surroundings
from crm_desktop.ui.forms.recurring import Recurring
from crm_desktop.ui.forms.related_panel import RelatedPanel, shown_relations
from crm_desktop.ui.forms.timeline import Timeline


@dataclass(frozen=True)
class PartDeclaration:
    """One part: how it is made, and for which entities."""

    build: Callable[[Surroundings, type[Record]], PagePart]
    suits: Callable[[type[Record]], bool] = lambda _model: True


PARTS = (
    PartDeclaration(Recurring, lambda model: model is Activity),
    PartDeclaration(Attendees, lambda model: model is Activity),
    PartDeclaration(OpenBusiness, lambda model: business.link_of(model) is not None),
    PartDeclaration(NextSteps, has_activities),
    PartDeclaration(RelatedPanel, lambda model: bool(shown_relations(model))),
    PartDeclaration(Attachments),
    PartDeclaration(Timeline),
)


def parts_for(around: Surroundings, model: type[Record]) -> list[PagePart]:
    """Make the parts of the page of an entity."""
    return [declared.build(around, model) for declared in PARTS if declared.suits(model)]
