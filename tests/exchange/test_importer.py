"""What becomes of rows: new, changed, the same or refused, whatever stands in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from crm_desktop.base.errors import Cancelled
from crm_desktop.base.task import Task
from crm_desktop.exchange import importer, intake
from crm_desktop.model import Activity, Contact
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import records, series
from crm_desktop.storage import health
from tests.conftest import FrozenClock
from tests.exchange.importing import ACCOUNTS, DEALS, PEOPLE, PRODUCTS, TEAMS, Importing, counts, told
from tests.zones import computer_in


def test_a_second_import_of_the_same_files_changes_nothing(book: Importing) -> None:
    files = {"accounts": ACCOUNTS, "products": PRODUCTS, "teams": TEAMS, "pipeline": DEALS, "people": PEOPLE}
    book.bring(**files)
    before = book.content()
    again = book.bring(**files)
    assert {sums["new"] + sums["changed"] + sums["refused"] for sums in again.by_entity().values()} == {0}
    assert not again.has_changes
    assert book.content() == before


def test_one_undo_takes_an_import_back_and_a_redo_brings_it_again(book: Importing) -> None:
    empty = book.content()
    book.bring(accounts=ACCOUNTS, products=PRODUCTS, pipeline=DEALS)
    full = book.content()
    book.store.undo()
    assert book.content() == empty
    assert book.store.next_undo() is None
    book.store.redo()
    assert book.content() == full


def test_a_dry_run_says_what_would_happen_and_leaves_nothing(book: Importing) -> None:
    empty = book.content()
    tried = book.try_out(accounts=ACCOUNTS, pipeline=DEALS)
    assert book.content() == empty
    assert book.store.steps() == []
    assert tried.by_entity() == book.bring(accounts=ACCOUNTS, pipeline=DEALS).by_entity()


def test_a_cancelled_import_leaves_nothing(book: Importing) -> None:
    empty, task = book.content(), Task()
    offer = intake.look_at([book.write("people", PEOPLE)])
    task.cancel()
    with pytest.raises(Cancelled):
        intake.take_in(book.store, offer, formats_for(), task)
    assert book.content() == empty


@pytest.mark.parametrize("order", list(permutations(("accounts", "products", "teams", "pipeline"))), ids="-".join)
def test_the_order_of_the_files_makes_no_difference(book: Importing, order: tuple[str, ...]) -> None:
    texts = {"accounts": ACCOUNTS, "products": PRODUCTS, "teams": TEAMS, "pipeline": DEALS}
    for name in order:
        book.bring(**{name: texts[name]})
    one_by_one, trail = book.content(), book.trail()
    for _name in order:
        book.store.undo()
    book.bring(**texts)
    assert one_by_one == book.content()
    assert trail == book.trail()


def test_a_row_changes_the_record_with_its_reference_and_only_what_differs(book: Importing) -> None:
    book.bring(contacts="Id,Name,Title\n7,Anna Lee,Buyer\n8,Bo Berg,Buyer\n")
    again = book.bring(contacts="Id,Name,Title\n7,Anna Smith,\n8,Bo Berg,Buyer\n")
    assert counts(again, "contact") == (0, 1, 1, 0)
    assert book.rows("contact", "name", "title") == [("Anna Smith", "Buyer"), ("Bo Berg", "Buyer")]


def test_references_are_compared_to_the_letter(book: Importing) -> None:
    book.bring(contacts="Id,Name\n0035aB,Anna\n0035Ab,Bo\n")
    assert book.column("contact", "reference") == ["0035aB", "0035Ab"]


def test_a_reference_reaches_a_record_that_had_none(book: Importing) -> None:
    book.bring(accounts="Account,Sector\nAcme,retail\n")
    again = book.bring(accounts="Id,Account\nX1,ACME\n")
    assert counts(again, "account") == (0, 1, 0, 0)
    assert book.rows("account", "reference", "name") == [("X1", "ACME")]


def test_a_reference_never_takes_a_record_with_another_one(book: Importing) -> None:
    book.bring(accounts="Id,Account\nX1,Acme\n")
    again = book.bring(accounts="Id,Account\nX2,Acme\n")
    assert counts(again, "account") == (1, 0, 0, 0)


def test_rows_with_the_same_keys_are_matched_in_order(book: Importing) -> None:
    text = "Name,Phone\nAnna Lee,1\nAnna Lee,2\nAnna Lee,3\n"
    assert counts(book.bring(contacts=text), "contact") == (3, 0, 0, 0)
    assert counts(book.bring(contacts=text), "contact") == (0, 0, 3, 0)
    assert counts(book.bring(contacts=text.replace(",2", ",5")), "contact") == (0, 1, 2, 0)
    assert book.column("contact", "phone") == ["1", "5", "3"]


def test_of_several_with_one_address_the_one_with_the_name_is_meant(book: Importing) -> None:
    book.bring(contacts="Name,E-mail\nAnna Lee,info@acme.example\nBo Berg,info@acme.example\n")
    again = book.bring(contacts="Name,E-mail,Title\nBo Berg,INFO@acme.example,Buyer\n")
    assert counts(again, "contact") == (0, 1, 0, 0)
    assert book.rows("contact", "name", "title") == [("Anna Lee", None), ("Bo Berg", "Buyer")]


def test_an_empty_cell_never_empties_a_field(book: Importing) -> None:
    book.bring(contacts="Name,Phone,E-mail\nAnna,1,anna@acme.example\n")
    again = book.bring(contacts="Name,Phone,E-mail\nAnna,,anna@acme.example\n")
    assert counts(again, "contact") == (0, 0, 1, 0)
    assert book.column("contact", "phone") == ["1"]


def test_a_reference_that_comes_twice_with_other_values_is_refused_with_its_line(book: Importing) -> None:
    outcome = book.bring(contacts="Id,Name\n7,Anna\n8,Bo\n7,Cy\n")
    assert counts(outcome, "contact") == (2, 0, 0, 1)
    sentence = "line 2 of this file has the same reference and other values; only that one was taken."
    assert told(outcome) == [(4, sentence, True)]


def test_a_line_that_only_repeats_another_is_no_problem(book: Importing) -> None:
    outcome = book.bring(contacts="Id,Name,Nonsense\n7,Anna,1\n7,Anna,2\n")
    assert counts(outcome, "contact") == (1, 0, 1, 0)
    assert not outcome.problems


def test_a_row_without_what_it_needs_is_refused(book: Importing) -> None:
    outcome = book.bring(contacts="Name,Phone\n,123\nBo,5\n")
    assert counts(outcome, "contact") == (1, 0, 0, 1)
    assert told(outcome) == [(2, "Name is needed.", True)]


def test_what_was_changed_by_an_import_stands_in_the_history(book: Importing) -> None:
    book.bring(contacts="Id,Name\n7,Anna\n")
    book.bring(contacts="Id,Name\n7,Anna Lee\n")
    with book.store.act("look") as session:
        assert records.find(session, Contact, 1).last_name == "Lee"
    assert [step.title for step in book.store.steps()] == ["Import contacts.csv", "Import contacts.csv"]


def test_the_book_is_sound_after_imports_that_add_change_and_link(book: Importing) -> None:
    book.bring(pipeline=DEALS, people=PEOPLE)
    book.bring(accounts=ACCOUNTS, products=PRODUCTS, people=PEOPLE.replace("Umbrella", "Acme"))
    assert health.check(book.store).is_sound


def test_many_rows_go_through_in_batches(book: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "BATCH", 7)
    text = "Id,Name,Parent\n" + "".join(f"{n},A{n},A{(n * 7) % 50}\n" for n in range(50))
    assert counts(book.bring(accounts=text), "account") == (50, 0, 0, 0)
    expected = [(f"A{n}", None if (n * 7) % 50 == n else f"A{(n * 7) % 50}") for n in range(50)]
    assert book.rows("account", "name", "parent_id") == expected
    assert counts(book.bring(accounts=text), "account") == (0, 0, 50, 0)


def test_a_series_at_another_hour_takes_along_its_days_and_the_same_file_again_changes_nothing(
    book: Importing, clock: FrozenClock
) -> None:
    clock.at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    texts = [f"Reference,Subject,When,Repeats,Time zone\nS1,Visit,2026-11-24 {hour}:00,FREQ=DAILY;COUNT=9,Europe/Berlin\n"
             for hour in (10, 11)]  # fmt: skip
    with computer_in("Europe/Berlin"):
        book.bring(activities=texts[0])
        with book.store.act("One day") as session:
            (whole,) = session.query(Activity)
            day = datetime(2026, 11, 26, 9, tzinfo=UTC)
            series.change(session, whole.id, day, "one", {"name": "Later", "starts": day + timedelta(hours=4)})
        assert [book.bring(activities=texts[1]).tallies[0].changed for _time in range(2)] == [1, 0]
    with book.store.read() as session:
        assert [(one.name, one.original, one.skipped) for one in session.query(Activity).order_by(Activity.id)] == [
            ("Visit", None, "2026-11-26T10:00:00.000Z"),
            ("Later", "2026-11-26T10:00:00.000Z", None),
        ]


def test_a_series_that_another_one_goes_on_from_keeps_its_end(book: Importing, clock: FrozenClock) -> None:
    clock.at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    text = "Reference,Subject,When,Repeats,Time zone\nS1,Visit,2026-11-24 10:00,FREQ=DAILY;COUNT=9,Europe/Berlin\n"
    with computer_in("Europe/Berlin"):
        book.bring(activities=text)
        clock.forward(hours=1)
        with book.store.act("This and later ones") as session:
            (whole,) = session.query(Activity)
            series.change(session, whole.id, datetime(2026, 11, 26, 9, tzinfo=UTC), "later", {"name": "Later"})
        again = book.bring(activities=text)
    assert (again.tallies[0].same, again.has_changes) == (1, False)
    assert book.column("activity", "recurrence") == ["FREQ=DAILY;UNTIL=20261125", "FREQ=DAILY;COUNT=7"]
