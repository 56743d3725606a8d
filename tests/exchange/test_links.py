"""Whom a name in a file means, who is made where nobody is meant, and what is said of both."""

from __future__ import annotations

from tests.exchange.importing import ACCOUNTS, DEALS, PEOPLE, PRODUCTS, TEAMS, Importing, counts, told


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
    assert outcome.by_entity()["account"] == {"new": 3, "changed": 0, "same": 0, "refused": 0, "partly": 0}
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


def test_a_refused_row_leaves_nothing_not_even_the_account_that_it_names(book: Importing) -> None:
    outcome = book.bring(contacts="Name,Company,Phone\n,Ghost Inc,5\nAnna,Acme,5\n")
    assert told(outcome) == [(2, "Name is needed.", True)]
    assert book.column("account", "name") == ["Acme"]


def test_only_the_first_unknown_names_are_looked_over_for_slips(book: Importing) -> None:
    book.bring(teams="Seller,Territory\nAnna Snelling,East\n")
    rows = "".join(f"Q{n},Anna Snellin{n},2017-01-01,2017-03-31,5\n" for n in range(150))
    outcome = book.bring(goals=f"Goal,Seller,First day,Last day,Target\n{rows}")
    assert sum("Did you mean" in reason for _line, reason, _refused in told(outcome)) == 100
    assert counts(outcome, "goal") == (150, 0, 0, 0)
