"""Shaping the sales process: what may be added, moved, renamed and deleted, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.model import Opportunity, OpportunityState, Pipeline, Stage
from crm_desktop.services import pipeline, records, sales_process
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A book with the default sales process."""
    made = create_store(tmp_path / "book.crm", title="Northwind", currency="USD")
    yield made
    made.close()


def names(store: Store) -> list[str]:
    with store.read() as session:
        return [stage.name for stage in pipeline.stages(session)]


def stage_id(store: Store, name: str) -> int:
    with store.read() as session:
        found = pipeline.stage_named(session, name)
        assert found is not None
        return found.id


def edit(store: Store, stage: str, **values: object) -> None:
    key = stage_id(store, stage)
    with store.act(f"Edit {stage}") as session:
        sales_process.edit_stage(session, records.find(session, Stage, key), values)


def test_a_new_stage_stands_behind_the_chosen_one_with_its_probability(store: Store) -> None:
    key = stage_id(store, "Qualified")
    with store.act("Add a stage") as session:
        before = records.find(session, Stage, key)
        made = sales_process.add_stage(session, before.pipeline_id, key)
        assert made.probability == before.probability
    assert names(store)[:4] == ["Prospecting", "Qualified", "New stage", "Proposal"]


def test_a_new_stage_without_a_choice_stands_behind_the_last_open_one(store: Store) -> None:
    with store.act("Add two stages") as session:
        first = pipeline.default_pipeline(session).id
        sales_process.add_stage(session, first)
        sales_process.add_stage(session, first)
    assert names(store)[3:] == ["Negotiation", "New stage", "New stage 2", "Won", "Lost"]


def test_a_stage_moves_in_the_order_and_stops_at_its_ends(store: Store) -> None:
    key = stage_id(store, "Proposal")
    with store.act("Move") as session:
        stage = records.find(session, Stage, key)
        assert sales_process.move_stage(session, stage, -1)
        assert sales_process.move_stage(session, stage, -1)
        assert not sales_process.move_stage(session, stage, -1)
    assert names(store)[:3] == ["Proposal", "Prospecting", "Qualified"]
    store.undo()
    assert names(store)[:3] == ["Prospecting", "Qualified", "Proposal"]


def test_a_name_is_given_once_in_a_pipeline(store: Store) -> None:
    with pytest.raises(InvalidInput) as wrong:
        edit(store, "Proposal", name="QUALIFIED")
    assert "already" in wrong.value.fields["name"]
    edit(store, "Proposal", name="proposal")
    assert "proposal" in names(store)


@pytest.mark.parametrize(("name", "kind"), [("Won", "lost"), ("Lost", "open")])
def test_the_only_stage_of_a_kind_keeps_it_and_stays(store: Store, name: str, kind: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        edit(store, name, kind=kind)
    assert "only stage" in wrong.value.fields["kind"]
    key = stage_id(store, name)
    with pytest.raises(UserError, match="only stage"), store.act("Delete") as session:
        sales_process.delete_stage(session, records.find(session, Stage, key))
    assert name in names(store)


def test_a_stage_that_was_used_is_not_deleted_and_one_that_was_not_is(store: Store) -> None:
    keys = [stage_id(store, name) for name in ("Qualified", "Proposal")]
    with store.act("New opportunity") as session:
        records.create(session, Opportunity, {"name": "Pilot", "stage_id": keys[0]})
    with pytest.raises(UserError, match="has been used"), store.act("Delete") as session:
        sales_process.delete_stage(session, records.find(session, Stage, keys[0]))
    with store.act("Delete") as session:
        sales_process.delete_stage(session, records.find(session, Stage, keys[1]))
    assert names(store) == ["Prospecting", "Qualified", "Negotiation", "Won", "Lost"]


def test_opportunities_follow_the_probability_of_their_stage_but_for_one_set_by_hand(store: Store) -> None:
    key = stage_id(store, "Qualified")
    with store.act("New opportunities") as session:
        for name, own in (("Follows", None), ("By hand", Decimal("0.9"))):
            deal = records.create(session, Opportunity, {"name": name, "stage_id": key})
            if own is not None:
                records.update(session, deal, {"probability": own})
    edit(store, "Qualified", probability=Decimal("0.45"), category="commit")
    with store.read() as session:
        found = session.execute(select(Opportunity.name, Opportunity.probability, Opportunity.category)).all()
        last = select(func.max(OpportunityState.id)).where(OpportunityState.opportunity_id == 1)
        state = session.get_one(OpportunityState, session.scalar(last))
    assert found == [("Follows", Decimal("0.45"), "commit"), ("By hand", Decimal("0.9"), "commit")]
    assert (state.probability, state.category) == (Decimal("0.45"), "commit")


def test_a_guess_of_an_import_is_confirmed_by_a_word_or_by_an_edit(store: Store) -> None:
    with store.act("Import") as session:
        for name in ("Engaging", "Waiting"):
            pipeline.add_found_stage(session, name, [])
    key = stage_id(store, "Engaging")
    with store.act("Looks right") as session:
        sales_process.confirm_stage(session, records.find(session, Stage, key))
    edit(store, "Waiting", probability=Decimal("0.2"))
    with store.read() as session:
        assert not session.scalars(select(Stage).where(Stage.needs_review)).all()


def test_a_pipeline_is_copied_with_its_stages_and_deleted_again(store: Store) -> None:
    with store.act("Copy") as session:
        made = sales_process.copy_pipeline(session, pipeline.default_pipeline(session))
        sales_process.rename_pipeline(session, made, "  Renewals ")
        copied = [stage.name for stage in pipeline.stages(session, made.id)]
    assert copied == ["Prospecting", "Qualified", "Proposal", "Negotiation", "Won", "Lost"]
    with store.act("Delete") as session:
        assert [p.name for p in sales_process.pipelines(session)][1:] == ["Renewals"]
        sales_process.delete_pipeline(session, sales_process.pipelines(session)[1])
        assert session.scalar(select(func.count()).select_from(Stage)) == 6


def test_the_only_pipeline_and_one_in_use_stay(store: Store) -> None:
    with pytest.raises(UserError, match="only pipeline"), store.act("Delete") as session:
        sales_process.delete_pipeline(session, pipeline.default_pipeline(session))
    with store.act("Copy") as session:
        made = sales_process.copy_pipeline(session, pipeline.default_pipeline(session))
        first = pipeline.stages(session, made.id)[0]
        records.create(session, Opportunity, {"name": "Pilot", "stage_id": first.id})
    with pytest.raises(UserError, match="has been used"), store.act("Delete") as session:
        sales_process.delete_pipeline(session, records.find(session, Pipeline, made.id))


def test_a_pipeline_needs_a_name(store: Store) -> None:
    with pytest.raises(InvalidInput), store.act("Rename") as session:
        sales_process.rename_pipeline(session, pipeline.default_pipeline(session), "  ")
