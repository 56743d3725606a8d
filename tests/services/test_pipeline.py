"""Stages, and what a move through them changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.model import Opportunity, OpportunityState, Stage
from crm_desktop.services import pipeline, records, sales_process
from crm_desktop.storage.store import Store
from tests.conftest import FrozenClock


def _deal(store: Store, **values: object) -> int:
    with store.act("New opportunity") as session:
        stage = pipeline.first_stage(session)
        return records.create(
            session, Opportunity, {"name": "Deal", "stage_id": stage.id, "amount": Decimal(1000), **values}
        ).id


def _move(store: Store, deal: int, name: str, **outcome: object) -> list[str]:
    with store.act(f"Move to {name}") as session:
        stage = pipeline.stage_named(session, name)
        assert stage is not None
        return pipeline.move(session, records.find(session, Opportunity, deal), stage, **outcome)


def _now(store: Store, deal: int) -> Opportunity:
    with store.read() as session:
        return records.find(session, Opportunity, deal)


def test_the_default_process_is_prospecting_to_lost(store: Store) -> None:
    with store.read() as session:
        names = [stage.name for stage in pipeline.stages(session)]
    assert names == ["Prospecting", "Qualified", "Proposal", "Negotiation", "Won", "Lost"]


def test_a_new_opportunity_takes_probability_and_category_from_its_stage(store: Store) -> None:
    deal = _now(store, _deal(store))
    assert (deal.probability, deal.category, deal.entered_on) == (Decimal("0.1"), "pipeline", date(2026, 11, 20))


def test_a_move_replaces_a_probability_that_came_from_the_stage(store: Store) -> None:
    deal = _deal(store)
    assert _move(store, deal, "Proposal") == []
    assert (_now(store, deal).probability, _now(store, deal).category) == (Decimal("0.6"), "best_case")


def test_a_move_keeps_a_probability_set_by_hand_and_says_so(store: Store) -> None:
    deal = _deal(store)
    with store.act("Edit") as session:
        records.update(session, records.find(session, Opportunity, deal), {"probability": Decimal(0)})
    notes = _move(store, deal, "Proposal")
    assert _now(store, deal).probability == 0
    assert notes == ["Its probability stays at 0%: it was set by hand."]


def test_emptying_a_probability_gives_the_stage_its_say_again(store: Store) -> None:
    deal = _deal(store, probability=Decimal("0.35"))
    assert _now(store, deal).probability_by_hand
    with store.act("Edit") as session:
        records.update(session, records.find(session, Opportunity, deal), {"probability": None})
    assert (_now(store, deal).probability, _now(store, deal).probability_by_hand) == (Decimal("0.1"), False)


def test_winning_dates_the_closing_and_reopening_forgets_it(store: Store, clock: FrozenClock) -> None:
    deal = _deal(store)
    clock.forward(days=3)
    _move(store, deal, "Won")
    assert _now(store, deal).closed_on == date(2026, 11, 23)
    _move(store, deal, "Proposal")
    assert _now(store, deal).closed_on is None


def test_a_closing_may_be_dated_back_and_carry_its_reason(store: Store) -> None:
    deal = _deal(store)
    _move(store, deal, "Lost", closed_on=date(2026, 11, 2), loss_reason="price")
    assert (_now(store, deal).closed_on, _now(store, deal).loss_reason) == (date(2026, 11, 2), "price")


@pytest.mark.parametrize(
    ("stage", "outcome", "field"),
    [
        ("Won", {"closed_on": date(2030, 12, 1)}, "closed_on"),
        ("Lost", {"closed_on": date(2026, 11, 21), "loss_reason": "price"}, "closed_on"),
        ("Won", {"amount": Decimal(-5)}, "amount"),
        ("Lost", {"loss_reason": None}, "loss_reason"),
    ],
)
def test_an_end_that_cannot_be_is_refused_at_its_field(
    store: Store, stage: str, outcome: dict[str, object], field: str
) -> None:
    deal = _deal(store)
    with pytest.raises(InvalidInput) as refused:
        _move(store, deal, stage, **outcome)
    assert list(refused.value.fields) == [field]
    assert _now(store, deal).closed_on is None


def test_a_negative_amount_that_nobody_asked_about_keeps_its_deal_from_being_won(store: Store) -> None:
    deal = _deal(store, amount=Decimal(-5))
    with pytest.raises(UserError, match="Correct it before it is won"):
        _move(store, deal, "Won", closed_on=date(2026, 11, 2))
    _move(store, deal, "Lost")
    assert _now(store, deal).amount == Decimal(-5)


def test_one_and_several_moved_opportunities_have_each_their_sentence() -> None:
    assert pipeline.say_moved("“GTX”", 1, "Won") == "“GTX” is in Won now."
    assert pipeline.say_moved("2 opportunities", 2, "Won") == "2 opportunities are now in Won."


def test_every_tracked_change_leaves_a_state(store: Store, clock: FrozenClock) -> None:
    deal = _deal(store)
    clock.forward(days=1)
    _move(store, deal, "Qualified")
    clock.forward(days=1)
    with store.act("Edit") as session:
        records.update(
            session, records.find(session, Opportunity, deal), {"amount": Decimal(1500), "next_step": "Call"}
        )
    with store.act("Edit") as session:
        records.update(session, records.find(session, Opportunity, deal), {"next_step": "Write"})
    with store.read() as session:
        states = session.scalars(select(OpportunityState).order_by(OpportunityState.id)).all()
        assert [(s.since.day, s.amount, s.probability) for s in states] == [
            (20, Decimal(1000), Decimal("0.1")), (21, Decimal(1000), Decimal("0.3")), (22, Decimal(1500), Decimal("0.3"))
        ]  # fmt: skip


def test_an_undone_move_leaves_no_trail(store: Store) -> None:
    deal = _deal(store)
    _move(store, deal, "Won")
    store.undo()
    with store.read() as session:
        assert [state.kind for state in session.scalars(select(OpportunityState))] == ["open"]


def test_a_deleted_opportunity_stays_in_the_past(store: Store) -> None:
    deal = _deal(store)
    with store.act("Delete") as session:
        records.delete(session, Opportunity, [deal])
    with store.read() as session:
        kinds = session.scalars(select(OpportunityState.kind).order_by(OpportunityState.id)).all()
    assert kinds == ["open", "removed"]


def test_a_stage_that_changes_its_probability_takes_along_what_follows_it(store: Store) -> None:
    follows, own = _deal(store), _deal(store, probability=Decimal("0.5"))
    with store.act("Edit stage") as session:
        sales_process.edit_stage(session, pipeline.first_stage(session), {"probability": Decimal("0.15")})
    assert (_now(store, follows).probability, _now(store, own).probability) == (Decimal("0.15"), Decimal("0.5"))


def test_a_found_stage_stands_between_its_neighbours_for_review(store: Store) -> None:
    with store.act("Import") as session:
        stage = pipeline.add_found_stage(session, "Engaging", ["Prospecting", "Engaging", "Won", "Lost"])
        assert (stage.probability, stage.needs_review) == (Decimal("0.2"), True)
        assert [s.name for s in pipeline.stages(session)][:3] == ["Prospecting", "Engaging", "Qualified"]


def test_names_of_other_programs_mean_our_closed_stages(store: Store) -> None:
    with store.read() as session:
        found = [pipeline.stage_named(session, name) for name in ("Closed Won", "closedlost", "NEGOTIATION ", "Demo")]
        assert [stage.name if stage else None for stage in found] == ["Won", "Lost", "Negotiation", None]


def test_a_used_stage_keeps_its_kind_and_is_not_deleted(store: Store) -> None:
    deal = _deal(store)
    _move(store, deal, "Proposal")
    with pytest.raises(UserError, match="has been used"), store.act("Delete stage") as session:
        sales_process.delete_stage(session, pipeline.first_stage(session))
    with pytest.raises(InvalidInput), store.act("Edit stage") as session:
        sales_process.edit_stage(session, pipeline.first_stage(session), {"kind": "won"})
    with store.act("Delete stage") as session:
        unused = pipeline.stage_named(session, "Negotiation")
        assert unused is not None
        sales_process.delete_stage(session, unused)
        assert session.scalars(select(Stage).where(Stage.name == "Negotiation")).all() == []


def test_the_neighbour_of_the_last_stage_is_none(store: Store) -> None:
    deal = _deal(store)
    _move(store, deal, "Lost")
    with store.read() as session:
        record = records.find(session, Opportunity, deal)
        before = pipeline.neighbour(session, record, -1)
        assert pipeline.neighbour(session, record, 1) is None
        assert before is not None
        assert before.name == "Won"
