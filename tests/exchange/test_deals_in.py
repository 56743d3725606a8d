"""The past that an import gives to opportunities, their stages and their list prices."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.services import deals
from tests.conftest import FrozenClock
from tests.exchange.importing import Importing, counts

HEAD = "Opportunity ID,Product,Account,Deal stage,Engage date,Close date,Close value\n"
WON = "A1,GTX Pro,Acme,Won,2017-01-02,2017-02-03,4500\n"
LOST = "A2,MG,Acme,Lost,2017-01-05,2017-03-01,0\n"
OPEN = "A3,GTX Pro,Acme,Engaging,2017-03-05,,\n"
NEW = "A4,MG,Acme,Prospecting,,,\n"
PRODUCTS = "Product,Sales price\nGTX Pro,4821\nMG,55\n"


def test_a_closed_deal_was_open_at_the_list_price_from_its_first_day(book: Importing) -> None:
    book.bring(products=PRODUCTS, pipeline=HEAD + WON + LOST + OPEN)
    assert book.trail() == [
        ("A1", "2017-01-02", "Engaging", 4821, 1),
        ("A1", "2017-02-03", "Won", 4500, 0),
        ("A2", "2017-01-05", "Engaging", 55, 1),
        ("A2", "2017-03-01", "Lost", 0, 0),
        ("A3", "2017-03-05", "Engaging", 4821, 1),
    ]


def test_a_closed_deal_whose_product_has_no_price_was_worth_what_it_closed_at_until_a_price_comes(
    book: Importing,
) -> None:
    book.bring(pipeline=HEAD + WON + LOST + OPEN)
    assert book.trail() == [
        ("A1", "2017-01-02", "Engaging", 4500, 1),
        ("A1", "2017-02-03", "Won", 4500, 0),
        ("A2", "2017-01-05", "Engaging", None, 1),
        ("A2", "2017-03-01", "Lost", 0, 0),
        ("A3", "2017-03-05", "Engaging", None, 1),
    ]
    for price in ("4821", "5000"):
        book.bring(products=f"Product,Sales price\nGTX Pro,{price}\nMG,55\n")
        assert [row[3] for row in book.trail()] == [4821, 4500, 55, 0, 4821]


def test_where_open_deals_have_amounts_no_list_price_stands_for_that_of_a_closed_one(book: Importing) -> None:
    valued = OPEN.replace(",,\n", ",,900\n")
    book.bring(products=PRODUCTS, pipeline=HEAD + WON + LOST + valued)
    assert [row[3:] for row in book.trail()] == [(4500, 0), (4500, 0), (0, 0), (0, 0), (900, 0)]
    book.bring(products=PRODUCTS.replace("4821", "5000"))
    assert book.trail()[0][3] == 4500


def test_an_open_deal_without_a_day_is_known_from_the_last_day_of_its_file(book: Importing) -> None:
    book.bring(products=PRODUCTS, pipeline=HEAD + NEW + WON + LOST)
    assert ("A4", "2017-03-01", "Prospecting", 55, 1) in book.trail()
    assert book.column("opportunity", "entered_on")[0] is None


def test_an_expected_close_is_no_day_that_has_been(book: Importing) -> None:
    expected = OPEN.replace(",,\n", ",2018-06-13,\n")
    outcome = book.bring(products=PRODUCTS, pipeline=HEAD + NEW + WON + expected)
    assert ("A4", "2017-03-05", "Prospecting", 55, 1) in book.trail()
    assert (
        "pipeline.csv: 1 open opportunity has no day of its beginning; it counts from 5 Mar 2017, the last day in the file."
    ) in outcome.notes


def test_days_ahead_are_no_past(book: Importing, clock: FrozenClock) -> None:
    book.bring(pipeline=HEAD + "A1,,Acme,Proposal,,2027-05-01,10\nA2,,Acme,Proposal,2030-01-01,,10\n")
    assert [row[1] for row in book.trail()] == [clock.at.date().isoformat()] * 2


def test_an_open_deal_without_an_amount_takes_the_list_price_and_is_marked_so(book: Importing) -> None:
    book.bring(products=PRODUCTS, pipeline=HEAD + OPEN)
    assert book.rows("opportunity", "amount", "amount_from_list") == [(Decimal(4821), True)]


def test_how_many_deals_took_the_list_price_is_said(book: Importing) -> None:
    outcome = book.bring(products=PRODUCTS, pipeline=HEAD + WON + OPEN + NEW)
    assert (
        "pipeline.csv: 2 open opportunities have no amount and took the list price of their product." in outcome.notes
    )
    book.bring(later="Deal name,Product,Stage\nX,GTX Max,Proposal\n")
    assert book.bring(products="Product,Sales price\nGTX Max,9\n").notes == [
        "products.csv: 1 opportunity had waited for the list price of its product and took it."
    ]


@pytest.mark.parametrize("cell", ["TBD", "Infinity", "NaN", "99999999999999999999"])
def test_an_amount_that_cannot_be_read_never_becomes_the_list_price(book: Importing, cell: str) -> None:
    outcome = book.bring(products=PRODUCTS, pipeline=HEAD + OPEN.replace(",,\n", f",,{cell}\n"))
    assert book.rows("opportunity", "amount", "amount_from_list") == [(None, False)]
    (problem,) = outcome.problems
    assert problem.reason.startswith(f"Close value: “{cell}” is ")
    assert problem.reason.endswith(" The amount stays empty; the list price was not taken for it.")
    book.bring(products=PRODUCTS.replace("4821", "5000"))
    assert book.rows("opportunity", "amount", "amount_from_list") == [(None, False)]


SHARES = "Deal name,Stage,Probability\nA,Proposal,{}\nB,Proposal,{}\nC,Proposal,{}\n"


@pytest.mark.parametrize(
    ("cells", "read", "note"),
    [
        (("0.2", "1", "0"), ("0.2", "1", "0"), "all values lie between 0 and 1 and were read as fractions: “0.2” is 20 %."),
        (("0.125", "", "0.9"), ("0.125", "0.6", "0.9"), "all values lie between 0 and 1 and were read as fractions: “0.125” is 12.5 %."),
        (("0.2", "20 %", "1"), ("0.002", "0.2", "0.01"), "“0.2” was read as 0.2 %, because others are percentages, like “20 %”."),
        (("20", "1", "60 %"), ("0.2", "0.01", "0.6"), ""),
    ],
)  # fmt: skip
def test_probabilities_are_fractions_only_where_none_is_a_percentage(
    book: Importing, cells: tuple[str, ...], read: tuple[str, ...], note: str
) -> None:
    outcome = book.bring(deals=SHARES.format(*cells))
    assert book.column("opportunity", "probability") == [Decimal(share) for share in read]
    assert outcome.notes == ([f"deals.csv: Probability: {note}"] if note else [])


def test_a_list_price_that_comes_later_reaches_the_deals_that_wait_for_it(book: Importing) -> None:
    book.bring(pipeline=HEAD + WON + OPEN)
    assert book.rows("opportunity", "amount", "amount_from_list") == [(Decimal(4500), False), (None, True)]
    book.bring(products=PRODUCTS)
    assert book.rows("opportunity", "amount", "amount_from_list") == [(Decimal(4500), False), (Decimal(4821), True)]
    assert book.trail()[0] == ("A1", "2017-01-02", "Engaging", 4821, 1)
    book.store.undo()
    assert book.column("opportunity", "amount") == [Decimal(4500), None]


def test_a_list_price_never_beats_an_amount(book: Importing) -> None:
    book.bring(products=PRODUCTS, pipeline=HEAD + OPEN)
    book.bring(pipeline=HEAD + OPEN.replace(",,\n", ",,4000\n"))
    book.bring(products=PRODUCTS.replace("4821", "5000"))
    assert book.rows("opportunity", "amount", "amount_from_list") == [(Decimal(4000), False)]


def test_a_deal_without_a_name_is_called_after_its_product_and_account(book: Importing) -> None:
    book.bring(pipeline=HEAD + WON + "A5,,,Proposal,,,\nA6,MG,,Proposal,,,\n")
    assert book.column("opportunity", "name") == ["GTX Pro, Acme", "A5", "MG"]


def test_a_deal_named_after_its_product_follows_the_spelling_that_comes_later(book: Importing) -> None:
    book.bring(pipeline=HEAD + WON.replace("GTX Pro", "GTXPro").replace("Acme", "ACME") + "A7,GTXPro,,Proposal,,,\n")
    assert book.column("opportunity", "name") == ["GTXPro, ACME", "GTXPro"]
    book.bring(products=PRODUCTS)
    book.bring(accounts="Account\nAcme\n")
    assert book.column("opportunity", "name") == ["GTX Pro, Acme", "GTX Pro"]
    assert [row[2] for row in book.trail()] == ["Prospecting", "Won", "Proposal"]


def test_what_a_later_import_knows_better_leaves_the_days_since_the_first_as_they_were(
    book: Importing, clock: FrozenClock
) -> None:
    first = clock.at.date()
    book.bring(accounts="Account ID,Account\nC1,Acme\n", pipeline=HEAD + OPEN)
    clock.at += timedelta(days=2)
    for name in ("Acme AG", "Acme SE"):
        book.bring(accounts=f"Account ID,Account\nC1,{name}\n", products=PRODUCTS)
    with book.store.read() as session:
        shown = [
            (deal.name, deal.amount)
            for day in (date(2017, 4, 1), first, first + timedelta(days=1), first + timedelta(days=2))
            for deal in deals.as_of(session, day).values()
        ]
    now = ("GTX Pro, Acme SE", Decimal(4821))
    assert shown == [now, ("GTX Pro, Acme", None), ("GTX Pro, Acme", None), now]


def test_a_name_given_by_hand_stays_when_the_product_is_spelled_anew(book: Importing) -> None:
    book.bring(pipeline="Deal name,Product,Stage\nGTXPro for all,GTXPro,Proposal\n")
    book.bring(products=PRODUCTS)
    assert book.column("opportunity", "name") == ["GTXPro for all"]


def test_stages_that_are_found_are_added_between_their_neighbours_for_review(book: Importing) -> None:
    outcome = book.bring(pipeline=HEAD + WON + NEW + OPEN)
    stages = book.rows("stage", "name", "probability", "needs_review", "position")
    engaging = next(stage for stage in stages if stage[0] == "Engaging")
    assert engaging[1:3] == (Decimal("0.2"), True)
    around = sorted(stages, key=lambda stage: stage[3])
    assert [stage[0] for stage in around[:3]] == ["Prospecting", "Engaging", "Qualified"]
    assert any("the stage “Engaging” is new" in note for note in outcome.notes)


def test_words_for_won_and_lost_find_the_stages_that_count_so(book: Importing) -> None:
    book.bring(deals="Deal name,Stage,Close date\nA,Closed Won,2017-01-02\nB,closed lost,2017-01-03\n")
    assert book.rows("opportunity", "stage_id", "closed_on", "close_date") == [
        ("Won", date(2017, 1, 2), None),
        ("Lost", date(2017, 1, 3), None),
    ]


def test_without_a_column_of_stages_deals_begin_in_the_first_and_it_is_said(book: Importing) -> None:
    outcome = book.bring(deals="Deal name,Amount\nA,5\n")
    assert book.column("opportunity", "stage_id") == ["Prospecting"]
    assert outcome.notes == [
        "deals.csv: no column says in which stage an opportunity is; new ones begin in “Prospecting”."
    ]


def test_a_column_of_a_hundred_stages_makes_none(book: Importing) -> None:
    text = "Deal name,Amount,Stage\n" + "".join(f"D{n},5,Step {n}\n" for n in range(100))
    outcome = book.bring(deals=text)
    assert counts(outcome, "opportunity") == (0, 0, 0, 100)
    assert len(book.rows("stage", "name")) == 6


def test_a_deal_that_a_later_file_closes_was_closed_on_its_true_day(book: Importing) -> None:
    book.bring(products=PRODUCTS, pipeline=HEAD + OPEN)
    outcome = book.bring(pipeline=HEAD + OPEN.replace("Engaging", "Won").replace(",,\n", ",2017-04-01,4700\n"))
    assert counts(outcome, "opportunity") == (0, 1, 0, 0)
    assert book.trail() == [("A3", "2017-03-05", "Engaging", 4821, 1), ("A3", "2017-04-01", "Won", 4700, 0)]


def test_a_deal_that_was_closed_before_it_began_keeps_one_day(book: Importing) -> None:
    book.bring(pipeline=HEAD + "A1,MG,Acme,Won,2017-05-01,2017-02-03,4500\n")
    assert [row[1:3] for row in book.trail()] == [("2017-02-03", "Prospecting"), ("2017-02-03", "Won")]


@pytest.mark.parametrize(("day", "won", "opened"), [("2017-06-30", 1785, 1686), ("2017-12-31", 4238, 2089)])
def test_the_book_of_maven_is_what_it_was_on_any_day(
    book: Importing, real_data: Path, day: str, won: int, opened: int
) -> None:
    book.bring_files(sorted((real_data / "sales" / "maven_crm").glob("*.csv")))
    with book.store.read() as session:
        kinds = [deal.kind for deal in deals.as_of(session, date.fromisoformat(day)).values()]
    assert (kinds.count("won"), kinds.count("open")) == (won, opened)


def test_the_files_of_maven_make_the_same_book_in_any_order(book: Importing, real_data: Path) -> None:
    folder, contents = real_data / "sales" / "maven_crm", set()
    for order in (
        ("sales_pipeline", "sales_teams", "products", "accounts"),
        ("accounts", "sales_pipeline", "products", "sales_teams"),
        ("products", "sales_teams", "accounts", "sales_pipeline"),
    ):
        for name in order:
            book.bring_files([folder / f"{name}.csv"])
        contents.add((book.content(), tuple(book.trail())))
        assert not book.bring_files([folder / f"{name}.csv" for name in order]).has_changes
        for _name in order:
            book.store.undo()
    assert len(contents) == 1
