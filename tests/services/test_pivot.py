"""Reports that the user builds: kept and read again, changed step by step, saved and undone."""

from __future__ import annotations

import json

import pytest

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.model import Account, CustomField, Opportunity, SavedReport
from crm_desktop.services import pivot, records, saved_reports
from crm_desktop.services import pivot_editing as editing
from crm_desktop.services.pivot import COUNT, Definition, Measure
from crm_desktop.storage.filters import Group, Rule
from crm_desktop.storage.pivoting import Axis
from crm_desktop.storage.store import Store, raw_of

WHOLE = Definition(
    "opportunity",
    (Axis("account_id.industry"), Axis("close_date", "quarter")),
    Axis("stage_id"),
    (COUNT, Measure("sum", "amount"), Measure("mean", "probability")),
    Group("any", (Rule("amount", "gt", "100"), Rule("account_id.industry", "empty"))),
    by=1,
    top=10,
    drawn="stacked",
)


def names(store: Store) -> list[str]:
    with store.read() as session:
        return [one.name for one in saved_reports.every(session)]


def test_a_definition_is_read_as_it_was_kept() -> None:
    assert pivot.of_json(pivot.as_json(WHOLE)) == pivot.Kept(WHOLE)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"entity": "dragon"}', '{"entity": "account", "filter": 3}'])
def test_what_cannot_be_read_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        pivot.of_json(text)


def test_what_speaks_of_fields_that_are_gone_is_left_out_with_a_sentence_each() -> None:
    told = json.loads(pivot.as_json(WHOLE))
    told["rows"].append({"field": "account_id.c_sales_region"})
    told["column"] = {"field": "c_gone"}
    told["measures"].insert(0, {"what": "sum", "field": "c_budget"})
    told["filter"] = {"all": [{"field": "c_gone", "op": "is", "value": "x"}]}
    told["by"] = 2
    kept = pivot.of_json(json.dumps(told))
    assert (kept.definition.rows, kept.definition.column) == (WHOLE.rows, None)
    assert kept.definition.measures == WHOLE.measures
    assert kept.definition.by == 1
    assert kept.definition.filter == Group("all")
    assert [sentence.partition("“")[2].partition("”")[0] for sentence in kept.lost] == [
        "sales region", "gone", "budget", "gone",
    ]  # fmt: skip


def test_a_deleted_custom_field_comes_back_into_the_report_with_undo(store: Store) -> None:
    with store.act("Field") as session:
        field = records.create(session, CustomField, {"name": "Region", "entity_name": "account", "kind": "text"})
        assert field.key == "region"
    definition = Definition("account", (Axis("c_region"),))
    with store.act("Save") as session:
        saved_reports.save(session, "By region", definition)
    with store.act("Delete") as session:
        records.delete(session, CustomField, [1])
    with store.read() as session:
        text = saved_reports.every(session)[0].definition
    assert pivot.of_json(text).lost == ("The field “region” no longer exists; this report goes without it.",)
    store.undo()
    assert pivot.of_json(text) == pivot.Kept(definition)


def test_every_offered_row_and_number_can_be_asked(store: Store) -> None:
    for model in pivot.entities():
        for choice in pivot.axis_choices(model):
            kept = pivot.of_json(pivot.as_json(editing.with_row(Definition(model.__tablename__), 0, choice.path)))
            assert not kept.lost, choice
        for choice in editing.measure_choices(model):
            definition = Definition(model.__tablename__, measures=(editing.measure_of(choice.path),))
            assert pivot.of_json(pivot.as_json(definition)) == pivot.Kept(definition)


def test_each_step_of_building_changes_one_thing() -> None:
    made = editing.begun(Opportunity)
    assert made.rows == (Axis("stage_id"),)
    made = editing.with_row(made, 1, "close_date")
    assert made.rows[1] == Axis("close_date", "month")
    made = editing.with_row_step(made, 1, "year")
    made = editing.with_column(made, "owner_id")
    made = editing.with_measure(made, 1, "sum:amount")
    made = editing.with_order(made, "1")
    assert made == Definition(
        "opportunity", (Axis("stage_id"), Axis("close_date", "year")), Axis("owner_id"), (COUNT, Measure("sum", "amount")), by=1
    )  # fmt: skip
    assert editing.without_measure(made, 0).by == 0
    assert editing.without_measure(made, 1).by is None
    assert editing.without_measure(editing.without_measure(made, 0), 0).measures == (COUNT,)
    assert editing.without_row(made, 0).rows == (Axis("close_date", "year"),)


def test_the_same_field_or_number_twice_is_refused_with_a_sentence() -> None:
    made = editing.with_column(editing.begun(Account), "owner_id")
    with pytest.raises(UserError, match="“Owner” is in the report already"):
        editing.with_row(made, 1, "owner_id")
    with pytest.raises(UserError, match="“Status” is in the report already"):
        editing.with_column(made, made.rows[0].path)
    with pytest.raises(UserError, match="“Accounts” is among the numbers already"):
        editing.with_measure(made, 1, "count:")
    assert editing.with_row(made, 0, made.rows[0].path) == made
    assert editing.with_column(made, "owner_id") == made


def test_a_report_is_saved_renamed_copied_put_into_the_packet_and_deleted_and_each_step_undone(store: Store) -> None:
    with store.act("Save") as session:
        first = saved_reports.save(session, " By  stage ", WHOLE).id
    assert names(store) == ["By stage"]
    with store.act("Rename") as session:
        saved_reports.rename(session, first, "Stages")
    with store.act("Copy") as session:
        saved_reports.duplicate(session, first)
    with store.act("Copy") as session:
        saved_reports.duplicate(session, first)
    assert names(store) == ["Stages", "Stages (copy)", "Stages (copy 2)"]
    with store.act("Packet") as session:
        saved_reports.put_in_packet(session, first, is_in=True)
    with store.read() as session:
        assert [one.id for one in saved_reports.of_packet(session)] == [first]
    with store.act("Change") as session:
        saved_reports.change(session, first, editing.begun(Account))
    with store.act("Delete") as session:
        saved_reports.delete(session, first)
    assert names(store) == ["Stages (copy)", "Stages (copy 2)"]
    store.undo()
    store.undo()
    with store.read() as session:
        back = saved_reports.every(session)[0]
        assert (back.name, back.in_packet, pivot.of_json(back.definition).definition) == ("Stages", True, WHOLE)
    for _step in range(5):
        store.undo()
    assert names(store) == []
    with store.read() as session:
        assert raw_of(session).execute(f"SELECT count(*) FROM {SavedReport.__tablename__}").fetchone() == (0,)


@pytest.mark.parametrize(("name", "why"), [(" ", "Give the report a name"), ("STAGES", "“STAGES” already")])
def test_a_report_needs_a_name_of_its_own(store: Store, name: str, why: str) -> None:
    with store.act("Save") as session:
        saved_reports.save(session, "Stages", WHOLE)
    with pytest.raises(InvalidInput, match=why), store.act("Save") as session:
        saved_reports.save(session, name, WHOLE)
    with store.act("Rename") as session:
        saved_reports.rename(session, 1, "stages")
    assert names(store) == ["stages"]
