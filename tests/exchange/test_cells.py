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
    assert told(outcome) == [(3, "Date: “soonish” is no date; write one like 2017-06-30.", True)]


@pytest.mark.parametrize("word", ["tomorrow", "next week", "fri", "in 3 days"])
def test_words_that_mean_another_day_tomorrow_are_no_days_in_a_file(book: Importing, word: str) -> None:
    outcome = book.bring(
        deals=f"Deal name,Stage,Close date\nA,Proposal,{word}\n", activities=f"Subject,Date\nCall,{word}\n"
    )
    assert [reason for _line, reason, _refused in told(outcome)] == [
        f"Close date: “{word}” is no date; write one like 2017-06-30.",
        f"Date: “{word}” is no date; write one like 2017-06-30.",
    ]
    assert book.column("opportunity", "close_date") == [None]
    assert book.column("activity", "name") == []


def test_a_day_that_could_be_another_is_said_once_for_its_column(book: Importing) -> None:
    outcome = book.bring(contacts="Name,Birthday\nA,2000-01-31\nB,05.01.1980\nC,06.01.1980\n")
    assert outcome.notes == ["contacts.csv: Birthday: “05.01.1980” was read as 5 Jan 1980."]
    outcome = book.bring(activities="Subject,Date\nCall,03/04/2017 10:00\n")
    assert "activities.csv: Date: “03/04/2017 10:00” was read as 4 Mar 2017." in outcome.notes


def test_a_day_that_its_column_explains_needs_no_word(book: Importing) -> None:
    assert book.bring(contacts="Name,Birthday\nA,03/04/1980\nB,25/04/1980\nC,1980-01-02\n").notes == []


def test_an_activity_on_a_day_without_a_time_takes_the_whole_day(book: Importing) -> None:
    outcome = book.bring(activities="Subject,Date\nA,2017-01-02\nB,2017-01-02 15:00\nC,2099-01-02 00:00:00\n")
    assert book.rows("activity", "all_day", "done") == [(True, True), (False, True), (True, False)]
    assert outcome.notes == ["activities.csv: no column says what is done; what lies before today was taken for done."]
    assert not book.bring(activities="Subject,Date\nA,2017-01-02\nB,2017-01-02 15:00\n").has_changes


def test_a_column_says_what_is_done_and_what_takes_the_whole_day(book: Importing) -> None:
    outcome = book.bring(activities="Subject,Date,Done,All day\nA,2017-01-02,,no\nB,2017-01-02,yes,\n")
    assert book.rows("activity", "all_day", "done") == [(False, False), (True, True)]
    assert outcome.notes == []


def test_a_column_whose_values_are_mostly_none_of_the_choices_is_left_out_with_one_sentence(book: Importing) -> None:
    outcome = book.bring(accounts="Account Name,Type\nA,Analyst\nB,Competitor\nC,Customer\nD,Press\n")
    assert not outcome.problems
    assert outcome.notes == ["accounts.csv: the column “Type” was left out: most of its values are none of “Status”."]
    assert book.column("account", "status") == ["prospect"] * 4


def test_where_a_column_does_not_fit_the_next_one_that_does_fills_the_field(book: Importing) -> None:
    outcome = book.bring(accounts="Account Name,Type,Account Status\nA,Analyst,Customer\nB,Press,Inactive\n")
    assert book.column("account", "status") == ["active", "inactive"]
    assert len(outcome.notes) == 1


def test_words_of_other_programs_become_choices(book: Importing) -> None:
    outcome = book.bring(contacts="Name,Lifecycle Stage\nA,customer\nB,Lead\nC,Potential client\nD,whatever\n")
    assert book.column("contact", "status") == ["active", "prospect", "potential", "prospect"]
    assert [line for line, _reason, _refused in told(outcome)] == [5]
