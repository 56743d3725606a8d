"""Whatever is declared as an entity works everywhere: form, list, search, history, undo, export and import."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from crm_desktop.base.task import Task
from crm_desktop.exchange import exporter, importer, mapping
from crm_desktop.exchange.table import read_table
from crm_desktop.model import ENTITIES, HANGING, Account, Attachment, CustomField, Record
from crm_desktop.schema.kinds import Link
from crm_desktop.services import editing, history, records
from crm_desktop.services.event import Scope
from crm_desktop.storage import health, search
from crm_desktop.storage.opening import create_store
from crm_desktop.storage.query import Listing, Query
from crm_desktop.storage.search_index import searched, searched_models
from crm_desktop.storage.store import Store, raw_of
from tests.every_entity.forms import FORMATS, copy_custom_fields, filled, other, text_of

every_entity = pytest.mark.parametrize("model", ENTITIES, ids=lambda model: model.__tablename__)


def save(store: Store, model: type[Record], number: int = 1) -> int:
    """Save a filled-in form and return the id of the record."""
    with store.act("Save") as session:
        if model in HANGING:
            records.create(session, Account, {"name": "Noted"})
        return editing.save(session, model, None, filled(session, model, number), FORMATS).id


def content(store: Store) -> str:
    with store.read() as session:
        return health.content_hash(raw_of(session))


@every_entity
def test_a_form_comes_back_as_it_was_filled_in(store: Store, model: type[Record]) -> None:
    with store.act("Save") as session:
        texts = filled(session, model)
        values = records.parse(model, texts, FORMATS)
        record = editing.save(session, model, None, texts, FORMATS)
        settled = dict(values)
        model.settle(session, settled, {})
        record_id = record.id
    with store.read() as session:
        kept = records.values_of(records.find(session, model, record_id))
    assert {name: kept[name] for name in values} == {name: settled[name] for name in values}


@every_entity
def test_what_is_exported_is_the_same_in_a_fresh_book(store: Store, tmp_path: Path, model: type[Record]) -> None:
    save(store, model, 1)
    save(store, model, 2)
    files: list[tuple[type[Record], Path]] = []
    with store.read() as session:
        for one in ENTITIES:
            path = tmp_path / f"{one.__tablename__}.csv"
            if exporter.export(session, exporter.whole(one), path):
                files.append((one, path))
    fresh = create_store(tmp_path / "fresh.crm")
    if model is not CustomField:
        copy_custom_fields(store, fresh)
    mappings = [found for one, path in files if (found := mapping.recognise(read_table(path), one))]
    with fresh.act("Import") as session:
        outcome = importer.run(session, mappings, FORMATS, Task())
    assert [(problem.line, problem.reason) for problem in outcome.problems] == []
    assert outcome.by_entity()[model.__tablename__]["new"] >= 2
    assert content(fresh) == content(store)
    with fresh.act("Import") as session:
        again = importer.run(session, mappings, FORMATS, Task())
    assert not again.has_changes
    if model is not Attachment:  # a table of files names their contents and does not hold them
        assert health.check(fresh).is_sound
    fresh.close()


@every_entity
def test_create_edit_and_delete_are_undone_and_done_again(store: Store, model: type[Record]) -> None:
    first, contents = store.next_undo(), [content(store)]
    record_id = save(store, model)
    contents.append(content(store))
    with store.act("Edit") as session:
        editing.save(session, model, record_id, other(session, model), FORMATS)
    contents.append(content(store))
    with store.act("Delete") as session:
        assert records.delete(session, model, [record_id]) == 1
    contents.append(content(store))
    assert all(before != after for before, after in pairwise(contents))
    for expected in reversed(contents[:-1]):
        assert store.undo() is not None
        assert content(store) == expected
    assert store.next_undo() == first
    for expected in contents[1:]:
        assert store.redo() is not None
        assert content(store) == expected
    assert health.check(store).is_sound


@every_entity
def test_the_history_tells_what_was_changed_with_before_and_after(store: Store, model: type[Record]) -> None:
    record_id = save(store, model)
    with store.act("Edit it") as session:
        record = records.find(session, model, record_id)
        before = str(records.values_of(record)["name"])
        records.update(session, record, {"name": "XYZ"})
    with store.read() as session:
        events = history.edits(session, Scope(model, record_id, FORMATS), None, 10)
    assert [event.step for event in events] == ["Edit it", "Save"]
    told = " ".join(events[0].lines)
    assert "XYZ" in told
    assert before.partition("\n")[0][:10] in told


@pytest.mark.parametrize(
    ("model", "field"),
    [(model, field) for model in searched_models() for field in searched(model)],
    ids=lambda one: one if isinstance(one, str) else one.__tablename__,
)
def test_the_search_finds_a_record_by_any_searched_field(store: Store, model: type[Record], field: str) -> None:
    save(store, model, 2)
    record_id, text = save(store, model, 1), text_of(field, model.fields()[field], 9173)
    with store.act("Edit") as session:
        editing.save(session, model, record_id, {field: text}, FORMATS)
    words = "9173" if "9173" in text else text
    with store.read() as session:
        hits = search.find(session, words)
    assert (model.__tablename__, record_id) in [(hit.entity, hit.id) for hit in hits]


@every_entity
def test_a_list_shows_it_in_every_order(store: Store, model: type[Record]) -> None:
    first, second = save(store, model, 1), save(store, model, 2)
    columns = tuple(name for name, declared in model.fields().items() if declared.listed)
    for column in columns:
        listing = Listing(Query(model.__tablename__, columns, sort=column))
        with store.read() as session:
            listing.open(session)
            shown = {row[0]: row[1:] for row in listing.iterate(session)}
            record = records.find(session, model, first)
            values = records.values_of(record)
            linked = {
                name: records.labels(session, kind, [values[name]])[values[name]] if values[name] else None
                for name, kind in model.links().items()
            }
        assert {first, second} <= shown.keys()
        kinds = {name: model.fields()[name].kind for name in columns}
        expected = [linked[n] if isinstance(k, Link) else k.dump(values[n]) for n, k in kinds.items()]
        assert list(shown[first]) == expected


@every_entity
def test_it_says_how_it_is_called_and_has_a_name(model: type[Record]) -> None:
    entity = model.entity
    assert entity.title
    assert entity.plural
    assert "{n}" in entity.one
    assert "{n}" in entity.many
    assert model.fields()["name"].listed
    if entity.has_page:
        assert {declared.section for declared in model.editable().values()} <= set(entity.sections)
    assert all(set(keys) <= model.fields().keys() for keys in entity.keys)
