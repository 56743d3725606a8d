"""What a cell becomes, as people and programs write it, and what is said where it becomes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.exchange.importing import Importing, counts, told


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


def test_an_activity_without_its_day_is_refused_instead_of_happening_now(book: Importing) -> None:
    outcome = book.bring(activities="Subject,Date\nCall,2017-01-02\nMeet,soonish\n")
    assert counts(outcome, "activity") == (1, 0, 0, 1)
    assert [reason for _line, reason, refused in told(outcome) if refused] == ["When is needed."]


def test_words_of_other_programs_become_choices(book: Importing) -> None:
    outcome = book.bring(contacts="Name,Lifecycle Stage\nA,customer\nB,Lead\nC,Potential client\nD,whatever\n")
    assert book.column("contact", "status") == ["active", "prospect", "potential", "prospect"]
    assert [line for line, _reason, _refused in told(outcome)] == [5]
