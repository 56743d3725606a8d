"""Move opportunities to a stage in a bar: what it makes of their probability, and at their end how they ended."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.model import Opportunity, Stage
from crm_desktop.model.pipeline import CATEGORIES
from crm_desktop.services import pipeline, records
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.field_form import FieldForm
from crm_desktop.ui.dialogs.pane_bar import ChoiceBar
from crm_desktop.ui.widgets import plain_label

_ASKED = {"won": ("amount", "closed_on"), "lost": ("loss_reason", "closed_on")}


class StageMove(ChoiceBar):
    """The bar for some opportunities; Enter moves them, from Won and Lost by way of the questions."""

    def __init__(self, context: Context, ids: Sequence[int], stage_id: int | None = None) -> None:
        self._context, self._ids = context, tuple(ids)
        self._deals: list[Opportunity] = []
        self._stages: list[Stage] = []
        self._forms: dict[str, FieldForm] = {}
        self._read()
        super().__init__(_("Move {what}").format(what=self._what()), _("Stage"), _("Move"))
        for stage in self._stages:
            self.choice.addItem(stage.name, stage.id)
        self.result = plain_label("", "muted", wraps=True)
        self.room.addWidget(self.result)
        self.choice.currentIndexChanged.connect(self._show_stage)
        here = self._deals[0].stage_id if self._deals else None
        self.choice.setCurrentIndex(max(self.choice.findData(stage_id if stage_id is not None else here), 0))
        self._show_stage()

    def take(self) -> None:
        """Move the opportunities, in one step; what is wrong stands under its field."""
        stage, form = self._chosen(), self.asked()
        try:
            outcome = form.values() if form is not None else {}
            notes = self._moved(stage, outcome)
        except InvalidInput as wrong:
            if form is not None:
                form.show_problems(wrong.fields)
            return
        except UserError as problem:
            self._context.tell(problem)
            return
        said = pipeline.say_moved(self._what(), len(self._ids), stage.name)
        self._context.say(" ".join((said, *notes)), action=_("Undo"), run=self._context.undo)
        self.close_bar()

    def _read(self) -> None:
        with self._context.told(), self._context.store.read() as session:
            self._deals = [records.find(session, Opportunity, key) for key in self._ids]
            process = records.find(session, Stage, self._deals[0].stage_id).pipeline_id
            self._stages = pipeline.stages(session, process)

    def _show_stage(self) -> None:
        stage = self._chosen()
        self.result.setText(self._result(stage))
        self.show_asked(self._forms.values())

    def asked(self) -> FieldForm | None:
        """Return the questions of the chosen stage, made when they are first asked."""
        kind = self._chosen().kind
        if kind not in _ASKED:
            return None
        if kind not in self._forms:
            declared = Opportunity.fields()
            asked = [name for name in _ASKED[kind] if name != "amount" or len(self._deals) == 1]
            form = FieldForm({name: declared[name] for name in asked}, self._context.formats, self._context.store, 2)
            form.show_values({"amount": self._deals[0].amount, "closed_on": dates.today()})
            self._forms[kind] = form
            self.room.addWidget(form)
        return self._forms[kind]

    def _chosen(self) -> Stage:
        return self._stages[max(self.choice.currentIndex(), 0)]

    def _moved(self, stage: Stage, outcome: dict[str, Any]) -> list[str]:
        title, notes = _("Move {what} to {stage}").format(what=self._what(), stage=stage.name), []
        with self._context.store.act(title) as session:
            for record_id in self._ids:
                notes += _move(session, record_id, stage.id, outcome)
        return list(dict.fromkeys(notes))

    def _what(self) -> str:
        if len(self._deals) == 1:
            return f"“{self._deals[0].name}”"
        entity = Opportunity.entity
        return count_of(entity.one, entity.many, len(self._deals))

    def _result(self, stage: Stage) -> str:
        """Say what the stage makes of the probability and the category."""
        deal = self._deals[0]
        is_alone = len(self._deals) == 1
        if is_alone and deal.stage_id == stage.id:
            return _("It is there now.")
        if is_alone and stage.kind == "open" and deal.probability_by_hand:
            kept = self._percent(deal.probability)
            return _("Its probability stays at {percent}: it was set by hand.").format(percent=kept)
        category = _(dict(CATEGORIES.options)[stage.category])
        sentence = _("Probability {percent}, forecast category {category}.")
        return sentence.format(percent=self._percent(stage.probability), category=category)

    def _percent(self, value: Decimal | None) -> str:
        return self._context.formats.percent(value) if value is not None else ""


def _move(session: Session, record_id: int, stage_id: int, outcome: dict[str, Any]) -> list[str]:
    deal, stage = records.find(session, Opportunity, record_id), records.find(session, Stage, stage_id)
    return pipeline.move(session, deal, stage, **outcome)


def open_stage_move(context: Context, stage_id: int | None = None) -> StageMove | None:
    """Open the bar for the opportunities that the pane in front has selected, at a stage where one is wanted."""
    chosen = context.pane.selected()
    if chosen is None or chosen.entity != Opportunity.__tablename__:
        return None
    bar = StageMove(context, chosen.ids, stage_id)
    bar.open_in(context.pane.body)
    bar.choice.setFocus()
    return bar
