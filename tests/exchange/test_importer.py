"""What becomes of rows: new, changed, the same or refused, whatever stands in them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from crm_desktop.base.errors import Cancelled
from crm_desktop.base.task import Task
from crm_desktop.exchange import importer, intake
from crm_desktop.model import Contact
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import records
from crm_desktop.storage import health
from tests.exchange.importing import Importing, counts, told

PEOPLE = "First name,Last name,Company,E-mail\nAnna,Lee,Acme,anna@acme.example\nBo,Berg,Acme,\nCy,Dee,Umbrella,\n"
ACCOUNTS = "Account,Sector,Part of\nAcme,retail,\nBluth,software,Acme\n"
PRODUCTS = "Product,Sales price\nGTX Pro,4821\nMG,55\n"
TEAMS = "Sales agent,Manager\nAnna Snelling,Dustin\n"
DEALS = (
    "Opportunity ID,Sales agent,Product,Account,Deal stage,Engage date,Close date,Close value\n"
    "A1,Anna Snelling,GTXPro,ACME,Won,2017-01-02,2017-02-03,4500\n"
    "A2,Anna Snelling,MG,,Lost,2017-01-05,2017-03-01,0\n"
    "A3,Bo Berg,GTXPro,bluth,Engaging,2017-03-05,,\n"
    "A4,Bo Berg,MG,Bluth,Prospecting,,,\n"
)


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


def test_people_are_named_by_their_parts_or_by_their_address(book: Importing) -> None:
    text = "First name,Last name,E-mail\nAnna,Lee,\n,Berg,\n,,mei-ling.o2@example.com\n"
    book.bring(contacts=text)
    assert book.column("contact", "name") == ["Anna Lee", "Berg", "Mei Ling O"]
    assert counts(book.bring(contacts=text), "contact") == (0, 0, 3, 0)


def test_a_first_name_alone_does_not_rename_somebody_known(book: Importing) -> None:
    book.bring(contacts="Name,E-mail\nAnna Lee,anna@acme.example\n")
    book.bring(newsletter="First name,E-mail,Phone\nAnna,anna@acme.example,5\n")
    assert book.rows("contact", "name", "phone") == [("Anna Lee", "5")]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ('"1.234,56"', "1234.56"), ('"$21,000"', "21000"), ("58.8k", "58800"), ("1200", "1200"), ("(50)", "-50"),
        ("1 234", "1234"), ("0", "0"),
    ],
)  # fmt: skip
def test_amounts_come_in_as_people_write_them(book: Importing, cell: str, amount: str) -> None:
    outcome = book.bring(deals=f"Deal name,Stage,Amount\nBig,Proposal,{cell}\n")
    assert not outcome.problems
    assert book.column("opportunity", "amount") == [Decimal(amount)]


def test_one_amount_tells_how_its_column_is_written(book: Importing) -> None:
    book.bring(deals='Deal name,Stage,Amount\nA,Proposal,1.234\nB,Proposal,"7.654,50"\n')
    assert book.column("opportunity", "amount") == [Decimal(1234), Decimal("7654.5")]


def test_the_currency_of_an_amount_goes_to_the_record(book: Importing) -> None:
    book.bring(deals="Deal name,Stage,Amount\nA,Proposal,€ 500\nB,Proposal,$ 500\nC,Proposal,500 SEK\n")
    assert book.rows("opportunity", "amount", "currency") == [(500, "EUR"), (500, None), (500, "SEK")]


def test_an_amount_that_contradicts_the_currency_of_its_row_stays_out(book: Importing) -> None:
    outcome = book.bring(deals="Deal name,Stage,Amount,Currency\nA,Proposal,€ 500,GBP\nB,Proposal,£5,\n")
    assert book.rows("opportunity", "amount", "currency") == [(None, "GBP"), (5, "GBP")]
    assert told(outcome) == [(2, "Amount: the amount is in EUR, but the row says GBP; the field stays empty.", False)]


def test_an_amount_in_another_currency_is_never_taken_for_one_in_the_books(book: Importing) -> None:
    outcome = book.bring(accounts="Account,Revenue\nAcme,€500\n")
    assert book.column("account", "turnover") == [None]
    assert (
        told(outcome)[0][1] == "Revenue: an amount in EUR cannot be kept here, only one in USD; the field stays empty."
    )


def test_a_cell_that_is_no_value_stays_out_and_the_rest_of_its_row_comes_in(book: Importing) -> None:
    outcome = book.bring(
        deals="Deal name,Stage,Amount,Close date\nA,Proposal,TBD,2017-01-31\nB,Proposal,5,31/31/2017\n"
    )
    assert counts(outcome, "opportunity") == (2, 0, 0, 0)
    assert told(outcome) == [
        (2, "Amount: “TBD” is no amount; write one like 1250.50.", False),
        (3, "Close date: “31/31/2017” is no day of the calendar.", False),
    ]
    assert book.rows("opportunity", "name", "amount", "close_date") == [
        ("A", None, date(2017, 1, 31)),
        ("B", Decimal(5), None),
    ]


def test_a_line_with_too_many_cells_gives_what_is_safe_and_is_refused_where_nothing_is(book: Importing) -> None:
    rows = "".join(f"P{n},p{n}@example.com,Oslo\n" for n in range(5))
    outcome = book.bring(contacts=f"Name,E-mail,City\n{rows}Anna,anna@example.com,Rome,7,8\nBo,Berg,Bern,9\n")
    assert counts(outcome, "contact") == (6, 0, 0, 1)
    assert book.rows("contact", "name", "email", "city")[-1] == ("Anna", "anna@example.com", None)
    assert [(line, refused) for line, _reason, refused in told(outcome)] == [(7, False), (8, True)]
    assert outcome.problems[0].cells == ("Anna", "anna@example.com", "Rome", "7", "8")


def test_days_are_read_as_one_of_them_shows(book: Importing) -> None:
    book.bring(contacts="Name,Birthday\nA,03/04/1980\nB,25/04/1980\n")
    assert book.column("contact", "birthday") == [date(1980, 4, 3), date(1980, 4, 25)]
    book.bring(locale="de_DE", contacts="Name,Birthday\nC,3.4.1980\n")
    assert book.column("contact", "birthday")[2] == date(1980, 4, 3)


def test_links_find_whom_they_name_whatever_the_spacing_and_case(book: Importing) -> None:
    book.bring(accounts=ACCOUNTS, products=PRODUCTS, teams=TEAMS, pipeline=DEALS)
    assert book.rows("opportunity", "account_id", "product_id", "owner_id") == [
        ("Acme", "GTX Pro", "Anna Snelling"),
        (None, "MG", "Anna Snelling"),
        ("Bluth", "GTX Pro", "Bo Berg"),
        ("Bluth", "MG", "Bo Berg"),
    ]
    assert book.rows("account", "name", "parent_id") == [("Acme", None), ("Bluth", "Acme")]
    assert book.rows("seller", "name", "manager_id") == [("Anna Snelling", "Dustin"), ("Bo Berg", None)]


def test_records_that_nobody_bears_the_name_of_are_made_and_said_so(book: Importing) -> None:
    book.bring(accounts="Account,Sector\nMassive Dynamic,retail\n")
    outcome = book.bring(people=PEOPLE + "Di,Fox,Massive Dynamics,\n")
    assert outcome.by_entity()["account"] == {"new": 3, "changed": 0, "same": 0, "refused": 0}
    (note,) = outcome.notes
    assert note == (
        "people.csv: new, because rows name them and nobody bore the name: 3 accounts: "
        "“Massive Dynamics” (line 5; did you mean “Massive Dynamic”?), “Acme” (line 2), “Umbrella” (line 4)"
    )


def test_a_link_to_nobody_stays_empty_with_its_line_and_a_hint(book: Importing) -> None:
    book.bring(teams="Seller,Territory\nAnna Snelling,East\n")
    outcome = book.bring(goals="Goal,Seller,First day,Last day,Target\nQ1,Anna Sneling,2017-01-01,2017-03-31,5\n")
    assert told(outcome) == [
        (2, "Seller: no seller is called “Anna Sneling”; the link stays empty. Did you mean “Anna Snelling”?", False)
    ]
    assert book.rows("goal", "name", "seller_id") == [("Q1", None)]


def test_an_account_finds_its_parent_wherever_it_stands(book: Importing) -> None:
    text = "Account,Parent\nC,B\nB,A\nA,\nD,D\nE,Elsewhere\n"
    outcome = book.bring(accounts=text)
    assert book.rows("account", "name", "parent_id") == [
        ("C", "B"), ("B", "A"), ("A", None), ("D", None), ("E", "Elsewhere"), ("Elsewhere", None),
    ]  # fmt: skip
    assert counts(outcome, "account") == (6, 0, 0, 0)
    assert counts(book.bring(accounts=text), "account") == (0, 0, 5, 0)


def test_a_parent_that_comes_later_counts_as_a_change(book: Importing) -> None:
    book.bring(accounts="Account,Parent\nA,\nB,\n")
    outcome = book.bring(accounts="Account,Parent\nA,Top\nB,A\n")
    assert counts(outcome, "account") == (1, 2, 0, 0)


def test_keys_of_another_program_are_found_by_reference_in_any_order(book: Importing) -> None:
    contacts = "Id,Last name,AccountId,OwnerId\nC1,Lee,A1,U1\n"
    accounts = "Id,Name,Billing city\nA1,Acme,Oslo\n"
    book.bring(contacts=contacts)
    assert book.rows("account", "name", "reference") == [("A1", "A1")]
    book.bring(accounts=accounts)
    assert book.rows("contact", "name", "account_id") == [("Lee", "Acme")]
    assert book.rows("account", "name", "reference", "city") == [("Acme", "A1", "Oslo")]
    assert counts(book.bring(contacts=contacts), "contact") == (0, 0, 1, 0)


def test_an_activity_without_its_day_is_refused_instead_of_happening_now(book: Importing) -> None:
    outcome = book.bring(activities="Subject,Date\nCall,2017-01-02\nMeet,soonish\n")
    assert counts(outcome, "activity") == (1, 0, 0, 1)
    assert [reason for _line, reason, refused in told(outcome) if refused] == ["When is needed."]


def test_words_of_other_programs_become_choices(book: Importing) -> None:
    outcome = book.bring(contacts="Name,Lifecycle Stage\nA,customer\nB,Lead\nC,Potential client\nD,whatever\n")
    assert book.column("contact", "status") == ["active", "prospect", "potential", "prospect"]
    assert [line for line, _reason, _refused in told(outcome)] == [5]


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
