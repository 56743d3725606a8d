"""The sales process: pipelines, and the stages that an opportunity passes."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from crm_desktop.base.i18n import N_
from crm_desktop.model.record import Record
from crm_desktop.schema.entity import Entity
from crm_desktop.schema.field import field
from crm_desktop.schema.kinds import Choice, Link, Percent, Text, Whole, YesNo

CATEGORIES = Choice(
    (
        ("pipeline", N_("Pipeline")),
        ("best_case", N_("Best case")),
        ("commit", N_("Commit")),
        ("closed", N_("Closed")),
        ("omitted", N_("Omitted")),
    )
)
STAGE_KINDS = Choice((("open", N_("Open")), ("won", N_("Won")), ("lost", N_("Lost"))))


class Pipeline(Record):
    """A way of selling with stages of its own; most books have one."""

    __tablename__ = "pipeline"
    entity = Entity(
        N_("Pipeline"),
        N_("Pipelines"),
        N_("{n} pipeline"),
        N_("{n} pipelines"),
        icon="opportunity",
        sections=("", N_("More")),
        has_page=False,
    )

    name: Mapped[str] = field(Text(), N_("Name"), required=True, listed=True)
    position: Mapped[int] = field(Whole(0), N_("Order"), default=0, listed=True)


class Stage(Record):
    """A step of a pipeline; its kind, and not its name, says whether an opportunity there is open, won or lost."""

    __tablename__ = "stage"
    entity = Entity(
        N_("Stage"), N_("Stages"), N_("{n} stage"), N_("{n} stages"), icon="opportunity", sections=("", N_("More")), has_page=False,
        order="position",
        keys=(("reference",), ("name", "pipeline_id")),
    )  # fmt: skip

    name: Mapped[str] = field(Text(), N_("Name"), required=True, listed=True)
    pipeline_id: Mapped[int] = field(Link("pipeline", "RESTRICT"), N_("Pipeline"), required=True, listed=True)
    position: Mapped[int] = field(Whole(0), N_("Order"), default=0, listed=True)
    kind: Mapped[str] = field(STAGE_KINDS, N_("Kind"), default="open", listed=True)
    probability: Mapped[Decimal] = field(Percent(), N_("Probability"), default=Decimal(0), listed=True)
    category: Mapped[str] = field(CATEGORIES, N_("Forecast category"), default="pipeline", listed=True)
    limit_in_stage: Mapped[int | None] = field(
        Whole(1, 9999), N_("Days in stage, at most"), help=N_("Longer than this needs attention; empty: no limit.")
    )
    limit_without_contact: Mapped[int | None] = field(
        Whole(1, 9999),
        N_("Days without contact, at most"),
        help=N_("Longer than this needs attention; empty: no limit."),
    )
    needs_review: Mapped[bool] = field(
        YesNo(), N_("Please review"), default=False, help=N_("An import added this stage and guessed its probability.")
    )
